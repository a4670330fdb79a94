"""The table of an OSV4-3 CSV as it stands: `;` separated, quoted or not, one column per station."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from stemdag.domain.ballot import Candidate
from stemdag.domain.count import LARGEST
from stemdag.files.errors import Unreadable
from stemdag.files.model import Oddity
from stemdag.files.names import UNEXPLAINED
from stemdag.files.oddities import odd

_TABLE = "Lijstnummer"
#: Columns before the total: list number, list name, candidate number, candidate name.
_TOTAL = 4

#: Rows that a count cannot do without, by their name in the second column.
ROWS = {
    "geldige stempas": "poll_cards",
    "geldig volmachtbewijs": "proxies",
    "toegelaten kiezers": "admitted",
    "geldige stembiljetten": "candidate_votes",
    "blanco stembiljetten": "blank",
    "ongeldige stembiljetten": "invalid",
    "aangetroffen stembiljetten": "cast",
}
#: Rows that some files lack.
OPTIONAL = {
    "opgeroepenen": "electorate",
    "geldige kiezerspas": "voter_cards",
    "meer stembiljetten dan toegelaten kiezers": "more",
    "minder stembiljetten dan toegelaten kiezers": "fewer",
    UNEXPLAINED: "unexplained",
}
#: Explanation rows by the reason code that EML has for them.
REASONS = {
    "kiezers met stembiljet hebben niet gestemd": "meegenomen stembiljetten",
    "er zijn te weinig stembiljetten uitgereikt": "te weinig uitgereikte stembiljetten",
    "er zijn te veel stembiljetten uitgereikt": "te veel uitgereikte stembiljetten",
    "andere verklaring": "andere verklaring",
}
#: A field in quotes that ends where a field ends, or else whatever stands up to the next semicolon.
_FIELD = re.compile(r'(?:^|;)(?:"((?:[^"]|"")*)"(?=;|$)|([^;]*))')
EXPORT_AGAIN = "Export the file again from the software that made it."


@dataclass(slots=True)
class ListRows:
    """A list with its votes per column (the total first), and its candidates with theirs."""

    number: int
    name: str
    votes: list[int]
    candidates: list[Candidate] = field(default_factory=list)
    rows: list[list[int]] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """All rows of one file; every row of numbers has the total first, then the stations in order."""

    source: str
    head: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    postcodes: list[str] | None = None
    figures: dict[str, list[int]] = field(default_factory=dict)
    reasons: dict[str, list[int]] = field(default_factory=dict)
    lists: list[ListRows] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)
    #: The last line read: where a file that lacks something ended.
    line: int = 0

    @property
    def columns(self) -> range:
        """The columns of numbers: 0 is the total."""
        return range(len(self.names) + 1)

    @property
    def has_candidates(self) -> bool:
        return any(each.rows for each in self.lists)

    def figure(self, name: str, column: int) -> int:
        """A figure of a row that some files lack: 0 there."""
        return self.figures[name][column] if name in self.figures else 0

    def refuse(self, text: str, remedy: str = EXPORT_AGAIN, column: int | None = None) -> NoReturn:
        where = f"line {self.line}" + (f", column {column}" if column else "")
        raise Unreadable(self.source, where, text, remedy)


def read_table(source: str, text: str) -> Table:
    """The rows of a file; or `Unreadable` with line and column."""
    reader = _Reader(Table(source))
    for reader.table.line, line in enumerate(text.split("\n"), 1):
        reader.take(line.removesuffix("\r"))
    return reader.finished()


class _Reader:
    """One pass over the lines of a file."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._header: list[str] | None = None
        self._width = 0

    def take(self, line: str) -> None:
        row = self._fields(line)
        first = row[0].strip()
        if self._header is None:
            self._take_head(first, row)
        elif any(row):
            row = self._padded(row)
            if first.casefold() == "gebiednummer":
                self._take_numbers(self._header, row)
            elif first.casefold() == "postcode":
                self.table.postcodes = row[_TOTAL + 1 :]
            elif not self._width:
                self.table.refuse("The row `Gebiednummer` does not follow the header.")
            elif first:
                self._take_list(row)
            elif row[2].strip():
                self._take_candidate(row)
            else:
                self._take_figures(row)

    def finished(self) -> Table:
        if not self._width:
            missing = _TABLE if self._header is None else "Gebiednummer"
            self.table.refuse(f"The file ends before the row `{missing}`.")
        return self.table

    def _fields(self, line: str) -> list[str]:
        """The fields of a line, quoted or not; both occur, and so does a quote that only looks like one."""
        if '"' not in line:
            return line.split(";")
        try:
            return next(csv.reader([line], delimiter=";", strict=True))
        except csv.Error:
            self._odd("stray-quote", f"line {self.table.line}")
            return [
                field[1].replace('""', '"') if field[1] is not None else field[2]
                for field in _FIELD.finditer(line)
            ]

    def _odd(self, code: str, where: str, text: str = "") -> None:
        self.table.oddities.append(odd(code, f"{self.table.source}, {where}", text))

    def _take_head(self, first: str, row: list[str]) -> None:
        if first == _TABLE:
            if len(row) <= _TOTAL or row[_TOTAL].strip() != "Totaal":
                self.table.refuse("The header of the table has no column `Totaal`.")
            self._header = row
        elif first and len(row) > 2:
            self.table.head[first.casefold()] = row[2].strip()
        elif first:
            self.table.refuse("The head has a line without a value.")

    def _take_numbers(self, header: list[str], row: list[str]) -> None:
        width = len(header)
        # Spreadsheets leave columns behind the last station that hold nothing.
        while width > _TOTAL + 1 and not header[width - 1].strip() and not row[width - 1].strip():
            width -= 1
        self._width = width
        self.table.names = header[_TOTAL + 1 : width]
        self.table.numbers = [
            self._whole(cell, column, "station number")
            for column, cell in enumerate(row[_TOTAL + 1 : width], _TOTAL + 2)
        ]

    def _padded(self, row: list[str]) -> list[str]:
        width = self._width or len(self._header or ())
        if len(row) < width:
            self.table.refuse(
                f"The row has {len(row)} fields where {width} belong: the file seems cut off.",
                column=len(row),
            )
        if any(cell.strip() for cell in row[width:]):
            self.table.refuse(f"The row has {len(row)} fields where {width} belong.", column=width + 1)
        return row[:width]

    def _numbers(self, row: Sequence[str]) -> list[int]:
        """The total and the stations of a row, as numbers."""
        found: list[int] = []
        for column, cell in enumerate(row[_TOTAL:], _TOTAL + 1):
            if cell.isascii() and cell.isdigit() and len(cell) < 10:
                found.append(int(cell))
            else:
                found.append(self._odd_number(cell, column))
        return found

    def _odd_number(self, cell: str, column: int) -> int:
        trimmed = cell.strip()
        if not trimmed:
            self._odd("empty-cell", f"line {self.table.line}, column {column}")
            return 0
        if not (trimmed.isascii() and trimmed.isdigit()) or len(trimmed.lstrip("0")) > len(str(LARGEST)):
            # Not what stands there: it may be votes, and an import says this where others read along.
            self.table.refuse(
                f"What stands here is no number from 0 to {LARGEST}.",
                "Correct it in the software that made the file and export again.",
                column,
            )
        return int(trimmed)

    def _whole(self, cell: str, column: int, what: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", cell.strip()):
            self.table.refuse(f"`{cell.strip()[:40]}` is not a {what}.", column=column)
        return int(cell)

    def _take_list(self, row: list[str]) -> None:
        number = self._whole(row[0], 1, "list number")
        self.table.lists.append(ListRows(number, row[1].strip(), self._numbers(row)))

    def _take_candidate(self, row: list[str]) -> None:
        if not self.table.lists:
            self.table.refuse("A candidate stands before the first list.")
        number = self._whole(row[2], 3, "candidate number")
        self.table.lists[-1].candidates.append(Candidate(number, row[3].strip()))
        self.table.lists[-1].rows.append(self._numbers(row))

    def _take_figures(self, row: list[str]) -> None:
        label = " ".join(row[1].casefold().split())
        name = ROWS.get(label) or OPTIONAL.get(label)
        if name is None and label not in REASONS:
            self._odd("unknown-row", f"line {self.table.line}", f"row `{label}`")
        target = self.table.figures if name else self.table.reasons
        key = name or REASONS.get(label, label)
        if key in target:
            self.table.refuse(f"The row `{label}` stands in the file twice.")
        target[key] = self._numbers(row)
