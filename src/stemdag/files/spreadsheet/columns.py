"""Which column holds what: by name, in Dutch or English, below titles, under headings of several columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from stemdag.files.spreadsheet import cells
from stemdag.files.spreadsheet.faults import Fault
from stemdag.files.spreadsheet.grid import Cell, Row, Sheet

#: Rows among which the names of columns are looked for: titles and remarks may stand above them.
HEAD: Final = 30

#: Names in small letters without accents and signs. Of two columns for one thing the earlier name counts.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "number": (
        "nummer stembureau", "stembureaunummer", "nummer van het stembureau", "stembureau nummer",
        "stembureau nr", "nr stembureau", "sb nr", "sb nummer", "nummer stembureau of afgiftepunt",
        "nummer", "nr", "volgnummer", "number", "station number", "polling station number", "no",
    ),
    "name": (
        "naam stembureau", "naam van het stembureau", "stembureaunaam", "naam", "name", "station name",
        "polling station", "stembureau", "stemlokaal", "naam stemlokaal", "locatie", "location", "station",
    ),
    "kind": (
        "type stembureau", "soort stembureau", "soort", "type", "kind", "aard", "kind of station",
        "stembiljetten", "soort stembiljetten", "ballot type", "ballot types",
    ),
    "postcode": ("postcode", "postal code", "postcode stembureau", "zip", "zip code", "pc"),
    "quarter": (
        "wijk", "wijknaam", "quarter", "buurt", "dorp", "kern", "dorp of wijk", "wijk of dorp", "wijk dorp",
        "stadsdeel", "district", "neighbourhood", "buurtnaam",
    ),
    "electorate": (
        "kiesgerechtigden", "aantal kiesgerechtigden", "opgeroepenen", "aantal opgeroepenen", "electorate",
        "eligible voters", "aantal kiezers", "kiezers", "eligible", "opgeroepen kiezers", "voters",
    ),
    "counts_from": (
        "telt vanaf", "telmoment", "tellen vanaf", "telling vanaf", "counting moment", "counts from",
        "count from", "start telling", "counting from", "counts_from", "moment van tellen",
    ),
    "latitude": ("latitude", "lat", "breedtegraad"),
    "longitude": ("longitude", "lon", "long", "lng", "lengtegraad"),
    "code": ("cbs gemeentecode", "gemeentecode", "cbs code", "municipality code", "municipality"),
}  # fmt: skip
_BY_NAME: Final = {name: what for what, names in NAMES.items() for name in names}
_OPENS: Final = frozenset(
    ("open", "opens", "opent", "opening", "openingstijd", "openingsuur", "van", "open van", "vanaf", "begin",
     "begintijd", "start", "from", "opening time")
)  # fmt: skip
_CLOSES: Final = frozenset(
    ("dicht", "sluit", "sluiting", "sluitingstijd", "tot", "open tot", "einde", "eind", "eindtijd", "close",
     "closes", "closing", "until", "to", "closing time")
)  # fmt: skip
_BOTH: Final = frozenset(
    ("openingstijden", "openingsuren", "tijden", "tijd", "uren", "hours", "opening hours", "opening times")
)


@dataclass(frozen=True, slots=True)
class Time:
    """A column of opening hours: which side of them, and of which day; None where the heading names none."""

    side: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Where what stands in a sheet: columns by index, counted from 0; `row` is that of the names."""

    row: int
    fields: dict[str, int]
    times: dict[int, Time] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def letter(index: int) -> str:
    """A column as programs name it: A, B, …, Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def found(sheet: Sheet, of: date) -> Columns | None:
    """The columns of a sheet; None where no row names a number and a name. `of` is the day of election."""
    rows = sheet.rows[:HEAD]
    heads = [at for at, row in enumerate(rows) if _is_head(row)]
    if not heads:
        return None
    at = heads[0]
    # Names that run over two rows stand in both: the lower one tells the columns apart.
    while at + 1 in heads:
        at += 1
    above = rows[at - 1] if at else []
    return _read(sheet, at, rows[at], above, of)


def _is_head(row: Row) -> bool:
    named = {_BY_NAME.get(plain(cell)) for cell in row if isinstance(cell, str)}
    return {"number", "name"} <= named


def _read(sheet: Sheet, at: int, head: Row, above: Row, of: date) -> Columns:
    fields: dict[str, int] = {}
    times: dict[int, Time] = {}
    headings: dict[int, str] = {}
    unread: list[str] = []
    faults: list[Fault] = []
    for index, cell in enumerate(head):
        name = plain(cell)
        headings[index] = cells.text(cell)
        time = _time(cell, name, _group(above, index), of)
        what = _BY_NAME.get(name)
        if time is not None:
            times[index] = time
        elif what is None:
            if name:
                unread.append(headings[index])
        elif what not in fields:
            fields[what] = index
        elif (rank := NAMES[what].index)(name) < rank(plain(head[fields[what]])):
            unread.append(headings[fields[what]])
            fields[what] = index
        elif name == plain(head[fields[what]]):
            before = f"{letter(fields[what])} ({headings[fields[what]]})"
            faults.append(Fault("double-column", sheet.name, at + 1, letter(index), headings[index], before))
        else:
            unread.append(headings[index])
    return Columns(at, fields, times, headings, tuple(unread), tuple(faults))


def _group(above: Sequence[Cell], index: int) -> Cell:
    """What stands above a column; where nothing does, what stands above the nearest one to the left."""
    row = above[: index + 1]
    return next((cell for cell in reversed(row) if cells.text(cell)), "")


def _time(cell: Cell, name: str, group: Cell, of: date) -> Time | None:
    """What a heading says of hours: "open 18 maart", "Openingstijden", a day with "dicht" below it."""
    day = cells.day(cell, of)
    bare = _bare(name)
    side = "opens" if bare in _OPENS else "closes" if bare in _CLOSES else "both" if bare in _BOTH else ""
    if side:
        # A title above the table may name a day as well, and is none of these.
        days = _bare(plain(group)) in {"", *_BOTH}
        return Time(side, day or (cells.day(group, of) if days else None))
    # A day alone, as a date or in words.
    return Time("both", day) if day is not None and not bare else None


def _bare(name: str) -> str:
    """A heading without the day in it."""
    words = [word for word in name.split() if not (word.isdigit() or cells.is_day_word(word))]
    return " ".join(words)


def plain(cell: Cell) -> str:
    """A heading to compare: small letters, without accents, signs and what stands in brackets."""
    said = re.sub(r"\([^)]*\)", " ", cells.text(cell)) or cells.text(cell)
    letters = unicodedata.normalize("NFKD", said.casefold())
    kept = "".join(
        each if each.isalnum() or each == "_" else " " for each in letters if not unicodedata.combining(each)
    )
    return " ".join(kept.split())
