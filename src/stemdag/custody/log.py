"""A holder's own log: a JSON line for every hand-over, refusal and change; no secrets, only ever longer."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from stemdag.custody.file import sync_folder

#: A gate may ask several times a second; the same refusal again is counted and told once in this time.
QUIET = timedelta(minutes=1)


class HolderLog:
    """Lines at `path` (0600), each on the disk when `add` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._told: dict[tuple[str, str, str], tuple[str, datetime]] = {}
        self._again: Counter[tuple[str, str, str]] = Counter()

    def refused(
        self, at: datetime, act: str, election: str, municipality: str, code: str, **facts: object
    ) -> None:
        """A refusal. The next line of the same act and part says how many like it went `untold` before."""
        what = (act, election, municipality)
        last = self._told.get(what)
        if last and last[0] == code and abs(at - last[1]) < QUIET:
            self._again[what] += 1
            return
        self._told[what] = code, at
        self.add(at, act, election, municipality, code, **facts)

    def add(
        self, at: datetime, act: str, election: str, municipality: str, outcome: str, **facts: object
    ) -> None:
        """One line: the holder's clock, the act, for which part, and `done` or the code of the refusal."""
        line = {"at": at, "act": act, "election": election, "municipality": municipality, "outcome": outcome}
        if untold := self._again.pop((act, election, municipality), 0):
            line["untold"] = untold
        if outcome == "done":
            self._told.pop((act, election, municipality), None)
        data = json.dumps(line | facts, default=_plain).encode() + b"\n"
        new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                data = b"\n" + data  # a line that a crash cut short stays, on its own
            os.write(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if new:
            sync_folder(self.path.parent)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"not for the log: {type(value).__name__}")  # bytes, say: a key never gets in by accident
