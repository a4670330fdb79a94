"""What a rehearsed day is made of: an election with, for each station, the count on its paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Count
from stemdag.domain.election import Election
from stemdag.domain.station import Hours, Municipality, Station

#: Opening hours where nobody says otherwise (Kieswet J 1).
OPENS, CLOSES = time(7, 30), time(21, 0)


@dataclass(frozen=True, slots=True)
class RehearsedMunicipality:
    """A municipality, its stations by number and the count that ends up on each one's form.

    `first_tries` are the counts that a chair sends first by mistake; the right one follows as a correction.
    """

    municipality: Municipality
    ballot: Ballot
    stations: tuple[Station, ...]
    counts: Mapping[int, Count]
    first_tries: Mapping[int, Count] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RehearsedElection:
    """An election to be played; `election.rehearsal` is true."""

    election: Election
    municipalities: tuple[RehearsedMunicipality, ...]

    def __post_init__(self) -> None:
        if not self.election.rehearsal:
            raise ValueError(f"{self.election.id} is not marked as a rehearsal; only those are played")


def hours_on(day: date, zone: ZoneInfo, opens: time = OPENS, closes: time = CLOSES) -> Hours:
    """Opening hours of one day, aware."""
    return Hours(datetime.combine(day, opens, zone), datetime.combine(day, closes, zone))


def definition(played: RehearsedElection) -> dict[str, Any]:
    """The election as our own definition file (`"stemdag-definition": 1`), to be imported."""
    election = played.election
    return {
        "stemdag-definition": 1,
        "election": {
            "id": election.id,
            "category": str(election.category),
            "name": election.name,
            "date": election.date.isoformat(),
            "days": [day.isoformat() for day in election.days],
            "release": election.release.isoformat(),
            "zone": election.zone,
            "seats": election.seats,
            "rehearsal": election.rehearsal,
        },
        "municipalities": [_municipality(each) for each in played.municipalities],
    }


def _municipality(each: RehearsedMunicipality) -> dict[str, Any]:
    ballot: dict[str, Any] = {
        "lists": [
            {
                "number": one.number,
                "name": one.name,
                "candidates": [{"number": c.number, "name": c.name} for c in one.candidates],
            }
            for one in each.ballot
        ]
    }
    if each.ballot.referendum:
        ballot["referendum"] = True
    return {
        "code": each.municipality.code,
        "name": each.municipality.name,
        "electorate": each.municipality.electorate,
        "counting": str(each.municipality.counting),
        "ballot": ballot,
        "stations": [_station(station) for station in each.stations],
    }


def _station(station: Station) -> dict[str, Any]:
    return {
        "number": station.number,
        "name": station.name,
        "kind": str(station.kind),
        "postcode": station.postcode,
        "electorate": station.electorate,
        "hours": [
            {"opens": day.opens.isoformat(), "closes": day.closes.isoformat()} for day in station.hours
        ],
        "counts_from": station.counts_from.isoformat() if station.counts_from else None,
    }
