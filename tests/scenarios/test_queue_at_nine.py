"""Incident 11 (2023): who stood in the queue at 21:00 voted until after 21:30.

The rehearsal's incident holds the release at the desk. That the moment itself is put later is played here, as
it has no door yet.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from stemdag.capture import scanned
from stemdag.capture.place import Place
from stemdag.custody.timer import Timer
from stemdag.desk.release import acts as release
from stemdag.domain.errors import Refused
from stemdag.elections import moment
from stemdag.elections.models import Election
from stemdag.gate import day as gate_day
from stemdag.journal.models import Entry, StationDay
from stemdag.rehearsal.incidents.queue_at_nine import INCIDENT
from stemdag.rehearsal.plan import Act, Event, Plan, ordered, plan
from tests.embargo.world import World, election, form
from tests.scenarios.ground import Guard, ends_well, goes_wrong
from tests.scenarios.playing import Files, at_moments, data

pytestmark = [pytest.mark.store, pytest.mark.django_db]
ID = "GR2022_Proef"
WHY = "Bij het Stadhuis staat om 21:00 nog een rij tot buiten."


def the_day() -> Plan:
    """A station that scans: sixty voters before nine, thirty-nine after; and one that is done in time."""
    made = election(
        {"0034": {1: form((60, 30, 8)), 2: form((10, 80, 4)), 3: form((1, 1, 1)), 4: form((1, 1, 1))}}
    )
    [town] = made.municipalities
    made = replace(made, municipalities=(replace(town, stations=town.stations[:2]),))
    day = plan([made])
    nine = day.release
    first = Event(nine, Act.SCAN, ID, "0034", 1)
    scans = [
        replace(first, at=nine - timedelta(minutes=10), scanned=(60, 0, 0)),
        replace(first, at=nine + timedelta(minutes=12), scanned=(25, 0, 0)),
        replace(first, at=nine + timedelta(minutes=34), scanned=(14, 0, 0)),
    ]
    # Counted, both, before the later moment: the quick one while the other still votes.
    counted = {2: nine + timedelta(minutes=25), 1: nine + timedelta(minutes=50)}
    kept = [each for each in day.events if each.act is not Act.TURNOUT or each.station == 2]
    moved = [replace(each, at=counted[each.station or 0]) if each.act is Act.COUNT else each for each in kept]
    return replace(day, events=ordered([*moved, *scans]))


def an_evening_with_a_queue(folder: Path) -> None:
    """Scanning goes on after nine; the moment is put later, with who and why; nothing opens before."""
    day = the_day()
    later = day.release + timedelta(hours=1)
    world, kept = World(day, folder, by_pages=frozenset()), dict[str, Files]()

    def postpone() -> None:
        row = Election.objects.get(eml_id=ID)
        moment.postpone(row, later, WHY, "desk:7", world.now, uuid4())

    def keep(name: str) -> None:
        kept[name] = world.files()

    nine = day.release
    at_moments(
        world,
        {
            nine - timedelta(minutes=15): postpone,
            nine + timedelta(minutes=30): lambda: keep("21:30"),
            later - timedelta(minutes=1): lambda: keep("21:59"),
            later + timedelta(minutes=1): lambda: keep("22:01"),
        },
    )
    extra = [replace(day.events[0], at=later + timedelta(minutes=each), act=Act.SIGN_IN) for each in (-1, 1)]
    world.plan = replace(day, events=ordered([*day.events, *extra]))
    with world.set_up() as credentials:
        try:
            world.play(credentials, later + timedelta(minutes=2))
        except RuntimeError as closed:
            raise AssertionError(f"a door was shut: {closed}") from closed

    assert StationDay.objects.get(station=1).admitted == 99
    told = data(kept["22:01"], f"{ID}/0034.json")
    assert told["stations"][0]["admitted"] == 99
    # On the beat of nine all that had come in until then.
    assert data(kept["21:59"], f"{ID}/0034.json")["stations"][0]["admitted"] == 60
    for name in ("21:30", "21:59"):
        assert "result" not in data(kept[name], f"{ID}/0034.json"), name
    assert told["result"]["stations_counted"] == 2
    [entry] = Entry.objects.filter(kind="release.postponed")
    assert (entry.by, list(entry.asides.values_list("name", flat=True))) == ("desk:7", ["reason"])


def test_who_stands_in_the_queue_votes_and_the_office_holds(tmp_path: Path) -> None:
    ends_well(INCIDENT, tmp_path)


def test_who_stands_in_the_queue_votes_and_the_moment_is_put_later(tmp_path: Path) -> None:
    an_evening_with_a_queue(tmp_path)


def shut_at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No scan after closing time."""
    from stemdag import clock

    def refuse(place: Place) -> None:
        if clock.now() > place.counts_from:
            raise Refused("passes.closed", "the station is closed")

    monkeypatch.setattr(scanned, "refuse", refuse)


def the_moment_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gate and holder keep to the first moment."""
    monkeypatch.setattr(gate_day, "postponed", dict)
    monkeypatch.setattr(Timer, "postpone", lambda *_, **__: None)


def a_hold_is_only_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk says that it holds, and nobody is told."""
    monkeypatch.setattr(release, "hold", lambda row, *_: release.standing(row))


@pytest.mark.once
@pytest.mark.parametrize("guard", [shut_at_nine, a_hold_is_only_said], ids=lambda each: each.__name__)
def test_holding_takes_this_guard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, guard: Guard) -> None:
    guard(monkeypatch)
    goes_wrong(INCIDENT, tmp_path)


@pytest.mark.once
@pytest.mark.parametrize("guard", [shut_at_nine, the_moment_stays], ids=lambda each: each.__name__)
def test_a_later_moment_takes_this_guard(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, guard: Guard
) -> None:
    guard(monkeypatch)
    with pytest.raises(AssertionError):
        an_evening_with_a_queue(tmp_path)
