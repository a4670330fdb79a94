"""`board-600`: the desk's board with 600 stations, open at 50 desks while the counts come in.

Each desk does what the page does (`board.js`): it asks every ten seconds with the marks that it has, and
again after a second where an answer said that there is more. Meanwhile all 600 counts come in, turnout and
messages among them. The database, the back office with two workers and the desks share the machine; what
that costs, a small file says that each desk asks for after each look. At the end each desk must have what a
page that is opened then has.
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from tempfile import TemporaryDirectory
from typing import Any

from stemdag.bench import office, postgresql
from stemdag.bench.measure import Measure
from stemdag.home import free_port

NAMES = ("board-600", "board-600-bytes")

STATIONS, DESKS = 600, 50
#: Seconds: in which all counts come in, between two looks of a desk, until it asks for more; and how old an
#: answer may be (`desk.board.boards.BEHIND`).
RUSH, BEAT, MORE, BEHIND = 120.0, 10.0, 1.0, 5.0
#: Milliseconds, and bytes with headers.
QUICK, SMALL = 50.0, 15_000
#: A file of the page.
FILE = "/static/stemdag/icon.svg"
_ROW = re.compile(r'<tr(?: hidden)? id="s(-?\d+)" data-h="(.{3})"')
_TILES = re.compile(r'id="tiles" data-h="(.{3})"')
_PLACES = re.compile(r'id="board" data-h="(.{3})"')


@dataclass
class Desk:
    """One desk: `marks` of its rows by number, `tiles` and `places` of the rest; what each look cost."""

    cookie: str
    path: str
    port: int
    tiles: str = ""
    places: str = ""
    marks: dict[int, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    opened: float = 0.0

    def open(self) -> None:
        """The whole page, as it is opened in the morning."""
        start = time.perf_counter()
        self._take(self._ask("")[1])
        self.opened = time.perf_counter() - start

    def look(self) -> bool:
        """One renewal; whether there is more."""
        have = self.tiles + self.places + "".join(self.marks[each] for each in sorted(self.marks))
        start = time.perf_counter()
        size, text, more = self._ask(f"?have={have}", renewing=True)
        self.seconds.append(time.perf_counter() - start)
        self.bytes.append(size)
        self._take(text)
        start = time.perf_counter()
        self._ask("", path=FILE)
        self.floor.append(time.perf_counter() - start)
        return more

    def _take(self, text: str) -> None:
        self.marks |= {int(number): mark for number, mark in _ROW.findall(text)}
        for mark in _TILES.findall(text):
            self.tiles = mark
        for mark in _PLACES.findall(text):
            self.places = mark

    def _ask(self, query: str, *, renewing: bool = False, path: str = "") -> tuple[int, str, bool]:
        # A browser keeps its connection; the server may have closed it meanwhile.
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Accept-Language": "nl"} | (
            {"HX-Request": "true"} if renewing else {}
        )
        line.request("GET", (path or self.path) + query, headers=headers)
        answer = line.getresponse()
        body = answer.read()
        line.close()
        if answer.status not in (200, 204) or answer.getheader("HX-Refresh"):
            raise RuntimeError(f"the board answered {answer.status}: {body[:200]!r}")
        size = len(body) + sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
        return size, body.decode(), answer.getheader("HX-Trigger") == "more"


@dataclass(frozen=True)
class Evening:
    """What the looks of all desks cost, and a small file beside each, sorted: milliseconds, and bytes."""

    looks: list[float]
    floors: list[float]
    sizes: list[int]
    opened: float
    counts: int

    @property
    def p95(self) -> float:
        return _p95(self.looks)


def _p95(of: list[float]) -> float:
    return of[int(0.95 * len(of))]


def measures() -> Iterator[Measure]:
    """On PostgreSQL; what SQLite gave is said beside it."""
    with TemporaryDirectory(prefix="stemdag-bench-") as folder:
        sqlite = played(f"sqlite:///{folder}/stemdag.sqlite3")
    with postgresql.running() as url:
        yield from figures(played(url), sqlite)


def figures(found: Evening, sqlite: Evening) -> Iterator[Measure]:
    """One of each name."""
    middle = found.looks[len(found.looks) // 2]
    yield Measure(
        "board-600",
        round(found.p95, 1),
        "ms",
        f"the goal; middle {middle:.1f} ms; a small file at these moments p95 {_p95(found.floors):.1f} ms; "
        f"SQLite p95 {sqlite.p95:.1f} ms; {len(found.looks):,} looks of {DESKS} desks while {found.counts} "
        f"counts came in; a whole page {found.opened:.0f} ms",
        found.p95 / QUICK,
        f"≤ {QUICK:.0f} ms",
        found.p95 <= QUICK,
    )
    largest, middle_size = found.sizes[-1], found.sizes[len(found.sizes) // 2]
    yield Measure(
        "board-600-bytes",
        round(largest / 1_000, 1),
        "KB",
        f"the goal; the largest, with headers; the middle {middle_size / 1_000:.1f} KB",
        largest / SMALL,
        f"≤ {SMALL / 1_000:.0f} KB",
        largest <= SMALL,
    )


def played(url: str) -> Evening:
    """The rush on the database at `url`; raises where a desk ends with another board than there is."""
    with office.environment(url):
        port = free_port()
        made: dict[str, Any] = json.loads(office.work("board_work", "prepare", str(STATIONS), str(DESKS)))
        desks = [Desk(cookie, made["path"], port) for cookie in made["cookies"]]
        with office.served(port), ThreadPoolExecutor(len(desks) + 1) as pool:
            for desk in desks:
                desk.open()
            rush = pool.submit(office.work, "board_work", "rush", str(STATIONS), str(RUSH))
            over = threading.Event()
            going = [pool.submit(_sit, desk, over, turn) for turn, desk in enumerate(desks)]
            try:
                counts = int(rush.result())
            finally:
                over.set()
            for each in going:
                each.result()
            time.sleep(BEHIND)
            fresh = Desk(desks[0].cookie, made["path"], port)
            fresh.open()
            for desk in desks:
                while desk.look():
                    pass
                if desk.marks != fresh.marks:
                    raise RuntimeError("a desk has another board than the one that is opened now")
    return Evening(
        sorted(1_000 * one for desk in desks for one in desk.seconds),
        sorted(1_000 * one for desk in desks for one in desk.floor),
        sorted(one for desk in desks for one in desk.bytes),
        1_000 * fresh.opened,
        counts,
    )


def _sit(desk: Desk, over: threading.Event, turn: int) -> None:
    """Look every ten seconds until it is over; desks do not look at the same moment."""
    wait = random.Random(turn).uniform(0, BEAT)  # noqa: S311 (not for secrets)
    while not over.wait(wait):
        wait = MORE if desk.look() else BEAT
