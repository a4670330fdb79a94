"""The expectation of the end of the day: its rules, and how well it did on days that are over."""

from __future__ import annotations

import csv
import math
from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from stemdag.domain import expectation
from stemdag.domain.day_shape import TILBURG_2021, Span, spans
from stemdag.domain.earlier import Earlier
from stemdag.domain.expectation import Told, ahead, end_share, expected, shape_of
from stemdag.domain.station import Hours
from tests.reference import reference

DAY = date(2023, 3, 15)
ZONE = ZoneInfo("Europe/Amsterdam")
#: Turnout at the end, in percent: of TK in the Kiesraad's table of all municipalities, of PS in
#: `ps2023/Tellingen_PS_2023vs2019.xlsx`. Elections of one day, so that no early votes are in between.
ENDS = {
    "TK2012": {"0014": 77.14, "0363": 69.94, "0518": 70.92, "0599": 62.63},
    "TK2017": {"0014": 82.73, "0344": 83.78, "0363": 78.92, "0518": 75.55, "0599": 72.31, "0855": 75.15},
    "PS2019": {"0344": 60.55, "0363": 52.80, "0518": 49.25, "0599": 44.36, "0772": 49.83},
    "PS2023": {
        "0014": 63.91, "0268": 59.42, "0344": 61.65, "0363": 51.16, "0518": 47.57, "0599": 42.17,
        "0758": 54.07, "0772": 49.63, "0935": 51.41,
    },
}  # fmt: skip


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZONE)


def hours(opens: str = "07:30", closes: str = "21:00", day: date = DAY) -> tuple[Span, ...]:
    return spans((Hours(at(opens, day), at(closes, day)),), DAY)


def told(admitted: int | None, clock: str | None, electorate: int | None = 1_000) -> Told:
    return expectation.told(admitted, at(clock) if clock else None, hours(), electorate)


def test_how_often_the_end_lies_within() -> None:
    """37 figures of the press while the vote went on, each against the end."""
    within: Counter[bool] = Counter()
    with reference("turnout_by_hour", "turnout_reports_press.csv").open() as file:
        for row in csv.DictReader(file):
            end = ENDS.get(row["election"], {}).get(row["cbs_code"])
            if end is None or row["qualifier"] not in {"exact", "about"} or row["local_time"] >= "21:00":
                continue
            percent = float(row["turnout_percent_cumulative"])
            found = expected([told(round(percent * 1_000), row["local_time"], 100_000)])
            assert found is not None
            within[found.low <= end * 1_000 <= found.high] += 1
    assert within == {True: 33, False: 4}


def test_half_a_day_at_the_usual_pace() -> None:
    share = TILBURG_2021.share(hours(), at("13:00"))
    found = expected([told(300, "13:00")])
    assert found is not None
    assert found.end == round(300 / share)
    assert found.come == pytest.approx(share)
    assert math.log(found.high / found.end) == pytest.approx(0.35 * (1 - share), abs=0.01)
    assert found.low < found.end < found.high


def test_the_interval_closes_with_the_day() -> None:
    widths = []
    for clock in ("10:00", "13:00", "16:00", "19:00", "21:00"):
        found = expected([told(400, clock)])
        assert found is not None
        assert found.low >= 400
        widths.append((found.high - found.low) / found.end)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0


def test_who_has_not_reported_is_made_up_for_by_the_others() -> None:
    all_three = expected([told(300, "13:00"), told(300, "13:00"), told(300, "13:00")])
    one_silent = expected([told(300, "13:00"), told(300, "13:00"), told(None, None)])
    assert all_three
    assert one_silent
    assert one_silent.end == pytest.approx(all_three.end, abs=2)
    assert one_silent.high - one_silent.low > all_three.high - all_three.low


def test_what_has_closed_stands_as_it_is() -> None:
    before = DAY - timedelta(days=1)
    early = expectation.told(250, at("17:00", before), hours("08:00", "17:00", before))
    postal = expectation.told(40, at("10:00"), ())
    alone = expected([told(300, "13:00")])
    found = expected([told(300, "13:00"), early, postal])
    assert alone
    assert found
    assert found.end == alone.end + 290
    assert expected([early, postal]) is not None


@pytest.mark.parametrize(
    "those",
    [
        [told(300, "13:00"), told(None, None), told(None, None)],
        [],
        [told(None, None)],
        [told(0, "13:00")],
        [told(5, "07:40")],
        [Told(None, None)],
    ],
)
def test_too_little_to_say(those: list[Told]) -> None:
    assert expected(those) is None


def test_an_electorate_of_0_is_one_that_is_not_known() -> None:
    assert expected([told(300, "13:00", 0)]) == expected([told(300, "13:00", None)])
    assert ahead(told(300, "13:00", 0), 0.5) is None
    assert ahead(told(300, "13:00", None), 0.5) is None


def test_how_far_a_station_is_ahead() -> None:
    usual = 0.6 * TILBURG_2021.share(hours(), at("13:00"))
    assert ahead(told(500, "13:00"), 0.6) == pytest.approx(0.5 - usual)
    assert ahead(told(None, None), 0.6) is None
    assert ahead(told(500, "13:00"), None) is None
    assert ahead(Told(500, None, 1_000), 0.6) is None


def test_stations_are_set_against_the_earlier_end_or_each_other() -> None:
    three = [told(200, "13:00"), told(400, "13:00"), told(None, None), told(90, "13:00", None)]
    assert end_share(earlier(), three) == 0.6
    usual = end_share(None, three)
    assert usual == pytest.approx(600 / (2_000 * TILBURG_2021.share(hours(), at("13:00"))), abs=0.01)
    assert usual is not None
    assert round(usual * 100) % 2 == 0
    assert ahead(three[0], usual) == pytest.approx(-0.1, abs=0.005)
    assert end_share(None, [told(None, None), told(5, "07:30", 0)]) is None


def earlier(*curve: tuple[int, int]) -> Earlier:
    return Earlier("Toen", date(2019, 3, 20), {}, 600, 1_000, curve)


def test_the_shape_of_the_earlier_day() -> None:
    shape = shape_of(earlier((450, 0), (780, 3_000), (1_260, 6_000)))
    assert shape.share(hours(), at("13:00")) == pytest.approx(0.5)
    # What had come by the opening came on the days before.
    before = shape_of(earlier((450, 1_000), (780, 3_500), (1_260, 6_000)))
    assert before.share(hours(), at("13:00")) == pytest.approx(0.5)
    # What ends before the close goes on to the result.
    ends = shape_of(earlier((780, 3_000), (1_140, 5_000)))
    assert ends.share(hours(), at("19:00")) == pytest.approx(5 / 6)


@pytest.mark.parametrize(
    "then",
    [None, earlier(), earlier((600, 10)), earlier((300, 0), (440, 6_000)), earlier((450, 0), (1_260, 0))],
)
def test_without_a_curve_it_is_the_usual_shape(then: Earlier | None) -> None:
    assert shape_of(then) is TILBURG_2021
