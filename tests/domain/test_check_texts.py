"""Every code has its four texts, and a text quotes only the fields that its rule looks at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.check_texts import LANGUAGES, QUOTED, Language, Reader, table, text
from stemdag.domain.checks import BY_CODE, Finding, Rule, check, finding
from stemdag.domain.count import Box, Count, Explained, ListCount
from stemdag.domain.election import Category
from stemdag.domain.errors import Refused
from stemdag.domain.letters import Day
from stemdag.domain.slips import Slip
from stemdag.domain.station import Counting
from tests.domain.generated import counts, small

BALLOT = Ballot(
    (
        CandidateList(11, "Elf", (Candidate(1, "A"), Candidate(4, "B"))),
        CandidateList(17, "Zeventien", (Candidate(2, "C"),)),
    )
)
COUNT = Count(
    Counting.DECENTRAL,
    poll_cards=1200,
    proxies=76,
    voter_cards=None,
    admitted=1267,
    lists={11: ListCount(1200, 1200, {1: 700, 4: 500}), 17: ListCount(60, 60, {2: 60})},
    candidate_votes=1260,
    blank=3,
    invalid=4,
    cast=1267,
    boxes=frozenset({Box.EQUAL}),
    explained=frozenset(),
)
EVERY = [
    (code, language, reader)
    for code in BY_CODE
    for language in ("nl", "en")
    for reader in ("chair", "office")
]


def templates(code: str, language: str, reader: str) -> tuple[str, str]:
    table: dict[str, tuple[str, str]] = getattr(LANGUAGES[language], reader.upper())
    return table[code]


@pytest.mark.parametrize(("code", "language", "reader"), EVERY)
def test_every_code_has_all_four_and_quotes_no_wrong_field(code: str, language: str, reader: str) -> None:
    both = templates(code, language, reader)
    rule = BY_CODE[code]
    named = [*rule.reads, *(finding(code, COUNT).marks if isinstance(rule, Rule) else ())]
    letters = {mark.partition(".")[0] for mark in named}
    for template in both:
        assert template.strip() == template
        assert template.endswith((".", "?"))
        words = re.sub(r"\{\w+\}", "", template)
        assert set(re.findall(r"\b[A-J]\b", words)) <= letters
        for name in placeholders(template):
            assert QUOTED[name] <= set(rule.reads)


def placeholders(template: str) -> Iterator[str]:
    return (name for _, name, _, _ in Formatter().parse(template) if name is not None)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_text_is_left_without_its_rule(language: str) -> None:
    words = LANGUAGES[language]
    assert set(words.CHAIR) == set(words.OFFICE) == set(BY_CODE)


@pytest.mark.parametrize("code", BY_CODE)
def test_the_office_reads_no_numbers_of_the_count(code: str) -> None:
    for language in ("nl", "en"):
        for template in templates(code, language, "office"):
            assert set(placeholders(template)) <= {"list"}


@pytest.mark.parametrize("code", [code for code in BY_CODE if code.startswith("F")])
def test_the_office_reads_a_remedy(code: str) -> None:
    """An error is solved by a corrected count (or file); on a station's it can also be accepted."""
    for language, corrected, accepted in (
        ("nl", r"verbeterd|laat", "accepteer"),
        ("en", r"correct|have", "accept"),
    ):
        advice = templates(code, language, "office")[1]
        assert re.search(corrected, advice, re.IGNORECASE)
        assert code == "F.312" or accepted in advice


@given(st.data(), st.sampled_from(["nl", "en"]))
def test_the_chair_reads_only_numbers_that_are_there(data: st.DataObject, language: Language) -> None:
    count = data.draw(counts(BALLOT, figures=st.one_of(small, st.integers(0, 3000))))
    for each in check(count, Category.TK):
        message = text(each, count, "chair", language)
        told = {int(number) for number in re.findall(r"\d+", message.title + message.advice)}
        assert told <= numbers_of(each, count), message
        assert "{" not in message.title + message.advice


def numbers_of(found: Finding, x: Count) -> set[int]:
    """Every number that a chair may read: of the fields that the rule looks at, and sums of these."""
    letters = {
        "A": x.poll_cards, "B": x.proxies, "C": x.voter_cards or 0, "D": x.admitted, "E": x.candidate_votes,
        "F": x.blank, "G": x.invalid, "H": x.cast, "I": x.more, "J": x.fewer,
    }  # fmt: skip
    reads = BY_CODE[found.code].reads
    # 0 stands in texts on empty fields.
    known = {letters[letter] for letter in reads if letter in letters} | {0}
    known |= {
        "F.201": {letters["A"] + letters["B"] + letters["C"]},
        "F.203": {letters["E"] + letters["F"] + letters["G"]},
        "F.312": {letters["H"] - letters["I"] + letters["J"]},
    }.get(found.code, set())
    if {"D", "H"} <= set(reads):
        known.add(abs(letters["D"] - letters["H"]))
    if "E.n" in reads and found.list is None:
        known.add(sum(each.total for each in x.lists.values()))
    if found.list is not None:
        page = x.lists[found.list]
        known |= {found.list, page.total, page.page_total or 0, sum((page.candidates or {}).values())}
    return known


def test_the_chair_is_told_what_to_look_at_again() -> None:
    (found,) = check(COUNT)
    message = text(found, COUNT, "chair", "nl")
    assert message.title == "A en B zijn samen 1276, maar bij D staat 1267."
    assert message.advice.startswith(
        "Het lijkt of twee cijfers verwisseld zijn. Kijk op het papier of A en B en D"
    )
    with_cards = replace(COUNT, voter_cards=1)
    message = text(found, with_cards, "chair", "en")
    assert message.title == "A, B and C are 1277 together, but D says 1267."
    assert message.advice.startswith("Look at the paper")
    assert text(found, with_cards, "office", "nl") == text(found, COUNT, "office", "nl")


def test_pages_of_lists_are_named() -> None:
    lists = {**COUNT.lists, 11: ListCount(1200, 1020, {1: 700, 4: 500})}
    count = replace(COUNT, admitted=1276, cast=1276, blank=12, lists=lists)
    found = {each.code: text(each, count, "chair", "en") for each in check(count)}
    assert set(found) == {"F.402", "F.403"}
    assert found["F.402"].title == "List 11: the candidates are 1200 together, but its total is 1020."
    assert found["F.403"].title == "List 11: the total on its page is 1020, but the summary says 1200."
    assert found["F.403"].advice.startswith("Two digits seem to be swapped.")


def test_voter_cards_that_are_missing_are_a_dash() -> None:
    count = replace(COUNT, boxes=None, explained=None)
    (found,) = (each for each in check(count, Category.TK) if each.code == "S.104")
    assert "(kiezerspassen) staat: -." in text(found, count, "chair", "nl").title


@pytest.mark.parametrize(
    ("code", "reader", "language"),
    [("F.999", "chair", "nl"), ("F.201", "public", "nl"), ("F.201", "chair", "fy")],
)
def test_what_has_no_text_is_refused(code: str, reader: Reader, language: Language) -> None:
    with pytest.raises(Refused) as caught:
        text(Finding(code, ()), COUNT, reader, language)
    assert caught.value.code == "checks.no-text"


def test_texts_do_not_depend_on_the_answer_ticked() -> None:
    """The explanation is asked for, never quoted."""
    count = replace(COUNT, admitted=1266, explained=frozenset(Explained))
    both = text(Finding("F.310", ("explained",)), count, "chair", "nl")
    none = text(Finding("F.310", ("explained",)), replace(count, explained=frozenset()), "chair", "nl")
    assert both == none


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_device_gets_the_texts_of_the_chair_and_no_others(language: Language) -> None:
    found = table(language)
    assert json.loads(json.dumps(found)) == found
    assert set(found) == {"and", "scanned", "slips", "chair"}
    words = LANGUAGES[language]
    assert found["and"] == words.AND
    assert found["slips"] == {each.value: words.SLIPS[each] for each in Slip}
    chair = found["chair"]
    assert isinstance(chair, dict)
    assert {code: (each["title"], each["advice"]) for code, each in chair.items()} == words.CHAIR


def test_a_language_without_texts_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        table("fy")  # type: ignore[arg-type]
    assert caught.value.code == "checks.no-text"


def test_the_chair_reads_both_numbers_of_the_day() -> None:
    day = Day(scanned={"A": 1199, "B": 77, "C": 9}, admitted=1266, electorate=200)
    said = {each.code: text(each, COUNT, "chair", "nl", day).title for each in check(COUNT, None, day)}
    assert said["S.101"] == (
        "De passen zijn anders dan wat in de app is gescand: "
        "bij A staat 1200, gescand zijn er 1199; bij B staat 76, gescand zijn er 77."
    )
    assert said["S.102"] == "Bij D staat 1267, maar na het sluiten is een opkomst van 1266 doorgegeven."
    assert said["S.103"] == "Bij D staan 1267 kiezers. Dit stembureau heeft 200 kiesgerechtigden."
