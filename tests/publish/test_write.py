"""The writer: only what changed, the manifest last, whole after any crash, never the wrong address."""

from __future__ import annotations

import dataclasses
import functools
import gzip
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import brotli
import pytest

from stemdag.publish import tree as trees
from stemdag.publish.address import version_of
from stemdag.publish.day import PublicDay
from stemdag.publish.language import LANGUAGES
from stemdag.publish.node import Pace
from stemdag.publish.target import MARKER, BucketTarget, DirectoryTarget
from stemdag.publish.tree import Node
from stemdag.publish.write import Writer, WrongTarget, manifest
from tests.publish import days
from tests.publish.faults import Failed, FaultyTarget

NIGHT = days.CLOSES + timedelta(hours=2)
BEAT = timedelta(seconds=10)


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here cuts the power; syncing only makes hundreds of small trees slow."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    monkeypatch.setattr(os, "sync", lambda: None)


def tree(of: PublicDay, languages: tuple[str, ...] = LANGUAGES) -> list[Node]:
    """All that comes before the manifest; of what is spare tells `test_shared`."""
    return [node for node in trees.tree(of, languages) if not node.spare]


def day(in_already: int = 2, stations: int = 3) -> PublicDay:
    return days.day(days.municipality(stations, now=NIGHT, in_already=in_already))


def everything(root: Path) -> dict[str, bytes]:
    return {
        place.relative_to(root).as_posix(): place.read_bytes() for place in root.rglob("*") if place.is_file()
    }


def rendered(of: PublicDay, languages: tuple[str, ...] = ("nl", "en")) -> list[Node]:
    """The nodes of a day, rendered once, and none that may wait."""
    return [
        dataclasses.replace(node, render=functools.partial(bytes, node.render()), pace=None)
        for node in tree(of, languages)
    ]


def whole(root: Path, of: PublicDay | list[Node], at: datetime) -> None:
    """The folder holds exactly the tree of a day, its encodings and a manifest that tells its digest."""
    found = everything(root)
    for path in [path for path in found if version_of(path)]:
        body = found.pop(path)
        if path.endswith((".json", ".csv")):
            assert hashlib.sha256(body).hexdigest() in path
    nodes = {node.path: node.render() for node in (tree(of) if isinstance(of, PublicDay) else of)}
    expected = {each for path in nodes for each in (path, f"{path}.br", f"{path}.gz")}
    expected -= {each for path in nodes if path.endswith(".zip") for each in (f"{path}.br", f"{path}.gz")}
    assert found.keys() == {*expected, "manifest.json", MARKER}
    for path, body in nodes.items():
        assert found[path] == body
        if path.endswith(".zip"):
            continue
        assert gzip.decompress(found[f"{path}.gz"]) == body
        assert brotli.decompress(found[f"{path}.br"]) == body
    lines = "".join(f"{path} {hashlib.sha256(nodes[path]).hexdigest()}\n" for path in sorted(nodes))
    told = json.loads(found["manifest.json"])
    assert told["digest"] == hashlib.sha256(lines.encode()).hexdigest()[:32]
    assert datetime.fromisoformat(told["as_of"]) == at


def test_a_first_write_is_whole_and_ends_with_the_manifest(tmp_path: Path) -> None:
    writes = Writer(DirectoryTarget(tmp_path), rehearsal=False).write(tree(day()), NIGHT)
    whole(tmp_path, day(), NIGHT)
    assert writes[-1].path == "manifest.json"
    assert {each.at for each in writes} == {NIGHT}
    for each in writes:
        body = (tmp_path / each.path).read_bytes()
        assert (each.size, each.digest) == (len(body), hashlib.sha256(body).hexdigest())


def test_the_same_day_again_writes_only_the_beat(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path), rehearsal=False)
    writer.write(tree(day()), NIGHT)
    assert [each.path for each in writer.write(tree(day()), NIGHT + BEAT)] == ["manifest.json"]
    assert writer.write(tree(day()), NIGHT + BEAT) == []
    whole(tmp_path, day(), NIGHT + BEAT)


def test_only_what_changed_is_rendered_and_written(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path), rehearsal=False)
    first, second = day(1, 4), day(2, 4)
    writer.write(tree(first), NIGHT)
    asked: list[str] = []

    def watched(node: Node) -> Node:
        def render() -> bytes:
            asked.append(node.path)
            return node.render()

        return dataclasses.replace(node, render=render)

    writes = writer.write((watched(node) for node in tree(second)), NIGHT + BEAT)
    stations = {path for path in asked if re.search(r"/\d+/index.html$", path) and path.count("/") == 4}
    assert stations == {"nl/GR2022_Nijmegen/0268/2/index.html", "en/GR2022_Nijmegen/0268/2/index.html"}
    exchanged = {path for path in asked if path.endswith((".eml.xml", ".osv4-3.csv"))}
    assert exchanged == set()  # they may wait for a minute
    feeds = {path for path in asked if path.endswith((".atom", ".feed.json"))}
    assert len(feeds) == 8  # Atom and JSON of the municipality and the election, nl and en
    # The data and its total sheet; nl and en of the municipality, its screen and frame, the election, short
    # forms, the front.
    assert len(asked) - len(feeds) == 22
    plain = {each.path for each in writes if not each.path.endswith((".br", ".gz"))}
    assert {version_of(path) or path for path in plain} <= {*asked, "manifest.json"}
    changed = json.loads((tmp_path / "manifest.json").read_text())["changed"]
    assert changed == ["", "GR2022_Nijmegen", "GR2022_Nijmegen/0268", "GR2022_Nijmegen/0268/2"]
    writes = [
        each
        for minutes in (10, 11, 20)
        for each in writer.write(tree(second), NIGHT + timedelta(minutes=minutes))
    ]
    assert {each.path for each in writes if each.path.endswith((".eml.xml", ".osv4-3.csv", ".zip"))} == {
        "data/v1/GR2022_Nijmegen/0268.eml.xml",
        "data/v1/GR2022_Nijmegen/election.eml.xml",
        "data/v1/GR2022_Nijmegen/0268.osv4-3.csv",
        "data/v1/GR2022_Nijmegen/archive.zip",
    }
    whole(tmp_path, second, NIGHT + timedelta(minutes=20))


def test_an_archive_follows_what_it_is_made_of(tmp_path: Path) -> None:
    """A file in it that had to wait is in it in the end, though nothing happened any more."""
    writer = Writer(DirectoryTarget(tmp_path, durable=False), rehearsal=False)

    def nodes(what: bytes) -> list[Node]:
        part = Node("data/v1/X/a.csv", what, functools.partial(bytes, what), pace=Pace(60))
        archive = functools.partial(bytes)
        return [part, Node("data/v1/X/archive.zip", what, archive, pace=Pace(30), parts=(part.path,))]

    for what, seconds in ((b"1", 0), (b"2", 40), (b"2", 60), (b"2", 70)):
        writer.write(nodes(what), NIGHT + timedelta(seconds=seconds))
    with zipfile.ZipFile(tmp_path / "data/v1/X/archive.zip") as archive:
        assert archive.read("X/a.csv") == b"2"


def test_equal_bytes_under_another_key_are_not_written(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path), rehearsal=False)
    writer.write([Node("nl/index.html", 1, lambda: b"x")], NIGHT)
    assert [e.path for e in writer.write([Node("nl/index.html", 2, lambda: b"x")], NIGHT + BEAT)] == [
        "manifest.json"
    ]


def test_what_left_the_tree_is_removed_after_the_manifest_but_assets_stay(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path), rehearsal=False)
    writer.write(tree(day(stations=3)), NIGHT)
    (tmp_path / "assets/site.0ld.css").write_text("of yesterday's pages")
    writes = writer.write(tree(day(stations=2)), NIGHT + BEAT)
    removed = [each.path for each in writes if each.size == 0]
    assert "nl/GR2022_Nijmegen/0268/3/index.html" in removed
    paths = [each.path for each in writes]
    assert paths.index("manifest.json") < paths.index(removed[0])
    assert (tmp_path / "assets/site.0ld.css").exists()
    (tmp_path / "assets/site.0ld.css").unlink()
    whole(tmp_path, day(stations=2), NIGHT + BEAT)


def test_a_new_writer_takes_over_what_is_there(tmp_path: Path) -> None:
    Writer(DirectoryTarget(tmp_path), rehearsal=False).write(tree(day()), NIGHT)
    before = {path: place.stat().st_mtime_ns for path in everything(tmp_path) if (place := tmp_path / path)}
    again = Writer(DirectoryTarget(tmp_path), rehearsal=False)
    assert again.write(tree(day()), NIGHT) == []
    assert before == {path: (tmp_path / path).stat().st_mtime_ns for path in before}


def test_a_new_writer_repairs_and_removes(tmp_path: Path) -> None:
    Writer(DirectoryTarget(tmp_path), rehearsal=False).write(tree(day()), NIGHT)
    (tmp_path / "nl/index.html").write_bytes(b"half")
    (tmp_path / "en/index.html.br").unlink()
    (tmp_path / "nl/GR2022_Nijmegen/index.html.gz").write_bytes(b"\x1f\x8b")
    (tmp_path / "nl/stranger.html").write_bytes(b"who put me here")
    writes = Writer(DirectoryTarget(tmp_path), rehearsal=False).write(tree(day()), NIGHT)
    assert {each.path for each in writes} == {
        "nl/index.html",
        "en/index.html.br",
        "nl/GR2022_Nijmegen/index.html.gz",
        "nl/stranger.html",
        "manifest.json",
    }
    whole(tmp_path, day(), NIGHT)


def links_answer(root: Path) -> None:
    """Every page that can be read is one whole version, and what the manifest was written for is there."""
    for place in root.rglob("*.html"):
        assert place.read_bytes().endswith(b"</html>\n")


@pytest.mark.parametrize("written", [True, False], ids=["failed and written", "failed and not written"])
def test_after_a_fault_at_any_file_the_next_write_makes_it_whole(tmp_path: Path, written: bool) -> None:
    """The same writer goes on, and a new writer after a restart: both end with the whole tree."""
    one = days.municipality(1, now=NIGHT, in_already=1)
    first = rendered(days.day(one), ("nl",))
    second = rendered(days.day(days.corrected(one, 1)), ("nl",))
    base = tmp_path / "base"
    Writer(DirectoryTarget(base), rehearsal=False).write(first, NIGHT)
    probe = FaultyTarget(shutil.copytree(base, tmp_path / "probe"))
    Writer(probe, rehearsal=False).write(second, NIGHT + BEAT)
    assert probe.puts > 15
    for fail_at in range(1, probe.puts + 1):
        # In turn, and the other way round for the other kind of fault: each place meets both.
        restart = bool(fail_at % 2) is written
        root = shutil.copytree(base, tmp_path / f"{fail_at}")
        target = FaultyTarget(root)
        writer = Writer(target, rehearsal=False)
        writer.write(first, NIGHT)
        target.puts, target.fail_at, target.written = 0, fail_at, written
        old = (root / "manifest.json").read_bytes()
        with pytest.raises(Failed) as failure:
            writer.write(second, NIGHT + BEAT)
        links_answer(root)
        if "manifest.json" not in str(failure.value):
            assert (root / "manifest.json").read_bytes() == old
        if restart:
            writer = Writer(DirectoryTarget(root), rehearsal=False)
        writer.write(second, NIGHT + 2 * BEAT)
        whole(root, second, NIGHT + 2 * BEAT)


def test_killed_while_writing_the_next_process_makes_it_whole(tmp_path: Path) -> None:
    """kill -9 at a moment that the test does not choose, three times, then a whole tree."""
    program = textwrap.dedent(
        """
        import sys
        from datetime import timedelta
        from pathlib import Path
        from stemdag.publish.target import DirectoryTarget
        from stemdag.publish.tree import tree
        from stemdag.publish.write import Writer
        from tests.publish import days
        writer = Writer(DirectoryTarget(Path(sys.argv[1])), rehearsal=False)
        night = days.CLOSES + timedelta(hours=2)
        print("ready", flush=True)
        for number in range(100_000):
            made = days.municipality(8, now=night, in_already=number % 7)
            writer.write(tree(days.day(made)), night + timedelta(seconds=number))
        """
    )
    root = Path(__file__).parents[2]
    for pause in (0.05, 0.2, 0.4):
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            stdout=subprocess.PIPE,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        links_answer(tmp_path)
    Writer(DirectoryTarget(tmp_path), rehearsal=False).write(tree(day()), NIGHT)
    whole(tmp_path, day(), NIGHT)


@pytest.mark.parametrize("rehearsal", [True, False])
def test_rehearsal_and_real_never_share_an_address(tmp_path: Path, rehearsal: bool) -> None:
    """Incident: an upload test landed on the address of a past election."""
    made = days.day(days.municipality(2), rehearsal=rehearsal)
    Writer(DirectoryTarget(tmp_path), rehearsal=rehearsal).write(tree(made), NIGHT)
    before = everything(tmp_path)
    other = "a rehearsal" if rehearsal else "a real day"
    with pytest.raises(WrongTarget, match=f"is the address of {other}"):
        Writer(DirectoryTarget(tmp_path), rehearsal=not rehearsal).write(tree(made), NIGHT)
    assert everything(tmp_path) == before


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("the municipality's own site")
    with pytest.raises(WrongTarget, match="not of a public tree"):
        Writer(DirectoryTarget(tmp_path), rehearsal=False).write(tree(day()), NIGHT)
    assert everything(tmp_path) == {"index.html": b"the municipality's own site"}


@pytest.mark.parametrize("marker", [b"", b"[]", b'{"rehearsal": "no"}', b"\xff"])
def test_a_marker_that_cannot_be_trusted_is_refused(tmp_path: Path, marker: bytes) -> None:
    (tmp_path / MARKER).write_bytes(marker)
    with pytest.raises(WrongTarget):
        Writer(DirectoryTarget(tmp_path), rehearsal=False).write(tree(day()), NIGHT)


def test_a_bucket_gets_the_same_tree() -> None:
    target = BucketTarget("memory:///")
    writer = Writer(target, rehearsal=False)
    writer.write(tree(day()), NIGHT)
    assert target.get("nl/index.html") == {n.path: n.render() for n in tree(day())}["nl/index.html"]
    assert [each.path for each in writer.write(tree(day()), NIGHT + BEAT)] == ["manifest.json"]


def test_the_manifest_stays_under_its_limit_and_counts_what_did_not_fit() -> None:
    changed = [f"GR2022_Nijmegen/0268/{number}" for number in range(400)]
    body = manifest(NIGHT, "a" * 64, True, changed)
    told = json.loads(body)
    assert len(body) < 500
    assert told["changed"] == changed[: len(told["changed"])]
    assert told["more"] == 400 - len(told["changed"])
    assert told["rehearsal"] is True
