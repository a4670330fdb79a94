"""Who has a conversation, incidents that are resolved, and texts that the office keeps for reuse.

Reached by `journal.projections` alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stemdag.domain.errors import Refused
from stemdag.journal.models import Chain, Entry
from stemdag.journal.station_day import station_day

if TYPE_CHECKING:
    from stemdag.journal.append import Fact

_TURNS = ("talk.taken", "talk.handed")


def refuse_turn(chain: Chain, fact: Fact) -> None:
    """Two officials do not take one conversation at once: `after` is the last turn that was seen."""
    station_day(chain, fact.station)
    last = chain.entries.filter(kind__in=_TURNS, station=fact.station).order_by("-seq").first()
    if fact.facts.get("after") != (last.seq if last else 0):
        raise Refused("talk.changed", "a colleague took this conversation or handed it over meanwhile")


def refuse_resolving(chain: Chain, fact: Fact) -> None:
    seq = int(str(fact.facts["incident"]))
    here = chain.entries.filter(station=fact.station)
    if not here.filter(seq=seq, kind="incident.reported").exists():
        raise Refused("incident.unknown", "there is no such incident at this station")
    if seq in {json.loads(each)["incident"] for each in _closings(chain, fact.station)}:
        raise Refused("incident.closed", "this incident was resolved already")
    if not fact.texts.get("note", "").strip():
        raise Refused("incident.note", "say how it was resolved", "note")


def resolved(chain: Chain, fact: Fact, _: Entry) -> None:
    """One that nobody answered waits no longer, and presses on no board."""
    here = chain.entries.filter(station=fact.station)
    answers = here.filter(kind="message.sent", by__startswith="desk:").exclude(facts__contains='"broadcast"')
    last = answers.order_by("-seq").first()
    incident = here.get(seq=int(str(fact.facts["incident"])))
    if last is not None and last.seq > incident.seq:
        return
    day = station_day(chain, fact.station)
    day.unanswered = max(0, day.unanswered - 1)
    if json.loads(incident.facts).get("urgent") is True:
        day.urgent = max(0, day.urgent - 1)
    day.save(update_fields=["unanswered", "urgent"])


def _closings(chain: Chain, station: int | None) -> list[str]:
    return list(chain.entries.filter(kind="incident.closed", station=station).values_list("facts", flat=True))
