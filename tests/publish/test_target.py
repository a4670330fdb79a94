"""Targets: whole files, inside the target only, with their headers in a bucket."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stemdag.publish.target import BucketTarget, DirectoryTarget, NotAPath, NotATarget, checked, open_target


@pytest.mark.parametrize(
    "path",
    ["../x", "a/../x", "/etc/x", "a//b", "", ".hidden", "a/.b/c", "a\\..\\b", "a\0b", "a\nb", "a/", "./a"],
)
def test_paths_that_leave_or_hide_are_refused(tmp_path: Path, path: str) -> None:
    for target in (DirectoryTarget(tmp_path / "t"), BucketTarget("memory:///")):
        with pytest.raises(NotAPath):
            target.put_all([(path, b"x")])
        with pytest.raises(NotAPath):
            target.get(path)
        with pytest.raises(NotAPath):
            target.delete_all([path])
    assert list((tmp_path / "t").rglob("*")) == []


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    target = DirectoryTarget(tmp_path / "t")
    (tmp_path / "t" / "nl").symlink_to(outside)
    with pytest.raises(NotAPath, match="leads out"):
        target.put_all([("nl/index.html", b"x")])
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("how_many", [1, 300], ids=["one by one", "together"])
def test_put_get_delete(tmp_path: Path, how_many: int) -> None:
    for target in (DirectoryTarget(tmp_path), BucketTarget("memory:///")):
        assert target.is_empty()
        target.put_all([(f"a/{n}.json", b"%d" % n) for n in range(how_many)])
        assert not target.is_empty()
        assert target.get("a/0.json") == b"0"
        assert target.get("a/none.json") is None
        assert target.fingerprints() == {
            f"a/{n}.json": target.fingerprint(b"%d" % n) for n in range(how_many)
        }
        target.delete_all(["a/0.json"])
        assert target.get("a/0.json") is None


def test_many_in_any_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a disk knows no links; a page that is written later changes no other with the same bytes."""
    target = DirectoryTarget(tmp_path, durable=False)
    files = [(f"a/{n}.html", b"notice" if n % 2 else b"other") for n in range(6)]
    target.put_any(files)
    assert (tmp_path / "a/1.html").stat().st_ino == (tmp_path / "a/3.html").stat().st_ino
    target.put_all([("a/1.html", b"a page")])
    assert {path: target.get(path) for path in target.paths()} == dict(files) | {"a/1.html": b"a page"}
    assert not list((tmp_path / ".stemdag-new").iterdir())

    def none(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", none)
    target.put_any(files)
    assert {path: target.get(path) for path in target.paths()} == dict(files)


@pytest.mark.parametrize(("how_many", "files", "syncs"), [(3, 4, 0), (300, 0, 2)])
def test_all_is_on_disk_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how_many: int, files: int, syncs: int
) -> None:
    """Few files: each of them and their folder. Many: the disk before and after renaming."""
    target = DirectoryTarget(tmp_path)
    target.put_all([("a/x.json", b"makes the folder")])
    done: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda handle: done.append("file"))
    monkeypatch.setattr(os, "sync", lambda: done.append("all"))
    target.put_all([(f"a/{n}.json", b"x") for n in range(how_many)])
    assert (done.count("file"), done.count("all")) == (files, syncs)


def test_what_a_killed_process_left_is_cleared_and_never_part_of_the_tree(tmp_path: Path) -> None:
    (tmp_path / ".stemdag-new").mkdir()
    (tmp_path / ".stemdag-new" / "0").write_bytes(b"half a page")
    target = DirectoryTarget(tmp_path)
    assert target.is_empty()
    assert target.fingerprints() == {}
    assert not (tmp_path / ".stemdag-new").exists()


def test_a_bucket_carries_headers() -> None:
    target = BucketTarget("memory:///")
    target.put_all([("nl/index.html.br", b"x"), ("nl/index.html", b"y"), ("data/v1/a.json", b"{}")])
    squeezed = target.attributes("nl/index.html.br")
    assert squeezed["Content-Encoding"] == "br"
    assert squeezed["Content-Type"] == "text/html; charset=utf-8"
    assert "stale-while-revalidate" in squeezed["Cache-Control"]
    assert "Content-Encoding" not in target.attributes("nl/index.html")
    assert target.attributes("data/v1/a.json")["Content-Type"] == "application/json"


def test_addresses() -> None:
    assert isinstance(open_target("memory:///"), BucketTarget)
    with pytest.raises(NotATarget, match="a target is a folder"):
        open_target("ftp://example.org/x")
    assert checked("nl/GR2022/0268/-1/index.html") == "nl/GR2022/0268/-1/index.html"
