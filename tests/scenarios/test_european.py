"""Incident 12 (2009): municipalities published European results on the Thursday on which they had voted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Count
from stemdag.domain.election import Category, Election, default_release
from stemdag.domain.errors import Refused
from stemdag.domain.station import Counting, Municipality, Station
from stemdag.elections.importing import load
from stemdag.files import Unreadable, read
from stemdag.journal.models import Entry
from stemdag.rehearsal.day import RehearsedElection, RehearsedMunicipality, definition, hours_on
from stemdag.rehearsal.doors import DoorClosed
from stemdag.rehearsal.plan import Act, Plan, ordered, plan
from tests.embargo.world import LISTS, World, form
from tests.scenarios.playing import Files, at_moments, command, data

pytestmark = [pytest.mark.store, pytest.mark.django_db, pytest.mark.usefixtures("rehearsal")]

THURSDAY = date(2024, 6, 6)
EUROPE = "EP2024_Proef"
EAGER, LATE = "0014", "0518"
COUNTS = {EAGER: form((211, 130, 58)), LATE: form((107, 180, 22))}


def european() -> RehearsedElection:
    """Two municipalities with one station each, on the Thursday."""
    release = default_release(Category.EP, THURSDAY)
    election = Election(
        EUROPE, Category.EP, "Europees Parlement", THURSDAY, (THURSDAY,), release, seats=31, rehearsal=True
    )
    station = Station(1, "Dorpshuis", electorate=500, hours=(hours_on(THURSDAY, election.tz),))

    def one(code: str, count: Count) -> RehearsedMunicipality:
        municipality = Municipality(code, f"Plaats {code}", 500, Counting.CENTRAL)
        return RehearsedMunicipality(municipality, Ballot(LISTS), (station,), {1: count})

    return RehearsedElection(election, tuple(one(code, count) for code, count in COUNTS.items()))


def the_days(evening: datetime) -> Plan:
    """One office arms on Thursday evening, the other not at all."""
    made = plan([european()])
    events = [each for each in made.events if each.act is not Act.ARM or each.municipality == EAGER]
    return replace(made, events=ordered(replace(e, at=evening) if e.act is Act.ARM else e for e in events))


def test_a_municipality_that_counts_on_thursday(tmp_path: Path) -> None:
    """2009: municipalities published European results on Thursday, days before Europe had voted.

    The moment belongs to the election: whatever a municipality does on Thursday (arm, release at the desk, by
    command, by asking the holder for its key, by another definition), nothing opens before Sunday 23:00, each
    attempt at a release is in the record, and the turnout is public all the while.
    """
    zone = european().election.tz
    evening = datetime.combine(THURSDAY, time(22), zone)
    world = World(the_days(evening), tmp_path)
    sunday, kept = world.plan.release, dict[str, Files]()
    assert sunday == datetime(2024, 6, 9, 23, tzinfo=zone)
    refused: dict[str, str] = {}

    def go(code: str) -> None:
        office = world.office((EUROPE, code)).visitor
        sent = {"client_id": str(uuid4()), "reason": "all of Europe has voted"}
        office.post(f"/desk/{EUROPE}/{code}/release/go/", sent, "release now")

    def attempts() -> None:
        with pytest.raises(DoorClosed) as closed:
            go(EAGER)
        refused["desk"] = str(closed.value)
        told = command("release", "go", EUROPE, EAGER)
        assert told.exit_code == 2
        refused["command"] = told.output
        with pytest.raises(Refused, match="nothing opens before it"):
            world.holder.hand_over(EUROPE, EAGER)
        kept["attempts"] = world.files()

    def keep(name: str) -> Callable[[], None]:
        return lambda: kept.update({name: world.files()})

    at_moments(
        world,
        {
            evening + timedelta(hours=3): attempts,
            sunday - timedelta(hours=1): keep("22:00"),
            sunday: keep("23:00"),
            sunday + timedelta(hours=1): lambda: go(LATE),
            sunday + timedelta(hours=2): keep("1:00"),
        },
    )
    with world.set_up() as credentials:
        done = world.play(credentials, sunday + timedelta(hours=3))
    assert max(each.at for each in done if each.act is Act.COUNT) < evening + timedelta(hours=4)
    assert "409" in refused["desk"]
    assert "release.early" in refused["command"]
    told = [(each.kind, json.loads(each.facts)) for each in Entry.objects.filter(kind="release.refused")]
    assert [facts["code"] for _, facts in told] == ["release.early"] * 2

    states = {name: [data(files, f"{EUROPE}/{code}.json") for code in COUNTS] for name, files in kept.items()}
    assert [each["state"] for each in states["attempts"]] == ["before", "before"]
    assert [each["state"] for each in states["22:00"]] == ["before", "before"]
    assert [each["state"] for each in states["23:00"]] == ["released", "not-released"]
    assert [each["state"] for each in states["1:00"]] == ["released", "released"]
    for each in (*states["attempts"], *states["22:00"], states["23:00"][1]):
        assert "result" not in each
        assert each["turnout"]["admitted"] > 300
    assert [each["result"]["cast"] for each in states["1:00"]] == [each.cast for each in COUNTS.values()]
    # From Friday on only the beat is written: nobody can see that anything was tried.
    friday = datetime.combine(THURSDAY + timedelta(days=1), time(6), zone)
    writes = [path for at, path, *_ in world.writes(sunday) if datetime.fromisoformat(at) > friday]
    assert set(writes) == {"manifest.json"}


@pytest.mark.parametrize("hours", [1, 74])
def test_a_definition_with_an_earlier_moment(tmp_path: Path, hours: int) -> None:
    """A municipality's own definition cannot bring the moment forward, not by an hour and not to Thursday."""
    body = definition(european())
    moment = european().election.release
    body["election"]["release"] = (moment - timedelta(hours=hours)).isoformat()
    path = tmp_path / "early.json"
    path.write_text(json.dumps(body))
    with pytest.raises(Unreadable, match="secret until 2024-06-09T23:00:00"):
        load(read(path), moment - timedelta(days=9), "test", rehearsal=True)
    assert "Nothing was imported" in command("import", str(path)).output
