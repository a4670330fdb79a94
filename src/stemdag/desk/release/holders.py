"""Where the holders of a municipality's release key stand, as the gate heard it of them last."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from stemdag.desk.release.acts import Standing
from stemdag.domain.release import ReleaseState
from stemdag.elections.models import Municipality
from stemdag.journal.models import Entry


@dataclass(frozen=True, slots=True)
class HolderStanding:
    """One holder: what it does at the moment, and whether it heard of the last act here.

    `heard` is since when it is known to stand so. `knows` is False where an official acted since, or put the
    moment later, and the holder did not answer yet.
    """

    name: str
    answers: bool
    state: ReleaseState
    not_before: datetime
    heard: datetime
    knows: bool


def holders(row: Municipality, now: Standing) -> list[HolderStanding]:
    """The holders by name; none where the gate heard of none yet."""
    entries = Entry.objects.filter(
        chain__election=row.election.eml_id, chain__municipality=row.code, kind="holder.reported"
    )
    last = {json.loads(each.facts)["holder"]: each for each in entries.order_by("seq")}
    return [_standing(each, now) for _, each in sorted(last.items())]


def _standing(entry: Entry, now: Standing) -> HolderStanding:
    facts = json.loads(entry.facts)
    state, not_before = ReleaseState(facts["state"]), datetime.fromisoformat(facts["not_before"])
    acted = now.state in (ReleaseState.ARMED, ReleaseState.HELD)
    knows = not_before >= now.moment and (not acted or facts["seq"] >= now.seq)
    return HolderStanding(facts["holder"], facts["answers"], state, not_before, entry.at, knows)
