"""Where the gate writes: the public target, and for a rehearsal a private log of each write."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish import offline, tombstone
from stemdag.publish.day import PublicDay
from stemdag.publish.language import LANGUAGES
from stemdag.publish.purge import PurgeFailed, purge
from stemdag.publish.target import open_target
from stemdag.publish.tree import Kept, tree
from stemdag.publish.write import Overtaken, Write, Writer

log = logging.getLogger("stemdag.gate")


class Publication:
    """Brings a target up to a day. Called by the gate; holds no vote but those of the day it is given."""

    def __init__(
        self,
        target: str,
        *,
        rehearsal: bool,
        log: str | None = None,
        purge: str = "",
        languages: Sequence[str] = LANGUAGES,
    ) -> None:
        self._target = open_target(target, durable=not rehearsal)
        self._writer = Writer(self._target, rehearsal=rehearsal)
        self._rehearsal = rehearsal
        self._log = Path(log) if log else None
        self._purge = purge
        self._languages = tuple(languages)
        self._kept = Kept()
        self._looked: UUID | None = None  # the last act at the target, as days are made for it
        self._written: UUID | None = None  # the same, as the writer knows the target
        self._hidden: frozenset[UUID] = frozenset()

    def standing(self) -> Withdrawal | None:
        """The last withdrawal or restoration at the target."""
        act = tombstone.read(self._target)
        self._looked = act.id if act else None
        return act

    def carry_out(self, act: Withdrawal) -> None:
        """Withdraw or restore at the target, as the command does."""
        self._writer.begin()  # where nothing was ever published there is no tree to be withdrawn
        done = offline.carry_out(self._target, act, self._rehearsal, self._languages)
        self._looked = act.id
        self._tell_caches(done.changed)

    def __call__(self, day: PublicDay, at: datetime) -> tuple[str, int]:
        if self._looked != self._written:
            self._writer.forget()
            self._written = self._looked
        what = day.withdrawn.what if day.withdrawn else What.NOTHING
        try:
            writes = self._writer.write(tree(day, self._languages, self._kept), at, what, self._still)
        except Overtaken:
            # What was left of it would have stood beside a notice. The next look sees what holds now.
            log.warning("something was withdrawn or restored meanwhile; this was not written to its end")
            return "", 0
        if self._log and writes:
            self._record(writes)
        hidden = _hidden(day)
        if writes and hidden - self._hidden:
            self._tell_caches(dict.fromkeys(_plain(each.path) for each in writes))
        self._hidden = hidden
        lines = "\n".join(f"{each.path} {each.digest}" for each in writes)
        return hashlib.sha256(lines.encode()).hexdigest(), len(writes)

    def _still(self) -> bool:
        act = tombstone.read(self._target)
        return (act.id if act else None) == self._looked

    def _tell_caches(self, paths: Iterable[str]) -> None:
        if not (told := tuple(paths)):
            return
        try:
            purge(self._purge, told)
        except PurgeFailed as failure:
            log.error("caches were not told of a withdrawal", extra={"act": str(failure)})

    def _record(self, writes: Sequence[Write]) -> None:
        """Order and times of writing, for the property that nothing interferes."""
        assert self._log is not None
        with self._log.open("a") as log:
            for each in writes:
                log.write(json.dumps([each.at.isoformat(), each.path, each.size, each.digest]) + "\n")


def _hidden(day: PublicDay) -> frozenset[UUID]:
    """The acts that hide something of the day."""
    acts = [each.withdrawn for one in day.elections for each in one.municipalities] + [day.withdrawn]
    return frozenset(act.id for act in acts if act is not None)


def _plain(path: str) -> str:
    return path.removesuffix(".br").removesuffix(".gz")


def report_status(path: str, beat: datetime | None) -> None:
    """Say in a private file up to which beat the gate has published, for whoever waits for it."""
    if not path or beat is None:
        return
    status = Path(path)
    text = beat.isoformat()
    if status.exists() and status.read_text() == text:
        return
    fresh = status.with_name(status.name + ".new")
    fresh.write_text(text)
    fresh.replace(status)
