"""What a device hears of its station from elsewhere: its other devices and the election office.

Of a count: that a version came in and where it stands. Never a number of it. Of passes: which were handed in
at this station, so that each of its devices knows them without a connection.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from stemdag.capture import scanned, used
from stemdag.capture.models import Device
from stemdag.capture.place import Place
from stemdag.journal import aside
from stemdag.journal.models import Entry

#: Kinds that a station hears of, with the fields that it hears.
HEARD: dict[str, tuple[str, ...]] = {
    "station.opened": (),
    "checklist.ticked": ("list", "item", "ticked"),
    "presence.noted": ("person", "role", "from", "to", "at"),
    "passes.scanned": (),
    "passes.undone": (),
    "turnout.reported": ("admitted", "source"),
    "queue.reported": ("queue",),
    "incident.reported": ("category", "urgent"),
    "event.logged": ("category", "voters"),
    "message.sent": ("to",),
    "message.read": ("message",),
    "message.seen": ("upto",),
    "stock.reported": ("ballots",),
    "delivery.asked": ("what", "amount"),
    "delivery.sent": ("what", "amount"),
    "delivery.received": ("what", "amount"),
    "station.closed": ("last_voter",),
    "station.closed_by_office": (),
    "station.reopened_by_office": (),
    "record.photographed": (),
    "count.received": ("version", "held"),
    "count.accepted": ("version",),
    "count.returned": ("version",),
}
#: Entries in one answer; a device that comes back after a day asks again.
MOST = 500


def since(device: Device, place: Place, cursor: int, *, elsewhere: bool = True) -> dict[str, Any]:
    """The entries after `cursor` that concern this station and are not of this device.

    `cursor` in the answer is where to go on, `more` whether there is more now. `elsewhere` is all that is
    known of uses of this station's passes at other stations: a use that was told may have been undone. It is
    left out where it is not asked for: then it is as it was told last.
    """
    if place.chain is None:
        return {"cursor": 0, "more": False, "facts": []}
    rows = place.chain.entries.filter(seq__gt=cursor, kind__in=HEARD, station=place.number).order_by("seq")
    entries = list(rows.prefetch_related("asides")[:MOST])
    more = len(entries) == MOST
    handed = used.uses(
        place.chain, place.number, [_passed(device, each) for each in entries if each.kind in used.KINDS]
    )
    told = {
        "cursor": entries[-1].seq if more else place.chain.length,
        "more": more,
        "facts": [
            told for each in entries if (told := _told(device, each, handed.get(each.seq))) is not None
        ],
    }
    return told | ({"elsewhere": scanned.elsewhere(place)} if elsewhere else {})


def _told(device: Device, entry: Entry, handed: Sequence[Mapping[str, Any]] | None) -> dict[str, Any] | None:
    stored = json.loads(entry.facts)
    if handed is None and (entry.kind in used.KINDS or _by(stored).get("id") == device.pk):
        return None
    heard: dict[str, Any] = {name: stored[name] for name in HEARD[entry.kind] if name in stored}
    return {
        "entry": entry.seq,
        "kind": entry.kind,
        "at": _happened(entry, stored),
        "by": "office" if entry.by.startswith("desk:") else entry.by,
        "facts": heard if handed is None else heard | {"uses": handed},
        "texts": _texts(entry),
    }


def _passed(device: Device, entry: Entry) -> used.Passed:
    stored = json.loads(entry.facts)
    happened = datetime.fromisoformat(_happened(entry, stored))
    return used.Passed(entry.seq, entry.kind, happened, _by(stored).get("id") == device.pk)


def _by(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the device said beside it; nothing where no device made it."""
    by = stored.get("told", {})
    return by if isinstance(by, dict) else {}


def _happened(entry: Entry, stored: Mapping[str, Any]) -> str:
    return str(_by(stored).get("happened", entry.at.isoformat()))


def _texts(entry: Entry) -> dict[str, str]:
    # Why a count was corrected may quote it, and why a scan was undone the other device does not need. Why
    # the office hands a count back it must know; that goes to the station of the count, and nowhere else.
    if entry.kind.startswith(("count.", "passes.")) and entry.kind != "count.returned":
        return {}
    asides: Sequence[Any] = list(entry.asides.all())
    return {each.name: text for each in asides if (text := aside.read(each)) is not None}
