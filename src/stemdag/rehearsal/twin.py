"""The second day: the same public facts with other votes, played beside the first by processes of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from stemdag.rehearsal.plan import Event, Plan
from stemdag.rehearsal.stage import Stage, Write
from stemdag.rehearsal.variant import without_votes_changed


class Abandoned(RuntimeError):
    """The first day ended without waiting for the second."""


@contextmanager
def beside(day: Plan, folder: Path, first_beat: datetime) -> Iterator[Callable[[], list[Write]]]:
    """Play the second day up to the release in `folder`, while the block plays the first.

    Gives a function that waits for its end and returns every write at its public target; it raises what
    went wrong there. Leaving the block early abandons the second day and ends its processes.
    """
    abandoned = threading.Event()

    def seen(_: Event) -> None:
        if abandoned.is_set():
            raise Abandoned

    def play() -> list[Write]:
        other = without_votes_changed(day, "demo").until(day.release)
        with Stage(other, folder, first_beat=first_beat) as stage:
            stage.play(stage.set_up(), seen)
            stage.until_release(day.release)
            return stage.writes(day.release)

    with ThreadPoolExecutor(1, thread_name_prefix="twin") as pool:
        playing = pool.submit(play)
        try:
            yield playing.result
        finally:
            abandoned.set()
