"""A count as rows of numbers, each in the ballot's order, to set beside those of other stations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stemdag.domain.count import Count


@dataclass(frozen=True, slots=True)
class Columns:
    """What rows are of: the numbers of the lists, and of the candidates of each (none in a central count)."""

    lists: tuple[int, ...]
    candidates: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, counts: Iterable[Count]) -> Columns:
        """All lists and candidates that any of the counts has."""
        found: dict[int, set[int]] = {}
        for count in counts:
            for number, each in count.lists.items():
                found.setdefault(number, set()).update(each.candidates or ())
        return cls(tuple(sorted(found)), tuple(tuple(sorted(found[number])) for number in sorted(found)))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The votes of each list and its candidates; D and H. `pages` is None where lists alone are counted."""

    totals: tuple[int, ...]
    pages: tuple[tuple[int, ...], ...] | None
    admitted: int
    cast: int

    @classmethod
    def of(cls, count: Count, columns: Columns) -> Sheet:
        """A count in these columns; what it does not have is 0, as on paper."""
        lists = count.lists
        pages: list[tuple[int, ...]] | None = []
        for number, candidates in zip(columns.lists, columns.candidates, strict=True):
            votes: Mapping[int, int] | None = lists[number].candidates if number in lists else {}
            if pages is not None:
                pages = None if votes is None else [*pages, tuple(votes.get(each, 0) for each in candidates)]
        totals = tuple(lists[number].total if number in lists else 0 for number in columns.lists)
        return cls(
            totals, None if pages is None or not any(pages) else tuple(pages), count.admitted, count.cast
        )
