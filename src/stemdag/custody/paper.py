"""A release key on paper: the copy that no machine has, to be kept in a sealed envelope in a safe.

Eight lines of the key and one of a check over everything on the sheet, each six groups of four base32 letters
(RFC 4648: no 0, 1, 8 or 9). Every line carries its own check, so a mistake in typing is found in its line.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal, Protocol

from stemdag.domain.errors import Refused
from stemdag.seal.envelope import PRIVATE_SIZE
from stemdag.seal.keys import fingerprint, public_of

_LABEL: Final = b"stemdag paper 1"
_OF_KEY, _CHECK = 12, 3  # bytes of a line
_LINES: Final = PRIVATE_SIZE // _OF_KEY
_LETTERS: Final = (_OF_KEY + _CHECK) * 8 // 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one sheet: whose release key, and the moment before which it may not be used."""

    election: str
    municipality: str
    not_before: datetime
    private: bytes = field(repr=False)


_HEADINGS: Final = {
    "nl": ("Verkiezing", "Gemeente", "Niet voor"),
    "en": ("Election", "Municipality", "Not before"),
}

_WORDS: Final = {
    "nl": """STEMDAG: VRIJGAVESLEUTEL OP PAPIER

{0}: {election}
{1}: {municipality}
{2}: {moment}
Kenmerk van de sleutel: {fingerprint}

{lines}

Dit blad opent alle verzegelde tellingen van deze gemeente. Bewaar het in een verzegelde envelop in een
kluis, niet bij de computer die de sleutel bewaart. Gebruik het alleen als die computer er niet meer is,
en pas na het tijdstip hierboven. Vernietig het na de verkiezing volgens de bewaartermijn.
Overtypen: elke regel begint met zijn nummer. Hoofdletters en spaties maken niet uit.
De cijfers 0, 1, 8 en 9 komen in de groepen niet voor.
""",
    "en": """STEMDAG: RELEASE KEY ON PAPER

{0}: {election}
{1}: {municipality}
{2}: {moment}
Fingerprint of the key: {fingerprint}

{lines}

This sheet opens all sealed counts of this municipality. Keep it in a sealed envelope in a safe, away from
the computer that keeps the key. Use it only when that computer is gone, and not before the moment above.
Destroy it after the election, when its retention period ends.
Typing it in: each line begins with its number. Capitals and spaces do not matter.
The digits 0, 1, 8 and 9 do not occur in the groups.
""",
}


class Register(Protocol):
    """`part.Holder.register`."""

    def __call__(self, election: str, municipality: str, private: bytes, not_before: datetime) -> None: ...


def copied(register: Register, keep: Callable[[Sheet], None]) -> Register:
    """`register`, and then the same key to `keep` as a sheet: the two copies of a release key that exist."""

    def both(election: str, municipality: str, private: bytes, not_before: datetime) -> None:
        register(election, municipality, private, not_before)
        keep(Sheet(election, municipality, not_before, private))

    return both


def to_paper(sheet: Sheet, language: Literal["nl", "en"] = "nl") -> str:
    """The text to print. ValueError for a moment without zone or a key of another length."""
    headings = dict(zip(("0", "1", "2"), _HEADINGS[language], strict=True))
    rows = [sheet.private[at : at + _OF_KEY] for at in range(0, PRIVATE_SIZE, _OF_KEY)]
    lines = [_line(number, row + _of_line(number, row)) for number, row in enumerate(rows, 1)]
    lines.append(_line(_LINES + 1, _of_sheet(sheet)))
    return _WORDS[language].format(
        *headings.values(),
        election=sheet.election,
        municipality=sheet.municipality,
        moment=_moment(sheet.not_before),
        fingerprint=fingerprint(public_of(sheet.private)),
        lines="\n".join(lines),
    )


def from_paper(text: str) -> Sheet:
    """The sheet from its text, typed or scanned, in either language; other text around it is passed over.

    Refused: `paper.missing` (a heading or line is not there), `paper.line` (a mistake in that line),
    `paper.sheet` (each line is right, but they or the headings are not of one sheet).
    """
    text = "\n".join(text.splitlines())  # whatever ended the lines where it was typed
    election, municipality, moment = (_heading(text, place) for place in range(3))
    try:
        not_before = datetime.fromisoformat(moment)
        _moment(not_before)
    except ValueError:
        raise Refused("paper.line", "this is no moment with its zone", _HEADINGS["en"][2]) from None
    lines = dict(_lines(text))
    for number in range(1, _LINES + 2):
        if number not in lines:
            raise Refused("paper.missing", f"line {number} is not there", f"line {number}")
    private = b""
    for number in range(1, _LINES + 1):
        row, check = lines[number][:_OF_KEY], lines[number][_OF_KEY:]
        if not hmac.compare_digest(check, _of_line(number, row)):
            raise _mistake(number)
        private += row
    sheet = Sheet(election, municipality, not_before, private)
    if not hmac.compare_digest(lines[_LINES + 1], _of_sheet(sheet)):
        raise Refused(
            "paper.sheet",
            "lines and headings are not of one sheet; compare headings and last line letter by letter",
            f"line {_LINES + 1}",
        )
    return sheet


def _heading(text: str, place: int) -> str:
    names = "|".join(words[place] for words in _HEADINGS.values())
    found = re.search(rf"^[ \t]*(?:{names})[ \t]*:[ \t]*(\S.*?)\s*$", text, re.MULTILINE | re.IGNORECASE)
    if not found:
        raise Refused("paper.missing", f"the heading {_HEADINGS['en'][place]} is not there")
    return found[1]


def _lines(text: str) -> list[tuple[int, bytes]]:
    found = []
    for row in re.finditer(r"^[ \t]*([1-9])[ \t.:]+([A-Z0-9 \t-]+)$", text, re.MULTILINE | re.IGNORECASE):
        number, letters = int(row[1]), re.sub(r"[\s-]", "", row[2]).replace("8", "B")
        if len(letters) != _LETTERS:
            raise _mistake(number)
        try:
            found.append((number, base64.b32decode(letters, casefold=True, map01="I")))
        except binascii.Error:
            raise _mistake(number) from None
    return found


def _mistake(number: int) -> Refused:
    return Refused(
        "paper.line", f"there is a mistake in line {number}; compare it with the paper", f"line {number}"
    )


def _line(number: int, data: bytes) -> str:
    letters = base64.b32encode(data).decode()
    return f"{number}  " + " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _of_line(number: int, row: bytes) -> bytes:
    return hashlib.sha256(_LABEL + bytes([number]) + row).digest()[:_CHECK]


def _of_sheet(sheet: Sheet) -> bytes:
    facts = [sheet.election.encode(), sheet.municipality.encode(), _moment(sheet.not_before).encode()]
    told = b"".join(len(fact).to_bytes(4, "big") + fact for fact in facts)
    return hashlib.sha256(_LABEL + bytes([0]) + told + sheet.private).digest()[: _OF_KEY + _CHECK]


def _moment(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(UTC).isoformat()
