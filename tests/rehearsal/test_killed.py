"""Processes killed at moments that chance chooses, on a day that is played through the real doors.

What was acknowledged is in the journal once, its hashes hold, and the public tree is the one that a gate
makes that was never killed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import brotli
import httpx
import pytest

from stemdag import clock
from stemdag.domain.chain import genesis
from stemdag.journal.append import entry_hash
from stemdag.journal.models import Entry
from stemdag.publish.address import version_of
from stemdag.rehearsal.doors import client
from stemdag.rehearsal.plan import Act, Event, Plan, ordered, plan
from stemdag.rehearsal.play import Player
from stemdag.rehearsal.readback import read_back
from stemdag.rehearsal.stage import Stage
from stemdag.zones import Zones
from tests.embargo.world import election, form

pytestmark = pytest.mark.day

SEED = 20_210_317
KIND = {
    Act.OPEN: "station.opened",
    Act.TURNOUT: "turnout.reported",
    Act.COUNT: "count.received",
    Act.ACCEPT: "count.accepted",
    Act.ARM: "release.armed",
}


def the_day() -> Plan:
    """Two municipalities with three stations each, on one day; what happens falls on half hours, together."""
    held = replace(form((30, 10, 8)), boxes=frozenset())
    counts = {
        "0034": {1: form((60, 30, 8)), 2: held, 3: form((41, 7, 2))},
        "0995": {1: form((51, 33, 8)), 2: form((15, 70, 14)), 3: form((1, 37, 2))},
    }
    made = election({code: {**each, 4: form((1, 1, 1))} for code, each in counts.items()})
    towns = tuple(
        replace(each, stations=each.stations[:3], counts=counts[each.municipality.code])
        for each in made.municipalities
    )
    day = plan([replace(made, municipalities=towns)])
    half = timedelta(minutes=30)
    midnight = day.release.replace(hour=0)
    events = [replace(each, at=midnight - (midnight - each.at) // half * half) for each in day.events]
    return replace(day, events=ordered(events))


# Kills


@dataclass
class Strikes:
    """Kills the office a little after a fact was sent, and starts it again.

    `due` says for which: at the earliest after so many different ones of that kind.
    """

    zones: Zones
    chance: random.Random
    due: dict[str, list[int]]
    sent: Counter[str] = field(default_factory=Counter)
    _facts: Counter[str] = field(default_factory=Counter)
    _one: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> None:
        if request.url.path != "/station/app/facts":
            return
        for each in json.loads(request.content)["facts"]:
            kind = each["kind"]
            self.sent[each["id"]] += 1
            self._facts[kind] += self.sent[each["id"]] == 1
            due = self.due.get(kind)
            if due and self._facts[kind] >= due[0] and self._one.acquire(blocking=False):
                due.pop(0)
                strike = threading.Thread(target=self._strike, args=[self.chance.random() * 0.03])
                self._threads.append(strike)
                strike.start()

    def _strike(self, later: float) -> None:
        try:
            time.sleep(later)
            self.zones.restart("office")
            # Not for ever: where the day has failed there are no zones left to wait for.
            until = time.monotonic() + 60
            while not self.zones._answers(f"{self.zones.office}/health") and time.monotonic() < until:
                time.sleep(0.05)
        finally:
            self._one.release()

    def finish(self) -> None:
        for each in self._threads:
            each.join()


@dataclass
class StruckStage(Stage):
    """Kills the gate while it publishes what just came in; at the release the holder of the key is dead."""

    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    early: int = 2
    late: int = 2
    killed_at: list[datetime] = field(default_factory=list)
    _came_in: bool = False
    _released: bool = False

    def move(self, moment: datetime) -> None:
        if moment == self.plan.release and not self._released:
            self.zones.kill("custody")
        super().move(moment)
        self._came_in = any(each.at == moment for each in self.plan.events)

    def seen(self, event: Event) -> None:
        """After the release a count is published as it comes in, so that is when the gate is killed."""
        if self.late and event.act is Act.COUNT and event.at > self.plan.release:
            self.late -= 1
            self._kill_gate(event.at)

    def await_gate(self, beat: datetime, seconds: float = 120.0) -> None:
        if self.early and self._came_in and not self._released and self.chance.random() < 0.5:
            self.early -= 1
            self._kill_gate(beat)
        super().await_gate(beat, seconds)

    def _await_result(self, seconds: float = 60.0) -> float:
        if not self._released:
            self._released = True
            self._kill_gate(self.plan.release)
            self.zones.restart("custody")
            # Whoever was refused asks again after a second, of a clock that stands still here.
            clock.set_file(self.clock_file, self.plan.release + timedelta(seconds=2))
        return super()._await_result(seconds)

    def _kill_gate(self, moment: datetime) -> None:
        time.sleep(self.chance.random() * 0.1)
        self.zones.kill("gate")
        self.killed_at.append(moment)
        every_file_is_whole(self.public, results=moment > self.plan.release)
        self.zones.restart("gate")

    @property
    def public(self) -> Path:
        return self.folder / "home" / "public"


# What must hold


def every_file_is_whole(root: Path, *, results: bool) -> None:
    """Each file that a reader can get is one whole version; before the release none has results."""
    for each in root.rglob("*"):
        if not each.is_file() or each.relative_to(root).parts[0].startswith("."):
            continue
        body = each.read_bytes()
        if each.suffix == ".html":
            assert body.endswith(b"</html>\n"), each
        elif each.suffix == ".json":
            assert results or not {"result", "seats", "released"} & json.loads(body).keys(), each
        elif each.suffix == ".gz":
            gzip.decompress(body)
        elif each.suffix == ".br":
            brotli.decompress(body)


def tree(root: Path) -> dict[str, bytes]:
    """The tree but what the manifest says of the last write, which depends on how many writes there were."""
    found = {str(each.relative_to(root)): each.read_bytes() for each in root.rglob("*") if each.is_file()}
    # Versions of before lie there under the hash of what they say.
    for path in [each for each in found if version_of(each)]:
        body = found.pop(path)
        if not path.endswith((".br", ".gz")):
            assert hashlib.sha256(body).hexdigest() in path
    told = json.loads(found.pop("manifest.json"))
    return found | {"digest": told["digest"].encode(), "as_of": told["as_of"].encode()}


def chains(folder: Path) -> Iterator[tuple[str, str, str, list[Entry]]]:
    """Each chain with its head and its entries, as they lie in the database."""
    with sqlite3.connect(folder / "home" / "stemdag.sqlite3") as database:
        for key, election_id, code, head in database.execute(
            "SELECT id, election, municipality, head FROM journal_chain"
        ).fetchall():
            rows = database.execute(
                "SELECT seq, kind, station, at, by, client_id, commitment, facts, hash FROM journal_entry "
                "WHERE chain_id = ? ORDER BY seq",
                [key],
            )
            yield election_id, code, head, [_entry(*row) for row in rows]


def _entry(seq: int, kind: str, station: int | None, at: str, by: str, client_id: str, *rest: Any) -> Entry:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    commitment, facts, digest = rest
    return Entry(
        seq=seq, kind=kind, station=station, at=moment, by=by, client_id=UUID(client_id),
        commitment=commitment, facts=facts, hash=digest,
    )  # fmt: skip


def the_chains_hold(folder: Path) -> None:
    for election_id, code, head, entries in chains(folder):
        before = genesis(election_id, code)
        for number, each in enumerate(entries, 1):
            assert each.seq == number
            assert each.hash == entry_hash(each, before)
            before = each.hash
        assert head == before


def acknowledged(events: list[Event]) -> Counter[tuple[object, ...]]:
    """What was acknowledged, as the journal tells it."""
    found: Counter[tuple[object, ...]] = Counter()
    for each in events:
        if each.act in KIND:
            number = each.admitted if each.act is Act.TURNOUT else each.version if each.count else None
            found[each.municipality, each.station, KIND[each.act], number] += 1
    return found


def recorded(folder: Path) -> Counter[tuple[object, ...]]:
    """What the journal has of these kinds."""
    found: Counter[tuple[object, ...]] = Counter()
    for _, code, _, entries in chains(folder):
        for each in entries:
            if each.kind in KIND.values():
                facts = json.loads(each.facts)
                number = facts.get("admitted")
                if each.kind == "count.received":
                    number = facts["version"]
                found[code, each.station, each.kind, number] += 1
    return found


def results_of(day: Plan) -> dict[str, dict[str, int]]:
    """Votes per list by municipality, from the forms."""
    found = {}
    for town in day.elections[0].municipalities:
        votes = {n: sum(count.lists[n].total for count in town.counts.values()) for n in (1, 2, 5)}
        found[town.municipality.code] = {str(number): total for number, total in votes.items()}
    return found


def test_a_day_on_which_everything_is_killed(tmp_path: Path) -> None:
    """kill -9 of office, gate and holder while stations send and the gate publishes; all send again."""
    day = the_day()
    done: list[Event] = []
    with StruckStage(day, tmp_path) as stage:

        def seen(event: Event) -> None:
            done.append(event)
            stage.seen(event)

        credentials = stage.set_up()
        due = {"turnout.reported": [3], "count.sent": [1, 4]}
        strikes = Strikes(stage.zones, random.Random(SEED), due)
        with client(stage.zones.office) as http:
            http.event_hooks["request"] = [strikes]
            Player(http, credentials, day, hands=4).play(stage.beats[1:], stage.move, seen)
        strikes.finish()
        assert len(done) == len(day.events)

        # Kills there were, on both sides of the release, and facts that had to be sent again.
        assert not any(due.values())
        assert [each for each in strikes.sent.values() if each > 1]
        assert [each > day.release for each in stage.killed_at] == [False] * 3 + [True] * 2

        # A station without hours opens when it starts to count.
        opened = Counter(
            {(each.municipality, 3, "station.opened", None): 1 for each in day.events if each.station == 3}
        )
        assert recorded(tmp_path) == acknowledged(done) + opened
        the_chains_hold(tmp_path)

        stage.zones.run("publish", "--once", "--target", str(tmp_path / "never killed"))
        assert tree(stage.public) == tree(tmp_path / "never killed")
        every_file_is_whole(stage.public, results=True)
        with httpx.Client(base_url=stage.zones.public) as http:
            found = read_back(lambda path: http.get(path).raise_for_status().content)
        towns = found["GR2022_Proef"]["municipalities"]
        assert {code: town["lists"] for code, town in towns.items()} == results_of(day)
