"""Conversations of the office with its stations: what waits and for how long, incidents, who has it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: The kinds of entries that a conversation follows from.
KINDS = ("message.sent", "incident.reported", "incident.closed", "talk.taken", "talk.handed")


@dataclass(frozen=True, slots=True)
class Spoken:
    """An entry without its text. `happened` is when it was said, by the device's clock set right."""

    seq: int
    kind: str
    station: int
    happened: datetime
    by: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident that nobody resolved yet. `seq` is its entry."""

    seq: int
    category: str
    urgent: bool
    at: datetime


@dataclass(slots=True)
class Conversation:
    """Where one stands. `waiting` are the moments of what the office has not answered, the first first.

    `holder` is who has it, "" for nobody; `turn` the entry that brought it there, 0 for none; `handed` who
    handed it over, where somebody did.
    """

    station: int
    waiting: list[Spoken] = field(default_factory=list)
    incidents: dict[int, Incident] = field(default_factory=dict)
    holder: str = ""
    turn: int = 0
    handed: str = ""

    @property
    def since(self) -> datetime | None:
        """Since when the first thing waits that was not answered."""
        return min((each.happened for each in self.waiting), default=None)

    @property
    def urgent(self) -> bool:
        """Whether an urgent incident was not answered."""
        return any(each.facts.get("urgent") is True for each in self.waiting)

    @property
    def is_open(self) -> bool:
        """Whether it has something to do: an answer, an incident to resolve, or somebody who has it."""
        return bool(self.waiting or self.incidents or self.holder)


def conversations(entries: Iterable[Spoken]) -> dict[int, Conversation]:
    """Every conversation, by station; the entries in the order of the journal.

    A message to many answers nobody. An answer leaves an incident open until somebody resolves it.
    """
    found: dict[int, Conversation] = {}
    for each in entries:
        talk = found.setdefault(each.station, Conversation(each.station))
        office = each.by.startswith("desk:")
        if each.kind == "talk.taken":
            talk.holder, talk.turn, talk.handed = each.by, each.seq, ""
        elif each.kind == "talk.handed":
            talk.holder, talk.turn, talk.handed = str(each.facts["to"]), each.seq, each.by
        elif each.kind == "incident.closed":
            gone = talk.incidents.pop(each.facts["incident"], None)
            talk.waiting = [one for one in talk.waiting if gone is None or one.seq != gone.seq]
        elif office:
            if each.facts.get("to") != "broadcast":
                talk.waiting = []
        else:
            talk.waiting.append(each)
            if each.kind == "incident.reported":
                talk.incidents[each.seq] = Incident(
                    each.seq, str(each.facts["category"]), each.facts.get("urgent") is True, each.happened
                )
    return found


def in_order(talks: Iterable[Conversation]) -> list[Conversation]:
    """What has something to do: urgent ones first, then who waits longest, then the rest by number."""
    return sorted(
        (each for each in talks if each.is_open),
        key=lambda one: (
            not one.urgent,
            one.since is None,
            one.since.timestamp() if one.since else 0,
            one.station,
        ),
    )
