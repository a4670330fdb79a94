"""What a device needs to do its day without us: definition, texts and rules of its station.

Everything in it may be known at the station before the day; nothing of it is a result.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.conf import settings

from stemdag import clock
from stemdag.capture import devices
from stemdag.capture.models import Device
from stemdag.capture.place import Place
from stemdag.domain.check_texts import table
from stemdag.domain.errors import Refused
from stemdag.domain.tailoring import to_json
from stemdag.elections import passes, tailored


def pack(device: Device) -> dict[str, Any]:
    """The pack of a device, as JSON values."""
    return {
        "server_time": clock.now().isoformat(),
        "public_url": settings.STEMDAG.public_url,
        "elections": [_election(each) for each in devices.places(device)],
        "check_texts": {"nl": table("nl"), "en": table("en")},
    }


def _election(place: Place) -> dict[str, Any]:
    election, station = place.election, place.station
    intake = place.municipality.intake_public
    return {
        "id": election.id,
        "version": tailored.version(place.municipality),
        "name": election.name,
        "intake_public": b64encode(bytes(intake)).decode() if intake else None,
        "voter_cards": election.category.has_voter_cards,
        "date": election.date.isoformat(),
        "release": election.release.isoformat(),
        "zone": str(election.tz),
        "rehearsal": place.municipality.election.rehearsal,
        "municipality": {
            "code": place.municipality.code,
            "name": place.municipality.name,
            "counting": str(place.counting),
        },
        "station": {
            "number": station.number,
            "name": station.name,
            "kind": str(station.kind),
            "electorate": station.electorate,
            "hours": [[each.opens.isoformat(), each.closes.isoformat()] for each in station.hours],
            "first_day": place.first_day.isoformat(),
            "counts_from": place.counts_from.isoformat(),
            "must_open": place.must_open,
        },
        "tailoring": to_json(tailored.tailoring(place.municipality)),
        "passes": _passes(place),
        "referendum": place.ballot.referendum,
        "lists": [
            {
                "number": each.number,
                "name": each.label,
                "candidates": [{"number": one.number, "name": one.name} for one in each.candidates],
            }
            for each in place.ballot
        ],
    }


def _passes(place: Place) -> dict[str, Any] | None:
    """The key under which numbers of passes are kept; None once they are destroyed."""
    try:
        return {"key": b64encode(passes.key(place.municipality.election)).decode()}
    except Refused:
        return None
