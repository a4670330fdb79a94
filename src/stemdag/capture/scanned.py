"""Batches of scans at the door: all that stand next to each other in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from stemdag.capture.place import Place
from stemdag.capture.wire import Sent
from stemdag.domain.errors import Refused
from stemdag.elections.models import Station
from stemdag.journal.append import Fact, Told
from stemdag.journal.models import DeviceDay
from stemdag.journal.scans import Double, Scan, double_uses, unsigned


def refuse(place: Place) -> None:
    """`Refused("passes.destroyed")` where the election's passes are gone: no scan may follow."""
    if place.municipality.election.passes_destroyed_at is not None:
        raise Refused("passes.destroyed", f"the passes of {place.election.id} were destroyed", "election")


def fact(place: Place, sent: Sent, told: Told, device: DeviceDay, offset: timedelta, now: datetime) -> Fact:
    """A batch as a fact, each scan by our clock. The numbers that the device gives are counted here anew."""
    scans: tuple[Scan, ...] = sent.facts["scans"]
    earliest = device.enrolled_at
    return Fact(
        place.election.id,
        place.municipality.code,
        sent.kind,
        at=now,
        by=place.by,
        client_id=sent.id,
        station=place.number,
        scans=tuple(replace(each, at=max(earliest, min(each.at + offset, now))) for each in scans),
        told=told,
    )


def elsewhere(place: Place) -> list[dict[str, Any]]:
    """Where else passes that count at this station count as well, whichever came first; as `other_uses`."""
    here = (place.municipality.code, place.number)
    pairs = double_uses(place.election.id, *here)
    found = [use for pair in pairs for use in pair if (use.chain.municipality, use.station) != here]
    others = [
        Double(unsigned(use.fingerprint), use.chain.municipality, use.station, use.at, use.visit)
        for use in found
    ]
    return other_uses(others, place.election.id)


def other_uses(doubles: Sequence[Double], election: str) -> list[dict[str, Any]]:
    """Where else passes of a batch were used, as the device is told it: where, when, in which visit."""
    if not doubles:
        return []
    places = {(each.municipality, each.station) for each in doubles}
    rows = Station.objects.filter(
        municipality__election__eml_id=election, municipality__code__in={code for code, _ in places}
    ).select_related("municipality")
    names = {(row.municipality.code, row.number): (row.municipality.name, row.name) for row in rows}
    return [
        {
            "fingerprint": f"{each.fingerprint:016x}",
            "municipality": each.municipality,
            "municipality_name": names.get((each.municipality, each.station), ("", ""))[0],
            "station": each.station,
            "station_name": names.get((each.municipality, each.station), ("", ""))[1],
            "at": each.at.astimezone(UTC).isoformat(),
            "visit": each.visit,
        }
        for each in doubles
    ]
