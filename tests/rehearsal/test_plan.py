"""A planned day: in order, lawful, the same each time; its second day has the same public facts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemdag.domain.checks import check
from stemdag.domain.count import Count, refuse_foreign
from stemdag.domain.station import Kind
from stemdag.files.door import read
from stemdag.rehearsal.day import RehearsedElection
from stemdag.rehearsal.plan import Act, Event, Plan, counting_from, is_held, plan
from stemdag.rehearsal.replay import replay
from stemdag.rehearsal.tk2021 import tk2021
from stemdag.rehearsal.variant import public_facts, shuffled_votes, without_votes_changed
from tests.reference import reference

ELECTION = tk2021()
DAY = plan([ELECTION])
OTHER = without_votes_changed(DAY, 1)
EARLY_TOWNS = ("0085", "0402")
NOON = DAY.release - timedelta(hours=9)


def by_station(day: Plan) -> dict[int | None, list[Event]]:
    found: dict[int | None, list[Event]] = defaultdict(list)
    for event in day.events:
        if event.municipality == "0014":
            found[event.station].append(event)
    return found


def final(day: Plan) -> dict[tuple[str, str, int | None], Count]:
    return {event.place: event.count for event in day.events if event.count is not None}


def test_it_is_in_order_and_the_same_each_time() -> None:
    assert [event.at for event in DAY.events] == sorted(event.at for event in DAY.events)
    assert plan([tk2021()]) == DAY
    assert plan([ELECTION], seed=1).events != DAY.events
    assert all(event.at.second == event.at.microsecond == 0 for event in DAY.events)


def test_each_station_signs_in_opens_reports_and_counts() -> None:
    for number, events in by_station(DAY).items():
        if number is None:
            assert [event.act for event in events] == [Act.ARM]
            continue
        acts = [event.act for event in events]
        assert acts[:2] == [Act.SIGN_IN, Act.OPEN]
        assert acts.count(Act.SIGN_IN) == acts.count(Act.OPEN) == 1
        reported = [event.admitted for event in events if event.act is Act.TURNOUT]
        assert reported == sorted(reported, key=lambda admitted: admitted or 0)
        assert acts.index(Act.COUNT) > max(at for at, act in enumerate(acts) if act is Act.TURNOUT)


def test_the_last_report_is_after_the_close_and_says_the_admitted_voters_of_the_count() -> None:
    counts = final(DAY)
    stations = {(t.municipality.code, s.number): s for t in ELECTION.municipalities for s in t.stations}
    last = {event.place: event for event in DAY.events if event.act is Act.TURNOUT}
    assert set(last) == set(counts)
    for place, event in last.items():
        assert event.admitted == counts[place].admitted
        assert event.at >= stations[event.municipality, place[2]].hours[-1].closes  # type: ignore[index]


def test_no_station_counts_before_it_may() -> None:
    for day in (DAY, OTHER):
        for town in ELECTION.municipalities:
            may = {s.number: counting_from(ELECTION.election, s) for s in town.stations}
            for event in day.events:
                if event.act is Act.COUNT and event.municipality == town.municipality.code:
                    assert event.station is not None
                    assert event.at > may[event.station]


def test_postal_votes_are_in_at_noon_and_the_early_ones_before_the_close() -> None:
    assert DAY.ballots_in(NOON, Kind.POSTAL) == 5942
    early = sum(1 for t in ELECTION.municipalities for s in t.stations if s.kind is not Kind.REGULAR)
    assert DAY.sealed_at(DAY.release) == early == 66


def test_the_counts_that_arrive_last_are_the_ones_on_paper() -> None:
    on_paper = {
        ("TK2021", town.municipality.code, number): count
        for town in ELECTION.municipalities
        for number, count in town.counts.items()
    }
    assert final(DAY) == on_paper


def test_a_slip_is_corrected_with_a_reason_and_a_wrong_box_is_accepted_with_one() -> None:
    corrections = [event for event in DAY.events if event.version == 2 and event.act is Act.COUNT]
    assert len(corrections) == 8
    assert all(event.reason for event in corrections)
    accepted = [event for event in DAY.events if event.act is Act.ACCEPT]
    assert len(accepted) >= 12
    assert all(event.reason for event in accepted)
    assert any(event.at < DAY.release for event in accepted)


@pytest.mark.parametrize("day", [DAY, OTHER], ids=["day", "second day"])
def test_exactly_the_held_counts_are_accepted_afterwards(day: Plan) -> None:
    held = {p: v for p, v in final(day).items() if is_held(v, ELECTION.election)}
    accepted = {event.place: event for event in day.events if event.act is Act.ACCEPT}
    sent = {event.place: event for event in day.events if event.act is Act.COUNT}
    assert set(accepted) == set(held)
    for place, event in accepted.items():
        assert event.at > sent[place].at
        assert event.version == sent[place].version


def test_every_slip_is_held() -> None:
    for town in ELECTION.municipalities:
        for count in town.first_tries.values():
            assert "F.202" in {found.code for found in check(count, ELECTION.election.category)}


def test_the_second_day_has_the_same_public_facts() -> None:
    assert public_facts(OTHER) == public_facts(DAY)
    assert public_facts(plan([ELECTION], seed=1)) != public_facts(DAY)


def test_public_facts_notice_every_public_change() -> None:
    turnout = next(at for at, event in enumerate(DAY.events) if event.act is Act.TURNOUT)
    events = list(DAY.events)
    events[turnout] = replace(events[turnout], admitted=(events[turnout].admitted or 0) + 1)
    assert public_facts(replace(DAY, events=tuple(events))) != public_facts(DAY)
    later = replace(ELECTION.election, release=DAY.release + timedelta(hours=1))
    assert public_facts(replace(DAY, elections=(replace(ELECTION, election=later),))) != public_facts(DAY)
    unarmed = tuple(event for event in DAY.events if event.act is not Act.ARM)
    assert public_facts(replace(DAY, events=unarmed)) != public_facts(DAY)


def test_the_second_day_has_other_votes_before_the_release() -> None:
    mine, theirs = final(DAY.until(DAY.release)), final(OTHER.until(DAY.release))
    assert set(theirs) < set(mine)  # some are left out
    assert all(theirs[place].lists != mine[place].lists for place in theirs)
    assert any(theirs[place].admitted != mine[place].admitted for place in theirs)
    held = {event.act for event in OTHER.events if event.act in (Act.HOLD, Act.ACCEPT)}
    assert held == {Act.HOLD, Act.ACCEPT}
    assert without_votes_changed(DAY, 1) == OTHER
    assert without_votes_changed(DAY, 2) != OTHER


def test_the_second_days_forms_belong_to_the_ballot() -> None:
    for played in OTHER.elections:
        for town in played.municipalities:
            for count in town.counts.values():
                refuse_foreign(count, town.ballot, town.municipality.counting)


def test_turnout_is_about_the_published_shape() -> None:
    """At 16:00 on the last day about 45.8 of 72.2 had voted in Tilburg."""
    at = DAY.release - timedelta(hours=4, minutes=45)
    last: dict[object, int] = {}
    for event in DAY.events:
        if event.act is Act.TURNOUT and event.at < at:
            last[event.place] = event.admitted or 0
    share = sum(last.values()) / sum(count.admitted for count in final(DAY).values())
    assert share == pytest.approx(45.8 / 72.2, abs=0.02)


def test_events_say_no_more_than_their_act() -> None:
    for event in DAY.events:
        assert (event.count is not None) == (event.act is Act.COUNT)
        assert (event.admitted is not None) == (event.act is Act.TURNOUT)
        assert (event.station is None) == (event.act is Act.ARM)
    assert {each.name for each in fields(Event)} >= {"at", "act", "station", "count"}


@given(st.integers(), st.integers(0, 5))
@settings(max_examples=15, deadline=None)
def test_turnout_depends_on_admitted_voters_and_on_nothing_else_of_a_count(seed: int, town: int) -> None:
    from stemdag.rehearsal.chance import chance

    rng = chance(seed)
    towns = list(ELECTION.municipalities)
    some = towns[town % len(towns)]
    counts = {n: shuffled_votes(count, some.ballot, rng) for n, count in some.counts.items()}
    towns[town % len(towns)] = replace(some, counts=counts, first_tries={})
    changed = plan([RehearsedElection(ELECTION.election, tuple(towns))])
    assert [e for e in changed.events if e.act is Act.TURNOUT] == [
        e for e in DAY.events if e.act is Act.TURNOUT
    ]


def test_only_rehearsals_are_played() -> None:
    with pytest.raises(ValueError, match="not marked as a rehearsal"):
        RehearsedElection(replace(ELECTION.election, rehearsal=False), ())


def test_a_replay_holds_and_accepts_the_stations_that_were_odd_in_2022() -> None:
    zipped = reference("gr2022", "gr2022_stembureaus_osv4-3_csv.zip")
    day = plan(replay(read(zipped)))
    accepted = {event.place for event in day.events if event.act is Act.ACCEPT}
    assert len(accepted) == 48  # in 31 files, by a script of others
    assert len({municipality for _, municipality, _ in accepted}) == 31


def test_a_replays_second_day_sends_forms_of_its_own_ballot_too() -> None:
    """Ooststellingwerf and Hilversum: decentral, and some of their stations count before the close."""
    zipped = reference("gr2022", "gr2022_stembureaus_osv4-3_csv.zip")
    day = plan(replay(read(zipped), only=EARLY_TOWNS))
    other = without_votes_changed(day, 3)
    assert public_facts(other) == public_facts(day)
    towns = {e.election.id: e.municipalities[0] for e in day.elections}
    for event in other.events:
        if event.count is not None:
            town = towns[event.election]
            refuse_foreign(event.count, town.ballot, town.municipality.counting)
    assert 0 < other.sealed_at(other.release) < day.sealed_at(day.release)
