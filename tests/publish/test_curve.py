"""The turnout curve."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.turnout import TurnoutReport, latest
from stemdag.publish import curve
from tests.publish.days import CLOSES, OPENS

some_reports = st.lists(
    st.builds(
        lambda minutes, station, admitted: TurnoutReport(
            OPENS + timedelta(minutes=minutes), station, admitted
        ),
        st.integers(0, 900),
        st.integers(1, 4),
        st.integers(0, 3000),
    ),
    max_size=30,
    unique_by=lambda each: (each.at, each.station),
)


@given(some_reports)
def test_the_curve_ends_at_the_sum_of_the_last_reports(reports: list[TurnoutReport]) -> None:
    points = curve.points(curve.steps(reports))
    total = sum(each.admitted for each in latest(reports).values())
    assert (points[-1].admitted if points else 0) == total
    assert [each.at for each in points] == sorted(each.at for each in points)
    assert len(curve.hourly(points)) <= 16


@given(some_reports, some_reports)
def test_curves_of_areas_add_up(one: list[TurnoutReport], other: list[TurnoutReport]) -> None:
    both = curve.points(curve.together([curve.steps(one), curve.steps(other)]))
    total = sum(each.admitted for of in (one, other) for each in latest(of).values())
    assert (both[-1].admitted if both else 0) == total


@given(some_reports, st.none() | st.integers(1, 5000))
def test_the_drawing_stays_in_its_frame(reports: list[TurnoutReport], whole: int | None) -> None:
    drawing = curve.draw(curve.points(curve.steps(reports)), OPENS, CLOSES, whole)
    if drawing is None:
        return
    for spot in drawing.path[1:].split("L"):
        x, y = map(int, spot.split())
        assert curve.LEFT <= x <= curve.WIDTH
        assert 0 <= y <= curve.HEIGHT
    for tick in drawing.across:
        assert curve.LEFT <= tick.place <= curve.WIDTH


def test_three_days_show_days() -> None:
    reports = [TurnoutReport(OPENS + timedelta(hours=h), 1, h) for h in range(0, 60, 3)]
    points = curve.points(curve.steps(reports))
    drawing = curve.draw(points, OPENS, OPENS + timedelta(days=2, hours=13), 100)
    assert drawing is not None
    assert [tick.at.date().day for tick in drawing.across if tick.at] == [16, 17, 18]
