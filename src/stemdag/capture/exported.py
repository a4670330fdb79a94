"""An emergency export of a device that died, taken in as if the device had sent it.

The desk opens it and hands it over here. Its facts go through the same door, so one that had arrived before
is known and not written twice, and an export of a device that was shut out is as good as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.views.decorators.debug import sensitive_variables

from stemdag.capture import devices, facts
from stemdag.capture.place import Place as Station
from stemdag.domain.errors import Refused
from stemdag.domain.export import Place
from stemdag.journal.devices import standing


@sensitive_variables()
def take(
    place: Place, device: Mapping[str, Any], given: Sequence[Mapping[str, Any]], now: datetime
) -> list[Mapping[str, Any]]:
    """Take in what was in an export; for each fact its `id`, `state`, and `code` where it was refused.

    `Refused`: `device.unknown` and `device.revoked`, as at the door itself.
    """
    token = device.get("token")
    found = devices.known(token) if isinstance(token, str) else None
    at = devices.places(found.device) if found else []
    if found is None or not any(_is_at(each, place) for each in at):
        raise Refused("device.unknown", "this export is not of a device of that station")
    if found.revoked:
        raise Refused("device.revoked", "this device was shut out; what it exported is not taken in")
    # Its clock is as far off as when it last spoke. It does not speak now: it stays as silent as it is.
    sent_at = now - timedelta(milliseconds=standing(found.device.pk).offset_ms)
    answers, _ = facts.take(found.device, at, given, sent_at, now)
    return [
        {"id": each.id, "state": each.state} | ({"code": each.refusal.code} if each.refusal else {})
        for each in answers
    ]


def _is_at(each: Station, place: Place) -> bool:
    return (each.election.id, each.municipality.code, each.number) == tuple(place)
