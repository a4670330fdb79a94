"""How a public page says numbers, moments and sentences, in one language.

Sentences are gettext messages with English as their key; the other catalogues are compiled at set-up.
Digits follow the language: `16.149` and `20,4%` in Dutch and Frisian, `16,149` and `20.4%` in English.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime

#: Languages in which the public pages can be: Dutch, English (what the message keys are written in), Frisian.
KNOWN = ("nl", "en", "fy")
#: Those of a site where nothing else is set; the first one is its front door's own.
LANGUAGES = ("nl", "en")
#: The setting that names them.
SETTING = "STEMDAG_LANGUAGES"
_LOCALE = Path(__file__).with_name("locale")


class CatalogueMissing(RuntimeError):
    """The compiled translations of a language are not there."""


class UnknownLanguage(ValueError):
    """A list of languages that a site cannot be in: which, and what to write."""


def chosen(setting: str) -> tuple[str, ...]:
    """Languages by their codes, the front door's own first: `fy,nl,en`; raises `UnknownLanguage`."""
    codes = tuple(each.strip() for each in setting.split(","))
    for each in codes:
        if each not in KNOWN:
            raise UnknownLanguage(
                f"{each!r} is no language of the public pages; write some of {','.join(KNOWN)}"
            )
    if len(set(codes)) < len(codes):
        raise UnknownLanguage(f"{setting!r} names a language twice")
    return codes


def of_environment(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Those of the setting, `LANGUAGES` where it is not set."""
    return chosen(environ[SETTING]) if environ.get(SETTING) else LANGUAGES


class Language:
    """One language of the public pages."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.translations = _translations(code)
        self.locale = Locale.parse("en_GB" if code == "en" else code)
        symbols = self.locale.number_symbols["latn"]
        self._group, self._decimal = str(symbols["group"]), str(symbols["decimal"])

    @cached_property
    def own_name(self) -> str:
        """The name of the language in itself: `Nederlands`, `English`."""
        return (self.locale.get_language_name(self.locale.language) or self.code).capitalize()

    def say(self, message: str, **values: object) -> str:
        """A sentence of the catalogue with its values filled in."""
        found = self.translations.gettext(message)
        return found % values if values else found

    def number(self, number: int) -> str:
        return str(number) if -1000 < number < 1000 else f"{number:,}".replace(",", self._group)

    def percent(self, part: int, whole: int) -> str:
        """`part` of `whole` in percent, one decimal, half up; over 100 is said as it is."""
        tenths = (2000 * part + whole) // (2 * whole)
        return f"{self.number(tenths // 10)}{self._decimal}{tenths % 10}%"

    def decimal(self, scaled: int, places: int) -> str:
        """A number that was multiplied by ten to the power of `places`: `decimal(51233, 2)` is `512,33`."""
        whole, rest = divmod(scaled, 10**places)
        return f"{self.number(whole)}{self._decimal}{rest:0{places}d}"

    def moment(self, at: datetime) -> str:
        """A moment in full, in the zone that it carries: `woensdag 17 maart, 21:00`."""
        return _moment(self.locale, at)

    def time(self, at: datetime) -> str:
        """`21:04`: the same in all our languages."""
        return f"{at.hour:02}:{at.minute:02}"

    def brief(self, at: datetime, today: date) -> str:
        """A moment on or around a day: the time, with the day in front where it is another one."""
        return self.time(at) if at.date() == today else _brief(self.locale, at)

    def day(self, on: date) -> str:
        """`17 maart 2021`."""
        return _small(self.locale, format_date(on, "d MMMM y", self.locale))

    def weekday(self, at: datetime) -> str:
        return format_date(at.date(), "EEE", self.locale)


@lru_cache(maxsize=4096)
def _moment(locale: Locale, at: datetime) -> str:
    return _small(locale, format_datetime(at, "EEEE d MMMM, HH:mm", at.tzinfo, locale))


@lru_cache(maxsize=16384)
def _brief(locale: Locale, at: datetime) -> str:
    return _small(locale, format_datetime(at, "EEE d MMM HH:mm", at.tzinfo, locale))


def _small(locale: Locale, said: str) -> str:
    """Frisian writes its months small, as Dutch does; CLDR has them with a capital."""
    return said.lower() if locale.language == "fy" else said


def _translations(code: str) -> gettext.NullTranslations:
    if code == "en":
        return gettext.NullTranslations()
    try:
        return gettext.translation("messages", _LOCALE, [code])
    except FileNotFoundError:
        raise CatalogueMissing(
            f"the translations of the public pages into '{code}' are not compiled; run `make setup`"
        ) from None


@lru_cache
def language(code: str) -> Language:
    """The language by its code; `CatalogueMissing` where its catalogue is not compiled."""
    return Language(code)
