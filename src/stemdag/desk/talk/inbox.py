"""The inbox: conversations that have something to do, who has them, and what the office does with them.

It reads no text: what is in a message stands on the station's own page alone. The note of a hand-over is read
by the office.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User

from stemdag.domain.conversation import KINDS, Conversation, Spoken, conversations, in_order
from stemdag.domain.errors import Refused
from stemdag.domain.role import WORKS
from stemdag.elections.models import Municipality, Station
from stemdag.elections.writing import write
from stemdag.journal import aside
from stemdag.journal.append import happened
from stemdag.journal.models import Aside, Chain

#: Whose conversations are shown.
WHOSE = ("all", "mine", "nobody")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is unanswered at all stations: how many, and since when the first one. For one line on a board."""

    messages: int
    stations: int
    since: datetime | None

    def lasting(self, now: datetime) -> timedelta | None:
        """For how long the first one waits."""
        return now - self.since if self.since else None


def talks(row: Municipality) -> list[Conversation]:
    """The conversations that have something to do, the most pressing first; one query."""
    chain = Chain.objects.filter(election=row.election.eml_id, municipality=row.code).first()
    if chain is None:
        return []
    entries = chain.entries.filter(kind__in=KINDS, station__isnull=False).order_by("seq")
    spoken = []
    for entry in entries.only("seq", "kind", "station", "at", "by", "facts"):
        facts = json.loads(entry.facts)
        assert entry.station is not None
        spoken.append(
            Spoken(entry.seq, entry.kind, entry.station, happened(facts, entry.at), entry.by, facts)
        )
    return in_order(conversations(spoken).values())


def waiting(row: Municipality) -> Waiting:
    """What is unanswered, and since when."""
    return summed(talks(row))


def summed(talks: Sequence[Conversation]) -> Waiting:
    """The same of conversations that were read already."""
    found = [each for each in talks if each.waiting]
    since = min((each.since for each in found if each.since), default=None)
    return Waiting(sum(len(each.waiting) for each in found), len(found), since)


def of(talks: Sequence[Conversation], whose: str, me: str) -> list[Conversation]:
    """Those of one of `WHOSE`."""
    wanted = {"mine": me, "nobody": ""}
    return [each for each in talks if whose == "all" or each.holder == wanted[whose]]


def notes(row: Municipality, talks: Sequence[Conversation]) -> dict[int, str]:
    """What was said at the last hand-over, by its entry."""
    asides = Aside.objects.filter(
        entry__chain__election=row.election.eml_id,
        entry__chain__municipality=row.code,
        entry__seq__in=[each.turn for each in talks if each.handed],
    ).select_related("entry__chain")
    return {each.entry.seq: text for each in asides if (text := aside.read(each))}


def colleagues(row: Municipality, me: str) -> list[tuple[str, str]]:
    """Who else works here: pseudonym and name, by name."""
    users = User.objects.filter(
        is_active=True, memberships__municipality=row, memberships__role__in=WORKS
    ).distinct()
    found = [(f"desk:{each.pk}", each.get_full_name() or each.get_username()) for each in users]
    return sorted((each for each in found if each[0] != me), key=lambda each: each[1].casefold())


def take(station: Station, after: int, by: str, at: datetime, client_id: UUID) -> None:
    """Take a conversation, also from a colleague. `Refused("talk.changed")` where it moved since `after`."""
    row = station.municipality
    write(row, "talk.taken", at, by, client_id, station=station.number, facts={"after": after})


def hand(station: Station, after: int, to: str, note: str, by: str, at: datetime, client_id: UUID) -> None:
    """Hand it to a colleague, or to nobody (""). `Refused`: `talk.nobody`, `talk.changed`, `text.long`."""
    row = station.municipality
    if to and to not in {each for each, _ in colleagues(row, by)}:
        raise Refused("talk.nobody", "that colleague does not work here", "to")
    facts = {"after": after, "to": to}
    write(row, "talk.handed", at, by, client_id, station=station.number, facts=facts, texts={"note": note})


def resolve(station: Station, incident: int, note: str, by: str, at: datetime, client_id: UUID) -> None:
    """Resolve an incident. `Refused`: `incident.unknown`, `incident.closed`, `incident.note`, `text.long`."""
    row, facts = station.municipality, {"incident": incident}
    write(
        row, "incident.closed", at, by, client_id, station=station.number, facts=facts, texts={"note": note}
    )
