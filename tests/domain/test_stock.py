"""Ballots left: the forecast of a day that goes as days go, of odd days, and of what is hardly known."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.day_shape import TILBURG_2021, spans
from stemdag.domain.station import Hours
from stemdag.domain.stock import Forecast, Level, Rules, Seen, Supply, forecast

LAST = date(2023, 3, 15)
ZONE = ZoneInfo("Europe/Amsterdam")


def at(clock: str, day: int = 15) -> datetime:
    return datetime.combine(date(2023, 3, day), time.fromisoformat(clock), ZONE)


DAY = spans([Hours(at("07:30"), at("21:00"))], LAST)
HOUR = timedelta(hours=1)


def come(voters: int, moment: datetime, pace: float = 1.0) -> int:
    """How many of a day's voters have come in a day of Tilburg's shape, or later in it (pace over 1)."""
    return int(voters * TILBURG_2021.share(DAY, moment) ** pace)


def told(voters: int, *clocks: str, pace: float = 1.0) -> list[Seen]:
    return [Seen(at(each), come(voters, at(each), pace)) for each in clocks]


def test_a_usual_day_is_seen_from_its_first_report() -> None:
    found = forecast(Supply(1500), told(1000, "10:00"), DAY, at("10:00"))
    assert found.voters == pytest.approx(1000, abs=10)
    assert (found.left, found.out_at, found.level) == (1500 - 133, None, Level.ENOUGH)


def test_running_out_is_seen_hours_before() -> None:
    """Tilburg, 15 March 2023 (incident 6): 1,000 ballots, and 1,300 voters come."""
    reports = told(1300, "10:00", "13:00", "16:00")
    out = next(
        moment for moment in (at("16:00") + n * timedelta(minutes=1) for n in range(300))
        if come(1300, moment) >= 1000
    )  # fmt: skip
    assert forecast(Supply(1000), reports[:1], DAY, at("10:00")).level is Level.WATCH
    found = forecast(Supply(1000), reports, DAY, at("16:00"))
    assert found.level is Level.SHORT
    assert found.out_at is not None
    assert abs(found.out_at - out) < timedelta(minutes=5)


@given(st.integers(300, 4000), st.integers(20, 95), st.floats(0.9, 1.1))
def test_short_is_said_two_hours_before_it_is_true(voters: int, percent: int, pace: float) -> None:
    """With reports of three hours ago at the most, on a day that is somewhat earlier or later than usual."""
    ballots = voters * percent // 100
    hours = ("10:00", "13:00", "16:00", "19:00")
    minutes = [at("07:30") + n * timedelta(minutes=10) for n in range(82)]
    out = next(moment for moment in minutes if come(voters, moment, pace) >= ballots)
    if out < at("12:00"):
        return  # so few that the first report can only just tell
    seen = told(voters, *hours, pace=pace)
    first = next(
        moment
        for moment in minutes
        if forecast(Supply(ballots), [each for each in seen if each.at <= moment], DAY, moment).level
        is Level.SHORT
    )
    assert out - first >= 2 * HOUR


def test_the_alarm_comes_without_a_new_report() -> None:
    reports = told(1300, "10:00")
    levels = [forecast(Supply(1000), reports, DAY, at(each)).level for each in ("10:00", "14:00", "17:00")]
    assert levels == [Level.WATCH, Level.WATCH, Level.SHORT]


def test_a_delivery_ends_the_alarm() -> None:
    reports = told(1300, "10:00", "13:00", "16:00")
    found = forecast(Supply(1000, (Seen(at("16:30"), 600),)), reports, DAY, at("16:31"))
    assert (found.level, found.out_at) == (Level.ENOUGH, None)
    assert forecast(Supply(1000), reports, DAY, at("16:29")).level is Level.SHORT


def test_what_the_station_counts_comes_before_what_follows_from_turnout() -> None:
    reports = told(1000, "13:00")
    found = forecast(Supply(1500, reports=(Seen(at("13:00"), 250),)), reports, DAY, at("13:00"))
    assert (found.left, found.level) == (250, Level.SHORT)


def test_a_report_of_stock_goes_on_with_voters_and_deliveries() -> None:
    supply = Supply(None, (Seen(at("12:00"), 999), Seen(at("14:00"), 200)), (Seen(at("13:00"), 500),))
    found = forecast(supply, told(1000, "13:00", "16:00"), DAY, at("16:00"))
    assert found.left == 500 + 200 - (come(1000, at("16:00")) - come(1000, at("13:00")))


def test_stock_alone_tells_the_pace() -> None:
    known = Supply(1200, (), (Seen(at("13:00"), 1200 - come(1000, at("13:00"))),))
    assert forecast(known, [], DAY, at("13:00")).voters == pytest.approx(1000, abs=5)
    reports = tuple(Seen(at(each), 1100 - come(1000, at(each))) for each in ("10:00", "16:00"))
    found = forecast(Supply(None, (), reports), [], DAY, at("16:00"))
    assert found.voters == pytest.approx(1000, abs=5)
    assert found.left == 1100 - come(1000, at("16:00"))


@pytest.mark.parametrize(("minutes", "voters"), [(20, 60), (60, 15)])
def test_early_in_the_day_a_handful_of_voters_says_nothing(minutes: int, voters: int) -> None:
    now = at("07:30") + timedelta(minutes=minutes)
    found = forecast(Supply(300), [Seen(now, voters)], DAY, now)
    assert found == Forecast(None, 300 - voters, None, Level.ENOUGH)


def test_a_quiet_station_is_judged_from_a_quarter_of_the_day() -> None:
    found = forecast(Supply(50), [Seen(at("13:00"), 8)], DAY, at("13:00"))
    assert found.voters is not None
    assert found.voters < 30
    assert found.level is Level.ENOUGH


def test_what_is_usual_counts_at_first_and_fades() -> None:
    def voters(clock: str) -> int | None:
        return forecast(Supply(), told(1000, clock), DAY, at(clock), usual=2000).voters

    first, noon, last = voters("07:31"), voters("13:00"), voters("20:59")
    assert first is not None
    assert noon is not None
    assert 1800 < first <= 2000
    assert 1000 < noon < 1250
    assert last == pytest.approx(1000, abs=5)


def test_before_the_pace_is_known_few_left_of_many_is_short() -> None:
    early = at("07:45")
    assert forecast(Supply(80), [], DAY, early).level is Level.WATCH
    assert forecast(Supply(1000, (), (Seen(early, 60),)), [], DAY, early).level is Level.SHORT
    assert forecast(Supply(80), [], DAY, early, rules=Rules(warn_left=None)).level is Level.ENOUGH


def test_few_are_few_only_while_many_still_come() -> None:
    assert forecast(Supply(1005), told(1000, "20:00"), DAY, at("20:00")).level is Level.SHORT
    assert forecast(Supply(1030), told(1000, "20:20"), DAY, at("20:20")).level is Level.WATCH
    assert forecast(Supply(1030), told(1000, "20:50"), DAY, at("20:50")).level is Level.ENOUGH
    assert forecast(Supply(1000), [Seen(at("20:50"), 1000)], DAY, at("20:50")).level is Level.SHORT


def test_who_stands_in_the_queue_at_closing_takes_a_ballot_too() -> None:
    found = forecast(Supply(1000), [*told(900, "21:00"), Seen(at("21:30"), 940)], DAY, at("21:35"))
    assert found == Forecast(940, 60, None, Level.ENOUGH)


def test_a_lower_report_corrects_a_higher_one() -> None:
    wrong = [Seen(at("10:00"), 1333), Seen(at("10:05"), 133)]
    assert forecast(Supply(1500), wrong, DAY, at("10:05")) == forecast(
        Supply(1500), wrong[1:], DAY, at("10:05")
    )


def test_no_more_is_left_than_was_given() -> None:
    supply = Supply(1000, (Seen(at("12:00"), 100),), (Seen(at("16:00"), 5000),))
    assert forecast(supply, told(1000, "16:00"), DAY, at("16:00")).left == 1100


def test_no_more_come_than_there_are() -> None:
    found = forecast(Supply(), [Seen(at("10:00"), 900)], DAY, at("10:00"), most=2000)
    assert found.voters == 2000
    assert forecast(Supply(), [Seen(at("10:00"), 900)], DAY, at("10:00"), most=800).voters == 900


def test_nothing_known_is_nothing_said() -> None:
    assert forecast(Supply(), [], DAY, at("12:00")) == Forecast(None, None, None, None)
    assert forecast(Supply(100), [Seen(at("12:00"), 90)], (), at("12:00"), usual=500) == Forecast(
        None, 10, None, Level.SHORT
    )


def test_a_clock_that_is_ahead_takes_nothing_away() -> None:
    supply = Supply(1000, (Seen(at("13:10"), 100),), (Seen(at("13:10"), 700),))
    found = forecast(supply, [Seen(at("13:10"), 400)], DAY, at("13:00"))
    assert found == forecast(
        Supply(1000, (Seen(at("13:00"), 100),), (Seen(at("13:00"), 700),)),
        [Seen(at("13:00"), 400)],
        DAY,
        at("13:00"),
    )


def test_a_longer_lead_warns_earlier() -> None:
    reports = told(1300, "10:00")
    assert forecast(Supply(1000), reports, DAY, at("12:00")).level is Level.WATCH
    rules = Rules(lead=timedelta(hours=4))
    assert forecast(Supply(1000), reports, DAY, at("12:00"), rules=rules).level is Level.SHORT


SEEN = st.lists(
    st.builds(
        Seen, st.integers(0, 1200).map(lambda n: at("05:00") + timedelta(minutes=n)), st.integers(0, 5000)
    ),
    max_size=5,
)


@given(
    st.builds(Supply, st.none() | st.integers(0, 5000), SEEN.map(tuple), SEEN.map(tuple)),
    SEEN,
    st.integers(0, 1200),
    st.none() | st.integers(0, 5000),
    st.none() | st.integers(0, 5000),
)
def test_whatever_is_told_the_bounds_hold(
    supply: Supply, admitted: list[Seen], minutes: int, usual: int | None, most: int | None
) -> None:
    now = at("05:00") + timedelta(minutes=minutes)
    found = forecast(supply, admitted, DAY, now, usual=usual, most=most)
    given_out = supply.by(DAY[-1].closes + 9 * HOUR)
    if found.left is not None:
        assert found.left >= 0
        assert given_out is None or found.left <= given_out
    if found.voters is not None:
        come = max(sorted(admitted)[-1].number if admitted else 0, 0)
        assert found.voters >= come
        assert most is None or not admitted or found.voters <= max(most, come)
    if found.out_at is not None:
        assert now <= found.out_at <= DAY[-1].closes
        assert found.level is not Level.ENOUGH
    assert (found.level is None) == (found.left is None)
