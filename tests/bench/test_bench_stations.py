"""The measures of a large city, in small: a few stations on SQLite, through the real server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stemdag.bench import office, stations
from stemdag.capture import shell


def test_a_city_starts_and_comes_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each device asks for the whole shell, answers are lost, and each fact is in the journal once."""
    monkeypatch.setattr(stations, "STATIONS", 12)
    monkeypatch.setattr(stations, "PROCESSES", 2)
    monkeypatch.setattr(stations, "KNOCKING", 0.5)
    url = f"sqlite:///{tmp_path}/stemdag.sqlite3"
    found = stations.played(url)
    facts, scans = 12 * (7 + 1 + 12 + 6), 12 * 120
    assert found.counted == {"facts": facts, "scans": scans, "lost": 0, "twice": 0, "uncounted": 0}
    assert len(found.first.requests) > 12 * len(shell.files())
    assert len(found.again.requests) == 12 * 3
    assert 0 < found.back.p99 <= 60_000
    assert 0 < found.back.seconds < 60
    # What a device made and did not bring is missed.
    monkeypatch.setattr(office, "work", lambda *_: json.dumps(found.counted))
    city = stations.City([[{"seq": facts + 1, "scans": scans}]])
    with pytest.raises(RuntimeError, match="and found"):
        city.check()
    assert set(stations.NAMES) == {each.name for each in stations.figures(found, found)}
