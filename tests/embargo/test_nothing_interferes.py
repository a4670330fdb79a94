"""Property 1: two days with equal public facts look the same outside until the release."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from stemdag.desk.turnout import presenter
from stemdag.desk.turnout.figures import Figures
from stemdag.domain.count import Count
from stemdag.domain.errors import Refused
from stemdag.domain.turnout import TurnoutReport
from stemdag.elections import importing, models
from stemdag.elections import moment as moments
from stemdag.gate import process
from stemdag.gate.day import Days
from stemdag.gate.site import Site, Withdrawals
from stemdag.gate.watch import Reader
from stemdag.gate.writing import Publication
from stemdag.journal.models import Entry, Envelope, StationDay
from stemdag.publish import caching
from stemdag.publish.day import PublicDay
from stemdag.publish.target import TOMBSTONE
from stemdag.rehearsal.day import RehearsedElection
from stemdag.rehearsal.plan import Act, Plan, ordered, plan
from stemdag.rehearsal.scanning import with_scans
from stemdag.rehearsal.variant import PUBLIC, public_facts, without_votes_changed
from tests.embargo.acts import (
    ACTS,
    at,
    earlier_loaded,
    exports_carried,
    official_files,
    places_loaded,
    queues_said,
    themes_put,
    withdrawals,
)
from tests.embargo.outside import Extra, Outside, assert_nothing_interferes, outside
from tests.embargo.world import BEAT, World, election, form
from tests.long import LONG

pytestmark = [pytest.mark.store, pytest.mark.django_db]

ALMERE = {1: form((60, 30, 8)), 2: form((10, 80, 4)), 3: form((41, 7, 2)), 4: form((9, 9, 9))}
LELYSTAD = {1: form((51, 33, 8)), 2: form((15, 70, 14)), 3: form((1, 37, 2)), 4: form((3, 5, 7))}


def last_day(counts: dict[str, dict[int, Count]], eml_id: str = "GR2022_Proef") -> RehearsedElection:
    """An election without the day before: shorter to play."""
    made = election(counts, eml_id=eml_id)
    towns = tuple(replace(each, stations=each.stations[:3]) for each in made.municipalities)
    return replace(made, municipalities=towns)


DAY = plan([election({"0034": ALMERE, "0995": LELYSTAD})])
SHORT = plan([last_day({"0034": ALMERE, "0995": LELYSTAD})])
SMALL = plan([last_day({"0034": ALMERE})])
#: Days drawn by lot, beside the one that has it all.
EXAMPLES = 40 if LONG else 2
#: With this seed the other day has it all: a count held and accepted, a correction, a hold, nothing sent.
RICH = 34


@cache
def first() -> Outside:
    """The day that others are compared with."""
    return outside(DAY)


def test_the_other_day_differs_in_all_that_may() -> None:
    acts = [each.act for each in without_votes_changed(DAY, RICH).events]
    assert {Act.ACCEPT, Act.HOLD} <= set(acts)
    assert any(each.version > 1 for each in without_votes_changed(DAY, RICH).events)
    sends = {each.place for each in without_votes_changed(DAY, RICH).events if each.act is Act.COUNT}
    assert 0 < len(sends) < len(ALMERE) + len(LELYSTAD)


class NothingInterferes(TestCase):  # type: ignore[misc]
    @given(
        seed=st.integers(0, 2**32),
        hours=st.integers(1, 37),
        acts=st.lists(st.sampled_from(ACTS), unique=True),
    )
    @example(seed=RICH, hours=37, acts=list(ACTS))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_whatever_the_votes_and_whatever_the_office_does(
        self, seed: int, hours: int, acts: list[Callable[[World, datetime], None]]
    ) -> None:
        other = without_votes_changed(DAY, seed)
        assert public_facts(other) == public_facts(DAY)
        assert other.events != DAY.events
        when = DAY.events[0].at + timedelta(hours=hours)
        assert_nothing_interferes(first(), outside(other, at(when, *acts)))


@pytest.mark.once
def test_a_day_on_which_nobody_counts_and_no_office_does_anything_looks_the_same() -> None:
    silent = replace(DAY, events=tuple(event for event in DAY.events if event.act in PUBLIC))
    assert_nothing_interferes(first(), outside(silent, until=DAY.release))


def test_a_day_on_which_stations_scan() -> None:
    """Turnout follows from passes, and an hour of them comes late: no vote, and no kind of pass, is in it."""
    day = with_scans(SMALL)
    assert any(each.offline for each in day.events)
    assert_nothing_interferes(outside(day), outside(without_votes_changed(day, RICH)))


@pytest.mark.once
def test_two_days_on_which_a_device_brings_the_exports_of_others() -> None:
    """They differ in votes alone, and so in what is carried; that more is carried is no difference either."""
    when, other = SMALL.release - timedelta(hours=3), without_votes_changed(SMALL, RICH)
    one = outside(SMALL, at(when, exports_carried))
    assert_nothing_interferes(one, outside(other, at(when, exports_carried, exports_carried)))


@pytest.mark.once
def test_a_day_with_other_turnout_looks_different() -> None:
    """The property can fail: what is public does change what is outside."""
    more = tuple(
        replace(event, admitted=event.admitted + 1) if event.admitted is not None else event
        for event in DAY.events
    )
    with pytest.raises(AssertionError):
        assert_nothing_interferes(first(), outside(replace(DAY, events=more)))


@pytest.mark.once
def test_a_moment_put_later_keeps_its_promise_until_then() -> None:
    """The vote is extended: nothing opens at the first moment, and everything is equal until the second."""
    later = SHORT.release + timedelta(hours=1)

    def postpone(world: World, moment: datetime) -> None:
        for row in models.Election.objects.filter(eml_id__in=[each.election.id for each in SHORT.elections]):
            moments.postpone(row, later, "een rij", "test", moment, uuid4())

    when = SHORT.release - timedelta(hours=2)
    one = outside(SHORT, at(when, postpone), until=later)
    other = outside(without_votes_changed(SHORT, 3), at(when, postpone), until=later)
    assert_nothing_interferes(one, other)
    assert max(datetime.fromisoformat(at) for at, *_ in one.writes) >= SHORT.release


@pytest.mark.once
def test_what_is_loaded_beside_a_day_is_public_and_tells_nothing_of_a_count() -> None:
    """An earlier result, places and borders, queues, themes."""
    when, loads = SHORT.release - timedelta(hours=5), (earlier_loaded, places_loaded, queues_said, themes_put)

    def loading() -> Extra:
        acts = at(when, *loads), at(SHORT.release - timedelta(hours=1), queues_said)

        def extra(world: World, moment: datetime) -> None:
            for each in acts:
                each(world, moment)

        return extra

    one = outside(SHORT, loading())
    assert_nothing_interferes(one, outside(without_votes_changed(SHORT, RICH), loading()))

    def showing(*these: bytes) -> list[str]:
        return [path for path, body in one.files.items() if any(each in body for each in these)]

    assert showing(b"Verkiezing van toen")
    # Over several days it is not drawn, and stands in the data all the same.
    assert showing(b'"curve":[[0,0.0],[60,')
    placed = showing(b'"latitude":51.81', b"Kadaster van toen")
    assert {path.rpartition(".")[2] for path in placed} >= {"json", "html"}
    assert showing(b'class="areas"')
    assert showing(b"Gemeente van de avond")
    assert [path for path in showing(b"#7a1f3d") if path.endswith(".css")]
    assert {path.rpartition(".")[2] for path in showing(b'"queue":{"length":"long"', b"long queue")} == {
        "json",
        "html",
    }


@pytest.mark.once
def test_what_is_withdrawn_and_restored_tells_nothing_of_a_count() -> None:
    """Whole and in part, at the target and at the desk, between beats; and restoring shows no result."""
    one = outside(SMALL, withdrawals)
    assert_nothing_interferes(one, outside(without_votes_changed(SMALL, RICH), withdrawals))
    assert one.files.keys() == {*outside(SMALL).files, TOMBSTONE}
    # What tells of results in general, schemas and the page about the data, is there all day.
    shown = {
        path: body for path, body in one.files.items() if "/schema/" not in path and "/data/index" not in path
    }
    assert not [path for path, body in shown.items() if b'"result"' in body or b'class="results"' in body]
    acted = [at for at, path in one.touched if path == TOMBSTONE]
    assert len(acted) == len(set(acted)) == 7
    assert sum(path == "nl/index.html" and status == 200 for _, path, _, status, *_ in one.answers) > 20


@pytest.mark.once
def test_a_withdrawal_that_waits_for_a_count_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate that carries it out at once where something was counted, and later where nothing was."""
    look, seen, last = Site.look, dict[str, Withdrawals](), list[datetime]()

    def waiting(self: Site, now: datetime) -> Withdrawals:
        if now not in last or StationDay.objects.filter(version__gt=0).exists():
            seen["last"] = look(self, now)
        last.append(now)
        return seen["last"]

    silent = replace(SMALL, events=tuple(event for event in SMALL.events if event.act in PUBLIC))
    one = outside(SMALL, withdrawals)
    assert_nothing_interferes(one, outside(silent, withdrawals, until=SMALL.release))
    monkeypatch.setattr(Site, "look", waiting)
    days = []
    for day in (SMALL, silent):
        seen.clear()
        last.clear()
        days.append(outside(day, withdrawals, until=SMALL.release))
    with pytest.raises(AssertionError):
        assert_nothing_interferes(*days)


def test_before_the_moment_the_gate_holds_no_key_and_the_holder_gives_none() -> None:
    asked: list[str] = []

    def ask(world: World, moment: datetime) -> None:
        assert not world.gate._keys.openers, f"a key at {moment}"
        with pytest.raises(Refused) as refusal:
            world.holder.hand_over("GR2022_Proef", "0034")
        asked.append(refusal.value.code)

    outside(_armed_at_eight(SMALL), ask)
    assert len(asked) > 15
    assert set(asked) == {"release.early"}


@pytest.mark.once
def test_a_municipality_that_is_held_stays_shut_while_another_is_public() -> None:
    """Lelystad holds: what Almere publishes, and when, says nothing of Lelystad."""
    hold = replace(
        next(e for e in SHORT.events if e.act is Act.ARM and e.municipality == "0995"), act=Act.HOLD
    )
    until = SHORT.release + timedelta(hours=4)

    def day(lelystad: Plan) -> Plan:
        """Almere as it is, and of Lelystad what that day has; no office there arms."""
        events = [each for each in SHORT.events if each.municipality == "0034"]
        theirs = [each for each in lelystad.events if each.municipality == "0995"]
        events += [each for each in theirs if each.act not in (Act.ARM, Act.HOLD)]
        return replace(SHORT, events=ordered([*events, hold]))

    one, other = (
        outside(day(SHORT), until=until),
        outside(day(without_votes_changed(SHORT, RICH)), until=until),
    )
    assert_nothing_interferes(one, other)
    told = one.files["data/v1/GR2022_Proef/0034.json"], one.files["data/v1/GR2022_Proef/0995.json"]
    assert [b'"result"' in each for each in told] == [True, False]


@pytest.mark.once
def test_an_official_count_shows_nowhere_until_its_municipality_is_public() -> None:
    """Lelystad holds, and loads its official files after the moment: outside they are not there."""
    hold = replace(
        next(e for e in SHORT.events if e.act is Act.ARM and e.municipality == "0995"), act=Act.HOLD
    )
    events = [
        e for e in SHORT.events if (e.municipality, e.act) not in (("0995", Act.ARM), ("0995", Act.HOLD))
    ]
    day, until = replace(SHORT, events=ordered([*events, hold])), SHORT.release + timedelta(hours=4)
    here, there = (partial(official_files, only=code) for code in ("0034", "0995"))

    def loading(*later: Callable[[World, datetime], None]) -> Outside:
        afternoon = at(SHORT.release - timedelta(hours=2), here)
        evening = at(SHORT.release + timedelta(hours=2), *later)

        def both(world: World, moment: datetime) -> None:
            afternoon(world, moment)
            evening(world, moment)

        return outside(day, both, until)

    one = loading()
    assert_nothing_interferes(one, loading(there))
    told = json.loads(one.files["data/v1/GR2022_Proef/0034.json"])
    counts = [each["count"] for each in told["stations"]]
    assert not told["preliminary"]
    assert [(each["official"], each["changes"]) for each in counts] == [(True, [])] * len(counts)
    assert b'"official"' not in one.files["data/v1/GR2022_Proef/0995.json"]


@pytest.mark.once
def test_an_election_that_is_public_says_nothing_of_one_whose_moment_is_to_come() -> None:
    early, late = last_day({"0034": ALMERE}), last_day({"0034": LELYSTAD}, "GR2022_Later")
    moment = early.election.release + timedelta(hours=2)
    late = replace(late, election=replace(late.election, release=moment))
    one, other = plan([early, late]), without_votes_changed(plan([early, late]), RICH)
    events = [each for each in one.events if each.election == early.election.id]
    events += [each for each in other.events if each.election == late.election.id]
    seen = outside(one, until=moment)
    assert_nothing_interferes(seen, outside(replace(one, events=ordered(events)), until=moment))
    told = seen.files["data/v1/GR2022_Proef/0034.json"], seen.files["data/v1/GR2022_Later/0034.json"]
    assert [b'"result"' in each for each in told] == [True, False]


# Mutations: each opens one of the side exits that the design names, and the property must notice.


def leaky_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A write because of a count: the gate looks at every municipality in between beats."""

    def step(self: process.Gate, now: datetime) -> None:
        self._days.define()
        self._keys.take(now, self._days.moments())
        if self._watch.refresh():
            self._days.look(self._days.places(), self._watch, self._keys.openers)
            self._publish(now, now, {})

    monkeypatch.setattr(process.Gate, "step", step)


def counts_in_turnout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turnout taken from a count that came in, instead of from a report."""
    take = Reader.take

    def telling(self: Reader, entry: Entry) -> None:
        take(self, entry)
        if entry.kind == "count.received" and entry.station is not None:
            self.reports.append(TurnoutReport(entry.at, entry.station, 100))

    monkeypatch.setattr(Reader, "take", telling)


def received_in_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many counts are in, told by the name of a municipality."""
    public = Days.public

    def telling(self: Days, as_of: datetime) -> PublicDay:
        day = public(self, as_of)
        received = StationDay.objects.filter(version__gt=0).count()
        elections = tuple(
            replace(each, election=replace(each.election, name=f"{each.election.name} {received}"))
            for each in day.elections
        )
        return replace(day, elections=elections)

    monkeypatch.setattr(Days, "public", telling)


def count_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A beat left out where a count came in since the last one: the same bytes, at another time."""
    write = Publication.__call__

    def later(self: Publication, day: PublicDay, at: datetime) -> tuple[str, int]:
        if StationDay.objects.filter(received_at__gt=at - BEAT).exists():
            return "", 0
        return write(self, day, at)

    monkeypatch.setattr(Publication, "__call__", later)


def key_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """A holder that hands over at noon, and a gate that asks."""
    from stemdag.custody import part
    from stemdag.domain import release as rules

    moments = Days.moments
    early = timedelta(hours=9)
    monkeypatch.setattr(
        Days, "moments", lambda self: {place: at - early for place, at in moments(self).items()}
    )
    monkeypatch.setattr(
        part.Part, "_release", property(lambda self: rules.Release(self.not_before - early, self.state))
    )
    original = rules.act

    def act(release: rules.Release, what: rules.ReleaseAct, now: datetime) -> rules.Release:
        return original(replace(release, moment=release.moment - early), what, now)

    monkeypatch.setattr("stemdag.journal.projections.act", act)


def lifetime_by_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes, kept longer by readers once counts are in: told by a header alone."""
    control = caching.cache_control

    def telling(path: str) -> str:
        return f"{control(path)}, x={StationDay.objects.filter(version__gt=0).count()}"

    monkeypatch.setattr(caching, "cache_control", telling)


def touched_by_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file gets another stamp when a count comes in: the same bytes, told by Last-Modified."""
    write = Publication.__call__

    def touching(self: Publication, day: PublicDay, at: datetime) -> tuple[str, int]:
        done = write(self, day, at)
        if StationDay.objects.filter(received_at__gt=at - BEAT).exists():
            root = self._writer._target.name
            os.utime(f"{root}/nl/index.html", (1, 1))
        return done

    monkeypatch.setattr(Publication, "__call__", touching)


def electorate_by_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """An official count that is loaded takes the definition's place: its electorate shows that it came."""

    def taking(row: models.Municipality, electorate: int, *_: object, **__: object) -> None:
        row.electorate = electorate
        row.save(update_fields=["electorate"])

    monkeypatch.setattr(importing, "_set_electorate", taking)


def official_in_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """That an official count was loaded, told by a name: not what is in it, and not of which station."""
    public = Days.public

    def telling(self: Days, as_of: datetime) -> PublicDay:
        day = public(self, as_of)
        word = "officieel" if Envelope.objects.filter(source="official").exists() else "voorlopig"
        return replace(
            day, elections=tuple(replace(e, election=replace(e.election, name=word)) for e in day.elections)
        )

    monkeypatch.setattr(Days, "public", telling)


def received_in_the_hall(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many counts are in, on the beamer, as after the release."""
    figures = presenter.figures

    def telling(row: models.Municipality, now: datetime) -> Figures:
        found = figures(row, now)
        received = StationDay.objects.filter(version__gt=0).count()
        return replace(found, whole=replace(found.whole, reported=received))

    monkeypatch.setattr(presenter, "figures", telling)


def opened_to_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many stations opened, those among them that open only to count."""
    figures = presenter.figures

    def telling(row: models.Municipality, now: datetime) -> Figures:
        found = figures(row, now)
        opened = StationDay.objects.filter(opened_at__isnull=False).count()
        return replace(found, whole=replace(found.whole, opened=opened))

    monkeypatch.setattr(presenter, "figures", telling)


MUTATIONS: tuple[Callable[[pytest.MonkeyPatch], None], ...] = (
    leaky_watch,
    counts_in_turnout,
    received_in_page,
    count_in_time,
    key_too_early,
    lifetime_by_counts,
    touched_by_a_count,
    electorate_by_a_count,
    official_in_page,
    received_in_the_hall,
    opened_to_count,
)


@pytest.mark.once
@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_each_side_exit_is_noticed(
    mutate: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutate(monkeypatch)
    with pytest.raises(AssertionError):
        assert_nothing_interferes(*_two_small_days())


@pytest.mark.once
def test_where_none_is_open_those_days_are_the_same() -> None:
    assert_nothing_interferes(*_two_small_days())


def _two_small_days() -> tuple[Outside, Outside]:
    """A day, and the same with other votes and official counts that are loaded in the afternoon."""
    load = at(SMALL.release - timedelta(hours=3), official_files)
    other = _armed_at_eight(without_votes_changed(SMALL, 11))
    return outside(_armed_at_eight(SMALL)), outside(other, load)


def _armed_at_eight(day: Plan) -> Plan:
    """Offices may arm in the morning; a holder that errs does harm all day then."""
    start = day.release.replace(hour=8)
    acts = [replace(e, at=start) if e.act is Act.ARM else e for e in day.events if e.act is not Act.HOLD]
    once = {(e.act, e.at, e.place, e.version): e for e in acts}
    return replace(day, events=ordered(once.values()))
