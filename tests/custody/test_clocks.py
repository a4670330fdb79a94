"""Two clocks that must agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from stemdag import clock
from stemdag.custody.clocks import Anchored, agreed, two_clocks
from stemdag.domain.errors import Refused
from tests.custody.holding import MOMENT, SECOND


def test_an_anchored_clock_runs_on_from_its_start() -> None:
    ticks = [100.0]
    anchored = Anchored(lambda: MOMENT, lambda: ticks[0])
    assert anchored() == MOMENT
    ticks[0] += 61.5
    assert anchored() == MOMENT + timedelta(seconds=61.5)


def test_the_machines_clocks_agree() -> None:
    before = datetime.now(UTC)
    assert before - SECOND < agreed(two_clocks()) <= datetime.now(UTC)


def test_a_wall_clock_that_is_put_forward_is_not_believed() -> None:
    clocks = two_clocks()
    with (
        time_machine.travel(datetime.now(UTC) + timedelta(hours=3), tick=True),
        pytest.raises(Refused) as refusal,
    ):
        agreed(clocks)
    assert refusal.value.code == "custody.clocks"


@pytest.mark.parametrize(("apart", "fine"), [(5.0, True), (-5.0, True), (5.001, False), (-5.001, False)])
def test_five_seconds_apart_is_the_most(apart: float, fine: bool) -> None:
    clocks = (lambda: MOMENT), (lambda: MOMENT + timedelta(seconds=apart))
    if fine:
        assert agreed(clocks) == min(MOMENT, MOMENT + timedelta(seconds=apart))
    else:
        with pytest.raises(Refused):
            agreed(clocks)


def test_a_rehearsal_jumps_with_both_clocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "clock"
    monkeypatch.setenv("STEMDAG_CLOCK", f"file:{file}")
    monkeypatch.setenv("STEMDAG_REHEARSAL", "1")
    clock.set_file(file, MOMENT)
    clocks = two_clocks()
    clock.set_file(file, MOMENT + timedelta(hours=9))
    assert agreed(clocks) == MOMENT + timedelta(hours=9)


def test_outside_a_rehearsal_no_file_is_a_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "clock"
    clock.set_file(file, MOMENT)
    monkeypatch.setenv("STEMDAG_CLOCK", f"file:{file}")
    with pytest.raises(clock.ClockRefused):
        agreed(two_clocks())
