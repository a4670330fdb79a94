"""The line to a station: its devices, what it wrote, what the office wrote back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from stemdag.domain.errors import Refused
from stemdag.elections.models import Municipality, Station
from stemdag.journal import aside
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Chain, DeviceDay, Entry

#: A device that is silent for longer has no connection, or is off.
SILENT = timedelta(minutes=3)
#: A clock that is off by more is worth a word.
CLOCK_OFF = timedelta(minutes=5)
SPOKEN = ("message.sent", "incident.reported")


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `text` is None where the key of the texts was destroyed."""

    seq: int
    at: datetime
    by: str
    mine: bool
    incident: bool
    urgent: bool
    text: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One device: `silent` and `clock_off` (minutes, behind is positive) are for the eye of the office."""

    day: DeviceDay
    silent: bool
    clock_off: int

    @property
    def missing(self) -> int:
        """How many facts of its order never came."""
        return sum(last - first + 1 for first, last in self.day.missing)


def devices(row: Municipality, number: int, now: datetime) -> list[Standing]:
    """The devices of a station, those that are shut out last."""
    rows = DeviceDay.objects.filter(
        chain__election=row.election.eml_id, chain__municipality=row.code, station=number
    )
    found = []
    for day in rows.order_by("device"):
        off = timedelta(milliseconds=day.offset_ms)
        minutes = round(off / timedelta(minutes=1)) if abs(off) > CLOCK_OFF else 0
        found.append(Standing(day, now - day.last_seen > SILENT, minutes))
    return sorted(found, key=lambda each: each.day.revoked_at is not None)


def talk(row: Municipality, number: int) -> list[Said]:
    """What station and office wrote, the first first."""
    chain = Chain.objects.filter(election=row.election.eml_id, municipality=row.code).first()
    if chain is None:
        return []
    entries = chain.entries.filter(kind__in=SPOKEN, station=number).prefetch_related("asides__entry__chain")
    return [_said(each) for each in entries.order_by("seq")]


def write(station: Station, text: str, by: str, at: datetime, client_id: UUID) -> None:
    """Write to a station. `Refused` where there is nothing to send, or too much."""
    if not text:
        raise Refused("text.missing", "a message needs a text", "text")
    _append(station, "message.sent", {"to": "station"}, by, at, client_id, {"text": text})


def shut_out(station: Station, device: int, by: str, at: datetime, client_id: UUID) -> None:
    """Shut out one device of a station, for good: a lost tablet. `Refused` where it is not there."""
    _append(station, "device.revoked", {"device": device}, by, at, client_id, {})


def _append(
    station: Station,
    kind: str,
    facts: dict[str, object],
    by: str,
    at: datetime,
    client_id: UUID,
    texts: dict[str, str],
) -> None:
    row = station.municipality
    append(
        Fact(
            row.election.eml_id,
            row.code,
            kind,
            at=at,
            by=by,
            client_id=client_id,
            station=station.number,
            facts=facts,
            texts=texts,
        )
    )


def _said(entry: Entry) -> Said:
    facts = json.loads(entry.facts)
    told = facts.get("told", {})
    [text] = [aside.read(each) for each in entry.asides.all()] or [None]
    return Said(
        seq=entry.seq,
        at=datetime.fromisoformat(told["happened"]) if told else entry.at,
        by=entry.by,
        mine=entry.by.startswith("desk:"),
        incident=entry.kind == "incident.reported",
        urgent=bool(facts.get("urgent")),
        text=text,
    )
