"""Incident 6 (15 March 2023, Tilburg): stations ran out of ballots while the app faltered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from stemdag.desk import line, stock
from stemdag.desk.board import Line, lines
from stemdag.domain.day_shape import TILBURG_2021, spans
from stemdag.domain.stock import Forecast, Level
from stemdag.elections import values
from tests.factories import at
from tests.scenarios.stations import Guard, Stations, goes_wrong, passes

pytestmark = [pytest.mark.store, pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]
#: Ballots in the morning, and how many voters come: a third more than anybody thought.
BALLOTS, VOTERS = 600, 800
#: How long a delivery takes, as the rules have it.
LEAD = timedelta(hours=2)


def a_busy_station(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scans alone tell how many ballots are left. The line is gone from 13:00 to 14:00."""
    stations = Stations(monkeypatch)
    row = stations.town.stations[1]
    open_in = spans(values.station(row).hours, stations.made.row.date)
    chair = stations.opened()
    chair.tell("stock.reported", {"ballots": BALLOTS}, stations.set("07:30"))

    def come(moment: datetime) -> int:
        return int(VOTERS * TILBURG_2021.share(open_in, moment))

    def seen() -> Line:
        return next(each for each in lines(stations.town.row, stations.now) if each.number == 1)

    empty = next(each for each in quarters() if come(each) >= BALLOTS)
    before = 0
    for moment in quarters():
        stations.now = moment
        chair.offline = at("13:00") < moment < at("14:00")
        chair.scan(passes(*range(10_000 + before, 10_000 + come(moment))), moment)
        before = come(moment)
        if seen().hand == "stock":
            break
    assert seen().stock.alarm, "nobody was told"
    assert empty - moment >= LEAD, f"told at {moment:%H:%M}, empty at {empty:%H:%M}"
    assert seen().stock.left

    # What the office sends in time ends the alarm.
    line.send(row, "ballots", 400, "", "desk:1", moment + timedelta(minutes=20), uuid4())
    stations.now = moment + timedelta(minutes=20)
    assert not seen().stock.alarm
    stations.now = moment + timedelta(minutes=40)
    chair.tell("delivery.received", {"what": "ballots", "amount": 400}, stations.now)
    assert not seen().stock.needs
    assert seen().stock.level is Level.ENOUGH


def quarters() -> Iterator[datetime]:
    """Every quarter of an hour until a quarter before nine."""
    moment = at("07:45")
    while moment < at("21:00"):
        yield moment
        moment += timedelta(minutes=15)


def test_the_alarm_comes_before_the_shortage(monkeypatch: pytest.MonkeyPatch) -> None:
    a_busy_station(monkeypatch)


def no_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told when there are none left, and not before."""

    def now_only(
        supply: Any, seen: tuple[Any, ...], open_in: object, minute: object, rules: object
    ) -> Forecast:
        came = max((each.number for each in seen), default=0)
        left = max(0, supply.reports[0].number - came)
        return Forecast(None, left, None, Level.ENOUGH if left else Level.SHORT)

    monkeypatch.setattr(stock, "_forecast", now_only)


def only_what_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scans bring no turnout: the forecast knows no more than the report of the morning."""
    from stemdag.journal import projections

    monkeypatch.setattr(projections, "apply_scans", lambda batches: None)


@pytest.mark.parametrize("guard", [no_forecast, only_what_is_typed], ids=lambda each: each.__name__)
def test_it_takes_this_guard(monkeypatch: pytest.MonkeyPatch, guard: Guard) -> None:
    guard(monkeypatch)
    with goes_wrong():
        a_busy_station(monkeypatch)
