"""Which queue reports may be passed on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from stemdag.domain.queue import Queue, QueueReport, standing
from stemdag.domain.station import Hours, Station

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
OPEN = Hours(NOON - timedelta(hours=4), NOON + timedelta(hours=9))
YESTERDAY = Hours(OPEN.opens - timedelta(days=1), OPEN.closes - timedelta(days=1))
STATIONS = (Station(1, "Stadhuis", hours=(YESTERDAY, OPEN)), Station(2, "School", hours=()))


def said(*ago: timedelta, at: datetime = NOON) -> dict[int, QueueReport]:
    return {n: QueueReport(at - each, n, Queue.LONG) for n, each in enumerate(ago, 1)}


def test_it_holds_for_an_hour() -> None:
    hour = timedelta(hours=1)
    both = said(hour, timedelta(0))
    assert standing(both, STATIONS, NOON) == both
    assert list(standing(said(hour + timedelta(seconds=1), hour), STATIONS, NOON)) == [2]
    assert standing({}, STATIONS, NOON) == {}


def test_a_closed_station_has_none_however_lately_it_said_so() -> None:
    for now in (OPEN.closes, OPEN.closes + timedelta(minutes=5), OPEN.opens - timedelta(seconds=1)):
        just = said(timedelta(minutes=1), timedelta(minutes=1), at=now)
        assert list(standing(just, STATIONS, now)) == [2]  # without hours, age alone
    last = OPEN.closes - timedelta(seconds=1)
    assert list(standing(said(timedelta(minutes=1), at=last), STATIONS, last)) == [1]


def test_a_station_that_the_definition_does_not_have_has_none() -> None:
    assert standing({9: QueueReport(NOON, 9, Queue.SHORT)}, STATIONS, NOON) == {}
