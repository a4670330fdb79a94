"""Who is elected on the seats of each list (Kieswet P 15 to P 18): by preference first, then in list order.

Lots are never drawn: where they decide who is elected the seat stays open, with the candidates between whom
lots must be drawn. Where a party's lists differ between districts, the seats go by their order as far as
they agree: each of them fills up from its head, so nobody else can come before those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from stemdag.domain.seat_rules import SeatRule


@dataclass(frozen=True, slots=True)
class Chosen:
    """One elected candidate; `preference` says that its own votes did it."""

    candidate: int
    preference: bool


@dataclass(frozen=True, slots=True)
class Elected:
    """The elected of one list in their order; `open` are the candidates between whom lots decide.

    `empty` is how many seats the list cannot fill; `unsure` how many go by the order of lists that differ
    there, which only the seats of each district decide (P 12).
    """

    chosen: tuple[Chosen, ...]
    open: tuple[int, ...] = ()
    empty: int = 0
    unsure: int = 0


def preference_threshold(votes: int, seats: int, rule: SeatRule, percent: int | None = None) -> Fraction:
    """The votes over which a candidate is elected by preference; `percent` of the quota where stated."""
    part = rule.preference if percent is None else Fraction(percent, 100)
    return part * Fraction(votes, seats)


def elected(
    candidates: Sequence[int],
    votes: Mapping[int, int],
    seats: int,
    threshold: Fraction,
    agreed: int | None = None,
) -> Elected:
    """Who takes the `seats` of a list with these candidates, in the order of the list.

    `agreed`: only so many at the head have the same order on all lists of the party; None: all of them.

    Candidates with equal votes over the threshold draw lots for their order (P 15, first paragraph). That
    leaves open who is elected only where not all of them can be.
    """
    above = [each for each in candidates if votes.get(each, 0) > threshold]
    ranked = sorted(above, key=lambda each: -votes.get(each, 0))
    if len(ranked) > seats:
        last = votes.get(ranked[seats], 0) if seats else 0
        if seats and votes.get(ranked[seats - 1], 0) == last:
            sure = tuple(Chosen(each, True) for each in ranked if votes.get(each, 0) > last)
            return Elected(sure, tuple(each for each in ranked if votes.get(each, 0) == last))
        return Elected(tuple(Chosen(each, True) for each in ranked[:seats]))
    taken = set(ranked)
    rest = [each for each in candidates[:agreed] if each not in taken][: seats - len(ranked)]
    chosen = (*(Chosen(each, True) for each in ranked), *(Chosen(each, False) for each in rest))
    left = seats - len(chosen)
    return Elected(chosen, (), left) if agreed is None else Elected(chosen, (), 0, left)
