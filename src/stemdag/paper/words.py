"""The words on paper, in Dutch and English, and dates as each of them writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from babel.dates import format_date, format_datetime

from stemdag.domain.errors import Refused
from stemdag.paper import words_en, words_nl

Language = Literal["nl", "en"]
Words = Mapping[str, str]
LANGUAGES: Mapping[str, Words] = {"nl": words_nl.WORDS, "en": words_en.WORDS}
#: English as it is spoken in Europe: day before month, 24 hours.
_LOCALES = {"nl": "nl", "en": "en_GB"}


def words(language: str) -> Words:
    """All words of a language; `Refused` where there is none."""
    found = LANGUAGES.get(language)
    if found is None:
        raise Refused("paper.language", f"there is no paper in {language}: nl or en", "language")
    return found


def day(on: date, language: str) -> str:
    """`woensdag 16 maart 2022`."""
    return str(format_date(on, "EEEE d MMMM y", _LOCALES[language]))


def moment(at: datetime, language: str) -> str:
    """`16 maart, 21:00`, by the clock of the moment's own zone."""
    return str(format_datetime(at, "d MMMM, HH:mm", at.tzinfo, _LOCALES[language]))
