"""The gate's loop.

Before the release it looks on a fixed beat and at nothing in between: no count, no hold, no entry of any
kind makes it write. From the release of a municipality on, news of that municipality is published at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid5

from stemdag.domain.errors import Refused
from stemdag.domain.release import ReleaseState
from stemdag.gate.day import Days, Place, postponed
from stemdag.gate.opening import Opener
from stemdag.gate.watch import Watch
from stemdag.journal.append import Fact, append
from stemdag.journal.models import ReleaseDay
from stemdag.publish.day import PublicDay

log = logging.getLogger("stemdag.gate")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_NAMES = UUID("6f3f3bde-6d3a-4b57-9a0e-4d2f0a0d9a55")


class Holder(Protocol):
    """The door of custody, as the gate knows it."""

    def arm(self, election: str, municipality: str, at: datetime, seq: int) -> None: ...
    def hold(self, election: str, municipality: str, at: datetime, seq: int) -> None: ...
    def postpone(self, election: str, municipality: str, not_before: datetime) -> None: ...
    def hand_over(self, election: str, municipality: str) -> bytes: ...


#: Writes what changed of a day at the public target and returns the digest and number of files written.
Write = Callable[[PublicDay, datetime], tuple[str, int]]


def beat_of(now: datetime, seconds: int) -> datetime:
    """The last beat at or before `now`: whole multiples since 2000, the same for every gate."""
    passed = (now - _EPOCH) // timedelta(seconds=seconds)
    return _EPOCH + passed * timedelta(seconds=seconds)


class Gate:
    """One gate. `step` is one look; whoever calls it decides how often."""

    def __init__(self, holder: Holder, write: Write, *, beat_seconds: int, rehearsal: bool) -> None:
        self._holder = holder
        self._write = write
        self._seconds = beat_seconds
        self._watch = Watch()
        self._days = Days(rehearsal=rehearsal)
        self._openers: dict[Place, Opener] = {}
        self._relayed: dict[Place, int] = {}
        self._postponed: dict[str, datetime] = {}
        self.beat: datetime | None = None

    def step(self, now: datetime) -> None:
        """Look once: relay what officials did, take keys that are due, publish what may be known."""
        beat = beat_of(now, self._seconds)
        due = self.beat is None or beat > self.beat
        if due:
            self._days.define()
        self._relay()
        fresh = self._take_keys(now)
        if due:
            self._watch.refresh()
            self._days.look(self._days.places(), self._watch, self._openers)
        else:
            news = self._watch.refresh(self._openers) if self._openers else set()
            if not news and not fresh:
                return
            self._days.look([*news, *fresh], self._watch, self._openers)
        self._publish(beat if due else now, now)
        self.beat = beat

    def _relay(self) -> None:
        """Tell the holder of each arm, hold and postponement it has not seen."""
        for election, moment in postponed().items():
            if self._postponed.get(election) != moment:
                for of, municipality in self._days.places():
                    if of == election:
                        self._holder.postpone(election, municipality, moment)
                self._postponed[election] = moment
        rows = ReleaseDay.objects.exclude(chain__municipality="").select_related("chain")
        for row in rows:
            place = (row.chain.election, row.chain.municipality)
            if self._relayed.get(place) == row.seq:
                continue
            if row.state == ReleaseState.ARMED:
                self._holder.arm(*place, row.at, row.seq)
            elif row.state == ReleaseState.HELD:
                self._holder.hold(*place, row.at, row.seq)
            self._relayed[place] = row.seq

    def _take_keys(self, now: datetime) -> Collection[Place]:
        """Ask for the keys whose moment has come; returns the places whose results open now."""
        fresh: list[Place] = []
        states = {
            (row.chain.election, row.chain.municipality): (row.state, row.at)
            for row in ReleaseDay.objects.exclude(chain__municipality="").select_related("chain")
        }
        for place, moment in self._days.moments().items():
            state, at = states.get(place, (ReleaseState.SEALED, now))
            if place in self._openers or now < moment:
                continue
            if state not in {ReleaseState.ARMED, ReleaseState.RELEASED}:
                continue
            try:
                key = self._holder.hand_over(*place)
            except Refused as refusal:
                log.warning("the holder refused: %s", refusal.code, extra={"municipality": place[1]})
                continue
            if state == ReleaseState.ARMED:
                at = now
                append(
                    Fact(
                        *place,
                        "release.released",
                        at=now,
                        by="gate",
                        client_id=uuid5(_NAMES, f"released {place}"),
                        facts={"moment": moment.isoformat()},
                    )
                )
            self._openers[place] = Opener(*place, key, at)
            fresh.append(place)
        if fresh:
            self._watch.refresh(fresh)
        return fresh

    def _publish(self, as_of: datetime, now: datetime) -> None:
        digest, files = self._write(self._days.public(as_of), as_of)
        if not files:
            return
        log.info("published", extra={"files": files, "beat": as_of.isoformat()})
        append(
            Fact(
                "",
                "",
                "site.published",
                at=now,
                by="gate",
                client_id=uuid5(_NAMES, f"published {as_of.isoformat()} {digest}"),
                facts={"as_of": as_of.isoformat(), "digest": digest, "files": files},
            )
        )
