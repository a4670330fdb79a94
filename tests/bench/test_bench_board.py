"""The measure of the board, in small: a few stations and desks on SQLite, through the real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from stemdag.bench import board


def test_desks_see_the_counts_come_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each desk ends with the board that is opened then, and no look brings more than what changed."""
    for name, value in {"STATIONS": 30, "DESKS": 3, "RUSH": 4.0, "BEAT": 0.5, "MORE": 0.1}.items():
        monkeypatch.setattr(board, name, value)
    found = board.played(f"sqlite:///{tmp_path}/stemdag.sqlite3")
    assert found.counts == 30
    assert len(found.looks) == len(found.sizes) >= 3 * 4
    assert 0 < found.p95 < 60_000
    assert found.sizes[-1] <= board.SMALL
    # Where nothing came in, nothing comes.
    assert found.sizes[0] < 1_500
    assert {each.name for each in board.figures(found, found)} == set(board.NAMES)
