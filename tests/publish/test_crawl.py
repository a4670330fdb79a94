"""A crawler that begins at the front door and follows every address it is told, as search engines do.

Before the moment it meets no result in any file, and no file that would hold one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from stemdag.publish import address, caching, open_data
from stemdag.publish.day import PublicDay, PublicElection
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.node import Node
from stemdag.publish.server import App
from stemdag.publish.target import MARKER, DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import SPARE_APART, Writer
from tests.publish import days

NIGHT = days.CLOSES + timedelta(hours=2)
#: Keys of JSON that there are with results only.
OF_RESULTS = {"result", "released", "ballot_types", "count", "seats", "lists", "votes", "cast", "items"}
SITE = "https://uitslagen.example.nl"
#: Endings of files that there are with results only.
WITH_RESULTS = (
    "/result.svg",
    "/seats.svg",
    ".xml",
    ".osv4-3.csv",
    ".atom",
    ".feed.json",
    ".zip",
    ".pdf",
    ".totals.json",
    ".totals.csv",
)
MEASURES_BEFORE = {"electorate", "admitted"}


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {"href", "src", "content", "data-now", "data-plots"}
        self.found += [value for name, value in attrs if name in told and value]


def links(path: str, body: bytes) -> Iterator[str]:
    """Every address that a file tells."""
    if path.endswith((".json", ".atom")):
        yield from re.findall(r'"(/[^"\s]+)"', body.decode())
    elif path.endswith("/"):
        page = _Links()
        page.feed(body.decode())
        addresses = (link.removeprefix(SITE).partition("#")[0] for link in page.found)
        yield from (link for link in addresses if link.startswith("/"))


def crawl(root: Path) -> dict[str, bytes]:
    """What a reader finds who follows everything, by address; each address that is told must answer."""
    app = App(root)
    found: dict[str, bytes] = {}
    waiting = ["/", "/manifest.json", "/data/v1/index.json"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        status, headers, body = app.answer("GET", path)
        assert status == 200, path
        assert dict(headers)["cache-control"] != caching.NEVER
        found[path] = body
        waiting += links(path, body)
    return found


def lying(root: Path) -> set[str]:
    """Every file of a folder, without the encodings beside them."""
    paths = {place.relative_to(root).as_posix() for place in root.rglob("*") if place.is_file()}
    return {path for path in paths if path == caching.plain_path(path)[0]} - {MARKER}


def written(day: PublicDay, root: Path) -> Path:
    """Twice: what is spare comes a few at a time."""
    writer = Writer(DirectoryTarget(root, durable=False), rehearsal=False)
    for at in (NIGHT, NIGHT + SPARE_APART):
        writer.write(tree(day), at)
    return root


def before() -> PublicDay:
    """In the evening, before the moment: a council and a referendum, all turnout in."""
    made = days.municipality(now=days.CLOSES)
    council = PublicElection(days.election(), (made,))
    other = days.local_referendum(in_already=False)
    return PublicDay((council, other), False, days.CLOSES - timedelta(hours=1), site=SITE)


def after() -> PublicDay:
    made = days.corrected(days.municipality(now=NIGHT, in_already=99), 2)
    council = PublicElection(days.election(), (made,))
    return PublicDay((council, days.local_referendum(NIGHT)), False, NIGHT, site=SITE)


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def silent(root: Path) -> None:
    """Nothing at the target, told or not, holds a result or a place for one."""
    for path in sorted(lying(root)):
        body = (root / path).read_bytes()
        assert not path.endswith(WITH_RESULTS), path
        assert address.version_of(path) is None, path
        if path.endswith(".json") and "/schema/" not in path:
            assert set(keys(json.loads(body))) & OF_RESULTS == set(), path
        elif path.endswith(".csv"):
            measures = {line.split(",")[8] for line in body.decode().splitlines()[1:]}
            assert measures <= MEASURES_BEFORE, path


def test_before_the_moment_nothing_holds_a_result_or_a_place_for_one(tmp_path: Path) -> None:
    root = written(before(), tmp_path)
    silent(root)
    assert len(crawl(root)) > 50


@pytest.mark.parametrize("day", [before, after])
def test_everything_can_be_found_and_each_address_answers(day: Any, tmp_path: Path) -> None:
    root = written(day(), tmp_path)
    found = {path[1:] + "index.html" if path.endswith("/") else path[1:] for path in crawl(root)}
    # A version is found by who has the file: its address is the file's own hash.
    assert found == {path for path in lying(root) if address.version_of(path) is None}


def test_the_check_notices_a_file_before_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed that is there and empty tells that something waits, and later how much."""

    def early(_: Sequence[str], facts: MunicipalityFacts, part: str) -> Iterator[Node]:
        yield Node(f"{address.DATA}/{facts.folder}/{part}.nl.atom", facts, partial(bytes, b"<feed/>"))

    monkeypatch.setattr(open_data, "of_municipality", early)
    with pytest.raises(AssertionError, match="atom"):
        silent(written(before(), tmp_path))


def test_the_check_notices_results(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        silent(written(after(), tmp_path))
