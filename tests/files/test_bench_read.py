"""The measure of reading: made-up files have the shape of real ones, and every figure is there."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stemdag.bench import read as bench
from stemdag.files import CountFile, read


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kieskring_3.eml.xml", bench._made(3, units=2, lists=3, candidates=4))
    return path


def test_made_up_files_are_counts_of_a_kieskring(small: Path) -> None:
    [found] = read(small)
    assert isinstance(found, CountFile)
    assert (found.form, found.area.code, len(found.units)) == ("510c", "3", 2)
    assert [len(each.candidates) for each in found.ballot] == [4, 4, 4]


def test_all_figures_are_measured(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def files() -> Iterator[tuple[Path, str]]:
        yield small, "small"

    monkeypatch.setattr(bench, "_files", files)
    monkeypatch.setattr(bench, "ROUNDS", 1)
    found = {each.name: each for each in bench.measures()}
    assert tuple(found) == bench.NAMES
    assert all(each.value > 0 for each in found.values())
    assert found["read-eml"].ratio is not None
    assert found["read-eml"].ratio > 0
    assert found["read-eml-memory"].unit == "MB"
    assert 5 < found["read-eml-memory"].value < bench.MEMORY_GOAL


def test_files_are_made_up_where_there_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEMDAG_REFERENCE_DATA", str(tmp_path))
    monkeypatch.setattr(bench, "_made", lambda number: f"<a>{number}</a>")
    with bench._files() as (path, what):
        assert "made-up" in what
        with zipfile.ZipFile(path) as archive:
            assert len(archive.namelist()) == 19
    assert not path.exists()
