"""What stations sent sealed to the intake key: photos of records, and emergency exports of devices.

Taken in as they are, and opened by `desk.control` one at a time, each time with an entry `intake.opened`.
What was opened lives in memory until the answer is made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from stemdag import clock
from stemdag.desk.access import Official
from stemdag.desk.control import opening as control
from stemdag.domain import export, padded
from stemdag.domain.errors import Refused
from stemdag.elections.models import Municipality
from stemdag.elections.sealing import carried, photo_form
from stemdag.elections.writing import write
from stemdag.journal import aside
from stemdag.journal.files import known
from stemdag.journal.models import Entry, SealedFile

#: What stations send sealed to the intake key.
KINDS = ("photo", "export")
#: How far an opening goes: what is in it; counts and texts too; handed to the station's door.
LIST, NUMBERS, TAKEN = 1, 2, 3

#: What takes the facts of an export in, as the station's own door does: the place and the device as the
#: export names them, the facts as on the wire, and now; the door's answer for each (`id`, `state`, `code`).
Take = Callable[
    [export.Place, Mapping[str, Any], Sequence[Mapping[str, Any]], datetime], Sequence[Mapping[str, Any]]
]
_door: list[Take] = []


@dataclass(frozen=True, slots=True)
class Opening:
    """One entry `intake.opened`: who opened it, how far, when and why."""

    at: datetime
    by: str
    step: int
    reason: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An export in memory, with what says of which municipality it is."""

    place: export.Place
    contents: export.Contents


def use_door(take: Take) -> None:
    """Say what takes facts in: the server does so at its start, as the desk knows nothing of the station."""
    _door[:] = [take]


def has_door() -> bool:
    """Whether exports can be taken in, and not only looked at."""
    return bool(_door)


def files(row: Municipality) -> list[SealedFile]:
    """All sealed files of a municipality, by station and time, without what is in them."""
    return list(
        SealedFile.objects.filter(
            entry__chain__election=row.election.eml_id, entry__chain__municipality=row.code, kind__in=KINDS
        )
        .select_related("entry")
        .defer("sealed")
        .order_by("entry__station", "entry__seq")
    )


def unopened(row: Municipality) -> int:
    """How many exports of devices nobody opened yet."""
    looked = openings(row)
    return sum(each.kind == "export" and each.entry.seq not in looked for each in files(row))


def file(row: Municipality, seq: int) -> SealedFile | None:
    """The sealed file of one entry."""
    return (
        SealedFile.objects.filter(
            entry__chain__election=row.election.eml_id,
            entry__chain__municipality=row.code,
            entry__seq=seq,
            kind__in=KINDS,
        )
        .select_related("entry")
        .first()
    )


def given(uploaded: bytes | None, pasted: str) -> bytes:
    """An export from a file, else from its pasted texts; `Refused` as `export.join`, and `export.missing`."""
    if uploaded is not None:
        return uploaded
    joined = export.join(export.pasted(pasted))
    if joined.data is None:
        raise Refused("export.missing", "parts are missing", missing=joined.missing, all=joined.all)
    return joined.data


def add(official: Official, data: bytes, client_id: UUID) -> int:
    """Store an export, sealed as it came; the place of its entry. One that is here already is that one."""
    row = official.municipality
    station, sealed, facts = carried(row, data)
    if before := known(row.election.eml_id, row.code, sealed.digest):
        return before.seq
    return write(
        row,
        "export.carried",
        clock.now(),
        official.by,
        client_id,
        station=station,
        facts=facts,
        file=sealed,
    ).seq


def openings(row: Municipality) -> dict[int, list[Opening]]:
    """Who opened which file, by the file's entry and in order."""
    entries = (
        Entry.objects.filter(
            chain__election=row.election.eml_id, chain__municipality=row.code, kind="intake.opened"
        )
        .prefetch_related("asides__entry__chain")
        .order_by("seq")
    )
    found: dict[int, list[Opening]] = {}
    for entry in entries:
        facts = json.loads(entry.facts)
        texts = [aside.read(each) or "" for each in entry.asides.all()]
        opening = Opening(entry.at, entry.by, facts["step"], texts[0] if texts else "")
        found.setdefault(facts["entry"], []).append(opening)
    return found


def open_photo(official: Official, private: bytes, found: SealedFile, reason: str) -> tuple[bytes, str]:
    """A photo and its media type, once the journal has it that this official opened it."""
    plain = _open(official, private, found, LIST, reason)
    data = padded.unpad(padded.PHOTO, plain)
    form = photo_form(data)
    if form is None:
        raise Refused("sealed.damaged", "this is no photo")
    _journal(official, found, LIST, reason)
    return data, form


def open_export(official: Official, private: bytes, found: SealedFile, step: int, reason: str) -> Opened:
    """An export, once the journal has it that this official opened it, and how far; counts come second."""
    plain = _open(official, private, found, step, reason)
    opened = Opened(export.read(bytes(found.sealed)).place, export.contents(plain))
    _journal(official, found, step, reason)
    return opened


def hand_over(opened: Opened) -> Sequence[Mapping[str, Any]]:
    """The one call to the station's door: the facts of an export, taken in as if the device had sent them."""
    if not _door:
        raise Refused("export.no-door", "this server does not take exports in")
    contents = opened.contents
    return _door[0](opened.place, contents.device, contents.facts, clock.now())


def _open(official: Official, private: bytes, found: SealedFile, step: int, reason: str) -> bytes:
    row, station = official.municipality, found.entry.station
    before = _before(official, found)
    if step != LIST and not before:
        raise Refused("control.step", "look at what is in it first")
    if not before and not reason:
        raise Refused("control.reason", "say why you open this", "reason")
    if station is None:
        raise Refused("journal.station", "a sealed file has a station")
    sealed = bytes(found.sealed)
    if found.kind == "export":
        sealed = export.read(sealed).sealed
    return control.open_intake(private, sealed, row, station)


def _before(official: Official, found: SealedFile) -> bool:
    opened = openings(official.municipality).get(found.entry.seq, [])
    return any(each.by == official.by for each in opened)


def _journal(official: Official, found: SealedFile, step: int, reason: str) -> None:
    first = not _before(official, found)
    # Without an id of its own: looking twice is two entries.
    write(
        official.municipality,
        "intake.opened",
        clock.now(),
        official.by,
        station=found.entry.station,
        facts={"entry": found.entry.seq, "what": found.kind, "step": step},
        texts={"reason": reason if first else ""},
    )
