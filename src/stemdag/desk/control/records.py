"""The official count of a station typed from its record, twice and by two people: then it is one.

What is typed lies sealed to the control key beside an entry `record.typed`. A second person's is compared
with the first's in memory; where both are the same it becomes the official count of the station.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from stemdag import clock
from stemdag.desk.access import Official
from stemdag.desk.control.gathered import DIFFERENCES, NUMBERS
from stemdag.desk.control.gathered import KIND as GATHERED
from stemdag.domain.beside import Difference, differences
from stemdag.domain.count import Count
from stemdag.domain.errors import Refused
from stemdag.domain.sealed import decode
from stemdag.elections import official as official_counts
from stemdag.elections.models import Municipality
from stemdag.elections.sealing import seal_typed, typed_binding
from stemdag.elections.writing import write
from stemdag.journal.append import lock
from stemdag.journal.models import Entry, SealedFile
from stemdag.seal.open import NotOpened, open_sealed

KIND: Final = "record.typed"


@dataclass(frozen=True, slots=True)
class Pending:
    """A record that one person typed, and no other yet."""

    seq: int
    station: int
    version: int
    by: str
    at: datetime


def pending(row: Municipality) -> dict[int, Pending]:
    """Records that wait for a second person, by station: typed since the station's last official count."""
    found: dict[int, Pending] = {}
    entries = Entry.objects.filter(
        chain__election=row.election.eml_id,
        chain__municipality=row.code,
        kind__in=(KIND, "count.received"),
        station__isnull=False,
    ).order_by("seq")
    for entry in entries:
        facts, station = json.loads(entry.facts), entry.station or 0
        if entry.kind == KIND:
            found[station] = Pending(entry.seq, station, facts["version"], entry.by, entry.at)
        elif facts["source"] == "official":
            found.pop(station, None)
    return found


def is_repeat(row: Municipality, client_id: UUID) -> bool:
    """Whether this form was taken before: sent twice it is one."""
    return Entry.objects.filter(
        chain__election=row.election.eml_id, chain__municipality=row.code, client_id=client_id, kind=KIND
    ).exists()


def beside_first(official: Official, private: bytes, first: Pending, count: Count) -> tuple[Difference, ...]:
    """In what a record differs from what the first person typed; that this was opened is journaled."""
    row = official.municipality
    sealed = SealedFile.objects.get(
        entry__chain__election=row.election.eml_id,
        entry__chain__municipality=row.code,
        entry__seq=first.seq,
        kind="typed",
    )
    try:
        plain = open_sealed(bytes(sealed.sealed), private, typed_binding(row, first.station, first.version))
    except NotOpened as error:
        raise Refused("control.not-opened", str(error)) from error
    found = differences(decode(plain)[0], count)
    facts = {"what": "typed", "step": NUMBERS if found else DIFFERENCES, "counts": 1}
    write(row, GATHERED, clock.now(), official.by, station=first.station, facts=facts)
    return found


def store(official: Official, station: int, count: Count, client_id: UUID, first: Pending | None) -> None:
    """Keep what was typed, sealed, until another official has typed it too.

    `Refused("typed.changed")` where a colleague typed this record after `first`.
    """
    with transaction.atomic():
        _store(official, station, count, client_id, first)


def settle(official: Official, station: int, count: Count, client_id: UUID, first: Pending, why: str) -> None:
    """Two people typed the same: it is the official count of the station. `Refused` as `store`."""
    row = official.municipality
    with transaction.atomic():
        version = _store(official, station, count, client_id, first)
        source = f"record {station} {version}"
        official_counts.put(row, station, count, 0, clock.now(), official.by, why, source)


def _store(official: Official, station: int, count: Count, client_id: UUID, first: Pending | None) -> int:
    row = official.municipality
    lock(row.election.eml_id, row.code)
    if pending(row).get(station) != first:
        raise Refused("typed.changed", "a colleague typed this record meanwhile")
    version = 1 + (
        Entry.objects.filter(
            chain__election=row.election.eml_id, chain__municipality=row.code, kind=KIND, station=station
        ).count()
    )
    write(
        row,
        KIND,
        clock.now(),
        official.by,
        client_id,
        station=station,
        facts={"version": version},
        file=seal_typed(row, station, version, count),
    )
    return version
