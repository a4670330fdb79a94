"""Incident 3 (15 March 2021): the app did not start at many stations, because the server did not answer.

That all stations of a large city start within minutes is measured (`stemdag bench starts`), and tried in
small in `tests/bench`; that the app's page itself starts without a server is a browser's test
(`tests/capture/test_app_browser.py`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from stemdag.capture import facts
from stemdag.rehearsal.incidents.start_offline import INCIDENT
from tests.scenarios.ground import Guard, ends_well, goes_wrong, ids_are_not_kept

pytestmark = [pytest.mark.store, pytest.mark.django_db]


def test_a_station_opens_without_the_server(tmp_path: Path) -> None:
    ends_well(INCIDENT, tmp_path)


def happened_when_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server for which what is told late happens late."""
    monkeypatch.setattr(facts, "_happened", lambda device, at, offset, now: now)


@pytest.mark.once
@pytest.mark.parametrize("guard", [happened_when_it_came, ids_are_not_kept], ids=lambda each: each.__name__)
def test_it_takes_this_guard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, guard: Guard) -> None:
    guard(monkeypatch)
    goes_wrong(INCIDENT, tmp_path)
