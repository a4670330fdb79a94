"""One message to many stations: an entry at each of them, so that each reads it and answers for itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from stemdag.desk.talk.groups import groups
from stemdag.domain.errors import Refused
from stemdag.elections import writing
from stemdag.elections.models import Municipality
from stemdag.journal import aside
from stemdag.journal.append import append_many
from stemdag.journal.models import Chain, Entry

#: Stations in one transaction.
AT_ONCE = 50
#: How canonical JSON names an entry of a broadcast.
_MARK = '"to":"broadcast"'


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A message as it went out, and at how many stations a device has shown it."""

    at: datetime
    by: str
    text: str | None
    stations: int
    read: int


def send(row: Municipality, text: str, group: str, by: str, at: datetime, client_id: UUID) -> int:
    """Write to every station of a group; to how many. The same form again writes to nobody twice.

    In several transactions, as stations wait for the record while one is under way; what is broken off half
    way is finished by sending the form again. `Refused` where there is no text, it is too long, or nobody is
    in the group.
    """
    if not text:
        raise Refused("text.missing", "a message needs a text", "text")
    written = _written(row, client_id)
    chosen = next((each.numbers for each in groups(row, at) if each.key == group), frozenset())
    numbers = sorted(chosen - written)
    if not numbers and not written:
        raise Refused("broadcast.nobody", f"no station is in the group {group} now")
    for start in range(0, len(numbers), AT_ONCE):
        facts = [
            writing.fact(
                row,
                "message.sent",
                at,
                by,
                uuid5(client_id, str(number)),
                station=number,
                facts={"to": "broadcast", "broadcast": str(client_id)},
                texts={"text": text},
            )
            for number in numbers[start : start + AT_ONCE]
        ]
        for outcome in append_many(facts):
            if isinstance(outcome, Refused):
                # The text is the same everywhere, so the first is refused and nothing was written.
                raise outcome
    return len(numbers) + len(written)


def _written(row: Municipality, client_id: UUID) -> set[int]:
    """The stations that have this message already."""
    entries = Entry.objects.filter(
        chain__election=row.election.eml_id,
        chain__municipality=row.code,
        kind="message.sent",
        facts__contains=f'"broadcast":"{client_id}"',
    )
    return {each for each in entries.values_list("station", flat=True) if each is not None}


def sent(row: Municipality) -> list[Broadcast]:
    """What went out to many stations, the last first."""
    chain = Chain.objects.filter(election=row.election.eml_id, municipality=row.code).first()
    if chain is None:
        return []
    read = {
        json.loads(facts)["message"]
        for facts in chain.entries.filter(kind="message.read").values_list("facts", flat=True)
    }
    entries = chain.entries.filter(kind="message.sent", facts__contains=_MARK).order_by("seq")
    found: dict[str, Broadcast] = {}
    for entry in entries:
        name = json.loads(entry.facts)["broadcast"]
        if name not in found:
            text = next((aside.read(each) for each in entry.asides.select_related("entry__chain")), None)
            found[name] = Broadcast(entry.at, entry.by, text, 0, 0)
        first = found[name]
        found[name] = Broadcast(
            first.at, first.by, first.text, first.stations + 1, first.read + (entry.seq in read)
        )
    return list(reversed(found.values()))
