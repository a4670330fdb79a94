"""What a device hears of its station from elsewhere: its other devices and the election office.

Of a count: that a version came in and where it stands. Never a number of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from stemdag.capture.models import Device
from stemdag.capture.place import Place
from stemdag.journal import aside
from stemdag.journal.models import Entry

#: Kinds that a station hears of, with the fields that it hears.
HEARD: dict[str, tuple[str, ...]] = {
    "station.opened": (),
    "checklist.ticked": ("list", "item", "ticked"),
    "presence.noted": ("person", "role", "from", "to", "at"),
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
    "count.received": ("version", "held"),
    "count.accepted": ("version",),
    "count.returned": ("version",),
}
#: Entries in one answer; a device that comes back after a day asks again.
MOST = 500


def since(device: Device, place: Place, cursor: int) -> dict[str, Any]:
    """The entries after `cursor` that concern this station and are not of this device.

    `cursor` in the answer is where to go on, `more` whether there is more now.
    """
    if place.chain is None:
        return {"cursor": 0, "more": False, "facts": []}
    rows = place.chain.entries.filter(seq__gt=cursor, kind__in=HEARD, station=place.number).order_by("seq")
    entries = list(rows.prefetch_related("asides")[:MOST])
    more = len(entries) == MOST
    return {
        "cursor": entries[-1].seq if more else place.chain.length,
        "more": more,
        "facts": [told for each in entries if (told := _told(device, each)) is not None],
    }


def _told(device: Device, entry: Entry) -> dict[str, Any] | None:
    stored = json.loads(entry.facts)
    by = stored.get("told", {})
    if (by.get("id") if isinstance(by, dict) else None) == device.pk:
        return None
    return {
        "entry": entry.seq,
        "kind": entry.kind,
        "at": by["happened"] if isinstance(by, dict) and "happened" in by else entry.at.isoformat(),
        "by": "office" if entry.by.startswith("desk:") else entry.by,
        "facts": {name: stored[name] for name in HEARD[entry.kind] if name in stored},
        "texts": _texts(entry),
    }


def _texts(entry: Entry) -> dict[str, str]:
    # Why a count was corrected may quote it, and the other device does not need it. Why the office hands one
    # back it must know; that goes to the station whose count it is, and nowhere else.
    if entry.kind.startswith("count.") and entry.kind != "count.returned":
        return {}
    asides: Sequence[Any] = list(entry.asides.all())
    return {each.name: text for each in asides if (text := aside.read(each)) is not None}
