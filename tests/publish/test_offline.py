"""Withdrawn at the target itself: a folder, and a bucket behind a real S3 door."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from stemdag.domain.logo import Logo
from stemdag.domain.theme import Theme
from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish import caching, offline, tombstone
from stemdag.publish.day import PublicDay
from stemdag.publish.server import App
from stemdag.publish.target import (
    MARKER,
    TOMBSTONE,
    BucketTarget,
    DirectoryTarget,
    NotAPath,
    Target,
    open_target,
)
from stemdag.publish.tree import tree
from stemdag.publish.write import Overtaken, Writer, WrongTarget
from tests.publish import days
from tests.publish.faults import Failed, FaultyTarget
from tests.publish.test_server import ask

NIGHT = days.CLOSES + timedelta(hours=2)
DATA = "data/v1/GR2022_Nijmegen/0268.json"
PAGE = "nl/GR2022_Nijmegen/0268/2/index.html"


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here cuts the power."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    monkeypatch.setattr(os, "sync", lambda: None)


def act(what: What = What.ALL, minutes: int = 0) -> Withdrawal:
    return Withdrawal(what, "Wij zoeken het uit.", NIGHT + timedelta(minutes=minutes), "cli", uuid4())


def evening(in_already: int | None = 3) -> PublicDay:
    """In a municipality with a theme, which its notice wears as well."""
    logo = Logo("svg", b"<svg/>", 32, 32)
    theme = Theme("Gemeente 'Nijmegen' & co.", (("link", "#7a1f3d"),), logo=logo)
    return days.day(days.municipality(4, now=NIGHT, in_already=in_already, theme=theme))


def written(target: Target, day: PublicDay) -> Writer:
    writer = Writer(target, rehearsal=False)
    writer.write(tree(day), NIGHT)
    return writer


def _open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real S3 door with a bucket behind it."""
    root = tmp_path_factory.mktemp("s3")
    (root / "public").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    door = f"127.0.0.1:{port}"
    words = ["serve", "s3", "--addr", door, "--auth-key", "key,secret", str(root)]
    program = Path(sys.executable).with_name("rclone")
    process = subprocess.Popen([program, *words], stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 20
        while not _open(port):
            assert time.monotonic() < until, "the S3 door did not open"
            time.sleep(0.05)
        yield f"http://{door}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty target."""
    if request.param == "folder":
        yield str(tmp_path / "public")
        return
    door = request.getfixturevalue("s3")
    for name, value in {
        "AWS_ENDPOINT": door,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "eu",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    yield f"s3://public/{uuid4()}"


def shown(target: Target) -> dict[str, bytes]:
    return {path: target.get(path) or b"" for path in target.paths()}


def test_with_a_dead_gate_the_target_is_what_the_tree_of_an_offline_site_is(place: str) -> None:
    target = open_target(place, durable=False)
    written(target, evening())
    assert target.get(DATA)
    done = offline.carry_out(open_target(place, durable=False, beside=True), act(), False)
    assert len(done.pages) == len(set(done.pages)) > 8
    assert DATA in done.removed
    now = shown(target)
    assert not [path for path in now if path.startswith("data/")]
    assert json.loads(now["manifest.json"])["withdrawn"] == "all"
    assert b"Deze site is offline" in now[PAGE]
    assert b"Gemeente &#39;Nijmegen&#39; &amp; co." in now[PAGE]
    assert re.search(rb'href="/assets/theme\.', now[PAGE])
    assert any(f'src="/{path}"'.encode() in now[PAGE] for path in now if path.startswith("assets/logo."))
    # The gate that comes back has nothing more to write but its own manifest.
    standing = tombstone.read(target)
    assert standing
    writer = Writer(open_target(place, durable=False), rehearsal=False)
    writes = writer.write(tree(replace(evening(), withdrawn=standing)), NIGHT, What.ALL)
    assert [each.path for each in writes] == ["manifest.json"]
    assert {p: b for p, b in shown(target).items() if p != "manifest.json"} == {
        p: b for p, b in now.items() if p != "manifest.json"
    }


def test_results_alone_with_a_dead_gate_and_then_a_live_one(place: str) -> None:
    target = open_target(place, durable=False)
    written(target, evening())
    offline.carry_out(target, act(What.RESULTS), False)
    now = shown(target)
    assert b"De uitslagen zijn ingetrokken" in now[PAGE]
    assert not [path for path in now if path.startswith("data/")]
    standing = tombstone.read(target)
    assert standing
    writer = Writer(open_target(place, durable=False), rehearsal=False)
    writer.write(tree(replace(evening(), withdrawn=standing)), NIGHT, What.RESULTS)
    town = json.loads(target.get(DATA) or b"")
    assert (town["state"], "result" in town) == ("withdrawn", False)
    assert b'class="curve"' in (target.get(PAGE) or b"")
    offline.carry_out(target, act(What.NOTHING, 5), False)
    writer = Writer(open_target(place, durable=False), rehearsal=False)
    writer.write(tree(evening()), NIGHT)
    assert json.loads(target.get(DATA) or b"")["result"]["stations_counted"] == 3


@pytest.mark.parametrize("what", [What.RESULTS, What.NOTHING])
def test_before_the_moment_only_the_tombstone_is_written(place: str, what: What) -> None:
    """So that neither is a moment of writing that depends on a count."""
    target = open_target(place, durable=False)
    written(target, evening(None))
    before = shown(target)
    assert offline.carry_out(target, act(what), False) == offline.Done()
    assert shown(target) == before
    assert tombstone.read(target)


def test_neither_marker_nor_tombstone_is_part_of_the_tree(tmp_path: Path) -> None:
    target = DirectoryTarget(tmp_path)
    writer = written(target, evening())
    digest = writer.digest
    tombstone.write(target, act(What.NOTHING))
    again = written(DirectoryTarget(tmp_path), evening())
    assert again.digest == digest
    assert (tmp_path / TOMBSTONE).exists()
    assert not {MARKER, TOMBSTONE} & set(target.paths())
    assert not [path for path in target.fingerprints() if path.startswith(".")]
    with pytest.raises(NotAPath):
        target.put_all([(f"nl/{TOMBSTONE}", b"x")])


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"what": "some"}', b"\xff"])
def test_a_tombstone_that_tells_nothing(tmp_path: Path, body: bytes) -> None:
    target = DirectoryTarget(tmp_path)
    target.put_all([(TOMBSTONE, body)])
    with pytest.raises(tombstone.UnreadableTombstone, match="anew"):
        tombstone.read(target)


def test_what_it_tells_is_what_was_told(tmp_path: Path) -> None:
    target, said = DirectoryTarget(tmp_path), act(What.RESULTS)
    assert tombstone.read(target) is None
    tombstone.write(target, said)
    assert tombstone.read(target) == said


def test_no_tree_and_the_wrong_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongTarget, match="no public tree"):
        offline.carry_out(DirectoryTarget(tmp_path), act(), False)
    written(DirectoryTarget(tmp_path), evening())
    with pytest.raises(WrongTarget, match="a real day"):
        offline.carry_out(DirectoryTarget(tmp_path), act(), True)
    assert not (tmp_path / TOMBSTONE).exists()


def test_wide_pages_come_first_and_stations_last(tmp_path: Path) -> None:
    written(DirectoryTarget(tmp_path), evening())
    order: list[str] = []

    class Watched(DirectoryTarget):
        def put_all(self, files: object) -> None:
            order.extend(path for path, _ in files)  # type: ignore[attr-defined]
            super().put_all(files)  # type: ignore[arg-type]

        def put_any(self, files: object) -> None:
            order.extend(path for path, _ in files)  # type: ignore[attr-defined]
            super().put_any(files)  # type: ignore[arg-type]

        def delete_all(self, paths: object) -> None:
            order.extend(paths)  # type: ignore[call-overload]
            super().delete_all(paths)  # type: ignore[arg-type]

    offline.carry_out(Watched(tmp_path), act(), False)
    places = [order.index(each) for each in (TOMBSTONE, "nl/index.html", DATA, "manifest.json", PAGE)]
    assert places == sorted(places)


def test_stopped_half_way_it_is_known_as_unfinished_and_can_be_finished(tmp_path: Path) -> None:
    written(DirectoryTarget(tmp_path), evening())
    said = act()
    faulty = FaultyTarget(tmp_path)
    faulty.fail_at = 20
    with pytest.raises(Failed):
        offline.carry_out(faulty, said, False)
    target = DirectoryTarget(tmp_path)
    assert tombstone.read(target) == said
    assert offline.is_unfinished(target, said, False)
    offline.carry_out(target, said, False)
    assert not offline.is_unfinished(target, said, False)


def test_a_writer_under_way_stops_where_something_is_withdrawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages that it still had would have stood beside notices."""
    monkeypatch.setattr("stemdag.publish.write.GROUP", 20_000)
    target = DirectoryTarget(tmp_path, durable=False)
    writer = written(target, evening(None))
    asked: list[int] = []

    def stands() -> bool:
        asked.append(1)
        if len(asked) == 3:
            offline.carry_out(DirectoryTarget(tmp_path, durable=False, beside=True), act(), False)
        return tombstone.read(target) is None

    with pytest.raises(Overtaken):
        writer.write(tree(evening()), NIGHT, stands=stands)
    standing = tombstone.read(target)
    assert standing
    assert json.loads(target.get("manifest.json") or b"")["withdrawn"] == "all"
    writer.write(tree(replace(evening(), withdrawn=standing)), NIGHT, What.ALL)
    assert not [path for path in target.paths() if path.startswith("data/")]
    assert not [path for path, body in shown(target).items() if b'class="results"' in body]


def test_two_processes_at_one_folder_do_not_take_each_others_files(tmp_path: Path) -> None:
    first = DirectoryTarget(tmp_path, durable=False)
    (tmp_path / ".stemdag-new").mkdir()
    (tmp_path / ".stemdag-new" / "0").write_bytes(b"what the gate is writing")
    DirectoryTarget(tmp_path, durable=False, beside=True).put_all([("nl/index.html", b"notice")])
    assert (tmp_path / ".stemdag-new" / "0").read_bytes() == b"what the gate is writing"
    assert first.get("nl/index.html") == b"notice"


# The embedded server


@pytest.mark.parametrize(
    ("path", "status", "has"),
    [
        (f"/{PAGE.removesuffix('index.html')}", 200, "Deze site is offline"),
        ("/", 200, "This site is offline"),
        ("/en/", 200, "This site is offline"),
        ("/nl/GR2022_Nijmegen", 308, ""),
        ("/nl/nothing/", 404, "Deze site is offline"),
        ("/en/nothing", 404, "This site is offline"),
        (f"/{DATA}", 404, "Not found"),
        (f"/{TOMBSTONE}", 404, "Not found"),
        (f"/{MARKER}", 404, "Not found"),
        ("/manifest.json", 200, "digest"),
    ],
)
def test_our_own_server_obeys_the_tombstone_at_once(tmp_path: Path, path: str, status: int, has: str) -> None:
    """Whatever still lies there: here nothing but the tombstone was written."""
    target = DirectoryTarget(tmp_path)
    written(target, evening())
    app = App(tmp_path)
    assert b"offline" not in ask(app, path).body
    tombstone.write(target, act())
    answer = ask(app, path)
    assert answer.status == status
    assert has in answer.body.decode()
    tombstone.write(target, act(What.NOTHING, 5))
    assert b"offline" not in ask(app, path).body


def test_its_notice_is_kept_no_longer_than_a_page_and_where_nothing_is_not_at_all(tmp_path: Path) -> None:
    target = DirectoryTarget(tmp_path)
    written(target, evening())
    tombstone.write(target, act())
    app = App(tmp_path)
    page, nothing = ask(app, "/nl/"), ask(app, "/nl/nothing/")
    assert page.headers["cache-control"] == caching.PAGES
    assert nothing.headers["cache-control"] == caching.NEVER
    assert ask(app, "/nl/", if_none_match=page.headers["etag"]).status == 304
    squeezed = ask(app, "/nl/", accept_encoding="br")
    assert squeezed.headers["content-encoding"] == "br"
    assert nothing.headers["content-security-policy"]
    offline.carry_out(target, tombstone.read(target) or act(), False)
    assert ask(app, "/nl/").body == page.body == (tmp_path / "nl/index.html").read_bytes()


def test_a_bucket_carries_the_headers_of_a_page() -> None:
    target = BucketTarget("memory:///")
    written(target, evening())
    offline.carry_out(target, act(), False)
    assert target.attributes(PAGE)["Cache-Control"] == caching.PAGES
    assert target.attributes(f"{PAGE}.br")["Content-Encoding"] == "br"
