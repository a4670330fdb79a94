"""One station's count beside the others of its municipality, and what a rule suspects of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from stemdag.domain.across.others import Expected, Tally
from stemdag.domain.across.sheet import Columns, Sheet
from stemdag.domain.across.similar import TRUST_CANDIDATES, TRUST_LISTS, Likeness, nearer
from stemdag.domain.across.spread import ODD_PART, log_votes

_TEN = log(10)

#: With fewer other stations that have votes, candidates are not looked at, and lists only where an earlier
#: election is known.
LEAST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """A number looked at: its field (`E.3`, `c.3.12`), what stands there, what the others let expect.

    `mended` is what would stand there if the suspicion is true; None where it does not say.
    """

    mark: str
    stated: int
    expected: float
    mended: int | None = None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a rule suspects of the count of a station.

    `score`: how sure it is, as the power of ten by which what stands there is likelier once it is mended,
    after a share for each of the errors that was tried. 0 is even, 3 a thousand times. `by_protocol`: it also
    meets the control protocol's own criterion.
    """

    code: str
    score: float
    compared: tuple[Compared, ...]
    by_protocol: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """A station's sheet, and what the other stations let expect of its lists and of the candidates of each.

    `others` are the votes of each list at all other stations, `page_others` those of each candidate.
    `has_before`: an earlier election is part of what is expected of the lists.
    """

    columns: Columns
    sheet: Sheet
    lists: Expected
    pages: tuple[Expected, ...] | None
    others: Sequence[int]
    page_others: tuple[Sequence[int], ...] = ()
    has_before: bool = False

    @property
    def of(self) -> int:
        """Votes on lists together."""
        return sum(self.sheet.totals)

    @property
    def has_candidates(self) -> bool:
        """Whether the votes of candidates are known, here and elsewhere."""
        return self.sheet.pages is not None and self.pages is not None

    @property
    def difference(self) -> int:
        """H − D."""
        return self.sheet.cast - self.sheet.admitted

    def log_list(self, at: int, votes: int, of: int) -> float:
        """How likely the list at this place has so many votes, of all on lists."""
        return log_votes(votes, of, self.lists.shares[at], self.lists.spreads[at])

    def log_candidate(self, at: int, place: int, votes: int, of: int, odd_part: float = ODD_PART) -> float:
        """How likely a candidate of a list has so many of its votes."""
        page = self.expected_page(at)
        return log_votes(votes, of, page.shares[place], page.spreads[place], odd_part)

    def expected_page(self, at: int) -> Expected:
        assert self.pages is not None
        return self.pages[at]

    def page(self, at: int) -> Sequence[int]:
        assert self.sheet.pages is not None
        return self.sheet.pages[at]

    def of_list(self, at: int, mended: int | None = None) -> Compared:
        """The total of a list, as compared."""
        return Compared(
            f"E.{self.columns.lists[at]}",
            self.sheet.totals[at],
            self.of * self.lists.shares[at],
            mended,
        )

    def of_candidate(self, at: int, place: int, mended: int | None = None) -> Compared:
        """The votes of a candidate, as compared."""
        number, candidate = self.columns.lists[at], self.columns.candidates[at][place]
        expected = self.sheet.totals[at] * self.expected_page(at).shares[place]
        return Compared(f"c.{number}.{candidate}", self.page(at)[place], expected, mended)


class Stations:
    """The stations of a municipality together, ready to set each of them beside the others."""

    def __init__(
        self, columns: Columns, sheets: Mapping[int, Sheet], before: Mapping[int, float] | None = None
    ) -> None:
        """`before`: shares of lists at an earlier election, by the list's number now."""
        self.columns = columns
        self._before = _filled(columns, before) if before else None
        self.sheets = sheets
        self._lists = Tally(len(columns.lists), (sheet.totals for sheet in sheets.values()))
        with_pages = [sheet.pages for sheet in sheets.values() if sheet.pages is not None]
        self._pages = [
            Tally(len(each), (pages[at] for pages in with_pages))
            for at, each in enumerate(columns.candidates)
        ]
        self._likeness = Likeness(sheets)

    def beside(self, number: int, sent: Sheet | None = None) -> Beside:
        """A station beside the others; `sent` is judged in the place of what it has here, where given."""
        own = self.sheets[number]
        sheet = sent or own
        others = [whole - each for whole, each in zip(self._lists.votes, own.totals, strict=True)]
        near = self._likeness.of(sheet, number)
        has_before = self._before is not None
        lists = nearer(
            self._lists.without(own.totals, self._before),
            [(weight, self.sheets[other].totals) for weight, other in near],
            TRUST_LISTS,
        )
        if own.pages is None or sheet.pages is None or lists.stations < LEAST_OTHERS:
            return Beside(self.columns, sheet, lists, None, others, has_before=has_before)
        like = [(weight, pages) for weight, other in near if (pages := self.sheets[other].pages) is not None]
        expected, page_others = [], []
        for at, (tally, page) in enumerate(zip(self._pages, own.pages, strict=True)):
            rows = [(weight, each[at]) for weight, each in like]
            expected.append(nearer(tally.without(page), rows, TRUST_CANDIDATES))
            page_others.append([whole - each for whole, each in zip(tally.votes, page, strict=True)])
        return Beside(self.columns, sheet, lists, tuple(expected), others, tuple(page_others), has_before)


def _filled(columns: Columns, before: Mapping[int, float]) -> list[float]:
    """The shares of before in the ballot's order, together 1; a list that is new gets what the least had."""
    least = max(0.001, min(before.values()))
    shares = [max(0.001, before.get(number, least)) for number in columns.lists]
    return [each / sum(shares) for each in shares]


def score(gain: float, tried: int) -> float:
    """A gain in the logarithm of likelihood as a score, where so many errors were tried."""
    return (gain - log(max(1, tried))) / _TEN
