"""Rows of cells out of a workbook or a CSV, within limits; a merged cell stands in all of its places."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Final

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from stemdag.files.spreadsheet.faults import Fault, Faults, only

Cell = str | int | float | bool | date | datetime | time | timedelta
Row = list[Cell]

#: Unpacked bytes of a workbook; 10,000 stations with twenty columns have some 10 MB.
UNPACKED: Final = 48 << 20
#: The furthest cell. The reader holds all cells up to it, empty ones as well.
ROWS, COLUMNS = 20_000, 300
#: The part that makes a zip a workbook.
WORKBOOK: Final = "xl/workbook.xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: A cell with an error, and what it says: #N/A.
_WRONG = re.compile(
    rb"""<(?:\w+:)?c(\s[^>]*\bt=["']e["'][^>]*)>(?:\s*<(?:\w+:)?f[^>]*>[^<]*</[^>]*>)?\s*<(?:\w+:)?v>([^<]{0,20})"""
)
_AT = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,7})([0-9]{0,12})["']""")


#: What formulas that went wrong say, by sheet and by row and column from 0.
Errors = dict[str, dict[tuple[int, int], str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by its name; rows count from its first one, whether it is empty or not."""

    name: str
    rows: list[Row]


def is_workbook(data: bytes) -> bool:
    """Whether a zip is a spreadsheet (`.xlsx`), by what is in it."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return WORKBOOK in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False


def sheets(source: str, data: bytes) -> list[Sheet]:
    """The visible sheets of a file; `Faults` where it cannot be read or must not be."""
    if data.startswith(_OLE):
        raise only(source, "locked")
    if data.startswith(b"PK"):
        errors = _looked_through(source, data)
        try:
            return list(_of_workbook(data, errors))
        except PasswordError:
            raise only(source, "locked") from None
        except (CalamineError, ValueError, OverflowError, OSError):
            raise only(source, "damaged") from None
    return [Sheet("", list(_of_csv(source, data)))]


def _looked_through(source: str, data: bytes) -> Errors:
    """Look at each part before the reader does: how much it unpacks to, and how far its cells reach.

    Gives the cells whose formula went wrong, by sheet: the reader has them empty.
    """
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            left = UNPACKED
            for info in archive.infolist():
                # What the zip says of a size is not believed.
                with archive.open(info) as part:
                    parts[info.filename] = content = part.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise only(source, "large")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, OSError, ValueError):
        raise only(source, "damaged") from None
    found: Errors = {}
    for name, target in _targets(parts).items():
        content = parts.get(target, b"")
        if _reaches_far(content):
            raise only(source, "large")
        found[name] = {
            (int(digits) - 1, _column(letters) - 1): value.decode("ascii", "replace")
            for head, value in _WRONG.findall(content)
            for letters, digits in _AT.findall(head)
            if digits
        }
    return found


def _targets(parts: dict[str, bytes]) -> dict[str, str]:
    """The part of each sheet, by the sheet's name."""
    try:
        book, relations = (
            etree.fromstring(parts[name], etree.XMLParser(resolve_entities=False, no_network=True))
            for name in (WORKBOOK, "xl/_rels/workbook.xml.rels")
        )
    except (KeyError, etree.XMLSyntaxError):
        return {}
    places = {each.get("Id"): each.get("Target") or "" for each in relations.iter("{*}Relationship")}
    return {
        each.get("name") or "": str(PurePosixPath("xl") / places.get(each.get(_RELATION), "")).lstrip("/")
        for each in book.iter("{*}sheet")
    }


def _reaches_far(content: bytes) -> bool:
    return any(
        _column(letters) > COLUMNS or (digits and int(digits) > ROWS)
        for letters, digits in _AT.findall(content)
    )


def _column(letters: bytes) -> int:
    number = 0
    for each in letters.upper():
        number = number * 26 + each - 64
    return number


def _of_workbook(data: bytes, errors: Errors) -> Iterator[Sheet]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for meta in book.sheets_metadata:
            if meta.visible is not SheetVisibleEnum.Visible:
                continue
            found = book.get_sheet_by_name(meta.name)
            rows: list[Row] = [list(row) for row in found.to_python(skip_empty_area=False)]
            for (at, index), value in errors.get(meta.name, {}).items():
                if at < len(rows) and index < len(rows[at]):
                    rows[at][index] = value
            for (top, left), (bottom, right) in found.merged_cell_ranges or ():
                _fill(rows, top, left, bottom, right)
            yield Sheet(meta.name, rows)


def _fill(rows: list[Row], top: int, left: int, bottom: int, right: int) -> None:
    if top >= len(rows) or left >= len(rows[top]):
        return
    value = rows[top][left]
    for row in rows[top : min(bottom, len(rows)) + 1]:
        row[left : right + 1] = [value] * len(row[left : right + 1])


def _of_csv(source: str, data: bytes) -> Iterator[Row]:
    text = _text(source, data)
    # The separator that stands most in the first rows: a title above the table has none.
    first = "\n".join(text.splitlines()[:20])
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count), strict=True)
    line = 0
    try:
        for cells in rows:
            # A quoted cell may run over several lines; rows are counted as a program shows them.
            line += 1
            if line > ROWS or len(cells) > COLUMNS:
                raise only(source, "large")
            yield list(cells)
    except csv.Error:
        raise Faults(source, (Fault("quotes", row=line + 1),)) from None


def _text(source: str, data: bytes) -> str:
    """UTF-8, or what Excel writes where nobody chose UTF-8."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise only(source, "encoding")
