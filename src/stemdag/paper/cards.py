"""Enrolment cards: what a station's chair gets before the day to bring a tablet in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final
from urllib.parse import urljoin

import segno

from stemdag.domain.errors import Refused
from stemdag.paper import words as w
from stemdag.paper.press import press

#: Four to cut from an A4, or each on an A6 of its own.
PER_PAGE: Final = (4, 1)


@dataclass(frozen=True, slots=True)
class Card:
    """One card: one code, for one device. `elections` are all that the station has on that day.

    `issued` and `expires` are aware, and shown by the clock of their own zone. This is the `number`th of `of`
    cards that the station gets at once.
    """

    municipality: str
    elections: tuple[str, ...]
    day: date
    station: int
    name: str
    code: str
    issued: datetime
    expires: datetime
    number: int = 1
    of: int = 1
    rehearsal: bool = False


def link(address: str, code: str) -> str:
    """What the picture holds: the app's address with the code in the fragment, which no server gets to see.

    Without an address of the office the code alone.
    """
    return urljoin(address, f"/station/app/#code={code}") if address else code


def cards(
    given: Sequence[Card], *, address: str = "", language: str = "nl", per_page: int = 4, phone: str = ""
) -> bytes:
    """The cards as a PDF: four to an A4 with cut marks, or one to an A6. `Refused` where there are none."""
    words = w.words(language)
    if not given:
        raise Refused("paper.empty", "there is no station to make a card for", "stations")
    if per_page not in PER_PAGE:
        raise Refused("paper.per-page", f"{per_page} cards to a page: 4 or 1", "per_page")
    return press(
        "cards",
        {
            "language": language,
            "title": words["cards.title"].format(
                municipality=", ".join(dict.fromkeys(card.municipality for card in given))
            ),
            "words": words,
            "four": per_page == 4,
            "lost": words["card.lost.phone"].format(phone=phone) if phone else words["card.lost"],
            "scan": words["card.step.1.address"].format(address=_shown(address))
            if address
            else words["card.step.1"],
            "cards": [_values(card, address, language, words) for card in given],
        },
    )


def _values(card: Card, address: str, language: str, words: w.Words) -> dict[str, object]:
    role = words.get(f"card.role.{card.number}", "") if card.of == 2 else ""
    which = words["card.of"].format(n=card.number, m=card.of) if card.of > 1 else ""
    return {
        "municipality": card.municipality,
        "elections": list(card.elections),
        "day": w.day(card.day, language),
        "station": words["station"].format(number=_minus(card.station)),
        "name": card.name,
        "code": card.code,
        "picture": picture(link(address, card.code)),
        "until": words["card.until"].format(until=w.moment(card.expires, language)),
        "issued": words["card.issued"].format(at=w.moment(card.issued, language)),
        "role": role,
        "which": which,
        "rehearsal": card.rehearsal,
    }


def _minus(number: int) -> str:
    """A station's number; official files hold a −1."""
    return str(number).replace("-", "−")


def _shown(address: str) -> str:
    """An address as people type it."""
    return urljoin(address, "/station/app/").removeprefix("https://").rstrip("/")


def picture(content: str) -> str:
    """A QR code as one filled shape: smaller than segno's strokes, and faster through the press."""
    matrix = segno.make(content, error="m", micro=False).matrix
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, group in groupby(row):
            wide = len(list(group))
            if dark:
                runs.append(f"M{x} {y}h{wide}v1h-{wide}z")
            x += wide
    size = len(matrix)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}">'
    return f'{head}<path d="{"".join(runs)}"/></svg>'
