"""The gate at the holder's door: tells it what officials did, asks for keys whose moment has come."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from stemdag.custody.client import Unreachable
from stemdag.custody.part import Holder
from stemdag.domain.errors import Refused
from stemdag.domain.release import ReleaseState
from stemdag.gate.day import Place
from stemdag.gate.opening import Opener
from stemdag.journal.append import Fact, append
from stemdag.journal.models import ReleaseDay

log = logging.getLogger("stemdag.gate")
NAMES = UUID("6f3f3bde-6d3a-4b57-9a0e-4d2f0a0d9a55")
#: After a refusal the gate waits so long before it asks or tells the holder anything of that key again.
PATIENCE = timedelta(seconds=1)


class Keyring:
    """Keys that were handed over, as openers by place. Holds none before its moment."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder
        self.openers: dict[Place, Opener] = {}
        self._relayed: dict[tuple[str, ...], int] = {}
        self._refused: dict[Place, datetime] = {}

    def relay(self, now: datetime, moments: Mapping[Place, datetime]) -> dict[Place, ReleaseDay]:
        """Tell the holder of each arm, hold and postponement it has not seen; returns where each stands."""
        rows = {
            (row.chain.election, row.chain.municipality): row
            for row in ReleaseDay.objects.select_related("chain")
        }
        for place in moments:
            moved = rows.get((place[0], ""))
            if moved and moved.moment and self._relayed.get(("moved", *place)) != moved.seq:
                self._tell("postpone", place, now, moved, moved.moment)
            row = rows.get(place)
            if row and self._relayed.get(place) != row.seq:
                self._tell(row.state, place, now, row, None)
        return {place: row for place, row in rows.items() if place[1]}

    def take(self, now: datetime, moments: Mapping[Place, datetime]) -> None:
        """Ask for the keys whose moment has come."""
        rows = self.relay(now, moments)
        for place, moment in moments.items():
            row = rows.get(place)
            if place in self.openers or now < moment or row is None or row.state == ReleaseState.HELD:
                continue
            if now < self._refused.get(place, now):
                continue
            try:
                key = self._holder.hand_over(*place)
                if row.state == ReleaseState.ARMED:
                    self._released(place, moment, now)
            except (Refused, Unreachable) as error:
                self._wait(place, now, error)
                continue
            self.openers[place] = Opener(*place, key, now if row.state == ReleaseState.ARMED else row.at)

    def _tell(self, what: str, place: Place, now: datetime, row: ReleaseDay, moment: datetime | None) -> None:
        if now < self._refused.get(place, now):
            return
        try:
            if moment is not None:
                self._holder.postpone(*place, moment, row.at, row.seq)
                self._relayed["moved", *place] = row.seq
                return
            if what == ReleaseState.ARMED:
                self._holder.arm(*place, row.at, row.seq)
            elif what == ReleaseState.HELD:
                self._holder.hold(*place, row.at, row.seq)
            self._relayed[place] = row.seq
        except (Refused, Unreachable) as error:
            self._wait(place, now, error)

    def _wait(self, place: Place, now: datetime, error: Exception) -> None:
        self._refused[place] = now + PATIENCE
        code = error.code if isinstance(error, Refused) else "unreachable"
        log.warning("the holder refused", extra={"act": code, "election": place[0], "municipality": place[1]})

    @staticmethod
    def _released(place: Place, moment: datetime, now: datetime) -> None:
        append(
            Fact(
                *place,
                "release.released",
                at=now,
                by="gate",
                client_id=uuid5(NAMES, f"released {place}"),
                facts={"moment": moment.isoformat()},
            )
        )
