"""How a municipality tailored the station's app: kept as it was given, read each time."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from stemdag.domain.tailoring import DEFAULT, Tailoring, read, to_json
from stemdag.elections import models
from stemdag.elections.writing import write


def tailoring(row: models.Municipality) -> Tailoring:
    """What applies to the stations of a municipality; everything as usual where nothing was set."""
    return read(row.tailoring)


def version(row: models.Municipality) -> str:
    """Eight characters that stand for what was set, so that a device sees that it changed."""
    return _version(row.tailoring)


def _version(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:8]


def own(row: models.Municipality) -> list[str]:
    """The settings that are not as usual, in their order."""
    usual, found = to_json(DEFAULT), to_json(tailoring(row))
    return [name for name in found if found[name] != usual[name]]


def tailor(
    row: models.Municipality, data: object, at: datetime, by: str, client_id: UUID | None = None
) -> Tailoring:
    """Set all of it anew: what `data` leaves out is as usual again. `Refused` as `domain.tailoring.read`.

    Devices get it with their next request. A form that is sent again (`client_id`) changes nothing any more.
    """
    found = read(data)
    with transaction.atomic():
        receipt = write(row, "app.tailored", at, by, client_id=client_id, facts={"version": _version(data)})
        if not receipt.repeated:
            row.tailoring = data
            row.save(update_fields=["tailoring"])
    return found
