"""A municipality's key, its moment, and clocks that a test sets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stemdag.custody.timer import Timer

PLACE = ("GR2022_Utrecht", "0344")
PRIVATE = bytes(range(96))
OTHER = bytes(range(1, 97))
MOMENT = datetime(2022, 3, 16, 20, tzinfo=UTC)
MORNING = MOMENT - timedelta(hours=14)
SECOND = timedelta(seconds=1)


@dataclass
class Clocks:
    """Wall clock and second clock of a holder."""

    wall: datetime = MORNING
    second: datetime = MORNING

    def set(self, moment: datetime) -> None:
        self.wall = self.second = moment

    @property
    def pair(self):  # type: ignore[no-untyped-def]
        return (lambda: self.wall), (lambda: self.second)


def timer(folder: Path, clocks: Clocks) -> Timer:
    return Timer(folder / "timer.json", clocks.pair)


def log_lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "timer.json.log").read_text().splitlines()]
