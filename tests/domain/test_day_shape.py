"""The shape of turnout: Tilburg's series, for stations with all kinds of hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.day_shape import MINUTE, TILBURG_2021, Shape, spans
from stemdag.domain.station import Hours
from stemdag.rehearsal.day import hours_on

LAST = date(2021, 3, 17)
ZONE = ZoneInfo("Europe/Amsterdam")


def at(day: int, clock: str) -> datetime:
    return datetime.combine(date(2021, 3, day), time.fromisoformat(clock), ZONE)


def share(hours: Sequence[Hours], moment: datetime) -> float:
    return TILBURG_2021.share(spans(hours, LAST), moment)


def test_all_stations_together_follow_the_published_series() -> None:
    whole = [hours_on(date(2021, 3, day), ZONE) for day in (15, 16, 17)]
    series = {
        at(15, "13:00"): 4.2,
        at(15, "19:00"): 7.9,
        at(16, "11:30"): 10.4,
        at(16, "21:00"): 14.6,
        at(17, "10:00"): 22.3,
        at(17, "16:00"): 45.8,
        at(17, "21:00"): 72.2,
    }
    for moment, percent in series.items():
        assert share(whole, moment) == pytest.approx(percent / 72.2)


def test_a_station_of_the_last_day_starts_at_nothing() -> None:
    hours = [hours_on(LAST, ZONE)]
    assert share(hours, at(17, "07:30")) == 0
    assert share(hours, at(17, "10:00")) == pytest.approx((22.3 - 14.6) / (72.2 - 14.6))
    assert share(hours, at(17, "21:00")) == 1


def test_early_stations_have_had_everyone_on_tuesday_evening() -> None:
    hours = [hours_on(date(2021, 3, day), ZONE) for day in (15, 16)]
    assert share(hours, at(15, "21:00")) == pytest.approx(7.9 / 14.6)
    assert share(hours, at(16, "21:00")) == 1
    assert TILBURG_2021.share_before(LAST, LAST) == pytest.approx(14.6 / 72.2)


@given(
    st.lists(st.integers(-4, 0), min_size=1, max_size=3, unique=True),
    st.integers(5, 12),
    st.integers(13, 21),
    st.lists(st.integers(0, 5 * 24 * 60), min_size=2, max_size=20),
)
def test_it_never_falls_and_runs_from_nothing_to_all(
    days: list[int], opens: int, closes: int, minutes: list[int]
) -> None:
    hours = [hours_on(LAST + timedelta(days=day), ZONE, time(opens), time(closes)) for day in sorted(days)]
    start = datetime.combine(LAST - timedelta(days=4), time(0), ZONE)
    shares = [share(hours, start + timedelta(minutes=each)) for each in sorted(minutes)]
    assert all(0 <= share <= 1 for share in shares)
    assert all(one <= other + 1e-9 for one, other in pairwise(shares))
    assert share(hours, hours[-1].closes) == 1


def test_hours_of_another_zone_are_taken_as_local() -> None:
    hours = hours_on(LAST, ZONE)
    elsewhere = [Hours(hours.opens.astimezone(UTC), hours.closes.astimezone(UTC))]
    assert [(each.day, each.minute) for each in spans(elsewhere, LAST, ZONE)] == [(0, 450)]
    assert share([hours], at(17, "12:00")) == TILBURG_2021.share(
        spans(elsewhere, LAST, ZONE), at(17, "12:00")
    )


def test_hours_in_which_nobody_comes_are_equally_busy() -> None:
    night = [hours_on(LAST, ZONE, time(1, 0), time(3, 0))]
    assert share(night, at(17, "01:30")) == 0.25
    assert share(night, at(17, "04:00")) == 1


def test_a_station_without_hours_has_no_course() -> None:
    assert share([], at(17, "12:00")) == 0


@given(st.floats(0, 1), st.integers(0, 900))
def test_the_moment_of_a_share_is_the_first_that_has_it(wanted: float, minutes: int) -> None:
    day = spans([hours_on(LAST, ZONE)], LAST)
    after = at(17, "07:00") + minutes * MINUTE
    found = TILBURG_2021.moment(day, wanted, after)
    assert found >= after
    assert TILBURG_2021.share(day, found) >= wanted
    if found > after:
        assert TILBURG_2021.share(day, found - MINUTE) < wanted


def test_a_day_without_points_is_as_the_last() -> None:
    form = Shape({0: ((600, 10.0), (1260, 40.0))})
    assert form.rise(-7, 600) == form.rise(0, 600) == 10
