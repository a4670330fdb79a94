"""The reader of the OSV4-3 CSV: one file per municipality, one column per station."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.count import LARGEST, Count, ListCount
from stemdag.domain.election import Area, Election, default_release
from stemdag.domain.errors import Refused
from stemdag.domain.station import Counting
from stemdag.files.errors import Unreadable
from stemdag.files.model import CountFile, Oddity, UnitCount
from stemdag.files.names import UNEXPLAINED, area_name, category_of, postcode, station_name
from stemdag.files.oddities import odd, of_units

_TABLE = "Lijstnummer"
#: Columns before the total: list number, list name, candidate number, candidate name.
_TOTAL = 4

#: Rows that a count cannot do without, by their name in the second column.
_ROWS = {
    "geldige stempas": "poll_cards",
    "geldig volmachtbewijs": "proxies",
    "toegelaten kiezers": "admitted",
    "geldige stembiljetten": "candidate_votes",
    "blanco stembiljetten": "blank",
    "ongeldige stembiljetten": "invalid",
    "aangetroffen stembiljetten": "cast",
}
#: Rows that some files lack.
_OPTIONAL = {
    "opgeroepenen": "electorate",
    "geldige kiezerspas": "voter_cards",
    "meer stembiljetten dan toegelaten kiezers": "more",
    "minder stembiljetten dan toegelaten kiezers": "fewer",
    UNEXPLAINED: "unexplained",
}
#: Explanation rows by the reason code that EML has for them.
_REASONS = {
    "kiezers met stembiljet hebben niet gestemd": "meegenomen stembiljetten",
    "er zijn te weinig stembiljetten uitgereikt": "te weinig uitgereikte stembiljetten",
    "er zijn te veel stembiljetten uitgereikt": "te veel uitgereikte stembiljetten",
    "andere verklaring": "andere verklaring",
}
#: A field in quotes that ends where a field ends, or else whatever stands up to the next semicolon.
_FIELD = re.compile(r'(?:^|;)(?:"((?:[^"]|"")*)"(?=;|$)|([^;]*))')
_EXPORT_AGAIN = "Export the file again from the software that made it."


@dataclass(slots=True)
class _List:
    number: int
    name: str
    line: int
    votes: list[int]
    candidates: list[Candidate] = field(default_factory=list)
    rows: list[list[int]] = field(default_factory=list)


def read_csv(source: str, data: bytes) -> CountFile:
    """The count in an OSV4-3 CSV, or `Unreadable`."""
    return _Reader(source).read(_decoded(source, data))


def _decoded(source: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        column = problem.start - data.rfind(b"\n", 0, problem.start)
        raise Unreadable(
            source,
            f"line {line}, byte {column}",
            "This is not UTF-8.",
            "Save the file as UTF-8, as the original export is.",
        ) from None


class _Reader:
    """One pass over one file."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.oddities: list[Oddity] = []
        self.width = 0
        self.line = 0

    def read(self, text: str) -> CountFile:
        head: dict[str, str] = {}
        header: list[str] | None = None
        numbers: list[int] | None = None
        postcodes: list[str] | None = None
        figures: dict[str, list[int]] = {}
        reasons: dict[str, list[int]] = {}
        lists: list[_List] = []
        for self.line, line in enumerate(text.split("\n"), 1):
            row = self._fields(line.removesuffix("\r"))
            first = row[0].strip()
            if header is None:
                if first == _TABLE:
                    header = self._header(row)
                elif first and len(row) > 2:
                    head[first.casefold()] = row[2].strip()
                elif first:
                    self._refuse("The head has a line without a value.", _EXPORT_AGAIN)
                continue
            if not any(row):
                continue
            row = self._padded(row)
            if first.casefold() == "gebiednummer":
                numbers = [
                    self._whole(cell, column, "station number")
                    for column, cell in enumerate(row[_TOTAL + 1 :], _TOTAL + 2)
                ]
            elif first.casefold() == "postcode":
                postcodes = row[_TOTAL + 1 :]
            elif first:
                lists.append(self._list(row))
            elif row[2].strip():
                self._candidate(row, lists)
            else:
                self._figures(row, figures, reasons)
        if header is None or numbers is None:
            missing = _TABLE if header is None else "Gebiednummer"
            self._refuse(f"The file ends before the row `{missing}`.", _EXPORT_AGAIN)
        return self._file(head, header, numbers, postcodes, figures, reasons, lists)

    def _fields(self, line: str) -> list[str]:
        """The fields of a line, quoted or not; both occur, and so does a quote that only looks like one."""
        if '"' not in line:
            return line.split(";")
        try:
            return next(csv.reader([line], delimiter=";", strict=True))
        except csv.Error:
            self.oddities.append(odd("stray-quote", f"{self.source}, line {self.line}"))
            return [
                field[1].replace('""', '"') if field[1] is not None else field[2]
                for field in _FIELD.finditer(line)
            ]

    def _refuse(self, text: str, remedy: str, column: int | None = None) -> NoReturn:
        where = f"line {self.line}" + (f", column {column}" if column else "")
        raise Unreadable(self.source, where, text, remedy)

    def _header(self, row: list[str]) -> list[str]:
        if len(row) <= _TOTAL or row[_TOTAL].strip() != "Totaal":
            self._refuse("The header of the table has no column `Totaal`.", _EXPORT_AGAIN)
        while len(row) > _TOTAL + 1 and not row[-1].strip():
            row = row[:-1]
        self.width = len(row)
        return row

    def _padded(self, row: list[str]) -> list[str]:
        if len(row) < self.width:
            self._refuse(
                f"The row has {len(row)} fields where {self.width} belong: the file seems cut off.",
                _EXPORT_AGAIN,
                len(row),
            )
        if len(row) > self.width and any(cell.strip() for cell in row[self.width :]):
            self._refuse(
                f"The row has {len(row)} fields where {self.width} belong.", _EXPORT_AGAIN, self.width + 1
            )
        return row[: self.width]

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
            self.oddities.append(odd("empty-cell", f"{self.source}, line {self.line}, column {column}"))
            return 0
        if not (trimmed.isascii() and trimmed.isdigit()) or len(trimmed.lstrip("0")) > len(str(LARGEST)):
            self._refuse(
                f"`{trimmed[:40]}` stands where a number from 0 to {LARGEST} belongs.",
                "Correct it in the software that made the file and export again.",
                column,
            )
        return int(trimmed)

    def _whole(self, cell: str, column: int, what: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", cell.strip()):
            self._refuse(f"`{cell.strip()[:40]}` is not a {what}.", _EXPORT_AGAIN, column)
        return int(cell)

    def _list(self, row: list[str]) -> _List:
        number = self._whole(row[0], 1, "list number")
        return _List(number, row[1].strip(), self.line, self._numbers(row))

    def _candidate(self, row: list[str], lists: list[_List]) -> None:
        if not lists:
            self._refuse("A candidate stands before the first list.", _EXPORT_AGAIN)
        number = self._whole(row[2], 3, "candidate number")
        lists[-1].candidates.append(Candidate(number, row[3].strip()))
        lists[-1].rows.append(self._numbers(row))

    def _figures(self, row: list[str], figures: dict[str, list[int]], reasons: dict[str, list[int]]) -> None:
        label = " ".join(row[1].casefold().split())
        name = _ROWS.get(label) or _OPTIONAL.get(label)
        target, key = (figures, name) if name else (reasons, _REASONS.get(label, label))
        if target is reasons and label not in _REASONS:
            self.oddities.append(odd("unknown-row", f"{self.source}, line {self.line}", f"row `{label}`"))
        if key in target:
            self._refuse(f"The row `{label}` stands in the file twice.", _EXPORT_AGAIN)
        target[key] = self._numbers(row)

    def _election(self, head: dict[str, str]) -> tuple[Election, Area]:
        for key in ("verkiezing", "datum", "gebied", "nummer"):
            if not head.get(key):
                raise Unreadable(
                    self.source, "head", f"The line `{key.capitalize()}` is missing or empty.", _EXPORT_AGAIN
                )
        name, code = head["verkiezing"], head["nummer"]
        category = category_of(name)
        if category is None:
            raise Unreadable(
                self.source,
                "head",
                f"`{name}` is not a known type of election.",
                "Check the line `Verkiezing`: it must name the body that is elected.",
            )
        try:
            day = date.fromisoformat(head["datum"])
        except ValueError:
            raise Unreadable(
                self.source,
                "head",
                f"`{head['datum']}` is not a date.",
                "Write the line `Datum` as year-month-day: 2022-03-16.",
            ) from None
        if not re.fullmatch(r"[0-9]{1,4}", code):
            raise Unreadable(
                self.source,
                "head",
                f"`{code}` is not a municipality code.",
                "Write its four digits in the line `Nummer`: 0268.",
            )
        code = code.zfill(4)
        release = default_release(category, day)
        election = Election(f"{category}{day.year}_{code}", category, name, day, (day,), release)
        return election, Area(code, area_name(head["gebied"]))

    def _file(
        self,
        head: dict[str, str],
        header: list[str],
        numbers: list[int],
        postcodes: list[str] | None,
        figures: dict[str, list[int]],
        reasons: dict[str, list[int]],
        lists: list[_List],
    ) -> CountFile:
        election, area = self._election(head)
        missing = [label for label, name in _ROWS.items() if name not in figures]
        if missing:
            self._refuse(f"The row `{missing[0]}` is missing.", _EXPORT_AGAIN)
        if not lists:
            self._refuse("The file ends before the first list.", _EXPORT_AGAIN)
        for label, name in _OPTIONAL.items():
            if name not in figures and name != "voter_cards":
                self.oddities.append(odd("missing-row", self.source, f"no row `{label}`; read as 0"))
        ballot = self._ballot(election, lists)
        self._refuse_cut(lists, figures["candidate_votes"])
        counts = [self._count(column, figures, lists) for column in range(self.width - _TOTAL)]
        units = [
            self._unit(column, header, numbers, postcodes, figures, reasons, counts, area)
            for column in range(1, self.width - _TOTAL)
        ]
        total = UnitCount(
            area.code,
            area.name,
            None,
            None,
            self._figure(figures, "electorate", 0),
            counts[0],
            self._figure(figures, "unexplained", 0),
            {reason: row[0] for reason, row in reasons.items() if row[0]},
        )
        self.oddities.extend(of_units(self.source, total, units, election.category))
        return CountFile(
            self.source, "osv4-3", election, area, ballot, total, tuple(units), tuple(self.oddities)
        )

    def _ballot(self, election: Election, lists: list[_List]) -> Ballot:
        try:
            return Ballot(
                tuple(CandidateList(each.number, each.name, tuple(each.candidates)) for each in lists),
                referendum=election.category.is_referendum,
            )
        except Refused as refused:
            raise Unreadable(self.source, "lists", f"{refused.text}.", _EXPORT_AGAIN) from None

    def _refuse_cut(self, lists: list[_List], valid: list[int]) -> None:
        """Refuse a file that was cut off at the end of a line: votes are missing from its tail.

        One sum that does not hold is an oddity; a missing list or candidate shows at most stations at once.
        """
        last = lists[-1]
        tails = [valid, last.votes] if last.rows else [valid]
        sums = [[sum(cells) for cells in zip(*(each.votes for each in lists), strict=True)]]
        if last.rows:
            sums.append([sum(cells) for cells in zip(*last.rows, strict=True)])
        elif any(each.rows for each in lists) and last.votes[0]:
            tails, sums = [last.votes], [[0] * len(last.votes)]
        for filed, added in zip(tails, sums, strict=True):
            counted = sum(1 for votes in filed if votes)
            short = sum(1 for have, votes in zip(added, filed, strict=True) if have < votes)
            if added[0] < filed[0] and short * 2 > counted:
                self._refuse(
                    f"{filed[0]} votes are announced and {added[0]} follow: the file seems cut off.",
                    _EXPORT_AGAIN,
                )

    @staticmethod
    def _figure(figures: dict[str, list[int]], name: str, column: int) -> int:
        return figures[name][column] if name in figures else 0

    def _count(self, column: int, figures: dict[str, list[int]], lists: list[_List]) -> Count:
        counted = any(each.rows for each in lists)
        return Count(
            counting=Counting.DECENTRAL if counted else Counting.CENTRAL,
            poll_cards=figures["poll_cards"][column],
            proxies=figures["proxies"][column],
            voter_cards=figures["voter_cards"][column] if "voter_cards" in figures else None,
            admitted=figures["admitted"][column],
            lists={
                each.number: ListCount(
                    each.votes[column],
                    None,
                    {c.number: row[column] for c, row in zip(each.candidates, each.rows, strict=True)}
                    if counted
                    else None,
                )
                for each in lists
            },
            candidate_votes=figures["candidate_votes"][column],
            blank=figures["blank"][column],
            invalid=figures["invalid"][column],
            cast=figures["cast"][column],
            more=self._figure(figures, "more", column),
            fewer=self._figure(figures, "fewer", column),
        )

    def _unit(
        self,
        column: int,
        header: list[str],
        numbers: list[int],
        postcodes: list[str] | None,
        figures: dict[str, list[int]],
        reasons: dict[str, list[int]],
        counts: list[Count],
        area: Area,
    ) -> UnitCount:
        number = numbers[column - 1]
        name, inside = station_name(header[_TOTAL + column])
        return UnitCount(
            id=f"{area.code}::SB{number}",
            name=name,
            number=number,
            postcode=(postcode(postcodes[column - 1]) if postcodes else None) or inside,
            electorate=self._figure(figures, "electorate", column),
            count=counts[column],
            unexplained=self._figure(figures, "unexplained", column),
            reasons={reason: row[column] for reason, row in reasons.items() if row[column]},
        )
