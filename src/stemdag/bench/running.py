"""A server in a process of its own, waited for and ended."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from stemdag.home import free_port

#: Seconds in which a server must listen, and in which it must end.
_PATIENCE = 20


class NotServing(RuntimeError):
    """A server that ended, or does not listen; with what it said."""


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[int]:
    """The process that listens on a port of this machine; it and its children are ended after."""
    # What it says goes to a file, as a full pipe would hold it up.
    with (
        TemporaryFile("w+") as said,
        subprocess.Popen(  # noqa: S603 (our own programs, and nginx where it was found)
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        ) as process,
    ):
        try:
            if not _listens(process, port):
                said.seek(0)
                raise NotServing(f"{command[0]} does not listen: {said.read().strip()}")
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The address of a public tree while our public server serves it."""
    port = free_port()
    command = [sys.executable, "-m", "stemdag", "serve", "public", "--root", str(root), "--port", str(port)]
    with running(command, port):
        yield f"http://127.0.0.1:{port}"


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return True
    return False
