"""Two clocks, because one that was put forward must not open a result."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from stemdag import clock
from stemdag.domain.errors import Refused

Clock = Callable[[], datetime]

#: As far as two clocks may differ before neither is believed.
TOLERANCE = timedelta(seconds=5)


class Anchored:
    """A clock that ran on from `anchor`'s reading at the start: setting the wall clock does not move it.

    It cannot know that the wall clock was wrong already at the start; the holder's log shows the reading.
    """

    def __init__(self, anchor: Clock = clock.now, ticks: Callable[[], float] | None = None) -> None:
        self._ticks = ticks or _ticks
        self._start, self._at_start = anchor(), self._ticks()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=self._ticks() - self._at_start)


def _ticks() -> float:
    # BOOTTIME goes on while the machine sleeps; MONOTONIC would lag behind for good afterwards
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def two_clocks() -> tuple[Clock, Clock]:
    """The wall clock, and one anchored at this moment.

    In a rehearsal the clock is a file that jumps by design, so there both are that file: a rehearsal
    exercises the moment, not the agreement of clocks.
    """
    if os.environ.get("STEMDAG_CLOCK", "system") != "system":
        return clock.now, clock.now
    return clock.now, Anchored()


def agreed(clocks: tuple[Clock, Clock], tolerance: timedelta = TOLERANCE) -> datetime:
    """The moment that both have reached: the earlier reading. Refused: `custody.clocks`."""
    wall, second = clocks[0](), clocks[1]()
    if abs(wall - second) > tolerance:
        raise Refused(
            "custody.clocks",
            f"the clocks of this holder disagree: {wall.isoformat()} and {second.isoformat()}; "
            "set the right time and start the holder again",
            wall=wall,
            second=second,
        )
    return min(wall, second)
