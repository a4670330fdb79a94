"""The shape of turnout over the voting days: which part of the voters has come by when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files

from stemdag.domain.station import Hours
from stemdag.rehearsal.day import CLOSES, OPENS


@dataclass(frozen=True, slots=True)
class Shape:
    """Points of a cumulative turnout, by day counted back from the last (0, −1, −2): (minute, percent).

    Each day starts at its opening with the figure at which the day before ended.
    """

    points: dict[int, tuple[tuple[int, float], ...]]

    def rise(self, day: int, until: time) -> float:
        """Percentage points that came on a day up to a time of it; a day without points is as the last."""
        known = day if day in self.points else 0
        line = self.points[known]
        start = self._start(known)
        at = _minute(until)
        before, low = _minute(OPENS), start
        for minute, percent in line:
            if at < minute:
                return low - start + (percent - low) * max(0, at - before) / (minute - before)
            before, low = minute, percent
        return low - start

    def _start(self, day: int) -> float:
        earlier = [percent for each, line in self.points.items() if each < day for _, percent in line]
        return max(earlier, default=0.0)

    def share_before(self, day: date, last: date) -> float:
        """Which part of all voters had come before `day` began, when `last` is the last voting day."""
        return self._start((day - last).days) / self.points[0][-1][1]

    def share(self, hours: Sequence[Hours], last: date, at: datetime) -> float:
        """Which part of its voters a station with these hours has had by `at`: from 0 to 1, never falling."""
        whole = sum(self._of(each, last, each.closes) for each in hours)
        if whole <= 0:
            return 1.0 if hours and at >= hours[-1].closes else 0.0
        return min(1.0, sum(self._of(each, last, at) for each in hours) / whole)

    def _of(self, hours: Hours, last: date, at: datetime) -> float:
        day = (hours.opens.date() - last).days
        until = min(max(at.astimezone(hours.opens.tzinfo), hours.opens), hours.closes)
        return self.rise(day, until.timetz()) - self.rise(day, hours.opens.timetz())


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


@cache
def shape() -> Shape:
    """Tilburg's published series of March 2021 (`figures/turnout.json`)."""
    text = files("stemdag.rehearsal").joinpath("figures", "turnout.json").read_text("utf-8")
    points: dict[int, list[tuple[int, float]]] = {}
    for point in json.loads(text)["points"]:
        points.setdefault(point["day"], []).append(
            (_minute(time.fromisoformat(point["at"])), point["percent"])
        )
    for line in points.values():
        if line[-1][0] < _minute(CLOSES):
            line.append((_minute(CLOSES), line[-1][1]))
    return Shape({day: tuple(line) for day, line in points.items()})
