"""A count that an official types while the chair reads it from the paper, and a second official confirms.

What was typed lives in memory until the answer is made; stored is only its envelope.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from stemdag.desk.access import Official
from stemdag.desk.control.reading import ListRow, Paper, Row
from stemdag.domain.checks import Finding, check
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Category
from stemdag.domain.errors import Refused
from stemdag.domain.station import Counting
from stemdag.elections import values
from stemdag.elections.form import Problem, Submission, read
from stemdag.elections.models import Municipality, Station
from stemdag.elections.sealing import seal_count
from stemdag.journal.append import Fact, Receipt, append
from stemdag.seal.close import commit


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the form: its mark, what it counts, what stands in it and what is wrong with that."""

    mark: str
    label: str
    value: str = ""
    problem: str = ""
    marked: bool = False
    #: Of the total of a list: the fields of its page.
    page: tuple[Line, ...] = field(default=())

    @property
    def id(self) -> str:
        return "v-" + self.mark.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Form:
    """The form as on paper, to type in: voters, lists with their pages, votes, differences."""

    voters: tuple[Line, ...]
    lists: tuple[Line, ...]
    votes: tuple[Line, ...]
    difference: tuple[Line, ...]


def blank(row: Municipality) -> Count:
    """A count with nothing in it, which has every field that the form has here."""
    decentral = Counting(row.counting) is Counting.DECENTRAL
    lists = {
        each.number: ListCount(0, 0, {one.number: 0 for one in each.candidates})
        if decentral and each.candidates
        else ListCount(0)
        for each in values.ballot(row)
    }
    has_c = Category(row.election.category).has_voter_cards
    return Count(Counting(row.counting), 0, 0, 0 if has_c else None, 0, lists, 0, 0, 0, 0)


def taken(station: Station, post: QueryDict) -> Submission:
    """What was typed, read by the rules of the station's own form; never raises."""
    row = station.municipality
    return read(post, values.ballot(row), Counting(row.counting), Category(row.election.category))


def found(station: Station, given: Submission) -> tuple[Finding, ...]:
    """What the checks find on it."""
    assert given.count is not None
    return check(given.count, Category(station.municipality.election.category))


def propose(
    official: Official, station: Station, given: Submission, findings: Sequence[Finding], at: datetime
) -> Receipt:
    """Seal it and write it as the station's next version, which waits for a second official.

    `Refused` as for a count of the station: `count.early` (a first one, before it may count),
    `count.version`, `count.reason`, `keys.none`.
    """
    count, row = given.count, official.municipality
    if given.version == 1 and at < values.counts_from(values.election(row.election), values.station(station)):
        raise Refused("count.early", f"station {station.number} may not count yet")
    assert count is not None
    assert given.client_id is not None
    assert given.nonce is not None
    codes = [each.label for each in findings]
    return append(
        Fact(
            row.election.eml_id,
            row.code,
            "count.received",
            at=at,
            by=official.by,
            client_id=given.client_id,
            station=station.number,
            facts={"held": True, "telephone": True},
            commitment=commit(given.nonce, given.body()),
            sealed=seal_count(row, station.number, "station", given.version, count, codes),
            texts={"reason": given.reason},
        )
    )


def as_typed(paper: Paper) -> dict[str, str]:
    """The numbers of an opened count as somebody would type them."""
    pages = [each.page for each in paper.lists if each.page]
    candidates = [row for each in paper.lists for row in each.candidates]
    rows = [*paper.voters, *paper.votes, *paper.difference, *(each.total for each in paper.lists)]
    return {row.mark: str(row.number) for row in [*rows, *pages, *candidates] if row.number is not None}


def form(paper: Paper, typed: Mapping[str, str], problems: Iterable[Problem] = ()) -> Form:
    """The form with what was typed; `paper` gives its fields in order, and which of them are marked."""
    wrong = {each.where: each for each in problems if each.where}

    def line(row: Row, page: tuple[Line, ...] = ()) -> Line:
        said = _said(wrong[row.mark]) if row.mark in wrong else ""
        return Line(row.mark, row.label, typed.get(row.mark, ""), said, row.marked, page)

    def listed(each: ListRow) -> Line:
        rows = (*each.candidates, *([each.page] if each.page else []))
        return line(each.total, tuple(line(row) for row in rows))

    return Form(
        voters=tuple(line(row) for row in paper.voters),
        lists=tuple(listed(each) for each in paper.lists),
        votes=tuple(line(row) for row in paper.votes),
        difference=tuple(line(row) for row in paper.difference),
    )


def _said(problem: Problem) -> str:
    known = {
        "field.negative": _("Below zero cannot be."),
        "field.number": _("Write digits only."),
        "field.large": _("This number is too large."),
        "field.missing": _("This field is missing; fill in the form again."),
    }
    return known.get(problem.code, _("This cannot be taken."))
