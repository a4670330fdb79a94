"""The line to a station: its devices, what passed between it and the office, what the office does to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from stemdag.desk.board.stock import MOST_BALLOTS
from stemdag.domain.errors import Refused
from stemdag.elections import tailored, values, writing
from stemdag.elections.models import Municipality, Station
from stemdag.journal import aside
from stemdag.journal.append import happened
from stemdag.journal.models import Chain, DeviceDay, Entry

#: A device that is silent for longer has no connection, or is off.
SILENT = timedelta(minutes=3)
#: A clock that is off by more is worth a word.
CLOCK_OFF = timedelta(minutes=5)
#: What stands in the conversation. Only the first two wait for an answer.
SPOKEN = (
    "message.sent",
    "incident.reported",
    "delivery.asked",
    "delivery.sent",
    "delivery.received",
    "station.closed_by_office",
    "station.reopened_by_office",
    "count.returned",
)
_READ = ("message.read", "message.seen")
#: For ids of what may happen twice and is written once.
_NAMES = UUID("5b1d0d0e-6a4e-4c3f-9d2a-3f6c5c1f7a10")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said. `text` is None where the key of the texts was destroyed, or where none was.

    `about` are the facts of the entry: what and how much was asked for, an incident's category. `read_at` is
    when a device of the station showed it, or an official opened it; `delivered` whether a device has it.
    """

    seq: int
    at: datetime
    by: str
    kind: str
    about: Mapping[str, Any]
    text: str | None
    destroyed: bool = False
    delivered: bool = False
    read_at: datetime | None = None

    @property
    def mine(self) -> bool:
        return self.by.startswith("desk:")

    @property
    def is_message(self) -> bool:
        return self.kind in SPOKEN[:2]


@dataclass(frozen=True, slots=True)
class Event:
    """What the station logged because it can explain a difference."""

    at: datetime
    category: str
    voters: int | None
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
    """What passed between station and office, the first first."""
    chain = _chain(row)
    if chain is None:
        return []
    entries = chain.entries.filter(kind__in=(*SPOKEN, *_READ), station=number)
    said: list[tuple[Entry, dict[str, Any]]] = []
    read: dict[int, datetime] = {}
    seen: list[tuple[int, datetime]] = []
    for entry in entries.order_by("seq").prefetch_related("asides__entry__chain"):
        facts = json.loads(entry.facts)
        if entry.kind == "message.read":
            read.setdefault(facts["message"], happened(facts, entry.at))
        elif entry.kind == "message.seen":
            seen.append((facts["upto"], entry.at))
        else:
            said.append((entry, facts))
    # A device that serves two elections stands at the first of them, and hears the news of both.
    devices = DeviceDay.objects.filter(chain__municipality=row.code, station=number)
    heard = max((each.heard.get(chain.election, 0) for each in devices), default=0)
    found = []
    for entry, facts in said:
        mine = entry.by.startswith("desk:")
        first = read.get(entry.seq) if mine else next((at for upto, at in seen if upto >= entry.seq), None)
        found.append(_said(entry, facts, delivered=not mine or heard >= entry.seq, read_at=first))
    return found


def events(row: Municipality, number: int) -> list[Event]:
    """What the station logged, in the order in which it happened."""
    chain = _chain(row)
    if chain is None:
        return []
    found = []
    for entry in chain.entries.filter(kind="event.logged", station=number).prefetch_related(
        "asides__entry__chain"
    ):
        facts = json.loads(entry.facts)
        found.append(Event(happened(facts, entry.at), facts["category"], facts["voters"], _text(entry)))
    return sorted(found, key=lambda each: each.at)


def see(row: Municipality, number: int, said: Sequence[Said], by: str, at: datetime) -> None:
    """Write that the office has read what the station wrote: once, and only where something is unread."""
    unread = [each.seq for each in said if each.is_message and not each.mine and each.read_at is None]
    if unread:
        upto = max(unread)
        once = uuid5(_NAMES, f"seen {row.election.eml_id} {row.code} {number} {upto}")
        writing.write(row, "message.seen", at, by, once, station=number, facts={"upto": upto})


def write(station: Station, text: str, by: str, at: datetime, client_id: UUID) -> None:
    """Write to a station. `Refused` where there is nothing to send, or too much."""
    if not text:
        raise Refused("text.missing", "a message needs a text", "text")
    _append(station, "message.sent", by, at, client_id, {"to": "station"}, {"text": text})


def send(
    station: Station, what: str, amount: int | None, note: str, by: str, at: datetime, client_id: UUID
) -> None:
    """Say that something is on its way. `Refused` where it is no material of this municipality."""
    known = {each.key for each in tailored.tailoring(station.municipality).materials} | {"ballots"}
    if what not in known:
        raise Refused("delivery.unknown", f"{what} is no material of this municipality", "what")
    if amount is not None and not 1 <= amount <= MOST_BALLOTS:
        raise Refused("delivery.amount", f"between 1 and {MOST_BALLOTS} of it can be sent", "amount")
    _append(station, "delivery.sent", by, at, client_id, {"what": what, "amount": amount}, {"note": note})


def close(station: Station, reason: str, by: str, at: datetime, client_id: UUID) -> None:
    """Close a station from the office: evacuated, say. `Refused` without a reason, or where it is closed."""
    _append(station, "station.closed_by_office", by, at, client_id, {}, {"reason": reason})


def reopen(station: Station, reason: str, by: str, at: datetime, client_id: UUID) -> None:
    """Open it again; `Refused` where the office did not close it."""
    _append(station, "station.reopened_by_office", by, at, client_id, {}, {"reason": reason})


def shut_out(station: Station, device: int, by: str, at: datetime, client_id: UUID, reason: str = "") -> None:
    """Shut out one device of a station, for good: a lost tablet. `Refused` where it is not there."""
    _append(station, "device.revoked", by, at, client_id, {"device": device}, {"reason": reason})


def is_counting(station: Station, at: datetime) -> bool:
    """Whether the station may count: from then on messages must say that votes do not belong in them."""
    election = values.election(station.municipality.election)
    return at >= values.counts_from(election, values.station(station))


def _append(
    station: Station,
    kind: str,
    by: str,
    at: datetime,
    client_id: UUID,
    facts: Mapping[str, object],
    texts: Mapping[str, str],
) -> None:
    row, number = station.municipality, station.number
    writing.write(row, kind, at, by, client_id, station=number, facts=facts, texts=texts)


def _chain(row: Municipality) -> Chain | None:
    return Chain.objects.filter(election=row.election.eml_id, municipality=row.code).first()


def _said(entry: Entry, facts: Mapping[str, Any], *, delivered: bool, read_at: datetime | None) -> Said:
    text = _text(entry)
    return Said(
        entry.seq,
        happened(facts, entry.at),
        entry.by,
        entry.kind,
        facts,
        text,
        destroyed=text is None and "texts" in facts,
        delivered=delivered,
        read_at=read_at,
    )


def _text(entry: Entry) -> str | None:
    return next((aside.read(each) for each in entry.asides.all()), None)
