"""The data files in CSV: one row per place and measure, documented in `docs/data.md`."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from stemdag.publish.facts import ElectionFacts, MunicipalityFacts, Result, State, of_count

COLUMNS = (
    "rehearsal",
    "election",
    "municipality",
    "municipality_name",
    "station",
    "station_name",
    "kind",
    "postcode",
    "measure",
    "list",
    "list_name",
    "candidate",
    "candidate_name",
    "number",
)


class _Table:
    """Rows of one measure each, with the columns of `COLUMNS`."""

    def __init__(self, rehearsal: bool, election: str) -> None:
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer, lineterminator="\r\n")
        self._writer.writerow(COLUMNS)
        self._first = ("true" if rehearsal else "false", election)

    def row(
        self,
        place: tuple[str, str, object, str, str, str],
        measure: str,
        number: int,
        of_list: tuple[object, str] = ("", ""),
        candidate: tuple[object, str] = ("", ""),
    ) -> None:
        cells = (*self._first, *place, measure, *of_list, *candidate, number)
        self._writer.writerow([_plain(cell) for cell in cells])

    def result(
        self, place: tuple[str, str, object, str, str, str], of: Result, ballot: Mapping[int, str]
    ) -> None:
        for number, votes in of.votes.items():
            self.row(place, "votes", votes, (number, ballot.get(number, "")))
        for measure, value in (("blank", of.blank), ("invalid", of.invalid), ("cast", of.cast)):
            self.row(place, measure, value)

    def to_bytes(self) -> bytes:
        return self._buffer.getvalue().encode()


def _plain(cell: object) -> object:
    """A name that a spreadsheet would take for a formula gets a space in front."""
    return f" {cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell


def municipality_csv(facts: MunicipalityFacts) -> bytes:
    """One row per station and measure; candidates as totals of the municipality."""
    table = _Table(facts.rehearsal, facts.election.id)
    of = facts.municipality
    names = {each.number: each.name for each in facts.public.ballot}
    for each in facts.stations:
        place = (of.code, of.name, each.number, each.name, each.kind.value, each.postcode or "")
        if each.electorate:
            table.row(place, "electorate", each.electorate)
        admitted = facts.admitted_by_station.get(each.number)
        if admitted is not None:
            table.row(place, "admitted", admitted)
        if each.number in facts.counts:
            table.result(place, of_count(facts.counts[each.number].count), names)
    whole = (of.code, of.name, "", "", "", "")
    for number, votes in facts.candidate_votes.items():
        for candidate in facts.public.ballot.by_number[number].candidates:
            table.row(
                whole,
                "votes",
                votes.get(candidate.number, 0),
                (number, names[number]),
                (candidate.number, candidate.name),
            )
    return table.to_bytes()


def election_csv(facts: ElectionFacts) -> bytes:
    """One row per municipality and measure."""
    table = _Table(facts.rehearsal, facts.election.id)
    for each in facts.municipalities:
        place = (each.municipality.code, each.municipality.name, "", "", "", "")
        if each.turnout.electorate:
            table.row(place, "electorate", each.turnout.electorate)
        table.row(place, "admitted", each.turnout.admitted)
        if each.state is State.RELEASED:
            names = {one.number: one.name for one in each.public.ballot}
            table.row(place, "stations_counted", each.result.of)
            table.result(place, each.result, names)
    return table.to_bytes()
