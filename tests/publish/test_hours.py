"""Voters per hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.station import Hours
from stemdag.domain.turnout import TurnoutReport, latest
from stemdag.publish.hours import per_hour
from tests.publish import days

STATIONS = days.stations(2)  # open from 7:30 to 21:00


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2022, 3, 16, hour, minute, tzinfo=days.ZONE)


def report(station: int, when: datetime, admitted: int) -> TurnoutReport:
    return TurnoutReport(when, station, admitted)


def by_hour(*reports: TurnoutReport) -> dict[int, tuple[int, int, int]]:
    found = per_hour(STATIONS, reports)
    return {each.begin.astimezone(days.ZONE).hour: (each.voters, each.known, each.open) for each in found}


def test_a_report_of_several_hours_is_spread_over_them() -> None:
    """Half an hour of the first one, for the station opened at half past."""
    assert by_hour(report(1, at(10), 100)) == {7: (20, 1, 1), 8: (40, 1, 1), 9: (40, 1, 1)}


def test_an_hour_in_which_somebody_has_not_reported_is_not_complete() -> None:
    found = by_hour(report(1, at(8, 30), 60), report(2, at(9), 90), report(2, at(10), 130))
    assert found == {7: (30 + 30, 2, 2), 8: (30 + 60, 1, 2), 9: (40, 1, 2)}


def test_a_station_that_never_reported_is_in_no_hour() -> None:
    assert {of for _, _, of in by_hour(report(2, at(9), 90)).values()} == {1}


def test_a_lower_later_report_takes_back_what_was_too_much() -> None:
    found = by_hour(report(1, at(8), 30), report(1, at(9), 500), report(1, at(10), 90))
    assert {hour: voters for hour, (voters, _, _) in found.items()} == {7: 30, 8: 60, 9: 0}


def test_what_is_said_after_closing_came_in_the_last_hour() -> None:
    found = by_hour(report(1, at(21), 1350), report(1, at(21, 40), 1362))
    assert max(found) == 20
    assert (found[19], found[20]) == ((100, 1, 1), (112, 1, 1))


def test_what_is_said_before_opening_stands_in_its_own_hour() -> None:
    assert by_hour(report(1, at(6, 50), 12))[6] == (12, 0, 0)


def test_without_opening_hours_a_report_counts_in_its_own() -> None:
    one = replace(STATIONS[0], hours=())
    found = per_hour([one], [report(1, at(9, 20), 50), report(1, at(11, 20), 90)])
    assert [(each.begin.astimezone(days.ZONE).hour, each.voters) for each in found] == [(9, 50), (11, 40)]
    assert all(each.complete for each in found)


def test_the_night_between_two_days_has_no_voters() -> None:
    first, second = (Hours(at(8), at(10)), Hours(at(8) + timedelta(days=1), at(10) + timedelta(days=1)))
    one = replace(STATIONS[0], hours=(first, second))
    found = per_hour([one], [report(1, second.closes, 400)])
    assert [each.voters for each in found] == [100, 100, 100, 100]


def test_without_reports_there_is_nothing() -> None:
    assert per_hour(STATIONS, []) == ()
    assert per_hour([], [report(9, at(9), 4)]) == ()


@given(
    st.lists(
        st.builds(
            lambda minutes, station, admitted: report(
                station, days.OPENS + timedelta(minutes=minutes), admitted
            ),
            st.integers(-90, 1000),
            st.integers(1, 3),
            st.integers(0, 3000),
        ),
        max_size=25,
        unique_by=lambda each: (each.at, each.station),
    )
)
def test_the_hours_add_up_to_the_last_reports_and_none_is_below_nothing(reports: list[TurnoutReport]) -> None:
    found = per_hour(STATIONS, reports)
    last = latest(each for each in reports if each.station <= 2)
    assert sum(each.voters for each in found) == sum(each.admitted for each in last.values())
    assert all(each.voters >= 0 and 0 <= each.known <= each.open for each in found)
    assert [each.begin for each in found] == sorted({each.begin for each in found})
    assert per_hour(STATIONS, sorted(reports, reverse=True)) == found
    assert all(each.begin.tzinfo is UTC and each.begin.minute == 0 for each in found)
