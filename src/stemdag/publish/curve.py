"""Turnout through the day: its points, its table, and the drawing that is made with the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil
from operator import attrgetter

from stemdag.domain.turnout import TurnoutReport

#: A curve has at most one point in this many seconds.
STEP = 900
_IN_ORDER = attrgetter("at", "station", "admitted")


@dataclass(frozen=True, slots=True)
class Point:
    """Admitted voters of all stations together, as known at `at`."""

    at: datetime
    admitted: int


Steps = dict[int, tuple[datetime, int]]


def steps(reports: Iterable[TurnoutReport]) -> Steps:
    """How much was added in each quarter of an hour, with the time of its last report.

    Steps of several municipalities can be added up; a lower later report subtracts.
    """
    last: dict[int, int] = {}
    found: Steps = {}
    for report in sorted(reports, key=_IN_ORDER):
        place = quarter(report.at)
        more = report.admitted - last.get(report.station, 0)
        last[report.station] = report.admitted
        found[place] = (report.at, found[place][1] + more if place in found else more)
    return found


def quarter(at: datetime) -> int:
    """The quarter of an hour in which a moment lies, by its number."""
    return int(at.timestamp()) // STEP


def together(several: Iterable[Steps]) -> Steps:
    """The steps of several areas added up."""
    found: Steps = {}
    for each in several:
        for slot, (at, more) in each.items():
            if slot in found:
                before, known = found[slot]
                found[slot] = (max(at, before), known + more)
            else:
                found[slot] = (at, more)
    return found


def points(of: Steps) -> tuple[Point, ...]:
    """The running total, in order of time."""
    total = 0
    found = []
    for slot in sorted(of):
        at, more = of[slot]
        total += more
        found.append(Point(at, total))
    return tuple(found)


def hourly(curve: Sequence[Point]) -> tuple[Point, ...]:
    """The last point of each clock hour: what the table shows."""
    last: dict[int, Point] = {int(each.at.timestamp()) // 3600: each for each in curve}
    return tuple(last.values())


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark beside the drawing: where, and what it stands for."""

    place: int
    at: datetime | None = None
    value: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A curve as SVG path data in a frame of `WIDTH` by `HEIGHT`, with its ticks and last point."""

    path: str
    x: int
    y: int
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    before: str = ""


WIDTH, HEIGHT, LEFT = 360, 120, 40


@lru_cache(maxsize=64)  # the same page in another language, its short form and its picture follow at once
def draw(
    curve: tuple[Point, ...],
    begin: datetime,
    end: datetime,
    whole: int | None,
    before: tuple[tuple[datetime, Fraction], ...] = (),
) -> Drawing | None:
    """Draw a curve between opening and closing; `whole` (the electorate) makes the upward axis a share.

    `before` are shares of another day, at the same times of this one: a second path, where there is an axis
    of shares; what is outside opening and closing is left out.

    None where there is nothing to draw: fewer than two points.
    """
    if len(curve) < 2:
        return None
    begin, end = min(begin, curve[0].at), max(end, curve[-1].at)
    span = max((end - begin).total_seconds(), 1)
    then = [(at, share) for at, share in before if begin <= at <= end] if whole else []
    most = max(each.admitted for each in curve)
    if whole and then:
        most = max(most, ceil(max(share for _, share in then) * whole))
    top = _round_share(most, whole) if whole else _round_up(most)

    def across(at: datetime) -> int:
        return LEFT + round((WIDTH - LEFT - 4) * ((at - begin).total_seconds() / span))

    def up(admitted: float) -> int:
        return HEIGHT - round((HEIGHT - 8) * admitted / top)

    spots = [(across(each.at), up(each.admitted)) for each in curve]
    path = "M" + "L".join(f"{x} {y}" for x, y in spots)
    return Drawing(
        path,
        *spots[-1],
        tuple(Tick(across(at), at) for at in _moments(begin, end)),
        tuple(Tick(up(value), None, value) for value in _values(top)),
        "M" + "L".join(f"{across(at)} {up(float(share * (whole or 0)))}" for at, share in then)
        if len(then) > 1
        else "",
    )


def _values(top: float) -> tuple[int, ...]:
    half = top / 2
    return (round(half), round(top)) if half >= 1 else (round(top),)


def _round_up(most: int) -> int:
    """The next 1, 2 or 5 with noughts."""
    scale = 1
    while True:
        for step in (1, 2, 5):
            if step * scale >= most:
                return max(step * scale, 2)
        scale *= 10


def _round_share(most: int, whole: int) -> float:
    """The number of voters at the next round percentage."""
    for share in (2, 4, 10, 20, 40, 60, 80, 100):
        if most * 100 <= whole * share:
            return whole * share / 100
    return float(most)


def _moments(begin: datetime, end: datetime) -> list[datetime]:
    """Clock hours to write under the curve: begin, end and a few between; midnights over several days."""
    if end - begin > timedelta(hours=30):
        day = begin.replace(hour=0, minute=0, second=0, microsecond=0)
        days = [day + timedelta(days=n) for n in range((end - begin).days + 2)]
        return [max(each, begin) for each in days if each < end]
    inner = begin.replace(minute=0, second=0, microsecond=0)
    apart = (end - begin) / 5
    found = [begin]
    while inner < end:
        if inner.hour % 4 == 0 and inner - begin > apart and end - inner > apart:
            found.append(inner)
        inner += timedelta(hours=1)
    return [*found, end]
