"""What turnout is to be expected at the end of the day, and how sure that is. Pure.

How: a station that has admitted `n` voters by a moment at which a usual day has had a share `s` of them is
expected to end at `n / s`. Stations that are still open are taken together: their voters over the mean of
their shares, each weighed by its electorate, so that one that has not reported weighs as one where nobody
came yet and is made up for by the others. What has closed, or has no hours (postal votes), stands as it is.

Which day is usual: the one of the municipality's earlier election where its turnout by the hour is known
(`shape_of`), else that of Tilburg in 2021 (`day_shape`).

How sure: `low` to `high` is meant to hold the end on nine days out of ten. Its width follows from the voters
still to come: a factor `exp(±0.35 × (1 − s))` about what is expected. That was read off 37 figures that the
press gave during the day (TK2012, TK2017, PS2019 and PS2023, in ten municipalities), set beside the official
end: `tests/domain/test_expectation.py` does it again, and 33 of them lie within; with the factor fitted on
three of the elections and judged on the fourth, 33 as well. Those outside are evening figures of Amsterdam,
Utrecht and Groningen: what is reported late makes an evening look calmer than it was.

For a single station or a quarter there is no such material, so those get no interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from stemdag.domain.day_shape import CLOSES, OPENS, TILBURG_2021, Shape, Span
from stemdag.domain.earlier import Curve, Earlier

#: Half of the interval's width, in the logarithm, for each share of the voters that is still to come.
WIDTH = 0.35
#: Before this share of a day nothing is expected: a handful of voters would make a wild guess.
LEAST_SHARE = 0.03
#: Nor before so many of the stations that vote have reported, by their electorates.
LEAST_REPORTED = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """What one station said of its turnout: `admitted` voters, None where nothing.

    `come` is the share of its usual voters that had come by that report (0 where there is none);
    None where it has no hours. `electorate` is None or 0 where it is not known.
    """

    admitted: int | None
    come: float | None
    electorate: int | None = None


def told(
    admitted: int | None,
    at: datetime | None,
    open_in: tuple[Span, ...],
    electorate: int | None = None,
    shape: Shape = TILBURG_2021,
) -> Told:
    """What a station with these hours (`day_shape.spans`) said at `at` (aware), on a day of this shape."""
    if not open_in:
        return Told(admitted, None, electorate)
    if at is None or admitted is None:
        return Told(None, 0.0, electorate)
    return Told(admitted, shape.share(open_in, at), electorate)


@dataclass(frozen=True, slots=True)
class Expectation:
    """Voters at the end of the day: `end`, and on nine days of ten from `low` to `high`. Nobody leaves, so
    `low` is never below what has come. `come` is the share of the day's voters that has come by the reports,
    0 to 1."""

    end: int
    low: int
    high: int
    come: float


def expected(stations: Sequence[Told]) -> Expectation | None:
    """What these stations are expected to end at together; None where too little has come to say."""
    done = sum(each.admitted or 0 for each in stations if each.come is None or each.come >= 1.0)
    going = [(each, each.come) for each in stations if each.come is not None and each.come < 1.0]
    here = sum(each.admitted or 0 for each, _ in going)
    if not going:
        return Expectation(done, done, done, 1.0) if done else None
    known = [each.electorate for each, _ in going if each.electorate]
    usual = sum(known) / len(known) if known else 1.0
    weights = [each.electorate or usual for each, _ in going]
    come = sum(weight * share for weight, (_, share) in zip(weights, going, strict=True)) / sum(weights)
    told_of = sum(
        weight for weight, (each, _) in zip(weights, going, strict=True) if each.admitted is not None
    )
    if come < LEAST_SHARE or not here or told_of < LEAST_REPORTED * sum(weights):
        return None
    end = here / come
    spread = math.exp(WIDTH * (1.0 - come))
    whole = done + here
    return Expectation(
        max(whole, round(done + end)),
        max(whole, round(done + end / spread)),
        round(done + end * spread),
        whole / (done + end),
    )


def ahead(said: Told, end_share: float | None) -> float | None:
    """How far a station's turnout is above (below: negative) what it was to be when it last reported, as a
    share of its electorate; None where one of the two is not known.

    `end_share` is what the whole is to end at.
    """
    if said.come is None or said.admitted is None or not said.electorate or end_share is None:
        return None
    return said.admitted / said.electorate - end_share * said.come


def end_share(before: Earlier | None, stations: Sequence[Told]) -> float | None:
    """The turnout at the end that stations are set against: the earlier election's. Where that is not known,
    what those that reported today do together, in steps of two points: one report does not move all."""
    if before is not None and before.electorate:
        return before.admitted / before.electorate
    said = [
        (each.admitted, each.electorate * each.come)
        for each in stations
        if each.electorate and each.come and each.admitted is not None
    ]
    usual = sum(weight for _, weight in said)
    return round(50 * sum(admitted for admitted, _ in said) / usual) / 50 if usual else None


def shape_of(earlier: Earlier | None) -> Shape:
    """The day of the municipality's earlier election, by its turnout by the hour; Tilburg's where that is not
    known, or does not rise."""
    if earlier is None or len(earlier.curve) < 2 or not earlier.electorate:
        return TILBURG_2021
    return _shape(earlier.curve, 10_000 * earlier.admitted // earlier.electorate)


@lru_cache(maxsize=64)
def _shape(curve: Curve, end: int) -> Shape:
    # What had come by the opening came on the days before.
    before = max((share for minute, share in curve if minute <= OPENS), default=0)
    points = [(minute, share / 100) for minute, share in curve if OPENS < minute < CLOSES]
    last = max(end, *(share for _, share in curve))
    if not points or last <= before:
        return TILBURG_2021
    days = {0: (*points, (CLOSES, last / 100))}
    return Shape(({-1: ((CLOSES, before / 100),)} if before else {}) | days)
