"""Queues at the gate: what a station said last, as long as it holds."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest

from stemdag.domain.queue import Queue
from stemdag.gate.day import Days
from stemdag.gate.watch import Watch
from stemdag.journal.append import Fact, Told, append
from stemdag.publish.day import PublicDay
from tests.factories import Made, at, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]


@pytest.fixture
def made() -> Made:
    return make_election()


def says(made: Made, queue: str, moment: datetime, happened: datetime | None = None) -> None:
    row = made.first.row
    told = Told(1, 1, moment, 0, happened) if happened else None
    name = (row.election.eml_id, row.code)
    facts = {"queue": queue}
    append(Fact(*name, "queue.reported", moment, "station:1", uuid4(), 1, facts, told=told))


def public(made: Made, moment: datetime) -> PublicDay:
    days, watch = Days(rehearsal=False), Watch()
    days.define()
    watch.refresh()
    days.look(days.places(), watch, {})
    return days.public(moment)


def test_the_last_one_stands_by_when_it_was_said_and_it_is_no_turnout(made: Made) -> None:
    place = (made.first.row.election.eml_id, made.first.row.code)
    assert public(made, at("14:00")).queues == {}
    says(made, "long", at("14:00"))
    says(made, "short", at("14:30"), happened=at("13:50"))  # without a connection until now
    day = public(made, at("14:31"))
    report = day.queues[place][1]
    assert (report.queue, report.at) == (Queue.LONG, at("14:00"))
    assert [list(queues) for queues in day.queues.values()] == [[1]]
    says(made, "none", at("14:40"))
    assert public(made, at("14:41")).queues[place][1].queue is Queue.NONE
    assert not any(one.reports for each in day.elections for one in each.municipalities)


def test_it_goes_by_itself_and_none_is_there_from_the_moment_on(made: Made) -> None:
    says(made, "long", at("14:00"))
    assert public(made, at("15:00")).queues
    assert not public(made, at("15:01")).queues
    says(made, "long", at("20:55"))
    assert public(made, at("20:59")).queues
    assert not public(made, at("21:00")).queues
