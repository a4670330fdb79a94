"""What nodes may do when they are rendered; here, so that another process can import it."""

from __future__ import annotations

import os
import threading
import time
from multiprocessing import parent_process


def tell_process(slow: float = 0.0) -> bytes:
    time.sleep(slow)
    return str(os.getpid()).encode()


def fail_in_second() -> bytes:
    if parent_process() is not None:
        raise ZeroDivisionError
    return b"made"


def end_second() -> bytes:
    """As when memory runs out and the system ends the process."""
    if parent_process() is not None:
        os._exit(9)
    return b"made"


class Telling:
    """A render that keeps which threads packed it for another process."""

    def __init__(self) -> None:
        self.packed_by: set[int] = set()

    def __call__(self) -> bytes:
        return b"made"

    def __reduce__(self) -> tuple[type[Telling], tuple[()]]:
        self.packed_by.add(threading.get_ident())
        return Telling, ()
