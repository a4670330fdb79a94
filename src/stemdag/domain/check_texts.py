"""What a check says to people: to the chair with numbers and where to look, to the office what the remedy is.

The chair's text holds numbers of the count: it goes to the device that sent them and nowhere else.
The office's text holds none, so it may stand beside the code before the numbers behind it are opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Literal

from stemdag.domain import check_texts_en, check_texts_nl
from stemdag.domain.checks import Finding
from stemdag.domain.count import Count
from stemdag.domain.errors import Refused
from stemdag.domain.letters import NO_DAY, Day, Letters, Page, letters_of
from stemdag.domain.slips import slip

Reader = Literal["chair", "office"]
Language = Literal["nl", "en"]

LANGUAGES: Mapping[str, ModuleType] = {"nl": check_texts_nl, "en": check_texts_en}

#: What a text may quote, and the fields that it is made of.
QUOTED: Mapping[str, frozenset[str]] = {
    **{letter: frozenset({letter}) for letter in "ABCDEFGHIJ"},
    "passes": frozenset("ABC"),
    "passes_sum": frozenset("ABC"),
    "votes_sum": frozenset("EFG"),
    "voter_cards": frozenset("C"),
    "difference": frozenset("DH"),
    "admitted_expected": frozenset("HIJ"),
    "lists_sum": frozenset({"E.n"}),
    "list": frozenset(),
    "list_total": frozenset({"E.n"}),
    "page_total": frozenset({"L.n"}),
    "candidates_sum": frozenset({"c.n"}),
    "slip": frozenset(),
    "beside_scanned": frozenset("ABC"),
    "reported": frozenset(),
    "electorate": frozenset({"Z"}),
}


@dataclass(frozen=True, slots=True)
class Message:
    """What is the matter, and what to do."""

    title: str
    advice: str


def text(finding: Finding, count: Count, reader: Reader, language: Language, day: Day = NO_DAY) -> Message:
    """The message of a finding on its count and day; `Refused` where code, reader or language has none."""
    words = LANGUAGES.get(language)
    table = {} if words is None else {"chair": words.CHAIR, "office": words.OFFICE}.get(reader, {})
    if words is None or finding.code not in table:
        raise Refused("checks.no-text", f"{finding.code} has no text for the {reader} in {language}")
    title, advice = table[finding.code]
    found = letters_of(count, day=day)
    page = next((each for each in found.pages if each.number == finding.list), None)
    values = _values(found, page, words)
    probable = _slip(finding.code, found, page)
    values["slip"] = words.SLIPS[probable] if probable else ""
    values["list"] = finding.list or 0
    return Message(title.format(**values), advice.format(**values))


def table(language: Language) -> dict[str, object]:
    """What a device needs to say the chair's messages without a server, to be sent as JSON.

    `and`, `scanned`, `slips` by name, and `chair`: the templates by code. `Refused` for a language without
    texts.
    """
    words = LANGUAGES.get(language)
    if words is None:
        raise Refused("checks.no-text", f"the checks have no texts in {language}")
    return {
        "and": words.AND,
        "scanned": words.SCANNED,
        "slips": {each.value: said for each, said in words.SLIPS.items()},
        "chair": {code: {"title": title, "advice": advice} for code, (title, advice) in words.CHAIR.items()},
    }


def _values(found: Letters, page: Page | None, words: ModuleType) -> dict[str, object]:
    return {
        **{letter: getattr(found, letter) or 0 for letter in "ABCDEFGHIJ"},
        "passes": f"A {words.AND} B" if found.C is None else f"A, B {words.AND} C",
        "passes_sum": found.A + found.B + (found.C or 0),
        "votes_sum": found.E + found.F + found.G,
        "voter_cards": "-" if found.C is None else found.C,
        "difference": abs(found.D - found.H),
        "admitted_expected": found.H - found.I + found.J,
        "lists_sum": found.lists_sum,
        "list_total": page.list_total if page else 0,
        "page_total": page.page_total if page else 0,
        "candidates_sum": page.candidates_sum if page else 0,
        "beside_scanned": _beside_scanned(found, words),
        "reported": found.day.admitted or 0,
        "electorate": found.day.electorate or 0,
    }


def _beside_scanned(found: Letters, words: ModuleType) -> str:
    """What the form has otherwise than was scanned: `A 812, scanned 810; C 3, scanned 2`."""
    scanned = found.day.scanned or {}
    return "; ".join(
        words.SCANNED.format(mark=mark, number=getattr(found, mark), scanned=scanned[mark])
        for mark in found.unlike_scanned()
    )


def _slip(code: str, found: Letters, page: Page | None) -> str | None:
    """The slip that explains a sum that does not hold: what was written against what it should be."""
    pairs: dict[str, tuple[int, int]] = {
        "F.201": (found.D, found.A + found.B + (found.C or 0)),
        "F.202": (found.E, found.lists_sum),
        "F.203": (found.H, found.E + found.F + found.G),
        "F.306": (found.I, found.H - found.D),
        "F.308": (found.J, found.D - found.H),
    }
    if page is not None:
        pairs["F.402"] = (page.page_total, page.candidates_sum)
        pairs["F.403"] = (page.page_total, page.list_total)
    return slip(*pairs[code]) if code in pairs else None
