"""Ballots left at a station, and whether they last until closing. Pure. Twin on the device: `stock.js`.

Incident 6 (Tilburg, 2023: stations ran out of ballots): the alarm comes before the shortage.

How many voters will have come is read off the shape of a day (`day_shape`): what came so far, over the share
that has come by now. Early in the day a handful of voters would make a wild guess of that, so:

- Before 3 % of the day, or 20 voters, nothing is expected (a quiet station: from a quarter of the day on).
- Where the usual number of voters is known it weighs as much as a tenth of a day, from the first minute on.
  Its weight fades as voters come.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from stemdag.domain.day_shape import TILBURG_2021, Span

LEAST_SHARE, LEAST_VOTERS, QUIET_SHARE = 0.03, 20, 0.25
USUAL_WEIGHT = 0.1


class Level(StrEnum):
    """What the stock asks for."""

    ENOUGH = "enough"
    WATCH = "watch"  # few are left, or they may not last; nothing to do yet
    SHORT = "short"  # ask now


@dataclass(frozen=True, slots=True)
class Rules:
    """When to warn.

    `warn_left`: so few ballots are few (None: no number is). `lead`: how long a delivery takes. A shortage is
    told twice that long before, so that one lead is left where nobody looks at once. `reserve_percent`: more
    voters than expected against which the level is safe.
    """

    warn_left: int | None = 100
    lead: timedelta = timedelta(hours=2)
    reserve_percent: int = 10


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """A number of voters or ballots at a moment (aware)."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Supply:
    """What is known of a station's ballots for one election.

    `at_start` when it first opened; `deliveries` that came after it; `reports` of how many were left.
    """

    at_start: int | None = None
    deliveries: tuple[Seen, ...] = ()
    reports: tuple[Seen, ...] = ()

    def by(self, at: datetime) -> int | None:
        """How many it had been given by then; None where the number at the start is not known."""
        if self.at_start is None:
            return None
        return self.at_start + sum(each.number for each in self.deliveries if each.at <= at)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected, each None where it cannot be said.

    `voters` at closing, all days together; `left` ballots now; `out_at` the moment at which they are expected
    to run out, None also where they last.
    """

    voters: int | None
    left: int | None
    out_at: datetime | None
    level: Level | None


@dataclass(frozen=True, slots=True)
class _Course:
    """Ballots used against the share of the day: `points` that are known, from then on `slope` per share."""

    points: tuple[tuple[float, int], ...]
    slope: float | None

    def used(self, share: float) -> float:
        (before, low), *others = self.points
        for at, number in others:
            if share < at:
                return low + (number - low) * max(0.0, share - before) / (at - before)
            before, low = at, number
        return low + (self.slope or 0.0) * max(0.0, share - before)


def forecast(
    supply: Supply,
    admitted: Sequence[Seen],
    open_in: Sequence[Span],
    now: datetime,
    *,
    usual: int | None = None,
    most: int | None = None,
    rules: Rules | None = None,
) -> Forecast:
    """The forecast at `now` for a station that is open in these spans (`day_shape.spans`).

    `admitted`: reports of how many voters had come so far; where there are none, the reports of stock serve.
    `usual`: voters to be expected at closing by other knowledge. `most`: never expect more than these (the
    municipality's electorate). Every voter takes one ballot; a spoilt one falls under the reserve.

    Nothing is below 0. No more ballots are left than were given out, also where a report says so: a slip of
    the pen would silence the alarm. No fewer voters are expected than have come.
    """
    rules = rules or Rules()

    def share(at: datetime) -> float:
        return TILBURG_2021.share(open_in, at)

    supply = Supply(supply.at_start, _told(supply.deliveries, now), _told(supply.reports, now))
    reports = supply.reports
    course, base = _course(reports, supply, _told(admitted, now), share, usual if open_in else None, most)
    here = share(now)
    left = _left(reports, supply, course, share, now)
    slope = course.slope
    rest = None if slope is None else slope * (1.0 - here)
    voters = None if slope is None else _whole(course.used(1.0) + base * slope)

    def out_at(pace: float) -> datetime | None:
        if left is None or not slope or not rest or left >= rest * pace:
            return None
        return TILBURG_2021.moment(open_in, here + left / (slope * pace), now)

    soon = out_at((100 + rules.reserve_percent) / 100)
    level = None if left is None else _level(left, rest, soon, now, supply.by(now), rules)
    return Forecast(voters, None if left is None else _whole(left), out_at(1.0), level)


def _told(seen: Sequence[Seen], now: datetime) -> tuple[Seen, ...]:
    """In order of time. What was told has happened, whatever the clock of who told it says."""
    return tuple(Seen(min(each.at, now), each.number) for each in sorted(seen))


def _course(
    reports: Sequence[Seen],
    supply: Supply,
    admitted: Sequence[Seen],
    share: Callable[[datetime], float],
    usual: int | None,
    most: int | None,
) -> tuple[_Course, float]:
    """The course, and the share of the day before its first point, of which nothing is known."""
    if admitted or not reports:
        points = _points([(0.0, 0)], admitted, share)
    elif supply.at_start is not None:
        used = [Seen(each.at, max(0, (supply.by(each.at) or 0) - each.number)) for each in reports]
        points = _points([(0.0, 0)], used, share)
    else:
        first = reports[0]
        used = [Seen(each.at, max(0, _since(supply, first, each.at) - each.number)) for each in reports]
        points = _points([], used, share)
    begin, (end, number) = points[0][0], points[-1]
    slope = _slope(end - begin, number, usual)
    if slope is not None and most is not None and end < 1.0:
        slope = max(0.0, min(slope, (most - number) / (1.0 - end)))
    return _Course(points, slope), begin


def _since(supply: Supply, report: Seen, at: datetime) -> int:
    """A report with what was delivered after it, up to `at`."""
    return report.number + sum(each.number for each in supply.deliveries if report.at < each.at <= at)


def _points(
    begin: list[tuple[float, int]], seen: Sequence[Seen], share: Callable[[datetime], float]
) -> tuple[tuple[float, int], ...]:
    """Each number against its share, rising: a later one that is lower corrects those before it."""
    found = dict(begin)
    for each in seen:
        at, number = share(each.at), max(0, each.number)
        found = {one: earlier for one, earlier in found.items() if earlier <= number and one < at}
        found[at] = number
    # A correction may have taken away what stood at the very beginning.
    return tuple({**{at: number for at, number in begin if at not in found}, **found}.items())


def _slope(share: float, number: int, usual: int | None) -> float | None:
    """Voters for a whole day at the pace of so many in a share of it; None where that says too little."""
    if usual is not None:
        return (number + USUAL_WEIGHT * usual) / (share + USUAL_WEIGHT)
    if share >= QUIET_SHARE or (share >= LEAST_SHARE and number >= LEAST_VOTERS):
        return number / share
    return None


def _left(
    reports: Sequence[Seen],
    supply: Supply,
    course: _Course,
    share: Callable[[datetime], float],
    now: datetime,
) -> float | None:
    """Ballots left now: the last report, or the start, and what came and went since."""
    given = supply.by(now)
    if not reports:
        return None if given is None else max(0.0, given - course.used(share(now)))
    last = reports[-1]
    known = supply.by(last.at)
    counted = last if known is None else Seen(last.at, min(last.number, known))
    gone = course.used(share(now)) - course.used(share(last.at))
    return max(0.0, _since(supply, counted, now) - gone)


def _level(
    left: float, rest: float | None, soon: datetime | None, now: datetime, given: int | None, rules: Rules
) -> Level:
    few = rules.warn_left is not None and left <= rules.warn_left
    if left <= 0:
        return Level.SHORT
    if rest is None:
        # No pace yet. A small station starts with few; few that are left of many are another thing.
        if few and given is not None and 2 * left < given:
            return Level.SHORT
        return Level.WATCH if few else Level.ENOUGH
    if soon is not None and soon - now <= 2 * rules.lead:
        return Level.SHORT
    return Level.WATCH if soon is not None or (few and left < 2 * rest) else Level.ENOUGH


def _whole(number: float) -> int:
    # Not round(), which goes to even: the device's goes up.
    return math.floor(number + 0.5)
