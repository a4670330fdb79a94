"""Places of polling stations: a CSV by station number, as the open data of stations has it (stembureaus ODS).

Columns are found by name: `CBS gemeentecode`, `Nummer stembureau`, `Latitude`, `Longitude`; others are not
read. Apart by `;`, `,` or tab; a decimal comma is a point.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stemdag.files.errors import Unreadable

#: Names of columns in small letters, of the versions of the standard and of who made a table by hand.
_COLUMNS: Final = {
    "code": ("cbs gemeentecode", "gemeentecode", "cbs code", "municipality"),
    "number": ("nummer stembureau", "nummer stembureau of afgiftepunt", "stembureau", "nummer", "number"),
    "latitude": ("latitude", "lat", "breedtegraad"),
    "longitude": ("longitude", "lon", "long", "lng", "lengtegraad"),
}
_DECIMAL = re.compile(r"-?[0-9]+([.,][0-9]+)?")
_LARGEST: Final = 64 << 20
_REMEDY = (
    "Give the columns Nummer stembureau, Latitude and Longitude (degrees, WGS84), and CBS gemeentecode where "
    "there are several municipalities (docs/files.md)."
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line with a station: numbers as they stand there. `code` is None where the file has no such column.

    `fault` says why its place cannot be read; latitude and longitude are None then, and where both are empty.
    """

    line: int
    code: str | None
    number: int
    latitude: float | None
    longitude: float | None
    fault: str = ""


def read_places(path: Path) -> Iterator[Row]:
    """The stations of a file; a line without a number (a planned station) is passed over.

    `Unreadable` where the file as a whole cannot be read.
    """
    text = _text(path)
    first = text.split("\n", 1)[0]
    rows = csv.reader(text.splitlines(), delimiter=max(";,\t", key=first.count), strict=True)
    columns: dict[str, int] | None = None
    while True:
        try:
            cells = [each.strip() for each in next(rows)]
        except StopIteration:
            break
        except csv.Error:
            raise Unreadable(
                path.name, f"line {rows.line_num}", "has quotes that do not close.", _REMEDY
            ) from None
        if columns is None:
            columns = _columns(path, cells)
        elif any(cells):
            found = _row(rows.line_num, cells, columns)
            if found is not None:
                yield found
    if columns is None:
        raise Unreadable(path.name, "", "It is empty.", _REMEDY)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise Unreadable(path.name, "", f"It cannot be opened ({error.strerror}).", "") from error
    if data.startswith(b"PK"):
        raise Unreadable(path.name, "", "It is a spreadsheet or a zip.", "Save it as CSV UTF-8.")
    if len(data) > _LARGEST:
        raise Unreadable(path.name, "", f"It is larger than {_LARGEST >> 20} MB.", _REMEDY)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(path.name, f"line {line}", "This is not UTF-8.", "Save it as CSV UTF-8.") from None


def _columns(path: Path, cells: list[str]) -> dict[str, int]:
    names = [each.casefold() for each in cells]
    found = {
        what: names.index(name)
        for what, known in _COLUMNS.items()
        for name in reversed(known)
        if name in names
    }
    missing = [what for what in ("number", "latitude", "longitude") if what not in found]
    if not missing:
        return found
    if {"x", "y"} <= set(names) and "number" not in missing:
        said = "It has x and y, metres of the RD grid, and no degrees; those are not read."
    else:
        said = f"The first line has no column for {' and '.join(missing)}."
    raise Unreadable(path.name, "line 1", said, _REMEDY)


def _row(line: int, cells: list[str], columns: dict[str, int]) -> Row | None:
    def cell(what: str) -> str:
        at = columns.get(what, len(cells))
        return cells[at] if at < len(cells) else ""

    if not (digits := cell("number").removesuffix(".0").removesuffix(",0")):
        return None
    code = cell("code").upper().removeprefix("GM").zfill(4) if "code" in columns else None
    if not re.fullmatch(r"-?[0-9]{1,9}", digits):
        return Row(line, code, 0, None, None, f"`{digits[:40]}` is not a station number")
    number, given = int(digits), [cell("latitude"), cell("longitude")]
    if not any(given):
        return Row(line, code, number, None, None)
    for what, one in zip(("latitude", "longitude"), given, strict=True):
        if not one:
            return Row(line, code, number, None, None, f"the {what} is missing")
        if not _DECIMAL.fullmatch(one):
            return Row(
                line, code, number, None, None, f"the {what} `{one[:40]}` is not a number like 52.0894"
            )
    latitude, longitude = (float(each.replace(",", ".")) for each in given)
    return Row(line, code, number, latitude, longitude)
