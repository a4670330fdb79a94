"""Property 1: two days with equal public facts look the same outside until the release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from stemdag.domain.checks import check_file
from stemdag.domain.turnout import TurnoutReport
from stemdag.elections import models
from stemdag.elections.sealing import seal_count
from stemdag.gate import process
from stemdag.gate.day import Days
from stemdag.gate.watch import Reader
from stemdag.gate.writing import Publication
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Entry, StationDay
from stemdag.publish.day import PublicDay
from stemdag.rehearsal.plan import Act, Plan, ordered, plan
from stemdag.rehearsal.variant import public_facts, without_votes_changed
from tests.embargo.outside import assert_nothing_interferes, outside
from tests.embargo.world import BEAT, World, election, form

pytestmark = [pytest.mark.store, pytest.mark.django_db]

DAY = plan(
    [
        election(
            {
                "0034": {1: form((60, 30, 8)), 2: form((10, 80, 4)), 3: form((41, 7, 2)), 4: form((9, 9, 9))},
                "0995": {
                    1: form((51, 33, 8)),
                    2: form((15, 70, 14)),
                    3: form((1, 37, 2)),
                    4: form((3, 5, 7)),
                },
            }
        )
    ]
)
numbers = st.integers(0, 5_000)


def official_file(world: World, moment: datetime, votes: tuple[int, int, int]) -> None:
    """An official count is loaded before the moment, for every station: sealed at the door."""
    for row in models.Municipality.objects.filter(election__rehearsal=True):
        count = replace(form(votes), boxes=None, explained=None)
        codes = [each.code for each in check_file(count, 0, DAY.elections[0].election.category)]
        for number in (1, 3):
            sealed = seal_count(row, number, "official", 1, count, codes)
            append(
                Fact(
                    row.election.eml_id,
                    row.code,
                    "count.received",
                    at=moment,
                    by="test",
                    client_id=uuid4(),
                    station=number,
                    facts={"held": False},
                    sealed=sealed,
                )
            )


class NothingInterferes(TestCase):  # type: ignore[misc]
    @given(seed=st.integers(0, 2**32), hours=st.integers(1, 30), votes=st.tuples(numbers, numbers, numbers))
    @settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_whatever_the_votes_and_whatever_the_office_does(
        self, seed: int, hours: int, votes: tuple[int, int, int]
    ) -> None:
        other = without_votes_changed(DAY, seed)
        assert public_facts(other) == public_facts(DAY)
        assert other.events != DAY.events
        when = DAY.events[0].at + timedelta(hours=hours)
        done: list[datetime] = []

        def extra(world: World, moment: datetime) -> None:
            if moment >= when and not done:
                done.append(moment)
                official_file(world, moment, votes)

        assert_nothing_interferes(self.first, outside(other, extra))

    @classmethod
    def setUpTestData(cls) -> None:
        cls.first = outside(DAY)


def test_a_day_without_a_single_count_looks_the_same() -> None:
    acts = frozenset({Act.COUNT, Act.ACCEPT})
    silent = replace(DAY, events=tuple(event for event in DAY.events if event.act not in acts))
    assert_nothing_interferes(outside(DAY), outside(silent, release=DAY.release))


def test_a_day_with_other_turnout_looks_different() -> None:
    """The property can fail: what is public does change what is outside."""
    more = tuple(
        replace(event, admitted=event.admitted + 1) if event.admitted is not None else event
        for event in DAY.events
    )
    with pytest.raises(AssertionError):
        assert_nothing_interferes(outside(DAY), outside(replace(DAY, events=more)))


def test_a_moment_put_later_keeps_its_promise_until_then() -> None:
    """The vote is extended: nothing opens at the first moment, and everything is equal until the second."""
    later = DAY.release + timedelta(hours=1)

    def postpone(world: World, moment: datetime) -> None:
        if moment >= DAY.release - timedelta(hours=2) and not Moved.done:
            Moved.done = True
            append(
                Fact(
                    DAY.elections[0].election.id,
                    "",
                    "release.postponed",
                    at=moment,
                    by="test",
                    client_id=uuid4(),
                    facts={"moment": later.isoformat()},
                )
            )

    class Moved:
        done = False

    one = outside(DAY, postpone, release=later)
    Moved.done = False
    other = outside(without_votes_changed(DAY, 3), postpone, release=later)
    assert_nothing_interferes(one, other)
    assert max(datetime.fromisoformat(at) for at, *_ in one.writes) >= DAY.release


# Mutations: each opens one of the side exits that the design names, and the property must notice.


def leaky_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A write because of a count: the gate looks at every municipality in between beats."""

    def step(self: process.Gate, now: datetime) -> None:
        self._days.define()
        self._keys.take(now, self._days.moments())
        if self._watch.refresh():
            self._days.look(self._days.places(), self._watch, self._keys.openers)
            self._publish(now, now)

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


MUTATIONS: tuple[Callable[[pytest.MonkeyPatch], None], ...] = (
    leaky_watch,
    counts_in_turnout,
    received_in_page,
    count_in_time,
    key_too_early,
)


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_each_side_exit_is_noticed(
    mutate: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutate(monkeypatch)
    armed_early = _armed_at_eight(DAY)
    with pytest.raises(AssertionError):
        assert_nothing_interferes(
            outside(armed_early), outside(_armed_at_eight(without_votes_changed(DAY, 11)))
        )


def _armed_at_eight(day: Plan) -> Plan:
    """Offices may arm in the morning; a holder that errs does harm all day then."""
    start = DAY.release.replace(hour=8)
    acts = [replace(e, at=start) if e.act is Act.ARM else e for e in day.events if e.act is not Act.HOLD]
    once = {(e.act, e.at, e.place, e.version): e for e in acts}
    return replace(day, events=ordered(once.values()))
