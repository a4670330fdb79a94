"""Property 2: nothing of a vote stands outside its envelope, in any store, in any form."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import combinations
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import brotli
import psycopg
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stemdag.bench import postgresql
from tests.embargo.inside import form_of, slipped

pytestmark = pytest.mark.store

#: Votes on lists 1, 2 and 5, blank; a fifth number leaves the boxes unticked, so that the count is held.
#: No number here is one that the public knows, nor a sum of some of them that it knows.
MARKED = {
    "0034": {
        "1": [48_211_379, 27_743_081, 6_317_557, 919_043],
        "2": [31_159_243, 84_407_519, 5_573_227, 811_039, 1],
        "3": [71_711_603, 9_391_259, 2_903_461, 617_087],
        "4": [63_853_141, 1_949_387, 8_219_609, 433_051, 1],
    },
}
STORES = (
    *("dump.txt", "sessions.txt", "stderr.log", "metrics.txt", "writes.jsonl", "custody", "public", "tmp"),
    "backup.zip",
    *("stemdag.sqlite3", "in-use.sqlite3", "in-use.sqlite3-wal"),
)
Votes = dict[str, dict[str, list[int]]]
#: What a written number consists of.
NUMERIC = "0123456789.,_ \u202f".encode()


class Stage:
    """Where days are played: each in a process of its own, with a database of its own."""

    def __init__(self, root: Path, stack: ExitStack) -> None:
        self._root = root
        self._stack = stack
        self._played = 0

    def play(self, votes: Votes, *flags: str) -> dict[str, bytes]:
        """Every store of a day with these votes, by name; `raw/…` is what the database engine keeps."""
        self._played += 1
        folder = self._root / str(self._played)
        folder.mkdir()
        address = f"sqlite:///{folder / 'stemdag.sqlite3'}"
        if connection.vendor == "postgresql":
            address = self._stack.enter_context(postgresql.running(postgresql.TEST_OPTIONS))
        self._run(folder, address, votes, *flags)
        if connection.vendor == "postgresql":
            with psycopg.connect(address, autocommit=True) as administrator:
                administrator.execute("CHECKPOINT")  # so that all of it is in the files
        return dict(stores(folder)) | dict(raw(folder, address))

    @staticmethod
    def _run(folder: Path, address: str, votes: Votes, *flags: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("STEMDAG_")}
        environment |= {
            "PYTHONHASHSEED": "0",
            "DJANGO_SETTINGS_MODULE": "stemdag.server.settings",
            "STEMDAG_DATABASE_URL": address,
            "STEMDAG_TLS": "0",
            "STEMDAG_REHEARSAL": "1",
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
        (folder / "stderr.log").write_text(done.stdout + done.stderr)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with ExitStack() as stack:
        yield Stage(tmp_path_factory.mktemp("days"), stack)


@pytest.fixture(scope="module")
def marked(stage: Stage) -> dict[str, bytes]:
    """The day with the marked votes and an ideal seal."""
    return stage.play(MARKED)


def stores(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What is compared byte for byte. Of SQLite's write-ahead log its pages: the heads hold random salt."""
    for name in STORES:
        place = folder / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file():
                body = path.read_bytes()
                yield str(path.relative_to(folder)), pages(body) if name.endswith("-wal") else body


def pages(log: bytes) -> bytes:
    """The pages of a write-ahead log with their numbers, the first 8 of the 24 bytes before each."""
    size = int.from_bytes(log[8:12], "big")
    frames = range(32, len(log), 24 + size)
    return b"".join(log[at : at + 8] + log[at + 24 : at + 24 + size] for at in frames)


def raw(folder: Path, address: str) -> Iterator[tuple[str, bytes]]:
    """What is searched only: the engine's own files, free pages and all, and its server's log."""
    for path in folder.glob("*.sqlite3*"):
        yield f"raw/{path.name}", path.read_bytes()
    if address.startswith("postgresql"):
        home = Path(parse_qs(urlsplit(address).query)["host"][0])
        yield "raw/server.log", (home / "log").read_bytes()
        for path in [*(home / "data" / "base").rglob("*"), *(home / "data" / "pg_wal").glob("*")]:
            # Under 16384 are the catalogues, which every database has from the start.
            number = path.name.split("_")[0].split(".")[0]
            ours = path.parent.name == "pg_wal" or (number.isdigit() and int(number) >= 16_384)
            if path.is_file() and ours:
                yield f"raw/{path.parent.name}/{path.name}", path.read_bytes().replace(bytes(64), b"")


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> set[str]:
    """The stores that tell two days apart."""
    names = {name for name in one.keys() | other.keys() if not name.startswith("raw/")}
    return {name for name in names if one.get(name) != other.get(name)}


def shuffled(votes: Votes, turn: int) -> Votes:
    """The same turnout, other votes: moved from list to list, from list to blank."""
    other: Votes = {}
    for code, town in votes.items():
        other[code] = {}
        for number, (one, two, five, blank, *held) in town.items():
            moved = (one + int(number) * turn) // 7
            other[code][number] = [two, one - moved, blank, five + moved, *held]
    return other


def test_a_day_has_all_that_is_compared(marked: dict[str, bytes]) -> None:
    known = {"dump.txt", "sessions.txt", "stderr.log", "metrics.txt", "custody/timer.json", "writes.jsonl"}
    assert known <= marked.keys()
    engine = {name for name, body in marked.items() if name.startswith("raw/") and b"count.accepted" in body}
    assert len(engine) >= 2, "the engine's tables and its log of writes"
    assert b"capture:count" in marked["stderr.log"]
    assert b"capture:app-facts" in marked["stderr.log"]
    for told in (
        b"count.accepted",
        b"control.opened",
        b"control.gathered",
        b"difference.explained",
        b"record.typed",
        b"'official', 2",
        b"'station', 2",
        b"release.armed",
        b"site.restored",
    ):
        assert told in marked["dump.txt"], told
    assert b"control" in marked["sessions.txt"]
    if connection.vendor == "sqlite":
        assert len(marked["in-use.sqlite3-wal"]) > 100_000


@given(st.integers(1, 10_000))
@settings(max_examples=1, deadline=None, suppress_health_check=list(HealthCheck))
def test_with_an_ideal_seal_every_store_is_identical(
    stage: Stage, marked: dict[str, bytes], turn: int
) -> None:
    assert differing(marked, stage.play(shuffled(MARKED, turn))) == set()


def test_with_the_real_seal_no_marker_stands_in_any_store(stage: Stage) -> None:
    assert found(stage.play(MARKED, "--real-seal")) == set()


@pytest.mark.once
def test_a_way_out_into_each_store_is_noticed(stage: Stage) -> None:
    """A count in the log, in the metrics, in a temporary file and in a page; its hash in the database."""
    one = stage.play(MARKED, "--leaky")
    tells = {name.split("/")[0] for name in differing(one, stage.play(shuffled(MARKED, 3), "--leaky"))}
    database = {"stemdag.sqlite3", "in-use.sqlite3-wal"} if connection.vendor == "sqlite" else set()
    assert tells >= {"dump.txt", "stderr.log", "metrics.txt", "tmp", "public", "writes.jsonl"} | database
    assert {name.split("/")[0] for name, _ in found(one)} == {"stderr.log", "metrics.txt", "tmp", "public"}


# The search


def counts() -> list[list[int]]:
    """The votes of each station: as they are, and once as the slip that is corrected."""
    town = [numbers[:4] for numbers in MARKED["0034"].values()]
    slip = slipped(form_of(MARKED["0034"]["3"]))
    return [*town, [*(each.total for each in slip.lists.values()), slip.blank]]


def markers() -> set[int]:
    """The numbers of the day, the sums of two of a station, of a list over stations, and of all."""
    town = counts()[:-1]
    made: set[int] = set()
    for votes in counts():
        made.update(votes)
        made.update(a + b for a, b in combinations(votes, 2))
        made.add(sum(votes[:3]))
    made.update(sum(votes[place] for votes in town) for place in range(3))
    lawful = {sum(votes) for votes in town} | {sum(sum(votes) for votes in town)}
    # Short numbers stand in hashes by chance.
    return {each for each in made - lawful if each > 999_999}


def shares() -> set[float]:
    """The part of each list in the valid votes and in the votes cast, per station and of all."""
    town = counts()[:-1]
    made = [*counts(), [sum(votes[place] for votes in town) for place in range(4)]]
    return {votes[place] / sum(votes[:upto]) for votes in made for place in range(3) for upto in (3, 4)}


def forms_of(number: int) -> set[bytes]:
    """How a number may stand in a store: plain, grouped, and inside base64 at any offset."""
    plain = str(number)
    grouped = {f"{number:_}".replace("_", mark) for mark in (",", ".", " ", "_", "\u202f")}
    forms = {plain.encode(), *(each.encode() for each in grouped)}
    for pad in range(3):
        # The characters that this number alone decides, whatever stands before and behind it.
        coded = base64.b64encode(b" " * pad + plain.encode() + b"   ")
        forms.add(coded[-(-pad * 8 // 6) : (pad + len(plain)) * 8 // 6])
    return {each for each in forms if len(each) > 6}


def forms_of_share(share: float) -> set[bytes]:
    """How a share may stand in a store, with six digits or more; fewer stand there by chance.

    Six digits are rounded or the first of more.
    """
    forms = set()
    for digits in (f"{share:.6f}"[2:], f"{share:.12f}"[2:8]):
        for mark in (".", ","):
            forms |= {f"{mark}{digits}", f"{int(digits[:2])}{mark}{digits[2:]}"}
    return {each.encode() for each in forms}


def needles() -> set[bytes]:
    return {form for number in markers() for form in forms_of(number)} | {
        form for share in shares() for form in forms_of_share(share)
    }


def unpacked(name: str, body: bytes) -> Iterable[bytes]:
    yield body
    if name.endswith(".gz"):
        yield gzip.decompress(body)
    if name.endswith(".br"):
        yield brotli.decompress(body)
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            yield from (spelled_out(archive.read(each)) for each in archive.namelist())


def spelled_out(rows: bytes) -> bytes:
    """Rows as PostgreSQL copies them, with their bytes as bytes: in millions of hex digits any short number
    stands by chance, and one that leaked is not to be seen."""
    return re.sub(rb"\\\\x((?:[0-9a-f]{2})+)", lambda found: bytes.fromhex(found[1].decode()), rows)


def found(day: dict[str, bytes]) -> set[tuple[str, bytes]]:
    """Each needle that stands in a store of a day, with the store."""
    numbers = {each for each in needles() if not each.translate(None, NUMERIC)}
    sought = [(each, stretches(each)) for each in (numbers, needles() - numbers)]
    return {
        (name, needle)
        for name, body in day.items()
        for plain in unpacked(name, body)
        for those, stretch in sought
        for few in [b"\n".join(stretch.findall(plain))]
        for needle in those
        if needle in few
    }


def stretches(those: set[bytes]) -> re.Pattern[bytes]:
    """The only stretches in which one of these can stand: of their own characters, and long enough.

    Next to nothing of a store is in one, so that hundreds are looked for in a second.
    """
    own = b"".join(sorted({bytes([each]) for each in b"".join(those)}))
    assert b"\n" not in own
    return re.compile(b"[%s]{%d,}" % (re.escape(own), min(map(len, those))))


def zipped(rows: bytes) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rows.copy", rows)
    return body.getvalue()


def test_the_search_finds_what_it_searches_for() -> None:
    for turn, (name, body) in enumerate(
        [
            ("page.html.br", brotli.compress(b"stemmen: 48.211.379")),
            ("page.html.gz", gzip.compress("stemmen: 48\u202f211\u202f379".encode())),
            ("a.zip", zipped(b"7\t\\\\x" + b"votes 48211379".hex().encode() + b"\t2022")),
            ("coded", base64.b64encode(b"votes 48211379 here")),
            ("coded", base64.b64encode(b"votes: 48211379 here")),
            ("coded", base64.b64encode(b"votes : 48211379 here")),
            ("sum", str(48_211_379 + 27_743_081).encode()),
            ("share.json", json.dumps(48_211_379 / 82_272_017).encode()),
            ("share.json", json.dumps(round(48_211_379 / 83_191_060, 6)).encode()),
            ("share.html", f"{100 * 48_211_379 / 82_272_017:.4f} %".replace(".", ",").encode()),
        ]
    ):
        assert found({name: body}), turn
    assert not found({"a.zip": zipped(b"7\t\\\\xab48211379cd\t\\\\x48211379")})
