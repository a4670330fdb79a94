"""Incident 5 (15 March 2023): a slow register, a pass that was read again, and an app said "already used"."""

from __future__ import annotations

from pathlib import Path

import pytest

from stemdag.capture import scanned
from stemdag.domain import passes as rules
from stemdag.elections import passes as register
from stemdag.journal import scan_store
from stemdag.rehearsal.incidents.slow_register import INCIDENT
from tests.scenarios.ground import Guard, ends_well, goes_wrong, ids_are_not_kept

pytestmark = [pytest.mark.store, pytest.mark.django_db, pytest.mark.usefixtures("rehearsal")]


def test_a_pass_that_is_read_again_is_one_scan(tmp_path: Path) -> None:
    ends_well(INCIDENT, tmp_path)


def every_reading_is_a_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """No visits: each time that a pass is read is a use of its own, as in 2023."""
    for module in (rules, scan_store):
        monkeypatch.setattr(module, "same_scan", lambda at, visit, other_at, other_visit: False)


def other_uses_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanned, "other_uses", lambda doubles, election: [])


def the_register_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The filter alone: what it doubts was never wrong, and a pass of somebody who died is good."""
    monkeypatch.setattr(register, "confirm", lambda row, fingerprints: {})


@pytest.mark.once
@pytest.mark.parametrize(
    "guard",
    [every_reading_is_a_use, other_uses_are_not_told, the_register_is_not_asked],
    ids=lambda each: each.__name__,
)
def test_it_takes_this_guard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, guard: Guard) -> None:
    guard(monkeypatch)
    goes_wrong(INCIDENT, tmp_path)


def test_a_visit_holds_even_where_ids_do_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two guards stand before one voter who counts twice: the batch is known, and so is the visit."""
    ids_are_not_kept(monkeypatch)
    ends_well(INCIDENT, tmp_path)
