"""How a municipality tailored the station's app: kept as it was given, read each time."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.db import transaction

from stemdag.domain.tailoring import Tailoring, read
from stemdag.elections import models
from stemdag.elections.writing import write


def tailoring(row: models.Municipality) -> Tailoring:
    """What applies to the stations of a municipality; everything as usual where nothing was set."""
    return read(row.tailoring)


def version(row: models.Municipality) -> str:
    """Eight characters that stand for what was set, so that a device sees that it changed."""
    return hashlib.sha256(json.dumps(row.tailoring, sort_keys=True).encode()).hexdigest()[:8]


def tailor(row: models.Municipality, data: object, at: datetime, by: str) -> Tailoring:
    """Set all of it anew: what `data` leaves out is as usual again. `Refused` as `domain.tailoring.read`.

    Devices get it with their next request.
    """
    found = read(data)
    with transaction.atomic():
        row.tailoring = data
        row.save(update_fields=["tailoring"])
        write(row, "app.tailored", at, by, facts={"version": version(row)})
    return found
