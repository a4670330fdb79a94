"""The clock of a process: the machine's, or in a rehearsal one that the rehearsal sets.

`STEMDAG_CLOCK=file:PATH` reads a moment (ISO 8601 with zone) from a file that the rehearsal replaces
atomically; it is refused outside a rehearsal, so that nobody can move the release moment of a real
election by writing a file.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path


class ClockRefused(RuntimeError):
    """The clock set in the environment may not be used."""


def now() -> datetime:
    """The present moment, aware, in UTC."""
    setting = os.environ.get("STEMDAG_CLOCK", "system")
    if setting == "system":
        return datetime.now(UTC)
    if os.environ.get("STEMDAG_REHEARSAL") != "1":
        raise ClockRefused(
            f"STEMDAG_CLOCK={setting}: only a rehearsal (STEMDAG_REHEARSAL=1) has a clock of its own"
        )
    kind, _, path = setting.partition(":")
    if kind != "file" or not path:
        raise ClockRefused(f"STEMDAG_CLOCK={setting}: write `system`, or `file:` and a path")
    return datetime.fromisoformat(Path(path).read_text().strip()).astimezone(UTC)


def set_file(path: Path, moment: datetime) -> None:
    """Put a rehearsal's clock file at `moment`, atomically."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(moment.isoformat())
    fresh.replace(path)
