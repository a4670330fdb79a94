"""How a municipality tailors the app: what it may set, what is refused and where, and the usual words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.errors import Refused
from stemdag.domain.pass_numbers import PassNumbers
from stemdag.domain.stock import Rules
from stemdag.domain.tailoring import Tailoring, read, to_json
from stemdag.domain.tailoring_lists import OPENING
from stemdag.domain.tailoring_manuals import MANUALS
from stemdag.domain.wording import Item, Manual, Page

OWN = {"key": "flag", "nl": "De vlag hangt uit.", "en": "The flag is out."}
LISTS = ("opening", "closing", "packing", "incident_categories", "event_categories", "materials")
#: What docs and shared reference name; no other article may stand in a manual.
ARTICLES = {"J 1", "J 7a", "J 30", "L 4", "N 1a"}


def test_nothing_set_is_all_as_usual() -> None:
    assert read({}) == Tailoring()
    assert read(json.loads(json.dumps(to_json(Tailoring())))) == Tailoring()


def test_own_items_stand_in_any_order_among_those_of_the_app() -> None:
    found = read({"opening": [OWN, "box_empty", "members"]}).opening
    usual = {each.key: each for each in OPENING}
    assert found == (Item(**OWN), usual["box_empty"], usual["members"])
    assert read({"opening": []}).opening == ()


def test_an_item_of_the_app_can_have_other_words() -> None:
    other = {**OWN, "key": "members"}
    assert read({"opening": [other]}).opening == (Item(**other),)


def test_a_manual_is_paragraphs_and_steps() -> None:
    page = {"title": "Parkeren", "text": ["Achter de school.", ["Rijd door de poort.", "Sluit hem."]]}
    found = read({"manuals": ["closing", {"key": "parking", "nl": page, "en": page}]}).manuals
    parking = Page("Parkeren", ("Achter de school.", ("Rijd door de poort.", "Sluit hem.")))
    assert found == (
        next(each for each in MANUALS if each.key == "closing"),
        Manual("parking", parking, parking),
    )
    assert found[1].page("nl") == found[1].page("en") == parking


def test_numbers_and_times() -> None:
    found = read(
        {
            "least_members": 4,
            "turnout_hours": ["09:30", "21:00"],
            "scanning": False,
            "pass_numbers": {"prefix": "26A", "length": 9},
            "ballots_at_start": 1500,
            "warn_left": None,
            "lead_minutes": 45,
            "reserve_percent": 20,
            "photo_of_record": True,
        }
    )
    assert found == Tailoring(
        least_members=4,
        turnout_hours=(time(9, 30), time(21)),
        scanning=False,
        pass_numbers=PassNumbers("26A", 9),
        ballots_at_start=1500,
        warn_left=None,
        lead_minutes=45,
        reserve_percent=20,
        photo_of_record=True,
    )
    assert found.stock_rules == Rules(None, timedelta(minutes=45), 20)
    assert Tailoring().stock_rules == Rules()


WRONG: list[tuple[Any, str, str]] = [
    ([], "kind", "top"),
    ({"openings": []}, "unknown", "openings"),
    ({"opening": {}}, "kind", "opening"),
    ({"opening": ["door"]}, "unknown", "opening[0]"),
    ({"closing": ["members"]}, "unknown", "closing[0]"),
    ({"opening": ["members", "members"]}, "twice", "opening"),
    ({"opening": [{**OWN, "key": "Vlag"}]}, "key", "opening[0].key"),
    ({"opening": [{**OWN, "key": "x" * 41}]}, "long", "opening[0].key"),
    ({"opening": ["members", {"key": "flag", "nl": "De vlag hangt uit."}]}, "missing", "opening[1]"),
    ({"opening": [{**OWN, "de": "Die Fahne"}]}, "unknown", "opening[0].de"),
    ({"packing": [{**OWN, "nl": "  "}]}, "empty", "packing[0].nl"),
    ({"packing": [{**OWN, "en": 3}]}, "kind", "packing[0].en"),
    ({"packing": [{**OWN, "en": "a\nb"}]}, "signs", "packing[0].en"),
    ({"packing": [{**OWN, "en": "\ud800"}]}, "signs", "packing[0].en"),
    ({"materials": [{**OWN, "en": "x" * 201}]}, "long", "materials[0].en"),
    ({"materials": [{**OWN, "key": f"k{n}"} for n in range(61)]}, "many", "materials"),
    ({"least_members": 0}, "range", "least_members"),
    ({"least_members": True}, "kind", "least_members"),
    ({"least_members": None}, "kind", "least_members"),
    ({"scanning": "yes"}, "kind", "scanning"),
    ({"turnout_hours": ["9:30"]}, "time", "turnout_hours[0]"),
    ({"turnout_hours": ["24:00"]}, "time", "turnout_hours[0]"),
    ({"turnout_hours": ["13:00", "10:00"]}, "order", "turnout_hours"),
    ({"turnout_hours": ["13:00", "13:00"]}, "order", "turnout_hours"),
    ({"pass_numbers": {}}, "number", "pass_numbers"),
    ({"pass_numbers": {"prefix": "26 a"}}, "number", "pass_numbers.prefix"),
    ({"pass_numbers": {"prefix": "26A", "length": 3}}, "range", "pass_numbers.length"),
    ({"pass_numbers": {"length": 21}}, "range", "pass_numbers.length"),
    ({"office_phone": "bel mij"}, "phone", "office_phone"),
    ({"office_phone": "1"}, "phone", "office_phone"),
    ({"office_phone": "024-555 01 0x"}, "phone", "office_phone"),
    ({"office_phone": "٠٢٤ ٥٥٥"}, "phone", "office_phone"),
    ({"office_phone": "javascript:1"}, "phone", "office_phone"),
    ({"office_phone": "0" * 26}, "long", "office_phone"),
    ({"office_phone": 24555}, "kind", "office_phone"),
    ({"ballots_at_start": -1}, "range", "ballots_at_start"),
    ({"lead_minutes": 9}, "range", "lead_minutes"),
    ({"reserve_percent": 101}, "range", "reserve_percent"),
    ({"manuals": ["parking"]}, "unknown", "manuals[0]"),
    ({"manuals": [{"key": "a", "nl": {"title": "A", "text": []}}]}, "empty", "manuals[0].nl.text"),
    ({"manuals": [{"key": "a", "nl": {"title": "A", "text": [[]]}}]}, "empty", "manuals[0].nl.text[0]"),
    ({"manuals": [{"key": "a", "nl": {"title": "A", "text": [["b", ["c"]]]}}]}, "kind",
     "manuals[0].nl.text[0][1]"),
    ({"manuals": [{"key": "a", "nl": {"title": "A", "text": "b"}}]}, "kind", "manuals[0].nl.text"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "what", "where"), WRONG)
def test_what_cannot_be_is_refused_with_its_place(data: Any, what: str, where: str) -> None:
    with pytest.raises(Refused) as refused:
        read(data)
    assert (refused.value.code, refused.value.where) == (f"tailoring.{what}", where)
    # The place, what is wrong, and what to do.
    assert re.fullmatch(re.escape(where) + r": [^;]+; [^;]+", refused.value.text)


WORDS = st.text("abc é<&\"'", min_size=1, max_size=20).map(lambda text: f"x{text}".strip())
KEYS = st.text("abz09_", max_size=6).map("k".__add__)
ITEMS = st.lists(st.builds(Item, KEYS, WORDS, WORDS), max_size=4, unique_by=lambda each: each.key).map(tuple)
PAGES = st.builds(
    Page,
    WORDS,
    st.lists(WORDS | st.lists(WORDS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple),
)
TAILORED = st.builds(
    Tailoring,
    **dict.fromkeys(LISTS, ITEMS),
    least_members=st.integers(1, 20),
    turnout_hours=st.sets(st.builds(time, st.integers(0, 23), st.integers(0, 59)), max_size=5).map(
        lambda each: tuple(sorted(each))
    ),
    scanning=st.booleans(),
    pass_numbers=st.none()
    | st.builds(PassNumbers, st.sampled_from(["26A", "1"]), st.none() | st.integers(4, 20)),
    ballots_at_start=st.none() | st.integers(0, 100_000),
    warn_left=st.none() | st.integers(0, 100_000),
    lead_minutes=st.integers(10, 480),
    reserve_percent=st.integers(0, 100),
    photo_of_record=st.booleans(),
    office_phone=st.none() | st.sampled_from(["14 024", "(024) 555 01 00", "+31 24 555-0100"]),
    manuals=st.lists(st.builds(Manual, KEYS, PAGES, PAGES), max_size=3, unique_by=lambda each: each.key).map(
        tuple
    ),
)


@given(TAILORED)
def test_what_is_written_is_read_back(tailored: Tailoring) -> None:
    assert read(json.loads(json.dumps(to_json(tailored)))) == tailored


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from([*to_json(Tailoring()), "key", "nl", "en", "x"]), inner,
                                      max_size=4)))  # fmt: skip
def test_whatever_is_given_is_read_or_refused(data: Any) -> None:
    try:
        found = read(data)
    except Refused:
        return
    assert read(to_json(found)) == found


# Words by default


def words(language: str) -> Iterator[tuple[str, str]]:
    for name in LISTS:
        for item in getattr(Tailoring(), name):
            yield f"{name}.{item.key}", getattr(item, language)
    for manual in MANUALS:
        page = getattr(manual, language)
        yield f"manuals.{manual.key}", page.title
        for block in page.text:
            for each in (block,) if isinstance(block, str) else block:
                yield f"manuals.{manual.key}", each


def test_every_field_is_in_the_json() -> None:
    assert list(to_json(Tailoring())) == [each.name for each in fields(Tailoring)]


def test_both_languages_have_as_many_words_and_other_ones() -> None:
    for (where, nl), (there, en) in zip(words("nl"), words("en"), strict=True):
        assert where == there
        assert nl != en, where


@pytest.mark.parametrize("language", ["nl", "en"])
def test_sentences_are_short(language: str) -> None:
    """At most 24 words: they are read tired, at a table with a queue."""
    for where, text in words(language):
        for sentence in re.split(r"(?<=[.?!:;]) ", text):
            assert len(sentence.split()) <= 24, (where, sentence)


@pytest.mark.parametrize(("language", "word"), [("nl", "artikel"), ("en", "article")])
def test_no_article_is_named_but_those_of_the_reference(language: str, word: str) -> None:
    named = {
        each for _, text in words(language) for each in re.findall(rf"{word} ([A-Z][a-z]? \d+[a-z]?)", text)
    }
    assert named == ARTICLES


def test_each_list_of_what_happened_has_a_rest() -> None:
    for name in ("incident_categories", "event_categories", "materials"):
        assert getattr(Tailoring(), name)[-1].key == "other"


def test_an_item_says_itself_in_both_languages() -> None:
    item = replace(OPENING[0], nl="a", en="b")
    assert (item.text("nl"), item.text("en")) == ("a", "b")
