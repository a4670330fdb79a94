"""Rows of a spreadsheet to polling stations: all of them, or everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from stemdag.domain.election import Area, Election
from stemdag.domain.errors import Refused
from stemdag.domain.location import Location, located
from stemdag.domain.station import Hours, Kind, Station
from stemdag.files.model import StationsFile
from stemdag.files.oddities import of_stations
from stemdag.files.spreadsheet import cells, columns
from stemdag.files.spreadsheet.columns import Columns
from stemdag.files.spreadsheet.faults import Fault, Faults, only
from stemdag.files.spreadsheet.grid import Cell, Row, Sheet, sheets

#: As long as the table of stations has room for.
NAME, QUARTER = 200, 120
#: Days before the election on which somebody may vote early.
EARLY = timedelta(days=14)
#: A row that begins with one of these is no station.
_NOTES = ("totaal", "total", "som", "bron", "source", "let op", "opmerking", "note", "toelichting")


def read_stations(
    source: str, data: bytes, election: Election, area: Area, electorate: int | None = None
) -> StationsFile:
    """The stations of a municipality's spreadsheet; `Faults` with everything that is wrong in it.

    Hours without a day are those of the election day; times are in the election's zone. Rows of another
    municipality are passed over. `electorate` is the municipality's as it is known, to judge what is odd by.
    """
    found = [
        (sheet, its)
        for sheet in sheets(source, data)
        if (its := columns.found(sheet, election.date)) is not None
    ]
    if not found:
        raise only(source, "no-header")
    if len(found) > 1:
        raise only(source, "several-sheets", ", ".join(sheet.name for sheet, _ in found))
    [(sheet, its)] = found
    reader = _Reader(sheet, its, election, area.code)
    stations = tuple(reader.read())
    faults = (*its.faults, *reader.faults)
    if not faults and not stations:
        faults = (Fault("no-stations", sheet.name, its.row + 1),)
    if faults:
        raise Faults(source, faults)
    stated = {name for name in its.fields if name not in {"number", "name", "code", "latitude", "longitude"}}
    if its.times:
        stated.add("hours")
    if {"latitude", "longitude"} <= its.fields.keys():
        stated.add("location")
    return StationsFile(
        source,
        election,
        area,
        stations,
        frozenset(stated),
        oddities=tuple(of_stations(source, electorate, stations)),
        unread=its.unread,
    )


class _Reader:
    """Reads the rows of one sheet; what is wrong gathers in `faults`."""

    def __init__(self, sheet: Sheet, its: Columns, election: Election, code: str) -> None:
        self._sheet = sheet
        self._its = its
        self._election = election
        self._code = code
        self._at = 0
        self._row: Row = []
        self.faults: list[Fault] = []

    def read(self) -> Iterator[Station]:
        seen: dict[int, int] = {}
        for at, row in enumerate(self._sheet.rows[self._its.row + 1 :], self._its.row + 2):
            self._at, self._row = at, row
            if self._is_note() or not self._is_ours():
                continue
            number = self._number()
            if number is not None and number in seen:
                self._fault("number-twice", "number", str(seen[number]))
            elif number is not None:
                seen[number] = at
            yield self._station(number or 0)

    def _station(self, number: int) -> Station:
        return Station(
            number=number,
            name=self._words("name", NAME) or self._missing("name"),
            kind=self._kind(),
            postcode=self._postcode(),
            electorate=self._electorate(),
            hours=tuple(sorted(self._hours(), key=lambda each: each.opens)),
            counts_from=self._moment(),
            quarter=self._words("quarter", QUARTER) or None,
            location=self._location(),
        )

    def _cell(self, what: str) -> Cell:
        at = self._its.fields.get(what)
        return self._row[at] if at is not None and at < len(self._row) else ""

    def _fault(self, code: str, what: str | int, said: str = "") -> None:
        at = what if isinstance(what, int) else self._its.fields.get(what)
        column, heading = (columns.letter(at), self._its.headings.get(at, "")) if at is not None else ("", "")
        self.faults.append(Fault(code, self._sheet.name, self._at, column, heading, said[:40]))

    def _said(self, what: str) -> str:
        """The text of a cell; empty where nothing is in it, or a formula that went wrong."""
        cell = self._cell(what)
        if cells.is_error(cell):
            self._fault("error", what, cells.text(cell))
            return ""
        said = cells.text(cell)
        return "" if said.casefold() in cells.NOTHING else said

    def _is_note(self) -> bool:
        """Whether a row is empty, a heading inside the table, a remark below it, or its sum."""
        said = [text for cell in self._row if (text := cells.text(cell))]
        if not said:
            return True
        numbered = cells.station_number(self._cell("number")) is not None
        # A heading stands in one cell, or in several that were merged.
        alone = len(set(said)) == 1 and (len(said) > 1 or said[0] != cells.text(self._cell("name")))
        return not numbered and (alone or said[0].casefold().startswith(_NOTES))

    def _is_ours(self) -> bool:
        code = cells.text(self._cell("code")).upper().removeprefix("GM")
        # A column of names of municipalities is no column of codes.
        return not code.isdigit() or code.zfill(4) == self._code

    def _number(self) -> int | None:
        if not self._said("number"):
            self._missing("number")
            return None
        number = cells.station_number(self._cell("number"))
        if number is None:
            self._fault("number", "number", self._said("number"))
        return number

    def _missing(self, what: str) -> str:
        if not cells.is_error(self._cell(what)):
            self._fault(f"{what}-missing", what)
        return ""

    def _words(self, what: str, longest: int) -> str:
        said = self._said(what)
        if len(said) > longest:
            self._fault("long", what, str(longest))
        return said

    def _kind(self) -> Kind:
        said = self._said("kind")
        kind = cells.kind(said) if said else Kind.REGULAR
        if kind is None:
            self._fault("kind", "kind", said)
        return kind or Kind.REGULAR

    def _postcode(self) -> str | None:
        said = self._said("postcode")
        code = cells.postcode(said) if said else None
        if said and code is None:
            self._fault("postcode", "postcode", said)
        return code

    def _electorate(self) -> int | None:
        said = self._said("electorate")
        number = cells.amount(self._cell("electorate")) if said else None
        if said and number is None:
            self._fault("electorate", "electorate", said)
        return number or None

    def _location(self) -> Location | None:
        said = [self._said(what) for what in ("latitude", "longitude")]
        if not any(said) or not {"latitude", "longitude"} <= self._its.fields.keys():
            return None
        found = [cells.degrees(each) for each in said]
        for what, text, one in zip(("latitude", "longitude"), said, found, strict=True):
            if one is None:
                self._fault("degrees", what, text)
        if found[0] is None or found[1] is None:
            return None
        try:
            return located(found[0], found[1])
        except Refused:
            self._fault("place", "latitude", " / ".join(said))
            return None

    def _moment(self) -> datetime | None:
        said = self._said("counts_from")
        if not said:
            return None
        of = self._election.date
        day, rest = cells.moment(self._cell("counts_from"), of)
        at = cells.clock(rest)
        if at is None or (day is not None and not of - EARLY <= day <= of + EARLY):
            self._fault("moment", "counts_from", said)
            return None
        return self._local(day or of, at)

    def _hours(self) -> Iterator[Hours]:
        opens: dict[date, tuple[timedelta, int]] = {}
        closes: dict[date, tuple[timedelta, int]] = {}
        faults = len(self.faults)
        for index, time_ in self._its.times.items():
            cell = self._row[index] if index < len(self._row) else ""
            said = cells.text(cell)
            if said.casefold() in cells.CLOSED:
                continue
            of = self._election.date
            given, rest = cells.moment(cell, of)
            day = given or time_.day or of
            if cells.is_error(cell):
                self._fault("error", index, said)
            elif not of - EARLY <= day <= of:
                self._fault("hours-day", index, said)
            elif (span := cells.span(rest)) is not None:
                opens[day], closes[day] = (span[0], index), (span[1], index)
            elif time_.side != "both" and (at := cells.clock(rest)) is not None:
                (opens if time_.side == "opens" else closes)[day] = (at, index)
            else:
                self._fault("hours", index, said)
        if len(self.faults) > faults:
            return
        for day in sorted(opens.keys() | closes.keys()):
            if day not in opens or day not in closes:
                self._fault("hours-half", (opens.get(day) or closes[day])[1])
            elif closes[day][0] <= opens[day][0]:
                self._fault("hours-order", closes[day][1])
            else:
                yield Hours(self._local(day, opens[day][0]), self._local(day, closes[day][0]))

    def _local(self, day: date, at: timedelta) -> datetime:
        if at == timedelta(days=1):
            day, at = day + at, timedelta()
        hours, minutes = divmod(int(at.total_seconds()) // 60, 60)
        return datetime.combine(day, time(hours, minutes), self._election.tz)
