"""Devices of many stations in one process, each with a connection of its own: what `bench.stations` measures.

`python -m stemdag.bench.crowd start|again|back` reads `port`, `devices`, `over` (seconds in which they come)
and `seed` from standard input, and writes `devices` (with what they now hold), `seconds` (of each request)
and `last` (the machine's clock when the last one was done). A device whose line breaks comes again.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any
from uuid import UUID

#: Facts in one request, as the app sends them (`link.js`).
BATCH = 50
#: Seconds after which the app gives an answer up and says it again (`link.js`), and after which we do.
PATIENCE, OVER = 20, 900
#: One answer in so many is lost on its way, so that the device says all of it again.
LOST = 10
#: What a busy station makes in an hour: batches of scans, and all else once or twice.
SCANNED, SCANS = 12, 10


@dataclass
class Device:
    """One device: its card's `code`, its `token`, the place of its last fact, and how far it has heard."""

    code: str
    election: str
    token: str = ""
    seq: int = 0
    cursor: int = 0
    scans: int = 0
    files: list[str] = field(default_factory=list)


class Refused(RuntimeError):
    """A door did not do as it was asked; with what it said."""


@dataclass
class Line:
    """The connection of a device; `seconds` of each request that was answered."""

    port: int
    rng: random.Random
    seconds: list[float] = field(default_factory=list)
    _open: HTTPConnection | None = None

    def ask(self, method: str, path: str, body: object = None, token: str = "", *, lose: bool = False) -> Any:
        """The answer, tried until there is one; `lose`: the first one never arrives."""
        data = None if body is None else json.dumps(body)
        headers = {"content-type": "application/json", "accept-encoding": "br, gzip"}
        headers |= {"authorization": f"Bearer {token}"} if token else {}
        until, pause = time.monotonic() + OVER, 1
        while True:
            start = time.perf_counter()
            try:
                if self._open is None:
                    self._open = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
                self._open.request(method, path, data, headers)
                if lose:
                    lose = False
                    raise ConnectionResetError
                answer = self._open.getresponse()
                said = answer.read()
            except (OSError, HTTPException):
                self.close()
                if time.monotonic() > until:
                    raise
                time.sleep(self.rng.uniform(0.1, 0.5) * pause)
                pause = min(2 * pause, 20)
                continue
            self.seconds.append(time.perf_counter() - start)
            if answer.status not in (200, 201):
                raise Refused(f"{method} {path}: {answer.status} {said[:300]!r}")
            return said

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def start(device: Device, line: Line) -> None:
    """The first start: the page, its worker, every file of the shell; then the code and the first facts."""
    line.ask("GET", "/station/app/")
    worker = line.ask("GET", "/station/app/sw.js").decode()
    listed = json.loads(worker[worker.index("{") : worker.index("\n", worker.index("{")) - 1])
    device.files = [address for address, _ in [*listed["files"], *listed["later"]]]
    for each in device.files:
        line.ask("GET", each)
    found = json.loads(line.ask("POST", "/station/app/enrol", {"code": device.code}))
    device.token, device.election = found["token"], found["pack"]["elections"][0]["id"]
    person = {"person": _id(line), "role": "chair", "from": _at(0), "to": None, "at": "voting"}
    ticks = [{"list": "opening", "item": f"item_{turn}", "ticked": True} for turn in range(5)]
    made = [
        *(_fact(device, line, "checklist.ticked", each) for each in ticks),
        _fact(device, line, "presence.noted", person, {"name": "M. de Vries"}),
        _fact(device, line, "station.opened"),
    ]
    say(device, line, made)


def again(device: Device, line: Line) -> None:
    """A start from what the device keeps: it looks for another shell, asks for its pack and says hello."""
    line.ask("GET", "/station/app/sw.js")
    line.ask("GET", "/station/app/pack", token=device.token)
    say(device, line, [_fact(device, line, "queue.reported", {"queue": "none"})])


def back(device: Device, line: Line) -> None:
    """An hour of a station without its office, told in the order in which it was made."""
    made = []
    for turn in range(SCANNED):
        scans = [_scan(line, turn) for _ in range(SCANS)]
        device.scans += len(scans)
        numbers = {"poll_cards": SCANS, "proxies": 0, "voter_cards": 0, "scans": scans}
        made.append(_fact(device, line, "passes.scanned", numbers))
        if turn % 6 == 5:
            made.append(
                _fact(device, line, "turnout.reported", {"admitted": device.scans, "source": "scanned"})
            )
            made.append(_fact(device, line, "queue.reported", {"queue": "short"}))
            made.append(_fact(device, line, "message.sent", {"to": "office"}, {"text": "Hoort iemand ons?"}))
    say(device, line, made)


def say(device: Device, line: Line, made: list[dict[str, Any]]) -> None:
    """Facts, as many at a time as the app sends; each must be taken, or known where an answer was lost."""
    for first in range(0, len(made), BATCH):
        several = made[first : first + BATCH]
        lost = line.rng.randrange(LOST) == 0
        body = {
            "sent_at": _at(0),
            "cursors": {device.election: device.cursor},
            "unsent": len(made) - first,
            "shell": "bench",
            "facts": several,
        }
        answer = json.loads(line.ask("POST", "/station/app/facts", body, device.token, lose=lost))
        device.cursor = answer["news"][device.election]["cursor"]
        states = [each["state"] for each in answer["answers"]]
        if not set(states) <= {"taken", "known"} or len(states) != len(several):
            raise Refused(f"facts were not taken: {answer['answers']}")


def _fact(
    device: Device, line: Line, kind: str, facts: object = None, texts: dict[str, str] | None = None
) -> dict[str, Any]:
    device.seq += 1
    return {
        "id": _id(line),
        "seq": device.seq,
        "at": _at(0),
        "election": device.election,
        "kind": kind,
        "facts": facts or {},
        "texts": texts or {},
    }


def _scan(line: Line, turn: int) -> dict[str, Any]:
    return {
        "fingerprint": f"{line.rng.getrandbits(64):016x}",
        "kind": "poll_card",
        "at": _at(5 * (SCANNED - turn)),
        "visit": f"{line.rng.getrandbits(64):x}",
        "verdict": "accepted",
        "decided": None,
    }


def _id(line: Line) -> str:
    return str(UUID(int=line.rng.getrandbits(128)))


def _at(minutes_ago: float) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat()


def together(
    devices: list[Device], port: int, over: float, seed: int, do: Callable[[Device, Line], None]
) -> Iterator[float]:
    """All of them in `over` seconds, each in a thread; the seconds of every request."""
    failures: list[BaseException] = []
    lines = [Line(port, random.Random(f"{seed} {turn}")) for turn in range(len(devices))]  # noqa: S311

    def work(device: Device, line: Line) -> None:
        time.sleep(line.rng.uniform(0, over))
        try:
            do(device, line)
        except BaseException as error:  # noqa: BLE001 (raised again below)
            failures.append(error)
        line.close()

    threads = [threading.Thread(target=work, args=each) for each in zip(devices, lines, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if failures:
        raise failures[0]
    for line in lines:
        yield from line.seconds


if __name__ == "__main__":
    given = json.load(sys.stdin)
    crowd = [Device(**each) for each in given["devices"]]
    did = {"start": start, "again": again, "back": back}[sys.argv[1]]
    seconds = list(together(crowd, given["port"], given["over"], given["seed"], did))
    told = {"devices": [asdict(each) for each in crowd], "seconds": seconds, "last": time.time()}
    json.dump(told, sys.stdout)
