"""The same municipality at an earlier election of the same kind, to set a result beside."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

#: Minutes after midnight, and ten-thousandths of the electorate; in order of time, never falling.
Curve = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A result of before: votes by the list's name, since numbers change from election to election.

    `admitted` and `electorate` are voters; the latter is None where it is not known. `curve` is turnout
    through its day, where that is known: minutes after midnight, and ten-thousandths of the electorate.
    `of` so many municipalities together.
    """

    name: str
    date: date
    votes: Mapping[str, int]
    admitted: int
    electorate: int | None = None
    curve: Curve = ()
    of: int = 1

    def turnout_at(self, minute: int) -> Fraction | None:
        """The share of the electorate at a minute of the day, on the line between two known ones.

        None before the first and after the last that is known.
        """
        for (start, low), (end, high) in zip(self.curve, self.curve[1:], strict=False):
            if start <= minute <= end:
                return Fraction(low * (end - minute) + high * (minute - start), 10_000 * (end - start))
        return None

    @property
    def whole(self) -> int:
        """Votes on lists together."""
        return sum(self.votes.values())

    def share(self, name: str) -> Fraction | None:
        """The share of the list of this name; None where there was none, or more than one could be meant.

        Capitals, accents and signs do not matter. `PVV (Partij voor de Vrijheid)` is also `PVV`.
        """
        if not self.whole:
            return None
        for form in (_whole, _short):
            found = [votes for each, votes in self.votes.items() if form(each) == form(name)]
            if len(found) == 1 and form(name):
                return Fraction(found[0], self.whole)
        return None

    def change(self, name: str, votes: int, whole: int) -> Fraction | None:
        """How much larger a share of votes is now than the list's share then; None for a new list."""
        before = self.share(name)
        return None if before is None or not whole else Fraction(votes, whole) - before


def together(all_of_them: Iterable[Earlier | None]) -> Earlier | None:
    """One result of several municipalities; None unless every one of them has one of the same election.

    Turnout through the day is there where it is known of every one, each weighed by its electorate of then:
    from the latest of their first moments to the earliest of their last.
    """
    found = list(all_of_them)
    known = [each for each in found if each is not None]
    if not known or len(known) < len(found) or len({(each.name, each.date) for each in known}) > 1:
        return None
    votes: Counter[str] = Counter()
    for each in known:
        votes.update(each.votes)
    electorates = [each.electorate for each in known]
    electorate = sum(each or 0 for each in electorates) if all(electorates) else None
    admitted = sum(each.admitted for each in known)
    curve = (
        known[0].curve if len(known) == 1 else _weighed(tuple((e.electorate or 0, e.curve) for e in known))
    )
    first = known[0]
    return Earlier(first.name, first.date, dict(votes), admitted, electorate, curve, len(known))


@lru_cache(maxsize=64)  # it is the same all day, and asked for whenever something else moves
def _weighed(curves: tuple[tuple[int, Curve], ...]) -> Curve:
    """The share of all together, at each moment that is known of one of them; () where one is missing."""
    if not all(electorate and len(curve) > 1 for electorate, curve in curves):
        return ()
    first, last = max(curve[0][0] for _, curve in curves), min(curve[-1][0] for _, curve in curves)
    minutes = sorted({minute for _, curve in curves for minute, _ in curve if first <= minute <= last})
    whole = sum(electorate for electorate, _ in curves)
    voters = dict.fromkeys(minutes, 0)
    for electorate, curve in curves:
        lines = iter(pairwise(curve))
        (start, low), (end, high) = next(lines)
        for minute in minutes:
            while minute > end:
                (start, low), (end, high) = next(lines)
            voters[minute] += electorate * (low * (end - minute) + high * (minute - start)) // (end - start)
    shares = tuple((minute, (2 * voters[minute] + whole) // (2 * whole)) for minute in minutes)
    return shares if len(shares) > 1 else ()


def _whole(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z0-9]", "", plain)


def _short(name: str) -> str:
    return _whole(re.sub(r"\(.*?\)", "", name))
