"""The shape of turnout: Tilburg's series, for stations with all kinds of hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.rehearsal.day import hours_on
from stemdag.rehearsal.shape import shape

LAST = date(2021, 3, 17)
ZONE = ZoneInfo("Europe/Amsterdam")


def at(day: int, clock: str) -> datetime:
    return datetime.combine(date(2021, 3, day), time.fromisoformat(clock), ZONE)


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
        assert shape().share(whole, LAST, moment) == pytest.approx(percent / 72.2)


def test_a_station_of_the_last_day_starts_at_nothing() -> None:
    hours = [hours_on(LAST, ZONE)]
    assert shape().share(hours, LAST, at(17, "07:30")) == 0
    assert shape().share(hours, LAST, at(17, "10:00")) == pytest.approx((22.3 - 14.6) / (72.2 - 14.6))
    assert shape().share(hours, LAST, at(17, "21:00")) == 1


def test_early_stations_have_had_everyone_on_tuesday_evening() -> None:
    hours = [hours_on(date(2021, 3, day), ZONE) for day in (15, 16)]
    assert shape().share(hours, LAST, at(15, "21:00")) == pytest.approx(7.9 / 14.6)
    assert shape().share(hours, LAST, at(16, "21:00")) == 1
    assert shape().share_before(LAST, LAST) == pytest.approx(14.6 / 72.2)


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
    shares = [shape().share(hours, LAST, start + timedelta(minutes=each)) for each in sorted(minutes)]
    assert all(0 <= share <= 1 for share in shares)
    assert all(one <= other + 1e-9 for one, other in pairwise(shares))
    assert shape().share(hours, LAST, hours[-1].closes) == 1
