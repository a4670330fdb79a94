"""`intake-scans`: scans of passes over HTTP in batches of devices, held against all other uses, on disk.

The database, the back office with two workers and the devices share the machine. A request holds four to
six batches of 20 to 50 scans, as of a device that comes back; one pass in 500 was used elsewhere before. At
the end every scan must be in the totals and every double use found.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http.client import HTTPConnection
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from stemdag.bench import office, postgresql
from stemdag.bench.measure import Measure
from stemdag.home import free_port

NAMES = ("intake-scans", "intake-scans-sqlite")

GOAL = 10_000
SECONDS, WORKERS, CONNECTIONS = 15, 2, 6
#: Municipalities, each with as many stations of one device each.
TOWNS, STATIONS = 30, 10
#: One pass in so many is one that another device brought before.
DOUBLE = 500


def measures() -> Iterator[Measure]:
    """On PostgreSQL, with the journal alone beside it; then on SQLite."""
    with postgresql.running() as url:
        yield _measure("intake-scans", url, "PostgreSQL")
    with TemporaryDirectory(prefix="stemdag-bench-") as folder:
        yield _measure("intake-scans-sqlite", f"sqlite:///{folder}/stemdag.sqlite3", "SQLite")


def _measure(name: str, url: str, database: str) -> Measure:
    with office.environment(url):
        devices = json.loads(office.work("scans_work", "prepare", str(TOWNS), str(STATIONS)))
        alone = _alone()
        over_http, sent = _over_http(devices)
        taken = _taken()
    if taken != sent:
        raise RuntimeError(f"sent {sent} and found {taken} (scans, passes used twice)")
    return Measure(
        name,
        round(over_http),
        "scans/s",
        f"the journal alone on {database}, two processes, no HTTP: {alone:,.0f} scans/s; "
        f"{sent[0]:,} scans, {sent[1]:,} double uses found, none lost; the devices on the same cores",
        over_http / alone,
        f"≥ {GOAL:,} scans a second" if database == "PostgreSQL" else "reported",
        over_http >= GOAL if database == "PostgreSQL" else None,
    )


def _alone() -> float:
    """Scans a second of the journal from two processes."""
    command = [sys.executable, "-m", "stemdag.bench.scans_work", "append", str(SECONDS // 2)]
    found = [
        subprocess.Popen([*command, str(turn)], stdout=subprocess.PIPE, text=True)  # noqa: S603 (ourselves)
        for turn in range(WORKERS)
    ]
    return sum(float(each.communicate()[0]) for each in found)


def _taken() -> tuple[int, int]:
    """What the stations counted, and the passes that were used twice."""
    command = [sys.executable, "-m", "stemdag", "passes", "status", "--election", "TK_Bench", "--json", "-"]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout  # noqa: S603
    rows = json.loads(told[told.index("\n[") :])
    scans = sum(each[name] for each in rows for name in ("poll_cards", "proxies", "voter_cards"))
    # Every pair is of two municipalities.
    return scans, sum(each["double"] for each in rows) // 2


class Devices:
    """Prepared requests of all devices, and who used which pass."""

    def __init__(self, devices: list[dict[str, Any]], requests: int) -> None:
        self._rng = random.Random(7)  # noqa: S311 (not for secrets)
        self._used: list[tuple[str, str]] = []
        self.scans = self.doubles = 0
        self.requests = [self._request(devices[turn % len(devices)], turn) for turn in range(requests)]

    def _request(self, device: Mapping[str, Any], turn: int) -> tuple[str, bytes, int, int]:
        now = datetime.now(UTC).isoformat()
        facts, scans, doubles = [], 0, 0
        for place in range(self._rng.randint(4, 6)):
            made = [self._scan(device["municipality"], now) for _ in range(self._rng.randint(20, 50))]
            scans += len(made)
            doubles += sum(double for _, double in made)
            facts.append(
                {
                    "id": str(UUID(int=self._rng.getrandbits(128))),
                    "seq": turn * 6 + place + 1,
                    "at": now,
                    "election": "TK_Bench",
                    "kind": "passes.scanned",
                    "facts": {
                        "poll_cards": len(made),
                        "proxies": 0,
                        "voter_cards": 0,
                        "scans": [scan for scan, _ in made],
                    },
                    "texts": {},
                }
            )
        body = {"sent_at": now, "cursors": {"TK_Bench": 10**6}, "unsent": 0, "shell": "bench", "facts": facts}
        return device["token"], json.dumps(body).encode(), scans, doubles

    def _scan(self, municipality: str, now: str) -> tuple[dict[str, Any], bool]:
        fingerprint, double = f"{self._rng.getrandbits(64):016x}", False
        if self._used and self._rng.randrange(DOUBLE) == 0:
            turn = self._rng.randrange(len(self._used))
            if self._used[turn][0] != municipality:
                _, fingerprint = self._used.pop(turn)
                double = True
        if not double:
            self._used.append((municipality, fingerprint))
        scan = {
            "fingerprint": fingerprint,
            "kind": "poll_card",
            "at": now,
            "visit": f"{self._rng.getrandbits(64):x}",
            "verdict": "accepted",
            "decided": None,
        }
        return scan, double


def _over_http(devices: list[dict[str, Any]]) -> tuple[float, tuple[int, int]]:
    """Scans a second through the door, and what was sent: scans, double uses."""
    # Made ahead: more than any machine takes in the time.
    prepared = Devices(devices, SECONDS * 250)
    port = free_port()
    done: list[tuple[int, int]] = []
    failures: list[BaseException] = []
    with office.served(port, WORKERS):
        _send(
            port, iter(prepared.requests[: WORKERS * 4]), done, time.monotonic() + 60
        )  # every worker is warm
        warm = len(done)
        left, until = iter(prepared.requests[WORKERS * 4 :]), time.monotonic() + SECONDS
        lock = threading.Lock()

        def shared() -> Iterator[tuple[str, bytes, int, int]]:
            while True:
                with lock:
                    request = next(left, None)
                if request is None:
                    return
                yield request

        def work() -> None:
            try:
                _send(port, shared(), done, until)
            except BaseException as error:  # noqa: BLE001 (raised again below)
                failures.append(error)

        start = time.perf_counter()
        threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        seconds = time.perf_counter() - start
    if failures:
        raise failures[0]
    scans = sum(each for each, _ in done[warm:])
    return scans / seconds, (sum(each for each, _ in done), sum(each for _, each in done))


def _send(
    port: int, requests: Iterator[tuple[str, bytes, int, int]], done: list[tuple[int, int]], until: float
) -> None:
    """One connection: a request after the other; each must be taken whole."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for token, body, scans, doubles in requests:
        connection.request(
            "POST",
            "/station/app/facts",
            body,
            {"authorization": f"Bearer {token}", "content-type": "application/json"},
        )
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 200 or said.count(b'"taken"') != body.count(b'"passes.scanned"'):
            raise RuntimeError(f"a request was not taken: {answer.status} {said[:300]!r}")
        done.append((scans, doubles))
        if time.monotonic() > until:
            return
