"""Property 2: nothing of a vote stands outside its envelope, in any store, in any form."""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

#: Votes on lists 1, 2 and 5, blank; a fifth number leaves the boxes unticked, so that the count is held.
#: No number here is one that the public knows, nor a sum of some of them that it knows.
MARKED = {
    "0034": {
        "1": [48_211_379, 27_743_081, 6_317_557, 919_043],
        "2": [31_159_243, 84_407_519, 5_573_227, 811_039, 1],
        "3": [71_711_603, 9_391_259, 2_903_461, 617_087],
        "4": [63_853_141, 1_949_387, 8_219_609, 433_051],
    },
}
STORES = ("dump.sql", "stderr.log", "metrics.txt", "writes.jsonl", "custody", "public", "tmp")


def play(folder: Path, votes: object, *flags: str) -> Path:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STEMDAG_")}
    environment |= {
        "PYTHONHASHSEED": "0",
        "DJANGO_SETTINGS_MODULE": "stemdag.server.settings",
        # A database of its own, whatever this run's tests use.
        "STEMDAG_DATABASE_URL": f"sqlite:///{folder / 'stemdag.sqlite3'}",
        "STEMDAG_TLS": "0",
        "STEMDAG_SECRET_KEY": "the same secret on both days, for they are compared",
        "STEMDAG_CONTROL_SECRET": "the same control secret on both days, too",
        "STEMDAG_TEXT_SECRET": "and the same secret for texts on both days",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.embargo.inside", str(folder), json.dumps(votes), *flags],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr[-4_000:]
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every store of a day, by name."""
    found = {}
    for name in STORES:
        place = folder / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file():
                found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def shuffled(votes: dict[str, dict[str, list[int]]], turn: int) -> dict[str, dict[str, list[int]]]:
    """The same turnout, other votes: moved from list to list, from list to blank."""
    other = {}
    for code, town in votes.items():
        other[code] = {}
        for number, (one, two, five, blank, *held) in town.items():
            moved = (one + int(number) * turn) // 7
            other[code][number] = [two, one - moved, blank, five + moved, *held]
    return other


def test_with_an_ideal_seal_every_store_is_identical(tmp_path: Path) -> None:
    one = contents(play(tmp_path / "one", MARKED))
    other = contents(play(tmp_path / "other", shuffled(MARKED, 3)))
    assert {"dump.sql", "stderr.log", "metrics.txt", "custody/timer.json"} <= one.keys()
    assert b"count.received" in one["dump.sql"]
    assert b"control.opened" not in one["metrics.txt"]
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


@given(st.integers(1, 10_000))
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
def test_with_an_ideal_seal_for_other_votes_still(
    tmp_path_factory: pytest.TempPathFactory, turn: int
) -> None:
    one = contents(play(tmp_path_factory.mktemp("a") / "day", shuffled(MARKED, turn)))
    other = contents(play(tmp_path_factory.mktemp("b") / "day", shuffled(MARKED, turn + 1)))
    assert [name for name in one if one[name] != other[name]] == []


def markers() -> set[int]:
    """The numbers of the day, the sums of two of a station, of a list over stations, and of all."""
    town = MARKED["0034"]
    found: set[int] = set()
    for numbers in town.values():
        votes = numbers[:4]
        found.update(votes)
        found.update(a + b for a, b in combinations(votes, 2))
        found.add(sum(votes[:3]))
    found.update(sum(numbers[place] for numbers in town.values()) for place in range(3))
    lawful = {sum(numbers[:4]) for numbers in town.values()} | {sum(sum(n[:4]) for n in town.values())}
    # Short numbers stand in hashes by chance.
    return {each for each in found - lawful if each > 999_999}


def forms_of(number: int) -> set[bytes]:
    """How a number may stand in a store: plain, grouped, and inside base64 at any offset."""
    plain = str(number)
    found = {plain.encode(), f"{number:,}".encode(), f"{number:,}".replace(",", ".").encode()}
    for pad in range(3):
        # The characters that this number alone decides, whatever stands before and behind it.
        coded = base64.b64encode(b" " * pad + plain.encode() + b"   ")
        found.add(coded[-(-pad * 8 // 6) : (pad + len(plain)) * 8 // 6])
    return {each for each in found if len(each) > 6}


def unpacked(path: Path) -> list[bytes]:
    body = path.read_bytes()
    if path.suffix == ".gz":
        return [body, gzip.decompress(body)]
    if path.suffix == ".br":
        return [body, brotli.decompress(body)]
    return [body]


def test_with_the_real_seal_no_marker_stands_in_any_file(tmp_path: Path) -> None:
    folder = play(tmp_path / "day", MARKED, "--real-seal")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 20
    searched = [(path, body) for path in files for body in unpacked(path)]
    found = [
        (path.name, needle)
        for number in sorted(markers())
        for needle in forms_of(number)
        for path, body in searched
        if needle in body
    ]
    assert found == []


def test_the_search_finds_what_it_searches_for(tmp_path: Path) -> None:
    leak = "stemmen: 48.211.379"
    (tmp_path / "page.html.br").write_bytes(brotli.compress(leak.encode()))
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(leak.encode()))
    (tmp_path / "coded").write_bytes(base64.b64encode(b"votes 48211379 here"))
    for name in ("page.html.br", "page.html.gz", "coded"):
        bodies = unpacked(tmp_path / name)
        assert any(needle in body for needle in forms_of(48_211_379) for body in bodies), name
