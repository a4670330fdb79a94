"""Stations with the app, at the door that the app uses; and guards that a scenario must not do without."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from django.core.wsgi import get_wsgi_application

from stemdag import clock
from stemdag.capture import codes, wire
from stemdag.domain.election import Category
from stemdag.journal.models import StationDay
from stemdag.rehearsal.device import AppDoor, Pass
from stemdag.rehearsal.doors import Visitor, client
from tests.factories import DAY, MadeMunicipality, at, make_election

#: Takes a guard away for as long as the test lasts.
Guard = Callable[[pytest.MonkeyPatch], None]


class Stations:
    """An election of two municipalities with four stations each, and the clock on its walls."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, category: Category = Category.GR) -> None:
        self.now = at("07:00")
        monkeypatch.setattr(clock, "now", lambda: self.now)
        self.made = make_election(category=category)
        self._http = client("http://localhost", httpx.WSGITransport(app=get_wsgi_application()))

    @property
    def town(self) -> MadeMunicipality:
        return self.made.first

    def set(self, text: str, day: date = DAY) -> datetime:
        self.now = at(text, day)
        return self.now

    def device(self, station: int = 1, town: MadeMunicipality | None = None) -> AppDoor:
        """A device that came with a card of this station."""
        row = (town or self.town).stations[station]
        [code] = codes.issue(row.municipality, [row], clock.now() + timedelta(days=3)).values()
        door = AppDoor(Visitor(self._http), self.made.row.eml_id)
        door.sign_in(code)
        return door

    def opened(self, station: int = 1, town: MadeMunicipality | None = None) -> AppDoor:
        """The same, of a station that opened at half past seven."""
        before, self.now = self.now, at("07:30")
        door = self.device(station, town)
        door.open(self.now)
        self.now = before
        return door

    def day(self, station: int = 1, code: str = "0034") -> StationDay:
        return StationDay.objects.get(station=station, chain__municipality=code)


def passes(*numbers: object, visit: str = "") -> list[Pass]:
    return [Pass(str(each), visit=visit) for each in numbers]


def say_again(door: AppDoor, now: datetime) -> None:
    """What waits arrives, and its answer is lost: the device will say all of it once more."""
    facts = list(door._waiting)
    assert facts
    assert door._say(facts, now).status_code == 200


def goes_wrong() -> AbstractContextManager[object]:
    """The scenario does not hold."""
    return pytest.raises(AssertionError)


def ids_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that gives each arrival an id of its own, so that a repeat is another fact."""
    read = wire.read

    def renamed(given: object) -> wire.Sent:
        sent = read(given)
        return wire.Sent(uuid4(), sent.seq, sent.at, sent.election, sent.kind, sent.facts, sent.texts)

    monkeypatch.setattr(wire, "read", renamed)
