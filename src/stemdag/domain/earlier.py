"""The same municipality at an earlier election of the same kind, to set a result beside."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Earlier:
    """A result of before: votes by the list's name, since numbers change from election to election.

    `admitted` and `electorate` are voters; the latter is None where it is not known. `curve` is turnout
    through its day, where that is known: minutes after midnight, and ten-thousandths of the electorate.
    """

    name: str
    date: date
    votes: Mapping[str, int]
    admitted: int
    electorate: int | None = None
    curve: tuple[tuple[int, int], ...] = ()

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

    Turnout through the day is that of one alone: shares of several cannot be added up.
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
    curve = known[0].curve if len(known) == 1 else ()
    return Earlier(known[0].name, known[0].date, dict(votes), admitted, electorate, curve)


def _whole(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z0-9]", "", plain)


def _short(name: str) -> str:
    return _whole(re.sub(r"\(.*?\)", "", name))
