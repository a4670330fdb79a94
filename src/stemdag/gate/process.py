"""The gate's loop.

Before the release it looks on a fixed beat and at nothing in between: no count, no hold, no entry of any
kind makes it write. From the release of a municipality on, news of that municipality is published at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid5

from stemdag.custody.part import Holder
from stemdag.gate.day import Days
from stemdag.gate.keyring import NAMES, Keyring
from stemdag.gate.watch import Watch
from stemdag.journal.append import Fact, append
from stemdag.publish.day import PublicDay

log = logging.getLogger("stemdag.gate")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

#: Writes what changed of a day at the public target; returns a digest of it and the number of files.
Write = Callable[[PublicDay, datetime], tuple[str, int]]


def beat_of(now: datetime, seconds: int) -> datetime:
    """The last beat at or before `now`: whole multiples since 2000, the same for every gate."""
    step = timedelta(seconds=seconds)
    return _EPOCH + (now - _EPOCH) // step * step


class Gate:
    """One gate. `step` is one look; whoever calls it decides how often."""

    def __init__(self, holder: Holder, write: Write, *, beat_seconds: int, rehearsal: bool) -> None:
        self._write = write
        self._seconds = beat_seconds
        self._watch = Watch()
        self._days = Days(rehearsal=rehearsal)
        self._keys = Keyring(holder)
        self.beat: datetime | None = None

    def step(self, now: datetime) -> None:
        """Look once: relay what officials did, take keys that are due, publish what may be known."""
        beat = beat_of(now, self._seconds)
        due = self.beat is None or beat > self.beat
        if due:
            self._days.define()
        fresh = self._keys.take(now, self._days.moments())
        if due:
            self._watch.refresh()
            self._days.look(self._days.places(), self._watch, self._keys.openers)
        elif released := self._keys.openers:
            news = self._watch.refresh(released)
            if not news and not fresh:
                return
            self._days.look(news.union(fresh), self._watch, released)
        else:
            return
        self._publish(beat if due else now, now)
        self.beat = beat

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
                client_id=uuid5(NAMES, f"published {as_of.isoformat()} {digest}"),
                facts={"as_of": as_of.isoformat(), "digest": digest, "files": files},
            )
        )
