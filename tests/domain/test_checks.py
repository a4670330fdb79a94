"""The rule table against a plain restatement of every rule, on generated counts and at the edges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import ceil

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.checks import BY_CODE, RULES, Finding, check, check_file, finding
from stemdag.domain.count import Box, Count, Explained, ListCount, box_of, fields
from stemdag.domain.election import Category
from stemdag.domain.errors import Refused
from stemdag.domain.letters import Day
from stemdag.domain.sealed import GENERAL_CODES, LIST_CODES
from stemdag.domain.station import Counting
from tests.domain.generated import ballots, counts, numbers, small

BALLOT = Ballot(
    (
        CandidateList(1, "Een", (Candidate(1, "A"), Candidate(4, "B"))),
        CandidateList(7, "Zeven", (Candidate(2, "C"),)),
    )
)
#: A form on which nothing stands.
CLEAN = Count(
    Counting.DECENTRAL,
    poll_cards=70,
    proxies=20,
    voter_cards=10,
    admitted=100,
    lists={1: ListCount(60, 60, {1: 40, 4: 20}), 7: ListCount(38, 38, {2: 38})},
    candidate_votes=98,
    blank=1,
    invalid=1,
    cast=100,
    boxes=frozenset({Box.EQUAL}),
    explained=frozenset(),
)
MORE = replace(
    CLEAN,
    admitted=99,
    poll_cards=69,
    more=1,
    boxes=frozenset({Box.MORE}),
    explained=frozenset({Explained.YES}),
)
FEWER = replace(
    CLEAN,
    admitted=101,
    poll_cards=71,
    fewer=1,
    boxes=frozenset({Box.FEWER}),
    explained=frozenset({Explained.NO}),
)


def codes(count: Count, category: Category | None = None) -> list[str]:
    return [each.label for each in check(count, category)]


def restated(x: Count) -> Iterator[str]:
    """Every F and W of a form, said again without the table, in no order."""
    A, B, C, D = x.poll_cards, x.proxies, x.voter_cards or 0, x.admitted
    E, F, G, H, I, J = x.candidate_votes, x.blank, x.invalid, x.cast, x.more, x.fewer  # noqa: E741
    lists = sum(each.total for each in x.lists.values())
    if A + B + C != D:
        yield "F.201"
    if lists != 0 and E == 0:
        yield "F.204"
    else:
        if lists != E:
            yield "F.202"
        if E + F + G != H:
            yield "F.203"
    if x.boxes is not None:
        if Box.EQUAL in x.boxes and D != H:
            yield "F.301"
        if Box.MORE in x.boxes and H <= D:
            yield "F.302"
        if Box.FEWER in x.boxes and H >= D:
            yield "F.303"
        if len(x.boxes) != 1:
            yield "F.304"
    if D == H:
        if I or J:
            yield "F.305"
        if x.explained:
            yield "F.313"
    if H > D:
        if I != H - D:
            yield "F.306"
        if J:
            yield "F.307"
    if H < D:
        if J != D - H:
            yield "F.308"
        if I:
            yield "F.309"
    if D != H and x.explained is not None and len(x.explained) in {0, 2}:
        yield "F.310"
    for number, each in x.lists.items():
        if each.candidates:
            votes = sum(each.candidates.values())
            # A file has no page totals: the total of the list is judged in their place.
            page = each.page_total
            if page is None:
                page = each.total if x.boxes is None else 0
            if page == 0 and (votes > 0 or each.total > 0):
                yield f"F.401:{number}"
                continue
            if page != votes:
                yield f"F.402:{number}"
            if page != each.total:
                yield f"F.403:{number}"
    if not F == H == 0 and ceil(3 * H / 100) <= F:
        yield "W.201"
    if not G == H == 0 and ceil(3 * H / 100) <= G:
        yield "W.202"
    if not D == H == 0 and (50 * abs(D - H) >= H or abs(D - H) > 14):
        yield "W.203"
    if H == 0:
        yield "W.204"


@given(st.data(), st.sampled_from([small, numbers]))
def test_every_rule_says_what_its_plain_statement_says(
    data: st.DataObject, figures: st.SearchStrategy[int]
) -> None:
    count = data.draw(counts(data.draw(ballots(3, 3)), figures=figures))
    found = codes(count)
    for each in found:
        event(each.partition(":")[0])
    assert sorted(found) == sorted(restated(count))


@given(st.data())
def test_a_clean_form_with_one_number_changed(data: st.DataObject) -> None:
    """Close to right is where forms are: one or two fields off."""
    count = data.draw(st.sampled_from([CLEAN, MORE, FEWER]))
    names = (
        "poll_cards",
        "proxies",
        "admitted",
        "candidate_votes",
        "blank",
        "invalid",
        "cast",
        "more",
        "fewer",
    )
    for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2)):
        count = replace(count, **{name: max(0, getattr(count, name) + data.draw(st.integers(-2, 2)))})
    assert sorted(codes(count)) == sorted(restated(count))


def test_nothing_stands_on_clean_forms() -> None:
    assert codes(CLEAN) == codes(MORE) == codes(FEWER) == []


def lists(total: int, page: int | None, votes: tuple[int, int]) -> dict[int, ListCount]:
    """CLEAN's lists with the first one changed."""
    return {1: ListCount(total, page, dict(zip((1, 4), votes, strict=True))), 7: CLEAN.lists[7]}


#: What is changed on a clean form, and what then stands, with its marks.
CASES: list[tuple[Count, Mapping[str, object], dict[str, tuple[str, ...]]]] = [
    (CLEAN, {"poll_cards": 71}, {"F.201": ("A", "B", "C", "D")}),
    (CLEAN, {"voter_cards": None}, {"F.201": ("A", "B", "D")}),
    (CLEAN, {"voter_cards": None, "poll_cards": 80}, {}),
    (
        CLEAN,
        {"candidate_votes": 97},
        {"F.202": ("E.1", "E.7", "E"), "F.203": ("E", "F", "G", "H")},
    ),
    (CLEAN, {"candidate_votes": 0}, {"F.204": ("E",)}),
    (CLEAN, {"blank": 2}, {"F.203": ("E", "F", "G", "H")}),
    (MORE, {"boxes": frozenset({Box.EQUAL})}, {"F.301": ("box",)}),
    (CLEAN, {"boxes": frozenset({Box.MORE})}, {"F.302": ("box",)}),
    (CLEAN, {"boxes": frozenset({Box.FEWER})}, {"F.303": ("box",)}),
    (CLEAN, {"boxes": frozenset()}, {"F.304": ("boxes",)}),
    (
        CLEAN,
        {"boxes": frozenset(Box)},
        {"F.302": ("box",), "F.303": ("box",), "F.304": ("boxes",)},
    ),
    (CLEAN, {"more": 1}, {"F.305": ("I",)}),
    (CLEAN, {"fewer": 1}, {"F.305": ("J",)}),
    (CLEAN, {"more": 2, "fewer": 1}, {"F.305": ("I", "J")}),
    (MORE, {"more": 2}, {"F.306": ("I",)}),
    (MORE, {"more": 0}, {"F.306": ("I",)}),
    (MORE, {"fewer": 1}, {"F.307": ("I", "J")}),
    (MORE, {"more": 0, "fewer": 1}, {"F.306": ("I",), "F.307": ("I", "J")}),
    (FEWER, {"fewer": 2}, {"F.308": ("J",)}),
    (FEWER, {"more": 1}, {"F.309": ("I", "J")}),
    (MORE, {"explained": frozenset()}, {"F.310": ("explained",)}),
    (FEWER, {"explained": frozenset(Explained)}, {"F.310": ("explained",)}),
    (CLEAN, {"explained": frozenset({Explained.NO})}, {"F.313": ("explained",)}),
    (CLEAN, {"explained": frozenset(Explained)}, {"F.313": ("explained",)}),
    (CLEAN, {"lists": lists(60, 0, (40, 20))}, {"F.401:1": ("L.1",)}),
    (CLEAN, {"lists": lists(60, None, (40, 20))}, {"F.401:1": ("L.1",)}),
    (CLEAN, {"lists": lists(60, 0, (0, 0))}, {"F.401:1": ("L.1",)}),
    (CLEAN, {"lists": lists(60, 60, (40, 21))}, {"F.402:1": ("L.1", "c.1.1", "c.1.4")}),
    (
        CLEAN,
        {"lists": lists(60, 61, (40, 20))},
        {"F.402:1": ("L.1", "c.1.1", "c.1.4"), "F.403:1": ("L.1",)},
    ),
    (CLEAN, {"lists": lists(60, 61, (40, 21))}, {"F.403:1": ("L.1",)}),
]


@pytest.mark.parametrize(("form", "changes", "expected"), CASES)
def test_each_error_with_its_marks(
    form: Count, changes: Mapping[str, object], expected: dict[str, tuple[str, ...]]
) -> None:
    count = replace(form, **changes)  # type: ignore[arg-type]
    found = check(count)
    assert {each.label: each.marks for each in found} == expected
    assert all(each.is_error for each in found)


def test_the_cases_reach_every_error_of_a_form() -> None:
    reached = {label.partition(":")[0] for _, _, expected in CASES for label in expected}
    assert reached == {code for code in BY_CODE if code.startswith("F.")} - {"F.312"}


def figures(cast: int, **changes: int) -> Count:
    """A form with H and whatever else is given, everything else 0."""
    nothing = Count(Counting.CENTRAL, 0, 0, None, 0, {}, 0, 0, 0, 0, boxes=frozenset(), explained=frozenset())
    return replace(nothing, cast=cast, **changes)  # type: ignore[arg-type]


def stands(code: str, count: Count) -> bool:
    return code in codes(count)


@pytest.mark.parametrize(("field", "code"), [("blank", "W.201"), ("invalid", "W.202")])
@pytest.mark.parametrize(
    ("part", "cast", "expected"),
    [
        (299, 10_000, False), (300, 10_000, True), (301, 10_000, True),
        (0, 0, False), (1, 0, True), (0, 100, False), (0, 1, False), (1, 1, True),
        (2, 100, False), (3, 100, True), (3, 101, False), (4, 101, True), (4, 133, True), (4, 134, False),
        (29_999_999, 999_999_999, False), (30_000_000, 999_999_999, True),
    ],
)  # fmt: skip
def test_the_edge_of_blank_and_invalid(field: str, code: str, part: int, cast: int, expected: bool) -> None:
    assert stands(code, figures(cast, **{field: part})) is expected


@pytest.mark.parametrize(
    ("admitted", "cast", "expected"),
    [
        (0, 0, False), (1, 0, True), (0, 1, True), (700, 700, False),
        (10_000, 10_014, False), (10_000, 10_015, True), (10_014, 10_000, False), (10_015, 10_000, True),
        (686, 700, True), (687, 700, False), (714, 700, True), (713, 700, False),
        (98, 100, True), (99, 100, False), (102, 100, True), (101, 100, False),
        (100, 98, True), (50, 49, True), (51, 50, True), (52, 51, False),
    ],
)  # fmt: skip
def test_the_edge_of_a_large_difference(admitted: int, cast: int, expected: bool) -> None:
    assert stands("W.203", figures(cast, admitted=admitted)) is expected


def test_no_votes_at_all() -> None:
    assert stands("W.204", figures(0))
    assert not stands("W.204", figures(1))


def test_warnings_hold_nothing_and_mark_their_field() -> None:
    found = {each.code: each for each in check(figures(0, blank=1, invalid=1, admitted=20))}
    assert {code: each.marks for code, each in found.items() if code.startswith("W.")} == {
        "W.201": ("F",),
        "W.202": ("G",),
        "W.203": ("D", "H"),
        "W.204": ("H",),
    }
    assert not any(each.is_error for code, each in found.items() if code.startswith("W."))


@given(st.data())
def test_what_excludes_each_other_never_stands_together(data: st.DataObject) -> None:
    found = set(codes(data.draw(counts(BALLOT, figures=small))))
    assert "F.204" not in found or not found & {"F.202", "F.203"}
    for number in (1, 7):
        assert f"F.401:{number}" not in found or not found & {f"F.402:{number}", f"F.403:{number}"}
    for group in (("F.305", "F.306", "F.308"), ("F.305", "F.307", "F.309"), ("F.310", "F.313")):
        assert len(found & set(group)) <= 1
    assert not {"F.302", "F.303"} <= found or "F.304" in found


@given(st.data())
def test_marks_are_fields_of_the_form(data: st.DataObject) -> None:
    count = data.draw(counts(BALLOT, figures=small))
    known = set(fields(count)) | {"box", "boxes", "explained"}
    if count.counting is Counting.DECENTRAL:
        known |= {f"L.{number}" for number in count.lists if count.boxes is not None}
    for each in check(count):
        assert set(each.marks) <= known
        assert len(set(each.marks)) == len(each.marks) > 0


def test_a_central_count_and_a_referendum_have_no_pages() -> None:
    central = replace(CLEAN, counting=Counting.CENTRAL, lists={1: ListCount(60), 7: ListCount(38)})
    assert codes(central) == []
    voted = replace(CLEAN, lists={1: ListCount(60, None, {}), 2: ListCount(38, None, {})})
    assert codes(voted) == []


# Files


def from_file(count: Count) -> Count:
    """A count as a file holds it: without boxes, answer and page totals."""
    pages = {number: replace(each, page_total=None) for number, each in count.lists.items()}
    return replace(count, boxes=None, explained=None, lists=pages)


@given(st.data(), st.sampled_from([0, 1, 20]))
def test_on_files_boxes_and_answer_follow(data: st.DataObject, unexplained: int) -> None:
    """A file is judged like the form that follows from it, and never on boxes or the answer."""
    count = data.draw(counts(BALLOT, form=False, figures=small))
    found = [each.label for each in check_file(count, unexplained, Category.TK)]
    answer = frozenset() if count.admitted == count.cast else frozenset({Explained.YES})
    form = replace(
        count,
        boxes=frozenset({box_of(count.admitted, count.cast)}),
        explained=answer,
        lists={n: replace(each, page_total=each.total) for n, each in count.lists.items()},
    )
    assert [label for label in found if label != "S.104"] == codes(form)
    assert not set(found) & {"F.301", "F.302", "F.303", "F.304", "F.310", "F.313", "F.312"}
    assert ("S.104" in found) is (count.voter_cards is None)


def test_pages_in_a_file_mark_the_total_of_the_list() -> None:
    count = from_file(replace(CLEAN, lists=lists(60, None, (40, 19))))
    (found,) = check_file(count, 0, Category.TK)
    assert (found.code, found.list, found.marks) == ("F.402", 1, ("E.1", "c.1.1", "c.1.4"))


@pytest.mark.parametrize(
    ("category", "voter_cards", "expected"),
    [
        (Category.GR, None, False), (Category.GR, 0, False), (Category.GR, 10, True),
        (Category.ER, 10, True), (Category.LR, 10, True),
        (Category.TK, 10, False), (Category.TK, 0, False), (Category.TK, None, True),
        (Category.EP, None, True), (Category.PS, None, True), (Category.AB, None, True),
    ],
)  # fmt: skip
def test_voter_cards_that_do_not_fit_the_election(
    category: Category, voter_cards: int | None, expected: bool
) -> None:
    count = replace(from_file(CLEAN), voter_cards=voter_cards, poll_cards=80 - (voter_cards or 0))
    assert [(each.code, each.marks) for each in check_file(count, 0, category)] == (
        [("S.104", ("C",))] if expected else []
    )
    # On a form the question does not arise.
    form = replace(CLEAN, voter_cards=voter_cards, poll_cards=80 - (voter_cards or 0))
    assert codes(form, category) == []


@given(st.data())
def test_a_total_gets_only_its_own_rule(data: st.DataObject) -> None:
    x = data.draw(counts(BALLOT, form=False, figures=small))
    found = check_file(x, data.draw(small), data.draw(st.sampled_from(Category)), is_total=True)
    expected = [] if x.admitted == x.cast - x.more + x.fewer else [("F.312", ("D", "H", "I", "J"))]
    assert [(each.code, each.marks) for each in found] == expected


# Beside the day


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (Day(), {}),
        (Day(scanned={"A": 90, "B": 10, "C": 0}), {}),
        # The form of this election has no C; where it has one, it is compared.
        (Day(scanned={"A": 90, "B": 10, "C": 4}), {}),
        (Day(scanned={"A": 91, "B": 10, "C": 0}), {"S.101": ("A",)}),
        (Day(scanned={"A": 91, "B": 9, "C": 0}), {"S.101": ("A", "B")}),
        (Day(admitted=100), {}),
        (Day(admitted=99), {"S.102": ("D",)}),
        (Day(admitted=0), {"S.102": ("D",)}),
        (Day(electorate=1), {}),
        (Day(electorate=0), {}),
    ],
)
def test_a_form_beside_its_day(day: Day, expected: dict[str, tuple[str, ...]]) -> None:
    form = replace(figures(100), poll_cards=90, proxies=10, admitted=100)
    found = [each for each in check(form, None, day) if each.code.startswith("S.")]
    assert {each.code: each.marks for each in found} == expected
    assert not any(each.is_error for each in found)
    # A file is of another day than the app's.
    assert not [each for each in check(replace(form, boxes=None), None, day) if each.code.startswith("S.")]


def test_voter_cards_beside_the_scans_and_many_more_voters_than_are_eligible() -> None:
    form = replace(figures(100), poll_cards=90, proxies=10, voter_cards=2, admitted=1_102)
    day = Day(scanned={"A": 90, "B": 10, "C": 3}, electorate=102)
    assert [each.marks for each in check(form, None, day) if each.code == "S.101"] == [("C",)]
    assert "S.103" not in [each.code for each in check(form, None, day)]
    assert "S.103" in [each.code for each in check(replace(form, admitted=1_103), None, day)]


# The table


def test_every_code_has_its_place_in_an_envelope() -> None:
    for rule in RULES:
        assert rule.code in (LIST_CODES if rule.code.startswith("F.4") else GENERAL_CODES)
    assert len(BY_CODE) == len(RULES)


@given(st.data())
def test_a_finding_comes_back_from_its_label(data: st.DataObject) -> None:
    count = data.draw(counts(BALLOT, figures=small))
    for each in check(count, Category.TK):
        assert finding(each.label, count) == each


@pytest.mark.parametrize("label", ["F.999", "F.201:1", "F.402", "F.402:3", "F.402:", ""])
def test_a_label_without_a_rule_is_refused(label: str) -> None:
    with pytest.raises(Refused) as caught:
        finding(label, CLEAN)
    assert caught.value.code == "checks.unknown"


def test_labels() -> None:
    assert Finding("F.201", ("A",)).label == "F.201"
    assert Finding("F.402", ("L.3",), 3).label == "F.402:3"
