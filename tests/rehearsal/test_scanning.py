"""Stations that scan on a rehearsed day: batches, an hour without a line, and turnout that follows."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from stemdag.journal.models import DeviceDay, Entry, PassUse, StationDay
from stemdag.rehearsal.device import AppDoor
from stemdag.rehearsal.plan import Act, plan
from stemdag.rehearsal.scanning import MOST, with_scans
from stemdag.rehearsal.tk2021 import tk2021
from stemdag.rehearsal.variant import public_facts, without_votes_changed
from tests.embargo.world import World, election, form

COUNTS = {1: form((60, 30, 8)), 2: form((10, 80, 4)), 3: form((41, 7, 2)), 4: form((9, 9, 9))}
DAY = plan([election({"0034": COUNTS, "0995": {**COUNTS, 1: form((160, 30, 8))}})])


def test_a_station_scans_what_its_record_says_in_the_end() -> None:
    played = tk2021()
    day = with_scans(plan([played]))
    totals: Counter[tuple[object, int]] = Counter()
    for event in day.events:
        if event.act is Act.SCAN:
            assert event.scanned is not None
            totals.update({(event.place, turn): number for turn, number in enumerate(event.scanned)})
    places = {place for place, _ in totals}
    assert len(places) == 4
    for town in played.municipalities:
        for number, count in town.counts.items():
            place = (played.election.id, town.municipality.code, number)
            if place in places:
                expected = (count.poll_cards, count.proxies, count.voter_cards or 0)
                assert tuple(totals[place, turn] for turn in range(3)) == expected
    typed = Counter(event.place for event in day.events if event.act is Act.TURNOUT)
    assert {typed[each] for each in places} == {1}
    assert public_facts(without_votes_changed(day, 3)) == public_facts(day)


def test_a_whole_country_scans_at_some_stations_only() -> None:
    many = plan(election({f"{code:04}": COUNTS}, eml_id=f"GR2022_{code}") for code in range(1, 40))
    places = {each.place for each in with_scans(many).events if each.act is Act.SCAN}
    assert len(places) == MOST
    one = plan([election({f"{code:04}": COUNTS for code in range(1, 40)})])
    places = {each.place for each in with_scans(one).events if each.act is Act.SCAN}
    assert {code for _, code, _ in places} == {"0001"}


@pytest.mark.store
@pytest.mark.django_db
def test_every_pass_arrives_once_also_from_the_hour_without_a_line(tmp_path: Path) -> None:
    day = with_scans(DAY)
    away = [each for each in day.events if each.offline]
    assert {each.at.timetz().replace(tzinfo=None) for each in away} <= {time(13, m) for m in (10, 30, 50)}
    assert len({each.place for each in away}) == 1
    world = World(day, tmp_path, by_pages=frozenset())
    back = list({each.at.replace(hour=14, minute=10) for each in away})
    kept: dict[tuple[str, int], int] = {}

    def just_before(moment: datetime) -> None:
        if moment in back:
            doors = world.player._stations.items()
            kept.update((place[1:], door.waiting) for place, door in doors if isinstance(door, AppDoor))

    world.between = just_before
    with world.set_up() as credentials:
        world.play(credentials, day.release + timedelta(minutes=1))
    for place in {event.place for event in day.events if event.act is Act.SCAN}:
        passes = sum(sum(each.scanned or ()) for each in day.events if each.place == place)
        row = StationDay.objects.get(chain__municipality=place[1], station=place[2])
        assert row.poll_cards + row.proxies + row.voter_cards == passes == row.admitted
    assert PassUse.objects.count() == sum(sum(each.scanned or ()) for each in day.events)
    assert not any(each.missing for each in DeviceDay.objects.all())
    assert sum(kept.values()) == len(away)
    # They came back at one moment, each with all that it had kept, told when it happened.
    told = [
        json.loads(each.facts)["told"] for each in Entry.objects.filter(kind="passes.scanned", at__in=back)
    ]
    late = [each for each in told if datetime.fromisoformat(each["happened"]) not in back]
    assert len(late) == len(away)
