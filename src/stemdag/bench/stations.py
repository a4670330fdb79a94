"""`starts`, `starts-again` and `reconnect-storm`: all stations of a large city at once.

The database, the back office with two workers and the devices share the machine. Each device has a connection
of its own and asks for all that the app asks for. One answer in ten is lost on its way, and all of what it
answered is said again. At the end each fact must be in the journal once, in its place.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any

from stemdag.bench import office, postgresql
from stemdag.bench.measure import Measure
from stemdag.home import free_port

NAMES = ("starts", "starts-again", "reconnect-storm", "reconnect-storm-p99")

STATIONS, PROCESSES = 400, 4
#: Seconds: for a first start, for a start from what a device keeps, and for the way back.
FIRST, AGAIN, BACK = 600.0, 60.0, 60.0
#: Seconds in which the devices find the server again: the app knocks every half minute.
KNOCKING = 30.0


@dataclass
class Round:
    """What all devices did: `seconds` from when the server listens to the last device, and each request's."""

    seconds: float
    requests: list[float] = field(repr=False)

    @property
    def p99(self) -> float:
        """Milliseconds."""
        return 1_000 * sorted(self.requests)[int(0.99 * len(self.requests))]


class City:
    """The devices of a city, and the back office that they speak to."""

    def __init__(self, groups: list[list[dict[str, Any]]]) -> None:
        self._groups = groups
        self._port = free_port()
        self._seed = 0

    @classmethod
    def prepared(cls, stations: int, processes: int) -> City:
        """A city with a card for each station."""
        codes = json.loads(office.work("stations_work", "prepare", str(stations)))
        devices = [{"code": each, "election": ""} for each in codes]
        return cls([devices[turn::processes] for turn in range(processes)])

    def round(self, what: str, over: float = 0.0) -> Round:
        """All devices do `what`. They come while nobody listens yet; the server comes up under them."""
        self._seed += 1
        with ThreadPoolExecutor(len(self._groups)) as pool:
            going = [
                pool.submit(self._crowd, what, each, over, turn) for turn, each in enumerate(self._groups)
            ]
            with office.served(self._port):
                began = time.time()
                found = [each.result() for each in going]
        self._groups = [each["devices"] for each in found]
        last = max(each["last"] for each in found)
        return Round(last - began, [one for each in found for one in each["seconds"]])

    def _crowd(self, what: str, devices: list[dict[str, Any]], over: float, turn: int) -> dict[str, Any]:
        given = {"port": self._port, "devices": devices, "over": over, "seed": self._seed * 1_000 + turn}
        found: dict[str, Any] = json.loads(office.work("crowd", what, given=json.dumps(given)))
        return found

    def check(self) -> dict[str, int]:
        """What the journal has; raises where it is not what the devices made."""
        told: dict[str, int] = json.loads(office.work("stations_work", "told"))
        made = {
            "facts": sum(each["seq"] for group in self._groups for each in group),
            "scans": sum(each["scans"] for group in self._groups for each in group),
        }
        if told != made | {"lost": 0, "twice": 0, "uncounted": 0}:
            raise RuntimeError(f"made {made} and found {told}")
        return told


@dataclass(frozen=True)
class Played:
    """The three rounds of a city, and how much came of them."""

    first: Round
    again: Round
    back: Round
    counted: dict[str, int]


def measures() -> Iterator[Measure]:
    """On PostgreSQL; what SQLite gave is said beside it."""
    with TemporaryDirectory(prefix="stemdag-bench-") as folder:
        sqlite = played(f"sqlite:///{folder}/stemdag.sqlite3")
    with postgresql.running() as url:
        found = played(url)
    yield from figures(found, sqlite)


def figures(found: Played, sqlite: Played) -> Iterator[Measure]:
    """One of each name."""
    yield _seconds("starts", found.first, sqlite.first, FIRST)
    yield _seconds("starts-again", found.again, sqlite.again, AGAIN)
    came = f"{found.counted['facts']:,} facts with {found.counted['scans']:,} scans, none lost, none twice"
    yield _seconds("reconnect-storm", found.back, sqlite.back, BACK, came)
    yield Measure(
        "reconnect-storm-p99",
        round(found.back.p99),
        "ms",
        f"SQLite: {sqlite.back.p99:,.0f} ms; {len(found.back.requests):,} requests",
        found.back.p99 / sqlite.back.p99,
        "reported",
        None,
    )


def played(url: str) -> Played:
    """The rounds of a city on the database at `url`, with nothing lost and nothing twice."""
    with office.environment(url):
        city = City.prepared(STATIONS, PROCESSES)
        first, again = city.round("start"), city.round("again")
        back = city.round("back", KNOCKING)
        return Played(first, again, back, city.check())


def _seconds(name: str, here: Round, sqlite: Round, goal: float, more: str = "") -> Measure:
    beside = f"the goal; SQLite: {sqlite.seconds:.1f} s; {STATIONS} devices on the same cores"
    beside += f", {len(here.requests):,} requests, p99 {here.p99:,.0f} ms" + (f"; {more}" if more else "")
    ratio = here.seconds / goal
    return Measure(name, round(here.seconds, 1), "s", beside, ratio, f"≤ {goal:.0f} s", ratio <= 1)
