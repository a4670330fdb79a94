"""One holder with one key, in the morning of the election day."""

from __future__ import annotations

from pathlib import Path

import pytest

from stemdag.custody.timer import Timer
from tests.custody.holding import MOMENT, PLACE, PRIVATE, Clocks, timer


@pytest.fixture(autouse=True)
def _real_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEMDAG_REHEARSAL", raising=False)
    monkeypatch.delenv("STEMDAG_CLOCK", raising=False)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def holder(tmp_path: Path, clocks: Clocks) -> Timer:
    """Registered, not armed."""
    made = timer(tmp_path, clocks)
    made.register(*PLACE, PRIVATE, MOMENT)
    return made
