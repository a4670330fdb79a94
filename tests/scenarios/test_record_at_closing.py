"""Incident 14 (2023): passes had to be counted by hand to finish the record, so results came very late."""

from __future__ import annotations

from pathlib import Path

import pytest

from stemdag.capture import intake
from stemdag.journal import projections
from stemdag.rehearsal.incidents.record_at_closing import INCIDENT
from tests.scenarios.ground import Guard, ends_well, goes_wrong

pytestmark = [pytest.mark.store, pytest.mark.django_db]


def test_passes_are_counted_when_the_station_closes(tmp_path: Path) -> None:
    ends_well(INCIDENT, tmp_path)


def scans_are_kept_and_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projections, "apply_scans", lambda batches: None)


def nothing_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undoing is written down, and the total stays."""
    monkeypatch.setattr(projections, "_APPLY", {**projections._APPLY, "passes.undone": lambda *_: None})


def no_look_at_the_pile(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form is judged by itself, whatever was scanned."""
    judged = intake.judge

    def alone(place: object, given: object) -> object:
        return [each for each in judged(place, given) if each.code != "S.101"]  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "judge", alone)


@pytest.mark.once
@pytest.mark.parametrize(
    "guard",
    [scans_are_kept_and_not_counted, nothing_is_taken_back, no_look_at_the_pile],
    ids=lambda each: each.__name__,
)
def test_it_takes_this_guard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, guard: Guard) -> None:
    guard(monkeypatch)
    goes_wrong(INCIDENT, tmp_path)
