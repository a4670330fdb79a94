"""Photos of the signed record: taken in where the municipality wants them, and sealed to its intake key.

Such a photo shows votes. It is readable in the request that brings it and in memory, and nowhere else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.views.decorators.debug import sensitive_variables

from stemdag.capture.place import Place
from stemdag.capture.wire import Sent
from stemdag.domain.errors import Refused
from stemdag.elections import tailored
from stemdag.elections.sealing import photographed
from stemdag.elections.writing import write
from stemdag.journal.append import Receipt, Told
from stemdag.journal.models import SealedFile

KIND: Final = "record.photographed"
#: Photos of one station in one election: the record of a large ballot has some ten pages.
MOST: Final = 24


@sensitive_variables()
def take(place: Place, sent: Sent, told: Told, now: datetime) -> Receipt:
    """Seal a photo and write it.

    `Refused`: `photo.unwanted`, `photo.early` (before counting), `photo.many`, and as
    `elections.sealing.seal_intake`.
    """
    if not tailored.tailoring(place.municipality).photo_of_record:
        raise Refused("photo.unwanted", "this municipality wants no photos of the record")
    if place.not_counting(now):
        raise Refused("photo.early", "there is no record to photograph before the counting")
    others = SealedFile.objects.filter(
        kind="photo", entry__chain=place.chain, entry__station=place.number
    ).exclude(entry__client_id=sent.id)
    if others.count() >= MOST:
        raise Refused("photo.many", f"a station sends {MOST} photos at most")
    file, facts = photographed(place.municipality, place.number, sent.facts["photo"])
    row = place.municipality
    return write(row, KIND, now, place.by, sent.id, station=place.number, facts=facts, told=told, file=file)
