"""Incidents on the stage of a rehearsal: its processes, and a day of their own after the rehearsed one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx

from stemdag.rehearsal.doors import client
from stemdag.rehearsal.incidents.ground import Ground, Server
from stemdag.rehearsal.incidents.town import town
from stemdag.rehearsal.play import beats
from stemdag.rehearsal.stage import BEAT, Stage

#: Station codes for each station: as many as the command makes at once.
CODES = 4


@dataclass
class OnStage(Ground):
    """`codes` are on paper, by station; `other_settings` are those of the second of two more servers."""

    stage: Stage | None = None
    codes: dict[int, list[str]] = field(default_factory=dict)
    stack: ExitStack = field(default_factory=ExitStack)
    other_settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def _stage(self) -> Stage:
        assert self.stage is not None
        return self.stage

    def move(self, moment: datetime) -> None:
        self.now = moment
        self._stage.jump(moment)

    def code(self, station: int) -> str:
        return self.codes[station].pop()

    def register(self, lines: Sequence[str]) -> None:
        file = self._stage.folder / "register.csv"
        file.write_text("\n".join(lines))
        place = "--election", self.election, "--municipality", self.code_of_town
        self._stage.zones.run("passes", "load", str(file), *place, "--whole")

    def public(self) -> dict[str, Any]:
        step = int(BEAT.total_seconds())
        self._stage.await_gate(beats(self.now, self.now, step)[0])
        path = f"{self._stage.zones.public}/data/v1/{self.election}/{self.code_of_town}.json"
        found: dict[str, Any] = httpx.get(path).raise_for_status().json()
        return found

    def servers(self) -> tuple[Server, Server]:
        zones = self._stage.zones
        urls = {"first": zones.beside("first"), "second": zones.beside("second", self.other_settings)}
        for name, url in urls.items():
            zones.wait_for(name, url)
        first, second = (
            Server(self.stack.enter_context(client(url)), partial(zones.kill, name))
            for name, url in urls.items()
        )
        return first, second


@contextmanager
def on_stage(stage: Stage) -> Iterator[OnStage]:
    """The town of the incidents, two days after what the stage has played."""
    day = stage.moment.astimezone(stage.plan.elections[0].election.tz).date() + timedelta(days=2)
    played = town(day)
    accounts, _ = stage.define([played])
    expires = (played.election.release + timedelta(days=1)).isoformat()
    words = "codes", played.election.id, "--each", str(CODES), "--expires", expires, "--json", "-"
    codes: dict[int, list[str]] = {}
    for each in json.loads(stage.zones.run(*words)):
        codes.setdefault(each["station"], []).append(each["code"])
    [account] = accounts.values()
    with client(stage.zones.office) as http, ExitStack() as stack:
        yield OnStage(played, http, account, stage.moment, stage=stage, codes=codes, stack=stack)
