"""The guide is one sheet of two sides, whole, in both languages."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from stemdag.domain.errors import Refused
from stemdag.paper import guide_en, guide_nl
from stemdag.paper.guide import guide
from tests.paper.reading import text


@pytest.mark.parametrize(("language", "words"), [("nl", guide_nl), ("en", guide_en)])
def test_it_is_two_pages_with_every_sentence(language: str, words: object) -> None:
    made = guide(language=language, phone="050 123 45 67")
    said = text(made).replace("\u00ad", "").replace(" ", "")
    assert len(PdfReader(io.BytesIO(made)).pages) == 2
    sentences = [each for *_, lines in words.STEPS for each in lines]  # type: ignore[attr-defined]
    sentences += [each for row in words.TROUBLE for each in row] + list(words.NEVER)  # type: ignore[attr-defined]
    missing = [each for each in [*sentences, "050 123 45 67"] if each.replace(" ", "") not in said]
    assert missing == []


def test_both_languages_say_the_same_things() -> None:
    assert [len(lines) for *_, lines in guide_nl.STEPS] == [len(lines) for *_, lines in guide_en.STEPS]
    assert len(guide_nl.TROUBLE) == len(guide_en.TROUBLE)
    assert len(guide_nl.NEVER) == len(guide_en.NEVER)
    assert guide_nl.GUIDE.keys() == guide_en.GUIDE.keys()


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="nl or en"):
        guide(language="fy")
