"""Versions under their content hash, and the archive: there in time, whole, and gone with what they hold."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.station import Municipality
from stemdag.publish import address, archive, caching
from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality, Released
from stemdag.publish.server import App
from stemdag.publish.target import BucketTarget, DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer
from tests.publish import days

NIGHT = days.CLOSES + timedelta(hours=2)
BEAT = timedelta(seconds=10)
FOLDER = "data/v1/GR2022_Nijmegen"
TOWN, WHOLE, ZIP = f"{FOLDER}/0268.json", f"{FOLDER}/election.json", f"{FOLDER}/archive.zip"


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    monkeypatch.setattr(os, "sync", lambda: None)


def day(in_already: int | None, **other: object) -> PublicDay:
    made = days.municipality(6, now=NIGHT, in_already=in_already, **other)
    return PublicDay((PublicElection(days.election(), (made,)),), False, NIGHT)


def lying(root: Path, of: str) -> dict[str, bytes]:
    """The versions of a file, by the hash in their names."""
    found = {}
    for place in root.rglob("versions/*"):
        path = place.relative_to(root).as_posix()
        if address.version_of(path) == of and path == caching.plain_path(path)[0]:
            found[path.split(".")[-2]] = place.read_bytes()
    return found


def test_before_the_release_there_is_none(tmp_path: Path) -> None:
    Writer(DirectoryTarget(tmp_path), rehearsal=False).write(tree(day(None)), NIGHT)
    assert not list(tmp_path.rglob("versions"))
    assert not (tmp_path / ZIP).exists()


def test_each_version_of_a_municipality_lies_under_its_hash(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path), rehearsal=False)
    bodies = []
    for at in range(1, 5):
        writes = writer.write(tree(day(at)), NIGHT + at * BEAT)
        bodies.append((tmp_path / TOWN).read_bytes())
        written = [each.path for each in writes]
        version = address.version(TOWN, hashlib.sha256(bodies[-1]).hexdigest())
        assert written.index(f"{version}.br") < written.index(version) < written.index("manifest.json")
    assert lying(tmp_path, TOWN) == {hashlib.sha256(each).hexdigest(): each for each in bodies}
    assert len(lying(tmp_path, TOWN.replace(".json", ".csv"))) == 4
    again = writer.write(tree(day(4)), NIGHT + 5 * BEAT)
    assert [each.path for each in again] == ["manifest.json"]


def test_those_of_an_election_lie_at_most_once_a_minute_and_the_last_one_always(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path), rehearsal=False)
    for at in (1, 2, 3):
        writer.write(tree(day(at)), NIGHT + at * BEAT)
    assert len(lying(tmp_path, WHOLE)) == 1
    writer.write(tree(day(3)), NIGHT + 7 * BEAT)
    last = hashlib.sha256((tmp_path / WHOLE).read_bytes()).hexdigest()
    assert len(lying(tmp_path, WHOLE)) == 2
    assert last in lying(tmp_path, WHOLE)


def test_they_obey_the_same_minute_as_what_they_are_of(tmp_path: Path) -> None:
    Writer(DirectoryTarget(tmp_path), rehearsal=False).write(tree(day(2)), NIGHT)
    [digest] = lying(tmp_path, TOWN)
    status, headers, body = App(tmp_path).answer("GET", "/" + address.version(TOWN, digest), "br")
    assert status == 200
    assert ("cache-control", caching.DATA) in headers
    assert ("access-control-allow-origin", "*") in headers
    assert body == (tmp_path / f"{TOWN}.br").read_bytes()


def test_a_new_writer_keeps_them_and_does_not_read_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Writer(DirectoryTarget(tmp_path), rehearsal=False).write(tree(day(1)), NIGHT)
    Writer(DirectoryTarget(tmp_path), rehearsal=False).write(tree(day(2)), NIGHT + BEAT)
    before = lying(tmp_path, TOWN)
    assert len(before) == 2
    (tmp_path / f"{FOLDER}/versions/0268.{'0' * 64}.json.br").write_bytes(b"left by a crash")
    target = DirectoryTarget(tmp_path)
    assert {print_ for path, print_ in target.fingerprints().items() if address.version_of(path)} == {""}
    writes = Writer(target, rehearsal=False).write(tree(day(2)), NIGHT + 2 * BEAT)
    assert [each.path for each in writes] == [
        "manifest.json",
        f"{FOLDER}/versions/0268.{'0' * 64}.json.br",
    ]
    assert lying(tmp_path, TOWN) == before


@pytest.mark.parametrize("anew", [False, True], ids=["same writer", "new writer"])
def test_what_is_withdrawn_takes_its_versions_and_the_archive_along(tmp_path: Path, anew: bool) -> None:
    writer = Writer(DirectoryTarget(tmp_path), rehearsal=False)
    writer.write(tree(day(1)), NIGHT)
    writer.write(tree(day(2)), NIGHT + BEAT)
    if anew:
        writer = Writer(DirectoryTarget(tmp_path), rehearsal=False)
    writes = writer.write(tree(day(None)), NIGHT + 2 * BEAT)
    gone = [each.path for each in writes if not each.size]
    assert sum("/versions/" in path for path in gone) == 3 * (2 * 2 + 2)
    assert ZIP in gone
    left = [place for place in tmp_path.rglob("*") if place.is_file()]
    assert not [place for place in left if "versions" in place.parts or place.suffix in {".zip", ".atom"}]
    writer.write(tree(day(2)), NIGHT + 3 * BEAT)
    assert len(lying(tmp_path, TOWN)) == 1


def test_in_a_bucket_they_lie_and_go_as_well() -> None:
    target = BucketTarget("memory:///")
    writer = Writer(target, rehearsal=False)
    writer.write(tree(day(2)), NIGHT)
    versions = [path for path in target.fingerprints() if address.version_of(path)]
    assert len(versions) == 3 * 4
    assert target.attributes(versions[0])["Cache-Control"] == caching.DATA
    assert target.get(ZIP)
    writer.write(tree(day(None)), NIGHT + BEAT)
    assert not [path for path in target.fingerprints() if address.version_of(path)]
    assert target.get(ZIP) is None


def test_the_archive_holds_every_data_file_of_its_election(tmp_path: Path) -> None:
    of = day(3)
    writes = Writer(DirectoryTarget(tmp_path), rehearsal=False).write(tree(of), NIGHT)
    assert ZIP in [each.path for each in writes]
    body = (tmp_path / ZIP).read_bytes()
    [pure] = [node.render() for node in tree(of) if node.path == ZIP]
    assert body == pure
    with zipfile.ZipFile(io.BytesIO(body)) as found:
        assert found.testzip() is None
        names = found.namelist()
        assert sorted(names) == [
            f"GR2022_Nijmegen/{name}"
            for name in (
                "0268.csv",
                "0268.eml.xml",
                "0268.json",
                "0268.osv4-3.csv",
                "0268.totals.csv",
                "0268.totals.json",
                "election.csv",
                "election.eml.xml",
                "election.json",
                "places.json",
            )
        ]
        for name in names:
            assert found.read(name) == (tmp_path / "data/v1" / name).read_bytes()


def test_the_archive_follows_within_ten_minutes_and_at_once_when_all_is_in(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path), rehearsal=False)

    def written(of: PublicDay, seconds: int) -> bool:
        return ZIP in [each.path for each in writer.write(tree(of), NIGHT + timedelta(seconds=seconds))]

    assert written(day(1), 0)
    assert not written(day(2), 100)
    assert not written(day(2), 590)
    assert written(day(2), 600)
    made = days.municipality(6, now=NIGHT, in_already=6)
    counts = days.counted(made.stations, made.ballot)
    whole = replace(made, released=Released(days.CLOSES, counts))
    complete = PublicDay((PublicElection(days.election(), (whole,)),), False, NIGHT)
    assert written(complete, 610)
    assert not written(complete, 1300)


def towns(*codes: str) -> Iterator[PublicMunicipality]:
    made = days.municipality(3, now=NIGHT, in_already=2)
    for code in ("0268", "0228"):
        each = replace(made, municipality=Municipality(code, code, 90_000))
        yield each if code in codes else replace(each, released=None)


def test_when_a_municipality_is_taken_back_nothing_of_it_stays(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path), rehearsal=False)

    def write(seconds: int, *codes: str) -> None:
        of = PublicDay((PublicElection(days.election(), tuple(towns(*codes))),), False, NIGHT)
        writer.write(tree(of), NIGHT + timedelta(seconds=seconds))

    write(0, "0268", "0228")
    write(5, "0268")
    assert not lying(tmp_path, f"{FOLDER}/0228.json")
    assert len(lying(tmp_path, TOWN)) == 1
    with zipfile.ZipFile(tmp_path / ZIP) as found:
        assert "GR2022_Nijmegen/0228.eml.xml" not in found.namelist()
        assert b'"result"' not in found.read("GR2022_Nijmegen/0228.json")
    assert b"0228" not in (tmp_path / f"{FOLDER}/election.eml.xml").read_bytes()


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), st.binary(), max_size=6))
def test_a_zip_holds_what_was_put_in(members: dict[str, bytes]) -> None:
    names = {f"x/{name.encode().hex()}é": body for name, body in members.items()}
    made = archive.zipped((name, archive.compressed(body)) for name, body in names.items())
    with zipfile.ZipFile(io.BytesIO(made)) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == names
    assert made == archive.zipped((name, archive.compressed(body)) for name, body in names.items())


def test_a_zip_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MOST", 2)
    empty = archive.compressed(b"")
    archive.zipped([("a", empty), ("b", empty)])
    with pytest.raises(archive.TooLarge, match="ends at c"):
        archive.zipped([("a", empty), ("b", empty), ("c", empty)])


@pytest.mark.parametrize(
    ("path", "of"),
    [
        (f"{FOLDER}/versions/0268.{'a' * 64}.json", TOWN),
        (f"{FOLDER}/versions/0268.{'a' * 64}.json.br", TOWN),
        (f"{FOLDER}/versions/0268-2.{'a' * 64}.csv.gz", f"{FOLDER}/0268-2.csv"),
        (f"{FOLDER}/versions/0268.{'a' * 63}.json", None),
        (TOWN, None),
        ("nl/versions/index.html", None),
    ],
)
def test_of_which_file_a_path_is_a_version(path: str, of: str | None) -> None:
    assert address.version_of(path) == of
    if of is not None:
        assert address.short(path) is None
        assert address.version(of, "a" * 64) == caching.plain_path(path)[0]
