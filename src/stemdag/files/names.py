"""What names in official files say: stations, postcodes, kinds of election, reasons."""

from __future__ import annotations

import re
from datetime import date

from stemdag.domain.election import Category

#: EML's reason code for the part of a difference that nobody explained.
UNEXPLAINED = "geen verklaring"

_POSTCODE = re.compile(r"\s*\(postcode:\s*(?P<code>[^()]*)\)\s*$", re.IGNORECASE)
_PREFIX = re.compile(r"^stembureau\s+(?=.*[^\W\d_])", re.IGNORECASE)
_AREA = re.compile(r"^(?:gemeente|openbaar lichaam)\s+", re.IGNORECASE)
_DAY = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_DUTCH_POSTCODE = re.compile(r"^([1-9][0-9]{3})\s*([A-Za-z]{2})$")

#: Words in the name of an election, in the order in which they decide: "Eilandsraad" before "raad".
_CATEGORIES: tuple[tuple[str, Category], ...] = (
    (r"provinciaal referendum", Category.PR),
    (r"eilandelijk referendum", Category.IR),
    (r"(lokaal|gemeentelijk) referendum", Category.LR),
    (r"referendum", Category.NR),
    (r"tweede kamer", Category.TK),
    (r"eerste kamer", Category.EK),
    (r"europe(es|se)", Category.EP),
    (r"provinciale staten", Category.PS),
    (r"waterschap|wetterskip|hoogheemraadschap", Category.AB),
    (r"eilandsraad", Category.ER),
    (r"kiescollege", Category.KC),
    (r"gebiedscommissie|wijkraad", Category.GC),
    (r"bestuurscommissie|stadsdeelcommissie", Category.BC),
    (r"gemeenteraad|herindelings", Category.GR),
)


def category_of(text: str) -> Category | None:
    """The category that the name of an election says (`Gemeenteraad Nijmegen 2022` → GR), or None."""
    folded = text.casefold()
    return next((category for words, category in _CATEGORIES if re.search(words, folded)), None)


def voting_day(text: str) -> date | None:
    """The day in `2022-03-16`; None where it is none, or none on which anybody votes."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def station_name(text: str) -> tuple[str, str | None]:
    """Name and postcode of a station: `Stembureau Stadhuis (postcode: 6511 PP)` → `Stadhuis`, `6511 PP`.

    The word "Stembureau" stays where nothing but a number would be left ("Stembureau 12").
    """
    found = _POSTCODE.search(text)
    name = " ".join((text[: found.start()] if found else text).split())
    while (shorter := _PREFIX.sub("", name)) != name:
        name = shorter
    return name, postcode(found["code"]) if found else None


def postcode(text: str) -> str | None:
    """A postcode in one spelling (`6511pp` → `6511 PP`); a foreign one as it is; None where empty."""
    trimmed = text.strip()
    found = _DUTCH_POSTCODE.match(trimmed)
    return f"{found[1]} {found[2].upper()}" if found else trimmed or None


def area_name(text: str) -> str:
    """An area's name without "Gemeente " before it."""
    return _AREA.sub("", text.strip()) or text.strip()
