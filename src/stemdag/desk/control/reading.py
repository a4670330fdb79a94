"""How an opened count is read at the desk: findings without votes (step 1), the paper form (step 2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stemdag.domain.ballot import CandidateList
from stemdag.domain.check_texts import text
from stemdag.domain.checks import Finding, finding
from stemdag.domain.count import Box, Count, Explained, ListCount
from stemdag.domain.errors import Refused
from stemdag.elections import values
from stemdag.elections.models import Municipality

#: A difference up to here is told in step 1; of a larger one only that it is larger, because it may be a
#: whole number of votes (a list left out), and its size does not help to find it.
SMALL = 99
_BETWEEN_D_AND_H = frozenset({"F.301", "F.302", "F.303", "F.306", "F.307", "F.308", "F.309", "W.203"})


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as the office reads it. `gap` is the difference without votes, or nothing."""

    code: str
    is_error: bool
    title: str
    advice: str
    gap: str


@dataclass(frozen=True, slots=True)
class Row:
    """One number of the form: its mark, what it counts, and whether a finding points at it."""

    mark: str
    label: str
    number: int | None
    marked: bool


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list: its total E.n, the total on its own page L.n, its candidates where the form has them."""

    total: Row
    page: Row | None
    candidates: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The form as on paper."""

    voters: tuple[Row, ...]
    lists: tuple[ListRow, ...]
    votes: tuple[Row, ...]
    boxes: tuple[tuple[str, bool], ...]
    boxes_marked: bool
    difference: tuple[Row, ...]
    explained: tuple[tuple[str, bool], ...]
    explained_marked: bool

    @property
    def has_pages(self) -> bool:
        return any(each.page for each in self.lists)


def marked(paper: Paper) -> list[tuple[str, str]]:
    """The fields that findings point at, by mark and label."""
    rows = [*paper.voters, *paper.votes, *paper.difference]
    for each in paper.lists:
        rows += [each.total, *([each.page] if each.page else []), *each.candidates]
    ticks = (
        ("boxes", _("Ticked"), paper.boxes_marked),
        ("explained", _("Fully explained"), paper.explained_marked),
    )
    return [(row.mark, row.label) for row in rows if row.marked] + [
        (mark, name) for mark, name, is_marked in ticks if is_marked
    ]


def is_number(value: str) -> bool:
    """Whether a query value is a station's number."""
    return value.removeprefix("-").isascii() and value.removeprefix("-").isdigit() and len(value) <= 9


def findings(count: Count, codes: Collection[str]) -> list[Told]:
    """What was found on a count at intake, errors first, each with the office's text.

    `codes` are the labels sealed with the count; one without a rule of today is told by its code alone.
    """
    found = [_told(count, label) for label in codes]
    return sorted(found, key=lambda each: not each.is_error)


def paper(row: Municipality, count: Count, codes: Collection[str]) -> Paper:
    """The numbers of a count in the order of the form, with the fields marked that findings point at."""
    marks = {mark for label in codes if (found := _finding(label, count)) for mark in found.marks}
    boxes, explained = count.boxes or frozenset(), count.explained or frozenset()
    voters = [
        _row("A", _("Poll cards"), count.poll_cards, marks),
        _row("B", _("Proxy certificates"), count.proxies, marks),
        _row("C", _("Voter cards"), count.voter_cards, marks),
        _row("D", _("Admitted voters"), count.admitted, marks),
    ]
    return Paper(
        voters=tuple(each for each in voters if each.number is not None),
        lists=tuple(
            _list(each, count.lists[each.number], marks)
            for each in values.ballot(row)
            if each.number in count.lists
        ),
        votes=(
            _row("E", _("Votes on candidates"), count.candidate_votes, marks),
            _row("F", _("Blank votes"), count.blank, marks),
            _row("G", _("Invalid votes"), count.invalid, marks),
            _row("H", _("Votes cast"), count.cast, marks),
        ),
        boxes=tuple((f"{box[0]} {box[1]} {box[2]}", box in boxes) for box in Box),
        boxes_marked=bool({"box", "boxes"} & marks),
        difference=(
            _row("I", _("More ballots"), count.more, marks),
            _row("J", _("Fewer ballots"), count.fewer, marks),
        ),
        explained=((_("yes"), Explained.YES in explained), (_("no"), Explained.NO in explained)),
        explained_marked="explained" in marks,
    )


def _row(mark: str, name: str, number: int | None, marks: Collection[str]) -> Row:
    return Row(mark, name, number, mark in marks)


def _list(known: CandidateList, counted: ListCount, marks: Collection[str]) -> ListRow:
    page = f"L.{known.number}"
    return ListRow(
        total=_row(f"E.{known.number}", known.label, counted.total, marks),
        page=None
        if counted.page_total is None
        else _row(page, _("Total of this list's page"), counted.page_total, marks),
        candidates=tuple(
            _row(f"c.{known.number}.{each.number}", each.name, counted.candidates[each.number], marks)
            for each in known.candidates
            if counted.candidates and each.number in counted.candidates
        ),
    )


def _finding(label: str, count: Count) -> Finding | None:
    try:
        return finding(label, count)
    except Refused:
        return None


def _told(count: Count, label: str) -> Told:
    found = _finding(label, count)
    if found is None:
        return Told(label, label.startswith("F."), _("Found when the count came in"), "", "")
    message = text(found, count, "office", "nl" if get_language() == "nl" else "en")
    return Told(found.code, found.is_error, message.title, message.advice, _gap(count, found))


def _gap(count: Count, found: Finding) -> str:
    difference = _difference(count, found)
    if not difference:
        return ""
    return str(abs(difference)) if abs(difference) <= SMALL else _("more than %(small)s") % {"small": SMALL}


def _difference(count: Count, found: Finding) -> int | None:
    """By how much two sides of a sum differ; None where that would be a whole number of votes, or nothing."""
    if found.code == "F.201":
        return count.admitted - count.poll_cards - count.proxies - (count.voter_cards or 0)
    if found.code == "F.202":
        return count.candidate_votes - sum(each.total for each in count.lists.values())
    if found.code == "F.203":
        return count.cast - count.candidate_votes - count.blank - count.invalid
    if found.code in _BETWEEN_D_AND_H:
        return count.cast - count.admitted
    if found.list is not None and found.code in ("F.402", "F.403"):
        each = count.lists[found.list]
        other = each.total if found.code == "F.403" else sum((each.candidates or {}).values())
        return (each.page_total or 0) - other
    return None
