"""Where the gate writes: the public target, and for a rehearsal a private log of each write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from stemdag.publish.day import PublicDay
from stemdag.publish.target import open_target
from stemdag.publish.tree import tree
from stemdag.publish.write import Write, Writer


class Publication:
    """Brings a target up to a day. Called by the gate; holds no vote but those of the day it is given."""

    def __init__(self, target: str, *, rehearsal: bool, log: str | None = None) -> None:
        self._writer = Writer(open_target(target, durable=not rehearsal), rehearsal=rehearsal)
        self._log = Path(log) if log else None

    def __call__(self, day: PublicDay, at: datetime) -> tuple[str, int]:
        writes = self._writer.write(tree(day), at)
        if self._log and writes:
            self._record(writes)
        lines = "\n".join(f"{each.path} {each.digest}" for each in writes)
        return hashlib.sha256(lines.encode()).hexdigest(), len(writes)

    def _record(self, writes: Sequence[Write]) -> None:
        """Order and times of writing, for the property that nothing interferes."""
        assert self._log is not None
        with self._log.open("a") as log:
            for each in writes:
                log.write(json.dumps([each.at.isoformat(), each.path, each.size, each.digest]) + "\n")


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
