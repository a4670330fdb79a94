"""How an opened count is told: differences that are no votes, and the form with its fields marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from stemdag.desk.control import reading
from stemdag.domain.checks import check
from stemdag.domain.count import Box, Count, Explained, ListCount
from stemdag.domain.station import Counting
from tests.factories import MadeMunicipality, make_count

GOOD = make_count()


def told(count: Count) -> dict[str, str]:
    with translation.override("en"):
        found = reading.findings(count, [each.label for each in check(count)])
    return {each.code: each.gap for each in found}


@pytest.mark.parametrize(
    ("changed", "code", "gap"),
    [
        ({"poll_cards": GOOD.poll_cards + 3}, "F.201", "3"),
        ({"poll_cards": GOOD.poll_cards + 99}, "F.201", "99"),
        ({"poll_cards": GOOD.poll_cards + 100}, "F.201", "more than 99"),
        ({"candidate_votes": GOOD.candidate_votes - 1}, "F.202", "1"),
        ({"blank": GOOD.blank + 7}, "F.203", "7"),
        # A whole number of votes, or no number at all.
        ({"candidate_votes": 0}, "F.204", ""),
        ({"boxes": frozenset()}, "F.304", ""),
        ({"cast": GOOD.cast + 4, "blank": 5, "boxes": frozenset({Box.MORE})}, "F.306", "4"),
    ],
)
def test_the_difference_of_a_finding(changed: dict[str, object], code: str, gap: str) -> None:
    assert told(replace(GOOD, **changed))[code] == gap  # type: ignore[arg-type]


def test_differences_on_a_lists_page() -> None:
    count = make_count(Counting.DECENTRAL)
    page = count.lists[1]
    wrong = replace(count, lists=count.lists | {1: replace(page, page_total=page.total + 4)})
    assert (told(wrong)["F.402"], told(wrong)["F.403"]) == ("4", "4")
    empty = replace(count, lists=count.lists | {1: replace(page, page_total=0)})
    assert told(empty)["F.401"] == ""


def test_errors_come_first_and_unknown_codes_are_named() -> None:
    with translation.override("nl"):
        found = reading.findings(GOOD, ["W.201", "S.201", "F.201"])
    assert [each.code for each in found] == ["F.201", "W.201", "S.201"]
    assert found[0].title
    assert found[2].advice == ""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_text_of_step_one_holds_a_number_of_the_count(language: str) -> None:
    lists = {number: ListCount(7_000 + number) for number in (1, 2, 5)}
    count = replace(
        GOOD, lists=lists, poll_cards=4_444, admitted=3_333, candidate_votes=5_555, cast=8_888, more=6_666
    )
    with translation.override(language):
        found = reading.findings(count, [each.label for each in check(count)])
    text = " ".join(f"{each.title} {each.advice} {each.gap}" for each in found)
    assert len(found) > 4
    assert not [each for each in ("700", "4444", "3333", "5555", "8888", "6666", "4.444") if each in text]


@pytest.mark.django_db
@pytest.mark.store
def test_the_form_marks_what_the_findings_point_at(almere: MadeMunicipality) -> None:
    count = replace(GOOD, poll_cards=GOOD.poll_cards + 1, explained=frozenset({Explained.YES}))
    paper = reading.paper(almere.row, count, [each.label for each in check(count)])
    assert [(row.mark, row.marked) for row in paper.voters] == [("A", True), ("B", True), ("D", True)]
    assert [each.total.mark for each in paper.lists] == ["E.1", "E.2", "E.5"]
    assert not any(row.marked for row in paper.votes)
    assert paper.boxes == (("D = H", True), ("H > D", False), ("H < D", False))
    assert paper.explained_marked
    assert not paper.has_pages


@pytest.mark.django_db
@pytest.mark.store
def test_a_list_of_the_ballot_that_the_count_lacks_is_left_out(almere: MadeMunicipality) -> None:
    almere.row.ballot["lists"].append([9, "Later erbij", []])
    paper = reading.paper(almere.row, GOOD, [])
    assert [each.total.mark for each in paper.lists] == ["E.1", "E.2", "E.5"]
