"""What the gate hears of the holders of keys, for the eyes of the office: an entry where something changed.

The office has no way to a holder: it could ask for a key there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid5

from stemdag.custody.client import Unreachable
from stemdag.custody.part import Holder, PartStatus
from stemdag.domain.errors import Refused
from stemdag.gate.day import Place
from stemdag.journal.append import Fact

NAMES = UUID("2f0f6f0e-59b0-4c53-8f0e-0f5d7c1f8a61")
#: One holder until there are three (decision 4); the name is what the office reads.
TIMER = "timer"


class Holders:
    """The holders as they were heard last, by municipality."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder
        self._told: dict[Place, dict[str, object]] = {}

    def changes(self, now: datetime) -> Iterator[Fact]:
        """A fact `holder.reported` for each municipality whose part stands otherwise than it did."""
        try:
            heard = {
                (each.election, each.municipality): _facts(each)
                for each in self._holder.status()
                if each.municipality
            }
        except (Refused, Unreachable):
            heard = {place: before | {"answers": False} for place, before in self._told.items()}
        for place, facts in heard.items():
            if self._told.get(place) != facts:
                self._told[place] = facts
                name = json.dumps([*place, now.isoformat(), facts], sort_keys=True)
                yield Fact(*place, "holder.reported", now, "gate", uuid5(NAMES, name), facts=facts)


def _facts(part: PartStatus) -> dict[str, object]:
    return {
        "holder": TIMER,
        "answers": True,
        "state": part.state.value,
        "seq": part.seq,
        "not_before": part.not_before.isoformat(),
    }
