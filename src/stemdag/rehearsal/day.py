"""What a rehearsed day is made of: an election with, for each station, the count on its paper."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Count
from stemdag.domain.election import Election
from stemdag.domain.station import Hours, Municipality, Station
from stemdag.files.model import OwnDefinition
from stemdag.files.own import write_definition

#: Opening hours where nobody says otherwise (Kieswet J 1).
OPENS, CLOSES = time(7, 30), time(21, 0)


@dataclass(frozen=True, slots=True)
class RehearsedMunicipality:
    """A municipality, its stations by number and the count that ends up on each one's form.

    `first_tries` are the counts that a chair sends first by mistake; the right one follows as a correction.
    `centre` is its latitude and longitude, where its stations are made up and are to have places on a map.
    """

    municipality: Municipality
    ballot: Ballot
    stations: tuple[Station, ...]
    counts: Mapping[int, Count]
    first_tries: Mapping[int, Count] = field(default_factory=dict)
    centre: tuple[float, float] | None = None


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
    towns = tuple((each.municipality, each.ballot, each.stations) for each in played.municipalities)
    found: dict[str, Any] = json.loads(
        write_definition(OwnDefinition(played.election.id, played.election, towns))
    )
    return found
