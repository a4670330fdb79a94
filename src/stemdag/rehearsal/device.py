"""A chair's device with the app: it keeps what happens, and tells it in order through the app's one door."""

from __future__ import annotations

import secrets
import time
import uuid
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from stemdag.domain.count import Count
from stemdag.domain.pass_filter import fingerprint
from stemdag.domain.passes import PassKind
from stemdag.rehearsal.doors import PATIENCE, DoorClosed, Visitor
from stemdag.rehearsal.form import as_fields

#: As the app sends them: facts in one request, scans in one fact.
FACTS, SCANS = 50, 50
_NUMBERS = {PassKind.POLL_CARD: "poll_cards", PassKind.PROXY: "proxies", PassKind.VOTER_CARD: "voter_cards"}


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass that is handed in: its number and kind, in which visit, and what became of it at the table."""

    number: str
    kind: PassKind = PassKind.POLL_CARD
    visit: str = ""
    decided: str | None = None
    verdict: str = "accepted"


@dataclass
class AppDoor:
    """A chair with the app. While `offline` facts are kept; `send` tells them, oldest first.

    `answers` are the server's, by the id of the fact; `answer` is the whole of the last one. `heard` is the
    news of the station's other devices and of the office.
    """

    visitor: Visitor
    election: str
    offline: bool = False
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    pack: dict[str, Any] = field(default_factory=dict, repr=False)
    heard: list[dict[str, Any]] = field(default_factory=list, repr=False)
    _own: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    _token: str = field(default="", repr=False)
    _seq: int = 0
    _cursor: int = 0
    _waiting: list[dict[str, Any]] = field(default_factory=list, repr=False)

    @property
    def waiting(self) -> int:
        """How many facts were not told yet."""
        return len(self._waiting)

    def sign_in(self, code: str) -> None:
        response = self.visitor.say("/station/app/enrol", {"code": code}, "", again=False)
        if response.status_code != 201:
            raise DoorClosed("enrol a device", response)
        given = response.json()
        self._token, self.pack = given["token"], given["pack"]

    def open(self, at: datetime) -> None:
        self.tell("station.opened", {}, at)

    def turnout(self, admitted: int, at: datetime) -> None:
        self.tell("turnout.reported", {"admitted": admitted, "source": "typed"}, at)

    def scan(self, passes: Sequence[Pass], at: datetime) -> None:
        """Passes, in batches of at most `SCANS`: kept as the device keeps them, by their fingerprints."""
        for first in range(0, len(passes), SCANS):
            batch = passes[first : first + SCANS]
            numbers = {name: sum(each.kind is kind for each in batch) for kind, name in _NUMBERS.items()}
            scans = [self._scan(each, at) for each in batch]
            for each in scans:
                self._own.setdefault(each["fingerprint"], each)
            self.tell("passes.scanned", {**numbers, "scans": scans}, at)

    def undo(self, each: Pass, reason: str, at: datetime) -> None:
        facts = {"kind": each.kind.value, "fingerprint": self.fingerprint(each.number)}
        self._own.pop(facts["fingerprint"], None)
        self.tell("passes.undone", facts, at, reason=reason)

    def count(self, count: Count, version: int, reason: str, seen: str, at: datetime) -> None:
        typed = as_fields(count)
        ticks = {name: typed.pop(name) for name in ("boxes", "explained")}
        facts = {"version": version, "numbers": typed, "nonce": secrets.token_hex(32), **ticks}
        self.tell("count.sent", facts, at, **({"reason": reason} if reason else {}))

    def tell(self, kind: str, facts: Mapping[str, Any], at: datetime, **texts: str) -> str:
        """A fact; its id. It is told at once, unless there is no line."""
        self._seq += 1
        made = {
            "id": str(uuid.uuid4()),
            "seq": self._seq,
            "at": at.isoformat(),
            "election": self.election,
            "kind": kind,
            "facts": dict(facts),
            "texts": texts,
        }
        self._waiting.append(made)
        if not self.offline:
            self.send(at)
        return str(made["id"])

    def send(self, at: datetime) -> None:
        """What waits, as many at a time as the app sends. What is refused is raised, and not sent again."""
        while self._waiting:
            self._send(at)

    def hear(self, at: datetime) -> None:
        """Ask for news, with nothing to tell."""
        self._send(at)

    def send_unheard(self, at: datetime) -> None:
        """What waits arrives, and the answer is lost: the device will tell all of it once more."""
        for first in range(0, len(self._waiting), FACTS):
            response = self._say(self._waiting[first : first + FACTS], at)
            if response.status_code != 200:
                raise DoorClosed("tell facts", response)

    @property
    def known(self) -> dict[str, dict[str, Any]]:
        """Passes that were handed in at the station, as far as the device knows, by fingerprint."""
        found = dict(self._own)
        for use in (use for each in self.heard for use in each["facts"].get("uses", ())):
            if use["undone"] is None:
                found.setdefault(use["fingerprint"], use)
            else:
                found.pop(use["fingerprint"], None)
        return found

    def fetch(self, path: str) -> httpx.Response:
        """What the device asks for beside the facts."""
        response = self.visitor.fetch(path, self._token)
        if response.status_code != 200:
            raise DoorClosed("fetch", response)
        return response

    def confirm(self, number: str) -> str | None:
        """The register's exact answer on a pass: why it is invalid, or None."""
        name = self.fingerprint(number)
        body = {"election": self.election, "fingerprints": [name]}
        response = self.visitor.say("/station/app/passes/confirm", body, self._token, again=True)
        if response.status_code != 200:
            raise DoorClosed("ask of a pass", response)
        reason: str | None = response.json()["invalid"].get(name)
        return reason

    def fingerprint(self, number: str) -> str:
        """What the device keeps of a pass number."""
        [key] = [each["passes"]["key"] for each in self.pack["elections"] if each["id"] == self.election]
        return f"{fingerprint(b64decode(key), number):016x}"

    def _send(self, at: datetime) -> None:
        response = self._say(self._waiting[:FACTS], at)
        until = time.monotonic() + PATIENCE
        while response.status_code == 503 and time.monotonic() < until:
            # Nothing was taken (`store.failed`): the app says it again, and so do we.
            time.sleep(0.2)
            response = self._say(self._waiting[:FACTS], at)
        if response.status_code != 200:
            raise DoorClosed("tell facts", response)
        self.answer = response.json()
        news = self.answer["news"][self.election]
        self._cursor = news["cursor"]
        self.heard += news["facts"]
        self.answers |= {each["id"]: each for each in self.answer["answers"]}
        self._waiting = [each for each in self._waiting if each["id"] not in self.answers]
        if any(each["state"] == "refused" for each in self.answer["answers"]):
            raise DoorClosed("tell facts", response)

    def _say(self, facts: Sequence[Mapping[str, Any]], at: datetime) -> httpx.Response:
        body = {
            "sent_at": at.isoformat(),
            "cursors": {self.election: self._cursor},
            "unsent": len(self._waiting),
            "shell": "rehearsal",
            "facts": facts,
        }
        return self.visitor.say("/station/app/facts", body, self._token, again=True)

    def _scan(self, each: Pass, at: datetime) -> dict[str, Any]:
        return {
            "fingerprint": self.fingerprint(each.number),
            "kind": each.kind.value,
            "at": at.isoformat(),
            "visit": each.visit or uuid.uuid4().hex,
            "verdict": each.verdict,
            "decided": each.decided,
        }


def passes(station: int, numbers: Iterable[int]) -> list[Pass]:
    """Poll cards of voters of this station, each of a voter of its own."""
    return [Pass(f"{station}S{each}") for each in numbers]
