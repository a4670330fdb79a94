"""The stage of a rehearsal: a home of its own, three zones as processes, a clock that the rehearsal moves."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from stemdag import clock, home
from stemdag.rehearsal import sketch
from stemdag.rehearsal.day import RehearsedElection, definition
from stemdag.rehearsal.doors import client
from stemdag.rehearsal.plan import Event, Plan
from stemdag.rehearsal.play import Credentials, Player, beats
from stemdag.zones import NotUp, Ports, Zones

#: How often the rehearsed gate looks. A real one looks every half minute.
BEAT = timedelta(minutes=15)

#: A write at the public target: when, which path, how large, which digest (none for one that was removed).
Write = tuple[str, str, int, str]
#: Name and password, and the control view's passphrase, by election and municipality.
Accounts = dict[tuple[str, str], tuple[str, str]]
Passphrases = dict[tuple[str, str], str]


@dataclass
class Stage:
    """A rehearsal's own system in `folder`. A context manager: leaving it ends the processes.

    `speed` is how many times as fast as the day itself; None is as fast as it goes. Days before the last one
    pass ten times as fast.
    """

    plan: Plan
    folder: Path
    speed: float | None = None
    progress: Callable[[str], None] = print
    database_url: str | None = None
    first_beat: datetime | None = None
    seconds_to_first_result: float | None = None
    _zones: Zones | None = None
    moment: datetime = field(init=False)

    def __post_init__(self) -> None:
        first = self.first_beat or self.plan.events[0].at
        self.beats = beats(first, self.plan.events[-1].at, int(BEAT.total_seconds()))
        self.moment = self.beats[0]

    @property
    def zones(self) -> Zones:
        if self._zones is None:
            raise NotUp("the stage is not set; enter it first")
        return self._zones

    @property
    def clock_file(self) -> Path:
        return self.folder / "clock"

    @property
    def write_log(self) -> Path:
        return self.folder / "writes.jsonl"

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        clock.set_file(self.clock_file, self.moment)
        extra = {"database_url": self.database_url} if self.database_url else {}
        settings = home.prepare(
            self.folder / "home",
            rehearsal="1",
            clock=f"file:{self.clock_file.resolve()}",
            beat_seconds=str(int(BEAT.total_seconds())),
            gate_status=str((self.folder / "gate-status").resolve()),
            write_log=str(self.write_log.resolve()),
            **extra,
        )
        self._zones = Zones(settings, Ports.free(), self.folder / "logs").__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._zones is not None:
            self._zones.stop()

    def set_up(self) -> Credentials:
        """What an office does in the weeks before, by its commands: definitions, keys, accounts, codes."""
        accounts, passphrases = self.define(self.plan.elections)
        expires = (self.beats[-1] + timedelta(days=1)).isoformat()
        codes: dict[tuple[str, str, int], str] = {}
        for each in self.plan.elections:
            issued = json.loads(
                self.zones.run("codes", each.election.id, "--expires", expires, "--json", "-")
            )
            codes |= {(one["election"], one["municipality"], one["station"]): one["code"] for one in issued}
        return Credentials(codes, accounts, passphrases)

    def define(self, elections: Sequence[RehearsedElection]) -> tuple[Accounts, Passphrases]:
        """Import these elections, make their keys, and an account for each municipality's office."""
        definitions = []
        for each in elections:
            path = self.folder / f"{each.election.id}.json"
            path.write_text(json.dumps(definition(each)))
            definitions.append(str(path))
        self.zones.run("import", *definitions)
        for each in elections:
            self._sketch(each)
        made = json.loads(self.zones.run("keys", "make", "--json", "-"))
        passphrases = {(each["election"], each["municipality"]): each["passphrase"] for each in made}
        accounts: Accounts = {}
        for election, code in passphrases:
            name = f"office-{election}-{code}".lower()
            answer = json.loads(
                self.zones.run(
                    "desk-user", name, "--election", election, "--municipality", code, "--json", "-"
                )
            )
            accounts[election, code] = (name, answer["password"])
        return accounts, passphrases

    def _sketch(self, played: RehearsedElection) -> None:
        """Give made-up stations places and borders, by the commands of an office."""
        if not sketch.has_places(played):
            return
        name = played.election.id
        stations, borders = (self.folder / f"{name}.places.csv", self.folder / f"{name}.borders.json")
        stations.write_text(sketch.places_csv(played))
        borders.write_text(sketch.borders_json(played))
        self.zones.run("places", str(stations), "--election", name)
        self.zones.run("areas", name, str(borders), "--credit", sketch.CREDIT)

    def play(self, credentials: Credentials, seen: Callable[[Event], None], hands: int = 4) -> None:
        """The whole plan, through the doors."""
        with client(self.zones.office, hands=hands) as http:
            player = Player(http, credentials, self.plan, hands)
            player.play(self.beats[1:], self.move, seen)

    def move(self, moment: datetime) -> None:
        """Move the clock to `moment`; on a beat, wait until the gate has done it."""
        self._pass_time(moment)
        began = time.monotonic()
        clock.set_file(self.clock_file, moment)
        self.moment = moment
        if moment == self.plan.release and self.plan.sealed_at(moment):
            self.seconds_to_first_result = self._await_result() - began
        if moment in self.beats:
            self.await_gate(moment)

    def jump(self, moment: datetime) -> None:
        """Move the clock to `moment` at once, whatever the speed."""
        clock.set_file(self.clock_file, moment)
        self.moment = moment

    def until_release(self, release: datetime) -> None:
        """Move on to the last beat before the release, where the plan ended earlier."""
        for beat in beats(self.moment, release, int(BEAT.total_seconds())):
            if self.moment < beat < release:
                self.beats.append(beat)
                self.move(beat)

    def _pass_time(self, moment: datetime) -> None:
        if self.speed is None:
            return
        speed = self.speed * (1 if moment > self.plan.release - timedelta(hours=14) else 10)
        start, began = self.moment, time.monotonic()
        until = began + (moment - start).total_seconds() / speed
        while (now := time.monotonic()) < until:
            passed = timedelta(seconds=(now - began) * speed)
            clock.set_file(self.clock_file, min(start + passed, moment - timedelta(microseconds=1)))
            time.sleep(min(0.1, until - now))

    def await_gate(self, beat: datetime, seconds: float = 120.0) -> None:
        """Wait until the gate has done this beat."""
        status = self.folder / "gate-status"
        until = time.monotonic() + seconds
        wanted = beat.astimezone(UTC)
        while not status.exists() or datetime.fromisoformat(status.read_text()) < wanted:
            if "gate" in self.zones.ended():
                raise NotUp(f"the gate ended; see {self.folder / 'logs' / 'gate.log'}")
            if time.monotonic() > until:
                raise NotUp(f"the gate did not do its beat of {beat.isoformat()} in {seconds:.0f} s")
            time.sleep(0.01)

    def _await_result(self, seconds: float = 60.0) -> float:
        """When the first result could be read at the public site, on this machine's own clock."""
        until = time.monotonic() + seconds
        with httpx.Client(base_url=self.zones.public) as http:
            paths = [
                f"/data/v1/{each.election.id}/{town.municipality.code}.json"
                for each in self.plan.elections
                for town in each.municipalities
            ]
            while time.monotonic() < until:
                for path in paths:
                    if http.get(path).json().get("result", {}).get("stations_counted"):
                        return time.monotonic()
                time.sleep(0.01)
        raise NotUp(f"no result in public {seconds:.0f} s after the release moment")

    def writes(self, before: datetime) -> list[Write]:
        """Every write at the public target before a moment, in order."""
        if not self.write_log.exists():
            return []
        lines = (json.loads(line) for line in self.write_log.read_text().splitlines())
        return [
            (at, path, size, digest)
            for at, path, size, digest in lines
            if datetime.fromisoformat(at) < before
        ]
