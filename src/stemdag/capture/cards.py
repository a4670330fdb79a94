"""Enrolment cards of codes that were just issued: from rows to paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from stemdag import clock
from stemdag.elections import models, values
from stemdag.elections.together import elections_by_station
from stemdag.paper.cards import Card


def cards_of(row: models.Municipality, codes: Mapping[int, Sequence[str]], expires: datetime) -> list[Card]:
    """A card for each code, in the order of the stations, the cards of a station side by side."""
    election, together = values.election(row.election), elections_by_station(row)
    issued, last = clock.now().astimezone(election.tz), expires.astimezone(election.tz)
    return [
        Card(
            municipality=row.name,
            elections=together[station.number],
            day=election.date,
            station=station.number,
            name=station.name,
            code=code,
            issued=issued,
            expires=last,
            number=turn,
            of=len(codes[station.number]),
            rehearsal=election.rehearsal,
        )
        for station in row.stations.all()
        for turn, code in enumerate(codes.get(station.number, ()), 1)
    ]
