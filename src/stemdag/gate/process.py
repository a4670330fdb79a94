"""The gate's loop.

Before the release it looks on a fixed beat and at nothing in between: no count, no hold, no entry of any
kind makes it write. From the release of a municipality on, news of that municipality is published at once.

A look that fails (no room at the target, no database) leaves what it did not do for a later one: before the
release for the next beat, so that a full disk gives no other moments of writing than an empty one.

What is withdrawn or restored is published at once, at any hour. It is a public fact; what else is public
stays as it was at the last beat.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from uuid import uuid5

from stemdag.custody.part import Holder
from stemdag.gate.day import Days, Place
from stemdag.gate.holders import Holders
from stemdag.gate.keyring import NAMES, Keyring
from stemdag.gate.site import Publishes, Site, Withdrawals, hide
from stemdag.gate.watch import Watch
from stemdag.journal.append import Fact, append

log = logging.getLogger("stemdag.gate")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def beat_of(now: datetime, seconds: int) -> datetime:
    """The last beat at or before `now`: whole multiples since 2000, the same for every gate."""
    step = timedelta(seconds=seconds)
    return _EPOCH + (now - _EPOCH) // step * step


class Gate:
    """One gate. `step` is one look; whoever calls it decides how often."""

    def __init__(
        self, holder: Holder, write: Publishes, *, beat_seconds: int, rehearsal: bool, site: str = ""
    ) -> None:
        self._write = write
        self._seconds = beat_seconds
        self._watch = Watch()
        self._days = Days(rehearsal=rehearsal, site=site)
        self._keys = Keyring(holder)
        self._holders = Holders(holder)
        self._site = Site(write)
        self._withdrawn: Withdrawals = {}  # as published
        self._as_of: datetime | None = None
        #: The last beat that was published.
        self.beat: datetime | None = None
        self._tried: datetime | None = None
        self._news: set[Place] = set()  # looked at, or to be looked at, and not published yet
        self._opened: set[Place] = set()  # published as released
        self._unsaid: list[Fact] = []  # published, and not in the journal yet

    def step(self, now: datetime) -> None:
        """Look once: relay what officials did, take keys that are due, publish what may be known.

        Raises what target and database raise; the next step goes on from there.
        """
        beat = beat_of(now, self._seconds)
        due = self._tried is None or beat > self._tried
        withdrawn = self._site.look(now)
        if due:
            self._days.define()
        self._keys.take(now, self._days.moments())
        released = self._keys.openers
        if due:
            self._unsaid += self._holders.changes(now)
            self._watch.refresh()
            self._news.update(self._days.places())
        elif released:
            self._news |= self._watch.refresh(released) | (released.keys() - self._opened)
        if due or (released and self._news):
            self._days.look(self._news, self._watch, released)
            self._tried = beat
            self._publish(beat if due else now, now, withdrawn)
            self._news.clear()
            self._opened = set(released)
            self.beat = beat
        elif withdrawn != self._withdrawn and self._as_of is not None:
            self._publish(self._as_of, now, withdrawn)
        self._say()

    def _publish(self, as_of: datetime, now: datetime, withdrawn: Withdrawals) -> None:
        digest, files = self._write(hide(self._days.public(as_of), withdrawn), as_of)
        self._withdrawn, self._as_of = withdrawn, as_of
        if not files:
            return
        log.info("published", extra={"files": files, "beat": as_of.isoformat()})
        self._unsaid.append(
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

    def _say(self) -> None:
        """Put into the journal what was withdrawn at the target, and what was published."""
        for unsaid in (self._site.unsaid, self._unsaid):
            while unsaid:
                append(unsaid[0])
                unsaid.pop(0)
