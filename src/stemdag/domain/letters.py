"""A count under the letters of the paper form, with its sums added up once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stemdag.domain.count import Box, Count, Explained
from stemdag.domain.election import Category


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one list with candidates.

    `list_total` is E.n and `page_total` L.n. On a file L.n is E.n, and `total_mark` then names that field.
    """

    number: int
    list_total: int
    page_total: int
    candidates_sum: int
    candidates: Iterable[int]
    total_mark: str


@dataclass(frozen=True, slots=True)
class Day:
    """What the app itself knows of a station's day, to set beside its count; None where it knows nothing.

    `scanned` are the passes by letter (A, B, C) where the station scans them, `admitted` the last turnout
    that was reported after closing, `electorate` is Z.
    """

    scanned: Mapping[str, int] | None = None
    admitted: int | None = None
    electorate: int | None = None


NO_DAY = Day()


@dataclass(frozen=True, slots=True)
class Letters:
    """A count by letter; `lists` are the numbers of its lists, `lists_sum` the sum of E.n.

    `pages` are the pages of lists with candidates: none in a central count, or at a referendum.
    `C`, `boxes` and `explained` are None where form or file has no such field.
    """

    A: int
    B: int
    C: int | None
    D: int
    E: int
    F: int
    G: int
    H: int
    I: int  # noqa: E741 - the letter on paper
    J: int
    lists: Iterable[int]
    lists_sum: int
    boxes: frozenset[Box] | None
    explained: frozenset[Explained] | None
    pages: tuple[Page, ...]
    category: Category | None
    day: Day

    def unlike_scanned(self) -> tuple[str, ...]:
        """Which of A, B and C the form has otherwise than they were scanned."""
        counted = {"A": self.A, "B": self.B, "C": self.C}
        scanned = self.day.scanned or {}
        return tuple(
            mark
            for mark, number in counted.items()
            if number is not None and mark in scanned and scanned[mark] != number
        )


def letters_of(count: Count, category: Category | None = None, day: Day = NO_DAY) -> Letters:
    """The letters of a count, on its day. A page total left empty on a form is 0, as on paper."""
    from_file = count.boxes is None
    pages = []
    for number, each in count.lists.items():
        if not each.candidates:
            continue
        absent = each.page_total is None
        pages.append(
            Page(
                number,
                each.total,
                (each.total if from_file else 0) if each.page_total is None else each.page_total,
                sum(each.candidates.values()),
                each.candidates.keys(),
                f"E.{number}" if absent and from_file else f"L.{number}",
            )
        )
    return Letters(
        A=count.poll_cards,
        B=count.proxies,
        C=count.voter_cards,
        D=count.admitted,
        E=count.candidate_votes,
        F=count.blank,
        G=count.invalid,
        H=count.cast,
        I=count.more,
        J=count.fewer,
        lists=count.lists.keys(),
        lists_sum=sum(each.total for each in count.lists.values()),
        boxes=count.boxes,
        explained=count.explained,
        pages=tuple(pages),
        category=category,
        day=day,
    )
