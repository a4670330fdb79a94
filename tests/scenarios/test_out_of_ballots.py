"""Incident 6 (15 March 2023, Tilburg): stations ran out of ballots while the app faltered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stemdag.desk.board import stock
from stemdag.domain.stock import Forecast, Level
from stemdag.journal import projections
from stemdag.rehearsal.incidents.out_of_ballots import INCIDENT
from tests.scenarios.ground import Guard, ends_well, goes_wrong

pytestmark = [pytest.mark.store, pytest.mark.django_db]


def test_the_alarm_comes_before_the_shortage(tmp_path: Path) -> None:
    ends_well(INCIDENT, tmp_path)


def no_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told when there are none left, and not before."""

    def now_only(
        supply: Any, seen: tuple[Any, ...], open_in: object, minute: object, rules: object
    ) -> Forecast:
        came = max((each.number for each in seen), default=0)
        left = max(0, supply.reports[0].number - came)
        return Forecast(None, left, None, Level.ENOUGH if left else Level.SHORT)

    monkeypatch.setattr(stock, "_forecast", now_only)


def only_what_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scans bring no turnout: the forecast knows no more than the report of the morning."""
    monkeypatch.setattr(projections, "apply_scans", lambda batches: None)


@pytest.mark.once
@pytest.mark.parametrize("guard", [no_forecast, only_what_is_typed], ids=lambda each: each.__name__)
def test_it_takes_this_guard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, guard: Guard) -> None:
    guard(monkeypatch)
    goes_wrong(INCIDENT, tmp_path)
