"""Another device's sealed export, sent on by this one: stored as it came, and opened by the office alone.

A device that died may have held its station's count. Whoever carries its export can read nothing of it, and
neither can we: it waits at the desk (`desk.carried`), where it is opened with the passphrase and taken in.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from stemdag.capture.place import Place
from stemdag.capture.wire import Sent
from stemdag.domain.errors import Refused
from stemdag.elections.sealing import carried
from stemdag.elections.writing import write
from stemdag.journal import files
from stemdag.journal.append import Receipt, Told
from stemdag.journal.models import Entry

#: Exports that the devices of one station may bring: far more than there are devices at a town hall.
MOST: Final = 30


def take(place: Place, sent: Sent, told: Told, now: datetime) -> Receipt:
    """Store it in its own station's name; one that is here already is answered as that one.

    `Refused`: `export.form`, `export.elsewhere` (of another municipality or election than this device's),
    `export.large`, `export.many`, `keys.no-intake`, and `journal.conflict` where the id was another export's.
    """
    row = place.municipality
    data = bytes(sent.facts["export"])
    station, file, facts = carried(row, data)
    here = (place.election.id, row.code)
    if before := files.known(*here, file.digest):
        return Receipt(before.seq, before.at, before.hash, None, repeated=True)
    entries = Entry.objects.filter(chain__election=here[0], chain__municipality=here[1])
    if entries.filter(client_id=sent.id).exists():
        raise Refused("journal.conflict", "this was sent before with another export; start a new one")
    if entries.filter(kind="export.carried", by=place.by).count() >= MOST:
        raise Refused("export.many", "this station brought many exports already; take the file to the office")
    kind, by = "export.carried", place.by
    return write(row, kind, now, by, sent.id, station=station, facts=facts, told=told, file=file)
