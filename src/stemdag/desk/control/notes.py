"""Explanations that the office keeps beside a count: why a warning stands on it and the count is right.

A warning holds nothing back, and the next who opens the count would ask the same again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stemdag import clock
from stemdag.desk.access import Official
from stemdag.desk.control.opening import looked
from stemdag.domain.errors import Refused
from stemdag.elections.models import Municipality
from stemdag.elections.writing import write
from stemdag.journal import aside
from stemdag.journal.models import Entry

KIND = "count.explained"


@dataclass(frozen=True, slots=True)
class Note:
    """An explanation of a version; `text` is empty where it was destroyed with the election."""

    at: datetime
    by: str
    version: int
    text: str


def explain(official: Official, station: int, version: int, text: str, client_id: UUID) -> None:
    """Keep an explanation beside a count. `Refused` for who did not look at it, without a text, too long."""
    if not looked(official, station, version):
        raise Refused("control.step", "look at the differences first")
    if not text:
        raise Refused("count.reason", "write what explains it", "reason")
    row, now = official.municipality, clock.now()
    facts = {"version": version}
    write(row, KIND, now, official.by, client_id, station=station, facts=facts, texts={"reason": text})


def notes(row: Municipality, station: int) -> list[Note]:
    """What was explained of the counts of a station, the last first."""
    entries = (
        Entry.objects.filter(
            chain__election=row.election.eml_id, chain__municipality=row.code, kind=KIND, station=station
        )
        .prefetch_related("asides__entry__chain")
        .order_by("-seq")
    )
    return [
        Note(
            each.at,
            each.by,
            json.loads(each.facts)["version"],
            next((aside.read(one) or "" for one in each.asides.all()), ""),
        )
        for each in entries
    ]
