"""Every check across stations has its texts; a chair reads nothing of other stations."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from stemdag.domain.across.ballot_types import CODE, MissingType
from stemdag.domain.across.beside import Compared, Suspicion
from stemdag.domain.across.judge import RULES, THRESHOLDS
from stemdag.domain.across.texts import LANGUAGES, sure, text
from stemdag.domain.check_texts import Language, Reader
from stemdag.domain.errors import Refused
from stemdag.domain.station import Kind

CODES = [*RULES, CODE]
LISTS = (Compared("E.3", 140, 61.4, 62), Compared("E.4", 62, 139.7, 140))
CANDIDATES = (Compared("c.3.1", 4, 87.2, 90), Compared("c.3.2", 90, 5.1, 4))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_code_is_without_its_texts_and_no_text_without_its_code(language: str) -> None:
    words = LANGUAGES[language]
    assert set(words.CHAIR) == set(RULES) == set(THRESHOLDS)
    assert set(words.OFFICE) == set(CODES)
    assert set(words.KINDS) == set(Kind)
    assert [least for least, _ in words.SURE] == sorted({least for least, _ in words.SURE}, reverse=True)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("code", RULES)
def test_a_text_quotes_what_it_may(language: Language, code: str) -> None:
    compared = CANDIDATES if code == "S.203" else LISTS
    found = Suspicion(code, 2.4, compared)
    readers: tuple[Reader, ...] = ("chair", "office")
    for reader in readers:
        message = text(found, reader, language)
        for said in (message.title, message.advice):
            assert said.strip() == said
            assert said.endswith((".", "?"))
            assert "{" not in said
    chair, office = (text(found, reader, language) for reader in readers)
    told = {int(each) for each in re.findall(r"\d+", chair.title + chair.advice)}
    # The fields, and what the station itself sent: never what others let expect, or what would be right.
    assert told <= {3, 4, 1, 2, 140, 62, 90, 0}
    assert {int(each) for each in re.findall(r"\d+", office.title + office.advice)} <= {3, 4, 1, 2}


def test_the_office_quotes_no_votes() -> None:
    for words in LANGUAGES.values():
        for both in words.OFFICE.values():
            for template in both:
                assert {name for _, name, _, _ in Formatter().parse(template) if name} <= {"marks", "kind"}


def test_swapped_lists_in_words() -> None:
    found = Suspicion("S.201", 3.2, LISTS)
    assert text(found, "office", "nl").title == "Twee lijsten lijken verwisseld: lijst 3 en lijst 4."
    assert text(found, "chair", "en").advice.startswith("Filled in is: list 3: 140; list 4: 62.")
    assert sure(found, "en") == "very strong evidence"
    assert sure(Suspicion("S.201", -2.0, LISTS), "nl") == "zwakke aanwijzing"


def test_a_long_page_is_named_by_its_first_fields() -> None:
    page = tuple(Compared(f"c.9.{number}", 0, 3.0) for number in range(26, 41))
    title = text(Suspicion("S.205", 1.0, page), "office", "en").title
    assert title.endswith("candidate 28 of list 9, candidate 29 of list 9, ….")


def test_a_missing_type_in_words() -> None:
    missing = MissingType(Kind.POSTAL, (900,), ())
    assert text(missing, "office", "nl").title == "In het totaal ontbreekt: briefstembureau."
    assert text(missing, "office", "en").title == "Missing from the total: postal votes."
    with pytest.raises(Refused):
        text(missing, "chair", "nl")


@pytest.mark.parametrize("language", ["fy", ""])
def test_a_language_without_texts_is_refused(language: Language) -> None:
    with pytest.raises(Refused) as caught:
        text(Suspicion("S.201", 1.0, LISTS), "office", language)
    assert caught.value.code == "checks.no-text"
