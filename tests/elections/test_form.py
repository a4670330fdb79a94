"""From typed fields to a count: exactly what paper allows, and everything else named."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from uuid import uuid4

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.ballot import referendum
from stemdag.domain.count import LARGEST, Count, fields
from stemdag.domain.election import Category
from stemdag.domain.station import Counting
from stemdag.elections.form import MOST_PROBLEMS, Submission, read
from tests.factories import BALLOT, make_count

CENTRAL, DECENTRAL = Counting.CENTRAL, Counting.DECENTRAL


def posted(count: Count, **changes: object) -> QueryDict:
    """The count as posted; a change of None leaves the field out, a list sends it more than once."""
    values: dict[str, object] = {
        **{mark: "" if number is None else str(number) for mark, number in fields(count).items()},
        "boxes": sorted(count.boxes or ()),
        "explained": sorted(count.explained or ()),
        "client_id": str(uuid4()),
        "nonce": secrets.token_hex(32),
        "version": "1",
        "action": "send",
        **{name.replace("__", "."): value for name, value in changes.items()},
    }
    found = QueryDict(mutable=True)
    for name, value in values.items():
        if value is not None:
            found.setlist(name, value if isinstance(value, list) else [value])
    return found


def take(
    post: QueryDict, counting: Counting = CENTRAL, category: Category = Category.GR, ballot: object = BALLOT
) -> Submission:
    return read(post, ballot, counting, category)  # type: ignore[arg-type]


def problems(given: Submission) -> list[tuple[str, str]]:
    assert given.problems
    assert given.count is None
    return [(each.code, each.where) for each in given.problems]


@pytest.mark.parametrize("counting", [CENTRAL, DECENTRAL])
def test_a_count_comes_through_whole(counting: Counting) -> None:
    count = make_count(counting)
    given = take(posted(count), counting)
    assert given.problems == ()
    assert given.count == count
    assert given.sends


numbers = st.integers(0, LARGEST)


@given(st.lists(numbers, min_size=9, max_size=9), st.lists(numbers, min_size=3, max_size=3))
def test_any_numbers_of_nine_digits_come_through(letters: list[int], lists: list[int]) -> None:
    marks = dict(zip("ABDEFGHIJ", map(str, letters), strict=True))
    totals = {f"E.{each.number}": str(votes) for each, votes in zip(BALLOT, lists, strict=True)}
    given = take(posted(make_count(), **marks, **totals))
    assert given.count is not None
    found = fields(given.count)
    assert {mark: found[mark] for mark in marks | totals} == {
        mark: int(typed) for mark, typed in (marks | totals).items()
    }


@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=30), max_size=3), max_size=30))
def test_anything_may_be_posted(fields_posted: Mapping[str, list[str]]) -> None:
    post = QueryDict(mutable=True)
    for name, values in fields_posted.items():
        post.setlist(name, values or [""])
    given = take(post)
    assert given.count is None
    assert 0 < len(given.problems) <= MOST_PROBLEMS


def test_empty_is_zero_as_on_paper() -> None:
    given = take(posted(make_count(), I="", J=" ", F="", E__2=""))
    assert given.count is not None
    assert (given.count.more, given.count.fewer, given.count.blank) == (0, 0, 0)
    assert given.count.lists[2].total == 0


def test_one_body_however_it_was_typed() -> None:
    same = {"client_id": str(uuid4()), "nonce": secrets.token_hex(32)}
    one = take(posted(make_count(), I="0", A="90", **same))
    other = take(posted(make_count(), I="", A=" 0090", **same))
    assert one.body() == other.body()
    assert one.body() != take(posted(make_count(), A="91", **same)).body()
    assert one.body() != take(posted(make_count(), boxes=["D=H", "H>D"], **same)).body()
    assert one.body() != take(posted(make_count(), version="2", reason="x", **same)).body()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("-1", "field.negative"),
        ("− 1", "field.negative"),
        ("1.000", "field.number"),
        ("1 000", "field.number"),
        ("12,5", "field.number"),
        ("1e3", "field.number"),
        ("0x1F", "field.number"),
        ("veel", "field.number"),
        ("١٢", "field.number"),
        ("²", "field.number"),
        ("+1", "field.number"),
        ("1_000", "field.number"),
        ("NaN", "field.number"),
        ("1000000000", "field.large"),
        ("9" * 10_000, "field.large"),
    ],
)
@pytest.mark.parametrize("mark", ["A", "H", "J", "E.5"])
def test_what_is_no_number_is_named_and_kept(mark: str, typed: str, code: str) -> None:
    given = take(posted(make_count(), **{mark: typed}))
    assert problems(given) == [(code, mark)]
    assert given.typed[mark] == typed[:40]
    assert given.typed["B"] == "10"


def test_the_largest_number_is_allowed_and_zeros_before_it() -> None:
    given = take(posted(make_count(), A="000999999999"))
    assert given.count is not None
    assert given.count.poll_cards == LARGEST


@pytest.mark.parametrize("mark", list("ABDEFGHIJ"))
def test_a_missing_letter_is_named(mark: str) -> None:
    assert problems(take(posted(make_count(), **{mark: None}))) == [("field.missing", mark)]


def test_voter_cards_belong_to_elections_that_have_them() -> None:
    count = make_count()
    assert problems(take(posted(count, C=None), category=Category.TK)) == [("field.missing", "C")]
    for category, typed, expected in [
        (Category.GR, None, None),
        (Category.GR, "", None),
        (Category.GR, "3", 3),
        (Category.TK, "", 0),
        (Category.TK, "3", 3),
    ]:
        given = take(posted(count, C=typed), category=category)
        assert given.count is not None
        assert given.count.voter_cards == expected


@pytest.mark.parametrize(
    ("counting", "changes", "expected"),
    [
        (CENTRAL, {"E.3": "4"}, ("count.unknown", "E")),
        (CENTRAL, {"E.2": None}, ("count.missing", "E")),
        (CENTRAL, {"L.1": "60"}, ("count.form", "")),
        (CENTRAL, {"c.1.1": "60"}, ("count.form", "")),
        (DECENTRAL, {"c.1.3": "4"}, ("count.unknown", "L.1")),
        (DECENTRAL, {"c.1.2": None}, ("count.missing", "L.1")),
        (DECENTRAL, {"L.1": None}, ("field.missing", "L.1")),
        (DECENTRAL, {"E.1": None}, ("field.missing", "E.1")),
        (DECENTRAL, {"c.3.1": "4"}, ("field.missing", "E.3")),
        (DECENTRAL, {"E.3": "4", "L.3": "4", "c.3.1": "4"}, ("count.unknown", "E")),
        (CENTRAL, {"K": "1"}, ("field.unknown", "")),
        (CENTRAL, {"E.01": "1"}, ("field.unknown", "")),
        (CENTRAL, {"E.": "1"}, ("field.unknown", "")),
        (CENTRAL, {"a": "1"}, ("field.unknown", "")),
        (CENTRAL, {"A\n": "1"}, ("field.unknown", "")),
        (CENTRAL, {"A": ["90", "90"]}, ("field.twice", "A")),
        (CENTRAL, {"boxes": ["D=H", "D==H"]}, ("field.tick", "boxes")),
        (CENTRAL, {"explained": ["maybe"]}, ("field.tick", "explained")),
        (CENTRAL, {"client_id": None}, ("form.incomplete", "")),
        (CENTRAL, {"client_id": "7"}, ("form.incomplete", "")),
        (CENTRAL, {"nonce": "00" * 31}, ("form.incomplete", "")),
        (CENTRAL, {"nonce": "zz" * 32}, ("form.incomplete", "")),
        (CENTRAL, {"version": None}, ("form.incomplete", "")),
        (CENTRAL, {"version": "0"}, ("form.incomplete", "")),
        (CENTRAL, {"version": "1e9"}, ("form.incomplete", "")),
        (CENTRAL, {"version": "9" * 40}, ("form.incomplete", "")),
        (CENTRAL, {"action": "delete"}, ("form.incomplete", "")),
        (CENTRAL, {"version": "2"}, ("reason.missing", "reason")),
        (CENTRAL, {"version": "2", "reason": " \x00\x07 "}, ("reason.missing", "reason")),
        (CENTRAL, {"version": "2", "reason": "é" * 501}, ("reason.long", "reason")),
    ],
)
def test_a_form_that_is_not_this_stations_is_refused(
    counting: Counting, changes: dict[str, object], expected: tuple[str, str]
) -> None:
    assert expected in problems(take(posted(make_count(counting), **changes), counting))


def test_a_form_of_the_other_kind_is_refused() -> None:
    assert problems(take(posted(make_count(DECENTRAL)), CENTRAL)) == [("count.form", "")]
    assert {code for code, _ in problems(take(posted(make_count(CENTRAL)), DECENTRAL))} == {"field.missing"}


@pytest.mark.parametrize("counting", [CENTRAL, DECENTRAL])
def test_a_referendum_has_no_pages_in_either_kind(counting: Counting) -> None:
    ballot = referendum()
    count = make_count(CENTRAL, votes={1: 60, 2: 38}, ballot=ballot)
    given = take(posted(count), counting, Category.LR, ballot)
    assert given.problems == ()
    assert given.count is not None
    assert given.count.counting is counting
    assert {number: each.total for number, each in given.count.lists.items()} == {1: 60, 2: 38}


def test_every_problem_is_named_at_once() -> None:
    given = take(posted(make_count(), A="x", H="-2", E__1="1000000000", J=None))
    assert sorted(problems(given)) == [
        ("field.large", "E.1"),
        ("field.missing", "J"),
        ("field.negative", "H"),
        ("field.number", "A"),
    ]


def test_checking_needs_no_reason_yet() -> None:
    assert take(posted(make_count(), version="2", action="check")).problems == ()


def test_a_reason_keeps_its_lines_and_loses_what_cannot_be_read() -> None:
    given = take(posted(make_count(), version="2", reason=" Zie\r\nbijlage\x00\u202e 3 "))
    assert given.reason == "Zie\nbijlage 3"
