"""The data files in CSV: one row per place and measure, documented in `docs/data.md`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Count
from stemdag.publish.corrections import last_preliminary
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import ElectionFacts
from stemdag.publish.result import Result, State, of_count

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


Place = tuple[object, ...]


class _Table:
    """Rows of one measure each, with the columns of `COLUMNS`.

    What comes from outside is given `_plain`, once: looking at every cell of every row costs time.
    """

    def __init__(self, rehearsal: bool, election: str) -> None:
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer, lineterminator="\r\n")
        self._writer.writerow(COLUMNS)
        self._first = ("true" if rehearsal else "false", _plain(election))

    def row(
        self,
        place: Place,
        measure: str,
        number: int,
        of_list: tuple[object, object] = ("", ""),
        candidate: tuple[object, object] = ("", ""),
    ) -> None:
        self._writer.writerow((*self._first, *place, measure, *of_list, *candidate, number))

    def result(self, place: Place, of: Result, ballot: Mapping[int, object]) -> None:
        for number, votes in of.votes.items():
            self.row(place, "votes", votes, (number, ballot.get(number, "")))
        for measure, value in (("blank", of.blank), ("invalid", of.invalid), ("cast", of.cast)):
            self.row(place, measure, value)

    def to_bytes(self) -> bytes:
        return self._buffer.getvalue().encode()


def _plain(cell: object) -> object:
    """A name that a spreadsheet would take for a formula gets a space in front."""
    return f" {cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell


def cells_of(*cells: object) -> Place:
    """Code and name of the municipality; number, name, kind and postcode of the station."""
    return tuple(_plain(each) for each in cells)


def names_of(ballot: Ballot) -> dict[int, object]:
    """The names of lists by number."""
    return {each.number: _plain(each.name) for each in ballot}


def municipality_csv(facts: MunicipalityFacts) -> bytes:
    """One row per station and measure; candidates as totals of the municipality."""
    table = _Table(facts.rehearsal, facts.election.id)
    of = facts.municipality
    names = names_of(facts.public.ballot)
    for each in facts.stations:
        place = cells_of(of.code, of.name, each.number, each.name, each.kind.value, each.postcode or "")
        if each.electorate:
            table.row(place, "electorate", each.electorate)
        admitted = facts.admitted_by_station.get(each.number)
        if admitted is not None:
            table.row(place, "admitted", admitted)
        if each.number in facts.counts:
            table.result(place, of_count(facts.counts[each.number].count), names)
    whole = cells_of(of.code, of.name, "", "", "", "")
    for number, votes in facts.candidate_votes.items():
        for candidate in facts.public.ballot.by_number[number].candidates:
            table.row(
                whole,
                "votes",
                votes.get(candidate.number, 0),
                (number, names[number]),
                (candidate.number, _plain(candidate.name)),
            )
    return table.to_bytes()


#: Columns of the official count beside the preliminary one; a number that is not known is empty.
COMPARED = (*COLUMNS[:-1], "preliminary", "official", "difference")


def official_csv(facts: MunicipalityFacts) -> bytes:
    """Per station with an official count, and measure: what we had last, what is official, the difference."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COMPARED)
    first = ("true" if facts.rehearsal else "false", _plain(facts.election.id))
    of, ballot = facts.municipality, facts.public.ballot
    measures = list(_measures(ballot))
    for station in facts.stations:
        released = facts.counts.get(station.number)
        if released is None or not released.official:
            continue
        change = last_preliminary(released)
        before = change.before if change else None
        place = cells_of(
            of.code, of.name, station.number, station.name, station.kind.value, station.postcode or ""
        )
        start = (*first, *place)
        ours = _numbers(before, ballot) if before else [""] * len(measures)
        for what, mine, official in zip(measures, ours, _numbers(released.count, ballot), strict=True):
            if official != "":
                more = "" if mine == "" else int(official) - int(mine)
                writer.writerow((*start, *what, mine, official, more))
    return buffer.getvalue().encode()


def _measures(ballot: Ballot) -> Iterator[tuple[object, ...]]:
    """Each measure of a count, list and candidate with their names."""
    yield "admitted", "", "", "", ""
    for each in ballot:
        name = _plain(each.name)
        yield "votes", each.number, name, "", ""
        for one in each.candidates:
            yield "votes", each.number, name, one.number, _plain(one.name)
    for measure in ("blank", "invalid", "cast"):
        yield measure, "", "", "", ""


def _numbers(count: Count, ballot: Ballot) -> list[int | str]:
    """The number of each of these; nothing of candidates that were not counted."""
    found: list[int | str] = [count.admitted]
    for each in ballot:
        of = count.lists.get(each.number)
        found.append(of.total if of else 0)
        votes = of.candidates if of else None
        found += [votes.get(one.number, 0) if votes else "" for one in each.candidates]
    return [*found, count.blank, count.invalid, count.cast]


def election_csv(facts: ElectionFacts) -> bytes:
    """One row per municipality and measure."""
    table = _Table(facts.rehearsal, facts.election.id)
    for each in facts.municipalities:
        place = cells_of(each.municipality.code, each.municipality.name, "", "", "", "")
        if each.turnout.electorate:
            table.row(place, "electorate", each.turnout.electorate)
        table.row(place, "admitted", each.turnout.admitted)
        if each.state is State.RELEASED:
            table.row(place, "stations_counted", each.result.of)
            table.result(place, each.result, names_of(each.public.ballot))
    return table.to_bytes()
