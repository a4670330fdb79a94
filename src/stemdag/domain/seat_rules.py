"""How seats are divided, by type of election and by day: the law's rules as dated values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

from stemdag.domain.election import Category
from stemdag.domain.errors import Refused

#: From this number of seats residual seats go by highest averages (P 7), below it by P 8.
AVERAGES_FROM = 19


class Residual(Enum):
    """How residual seats (restzetels) are given."""

    AVERAGES = "P 7"  # highest averages, several to one list
    REMAINDERS_THEN_AVERAGES = "P 8"  # largest remainders once, averages once, then averages


@dataclass(frozen=True, slots=True)
class SeatRule:
    """The rule for one election; thresholds are parts of the quota (kiesdeler).

    `residual_from`: the votes that a list needs for a residual seat by average (kiesdrempel).
    `remainder_from`: the votes that it needs for one by remainder (P 8), inclusive.
    `preference`: the votes over which a candidate is elected by preference (voorkeurdrempel), where the
    election definition states nothing else.
    """

    residual: Residual
    residual_from: Fraction = Fraction(0)
    remainder_from: Fraction = Fraction(3, 4)
    preference: Fraction = Fraction(1, 4)


@dataclass(frozen=True, slots=True)
class _Dated:
    since: date
    categories: Collection[Category]
    residual_from: Fraction = Fraction(0)
    preference: Fraction = Fraction(1, 4)
    #: The preference threshold with fewer than 19 seats, where it differs.
    preference_small: Fraction | None = None


#: List combinations ended on this day (Stb. 2017, 302 and 415); apportionments before it knew them.
_NO_COMBINATIONS = date(2017, 12, 1)
_QUOTA = Fraction(1)

#: By type, the latest that has begun on the voting day counts. A change of law is a row more: bill 36 641
#: would ask the quota for residual seats of all these elections.
_TABLE: tuple[_Dated, ...] = (
    _Dated(_NO_COMBINATIONS, {Category.TK}, residual_from=_QUOTA),
    _Dated(_NO_COMBINATIONS, {Category.EP}, residual_from=_QUOTA, preference=Fraction(1, 10)),
    _Dated(_NO_COMBINATIONS, {Category.PS, Category.AB}),
    _Dated(
        _NO_COMBINATIONS,
        {Category.GR, Category.ER, Category.BC, Category.GC, Category.KC},
        preference_small=Fraction(1, 2),
    ),
)


def rule_for(category: Category, seats: int, day: date) -> SeatRule:
    """The rule for an election of this type, with this many seats, on this voting day.

    `Refused` for referendums, for the Senate (weighted votes, groups of lists: Kieswet U), and for days
    before 1 December 2017, when lists could still be combined.
    """
    found = [each for each in _TABLE if category in each.categories]
    if not found:
        raise Refused("seats.no-rule", f"no seats are divided by this rule at an election of type {category}")
    begun = [each for each in found if each.since <= day]
    if not begun:
        first = min(each.since for each in found)
        raise Refused(
            "seats.no-rule", f"the rules for seats are known from {first} on; this vote was on {day}"
        )
    dated = max(begun, key=lambda each: each.since)
    small = seats < AVERAGES_FROM
    return SeatRule(
        Residual.REMAINDERS_THEN_AVERAGES if small else Residual.AVERAGES,
        residual_from=dated.residual_from,
        preference=dated.preference_small if small and dated.preference_small else dated.preference,
    )
