"""The extract of the register of invalid passes (uittreksel, Kieswet J 7a): a CSV of number and reason.

Nothing that is said of a file repeats a number: numbers of passes are personal data.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from stemdag.domain.errors import Refused
from stemdag.domain.passes import Reason, read
from stemdag.files.errors import Unreadable

#: How reasons are written, in small letters, words apart.
REASONS: Final = {
    **{each.value.replace("_", " "): each for each in Reason},
    "omgezet": Reason.CONVERTED,
    "omgezet in kiezerspas": Reason.CONVERTED,
    "omgezet in volmacht": Reason.CONVERTED,
    "vervangen": Reason.REPLACED,
    "ten onrechte verstrekt": Reason.WRONGLY_ISSUED,
    "ten onrechte uitgereikt": Reason.WRONGLY_ISSUED,
    "overleden": Reason.DIED,
    "gestolen": Reason.STOLEN,
    "ontvreemd": Reason.STOLEN,
}
#: In a file of changes: the pass is no longer invalid.
VALID: Final = frozenset({"valid", "geldig"})
#: What may stand above the numbers.
_HEADS: Final = frozenset({"number", "nummer", "pasnummer", "volgnummer"})
_WORDS = re.compile(r"[\s_-]+")
#: Lines at fault that are named; more help nobody.
_NAMED = 20
_REMEDY = "Write a number and a reason on each line, apart by , or ; (docs/passes.md); nothing was taken in."


class BadLines(Unreadable):
    """Lines of a register that cannot be taken: `lines` has the number and code of each, never a pass."""

    def __init__(
        self, source: str, where: str, text: str, remedy: str, lines: tuple[tuple[int, str], ...]
    ) -> None:
        super().__init__(source, where, text, remedy)
        self.lines = lines


def read_register(path: Path, *, whole: bool) -> dict[str, Reason | None]:
    """The passes of a file, as `register_in` has them."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(path.name, "", f"cannot be read ({error.strerror}).", "") from error
    return register_in(path.name, data, whole=whole)


def register_in(source: str, data: bytes, *, whole: bool) -> dict[str, Reason | None]:
    """The passes in a file's bytes by number, each with its reason, or None where it is valid again.

    `BadLines` names every line at fault; its text the first twenty. `whole`: the file holds all invalid
    passes, so none in it can be valid.
    """
    found: dict[str, Reason | None] = {}
    lines: dict[str, int] = {}
    faults: list[tuple[int, str, str]] = []
    for line, cells in _rows(source, data):
        try:
            number, reason = _entry(cells, whole=whole)
        except Refused as refusal:
            faults.append((line, refusal.code, refusal.text))
            continue
        if found.get(number, reason) != reason:
            text = f"another reason than on line {lines[number]} for the same pass"
            faults.append((line, "register.twice", text))
            continue
        found[number], lines[number] = reason, line
    if faults:
        more = f"; and {len(faults) - _NAMED} more" if len(faults) > _NAMED else ""
        said = "; ".join(f"line {line}: {text}" for line, _, text in faults[:_NAMED])
        places = tuple((line, code) for line, code, _ in faults)
        raise BadLines(source, "", f"{said}{more}.", _REMEDY, places)
    return found


def _rows(source: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each line with its number, without the one of column names and empty ones."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Not as its cause: a decoding error carries the whole file.
        line = error.object[: error.start].count(b"\n") + 1
        at = ((line, "register.encoding"),)
        raise BadLines(source, f"line {line}", "is not UTF-8.", "Save it as CSV UTF-8.", at) from None
    first = text.split("\n", 1)[0]
    rows = csv.reader(text.splitlines(), delimiter=";" if ";" in first else ",", strict=True)
    line = 0
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            at = ((line + 1, "register.quotes"),)
            raise BadLines(source, f"line {line + 1}", "has quotes that do not close.", _REMEDY, at) from None
        line = rows.line_num
        cells = [each.strip() for each in cells]
        if any(cells) and not (line == 1 and cells[0].casefold() in _HEADS):
            yield line, cells


def _entry(cells: list[str], *, whole: bool) -> tuple[str, Reason | None]:
    if len(cells) != 2:
        raise Refused("register.columns", f"{len(cells)} columns where number and reason are two")
    word = _WORDS.sub(" ", cells[1].casefold())
    if word not in REASONS and (whole or word not in VALID):
        known = "converted, replaced, wrongly_issued, died or stolen" + ("" if whole else ", or valid")
        raise Refused("register.reason", f"the reason is not one of {known}")
    return read(cells[0]), REASONS.get(word)
