"""The ground of incidents in one process: guards can be taken away here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.core.wsgi import get_wsgi_application

from stemdag.capture import codes, wire
from stemdag.elections import models
from stemdag.rehearsal.doors import client
from stemdag.rehearsal.incidents.ground import Ground, Incident, Seen, Server, play
from stemdag.rehearsal.incidents.town import town
from stemdag.rehearsal.plan import Act, Event, Plan
from tests.embargo.world import World, one_connection
from tests.factories import DAY, at
from tests.scenarios.playing import command, data

#: Takes a guard away for as long as the test lasts.
Guard = Callable[[pytest.MonkeyPatch], None]


@dataclass
class OneProcess(Ground):
    """On `tests.embargo.world`: the real doors, journal, gate and target, and a clock that is set."""

    world: World | None = None

    @property
    def _world(self) -> World:
        assert self.world is not None
        return self.world

    def move(self, moment: datetime) -> None:
        self.now = moment
        self._world.move(moment)

    def code(self, station: int) -> str:
        row = models.Station.objects.select_related("municipality").get(number=station)
        [found] = codes.issue(row.municipality, [row], self.now + timedelta(days=3)).values()
        return found

    def register(self, lines: Sequence[str]) -> None:
        file = self._world.folder / "register.csv"
        file.write_text("\n".join(lines))
        done = command("passes", "load", str(file), "--whole")
        assert done.exit_code == 0, done.output

    def public(self) -> dict[str, Any]:
        return data(self._world.files(), f"{self.election}/{self.code_of_town}.json")

    def servers(self) -> tuple[Server, Server]:
        return Server(self.http, lambda: None), Server(self.http, lambda: None)


@contextmanager
def ground(folder: Path) -> Iterator[OneProcess]:
    """A town on the evening before its day."""
    played, evening = town(DAY), at("18:00", DAY - timedelta(days=1))
    place = played.municipalities[0].municipality.code
    # The world begins with the plan's first event; the incidents are played instead of it.
    world = World(Plan((played,), (Event(evening, Act.SIGN_IN, played.election.id, place, 1),)), folder)
    transport = httpx.WSGITransport(app=get_wsgi_application())
    with world.set_up() as credentials, one_connection(), client("http://localhost", transport) as http:
        [account] = credentials.accounts.values()
        yield OneProcess(played, http, account, world.now, world=world)


def seen(incident: Incident, folder: Path) -> list[Seen]:
    """What is seen when it is played."""
    found: list[Seen] = []
    with ground(folder) as here:
        play([incident], here, lambda _, __, each: found.append(each))
    return found


def ends_well(incident: Incident, folder: Path) -> None:
    """All that must be seen is seen."""
    found = seen(incident, folder)
    assert found
    wrong = [(each.what, each.expected, each.seen) for each in found if not each.right]
    assert not wrong, wrong


def goes_wrong(incident: Incident, folder: Path) -> None:
    """Something that must be seen is not: the guard that was taken away is one that it takes."""
    assert [each for each in seen(incident, folder) if not each.right]


def ids_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that gives each arrival an id of its own, so that a repeat is another fact."""
    read = wire.read

    def renamed(given: object) -> wire.Sent:
        sent = read(given)
        return wire.Sent(uuid4(), sent.seq, sent.at, sent.election, sent.kind, sent.facts, sent.texts)

    monkeypatch.setattr(wire, "read", renamed)
