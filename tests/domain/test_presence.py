"""Who is at a station, and which hours it has not reported of."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from stemdag.domain.day_shape import spans
from stemdag.domain.late_reports import missing
from stemdag.domain.presence import Manned, Noted, manned
from stemdag.domain.station import Hours
from tests.factories import DAY, ZONE, at

NOON = at("12:00")


def noted(role: str, since: str = "07:15", until: str | None = None, where: str = "voting") -> Noted:
    return Noted(role, where, at(since), at(until) if until else None)


@pytest.mark.parametrize(
    ("those", "found"),
    [
        ([], None),
        ([noted("counter")], None),
        ([noted("member", where="counting")], None),
        ([noted("chair"), noted("member"), noted("member")], Manned(3, 3, chair=True)),
        ([noted("deputy"), noted("member"), noted("counter")], Manned(2, 3, chair=True)),
        ([noted("member"), noted("member"), noted("member")], Manned(3, 3, chair=False)),
        ([noted("chair", until="11:59"), noted("member")], Manned(1, 3, chair=False)),
        ([noted("chair", until="12:01"), noted("member", "12:30")], Manned(1, 3, chair=True)),
        # Struck out: it ends as it begins.
        ([noted("chair", until="07:15"), noted("member")], Manned(1, 3, chair=False)),
    ],
)
def test_how_a_station_is_manned(those: list[Noted], found: Manned | None) -> None:
    assert manned(those, 3, NOON) == found


def test_what_is_short() -> None:
    assert not Manned(3, 3, chair=True).is_short
    assert Manned(2, 3, chair=True).is_short
    assert Manned(4, 3, chair=False).is_short


def test_a_note_from_its_facts() -> None:
    facts = {"person": "x", "role": "chair", "from": at("07:00").isoformat(), "to": None, "at": "voting"}
    assert Noted.of(facts) == noted("chair", "07:00")
    assert Noted.of(facts | {"to": at("12:00").isoformat()}) == noted("chair", "07:00", "12:00")


HOURS = (time(10), time(13), time(21))


def late(reported: str | None, now: str, opens: str = "07:30", day: date = DAY) -> list[str]:
    open_in = spans((Hours(at(opens, day), at("21:00", day)),), DAY)
    found = missing(HOURS, open_in, at(reported) if reported else None, at(now), ZONE)
    return [f"{each:%H:%M}" for each in found]


@pytest.mark.parametrize(
    ("reported", "now", "hours"),
    [
        (None, "10:14", []),
        (None, "10:15", ["10:00"]),
        ("09:45", "10:15", []),
        ("09:44", "10:15", ["10:00"]),
        ("10:01", "13:20", ["13:00"]),
        ("10:01", "23:00", ["13:00", "21:00"]),
        ("20:50", "23:00", []),
    ],
)
def test_which_hours_are_missing(reported: str | None, now: str, hours: list[str]) -> None:
    assert late(reported, now) == hours


def test_an_hour_before_the_opening_is_not_asked_of_it() -> None:
    assert late(None, "12:00", opens="10:00") == []
    assert late(None, "13:15", opens="10:00") == ["13:00"]
    assert missing(HOURS, (), None, NOON, ZONE) == []


def test_moments_are_those_of_the_zone() -> None:
    open_in = spans((Hours(at("07:30"), at("21:00")),), DAY)
    (due,) = missing((time(10),), open_in, None, NOON, ZONE)
    assert due == datetime.combine(DAY, time(10), ZONE)
