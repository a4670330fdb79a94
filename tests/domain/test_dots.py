"""Stations on a plane: in the frame, in proportion, apart, and where they are."""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stemdag.domain import dots
from stemdag.domain.location import Location, kilometres, located
from stemdag.domain.plane import WIDTH, frame
from stemdag.domain.station import Station

UTRECHT = located(52.0907, 5.1214)
PLACES = st.builds(Location, st.floats(50.7, 53.7), st.floats(3.2, 7.3))


def stations(*places: Location | None) -> tuple[Station, ...]:
    return tuple(Station(number, "Hal", location=each) for number, each in enumerate(places, 1))


def drawn(places: list[Location], sizes: dict[int, int]) -> dots.Drawing:
    found = dots.draw(stations(*places), sizes)
    assert found is not None
    return found


def test_without_places_there_is_no_map() -> None:
    assert dots.draw(stations(None, None), {1: 5}) is None
    assert dots.draw((), {}) is None


@given(st.lists(PLACES, min_size=1, max_size=30), st.lists(st.integers(0, 3000), min_size=30, max_size=30))
@example([UTRECHT] * 30, [900] * 30)
@example([UTRECHT], [0] * 30)
def test_each_station_lies_in_the_frame(places: list[Location], sizes: list[int]) -> None:
    found = drawn(places, dict(enumerate(sizes, 1)))
    assert dots.LOWEST <= found.frame.height <= dots.TALLEST
    assert sorted(each.number for each in found.dots) == list(range(1, len(places) + 1))
    for each in found.dots:
        assert dots.SMALLEST <= each.r <= dots.LARGEST
        assert each.r < each.x < WIDTH - each.r
        assert each.r < each.y < found.frame.height - each.r
    assert [each.r for each in found.dots] == sorted((each.r for each in found.dots), reverse=True)


def test_area_is_in_proportion() -> None:
    east = located(52.0907, 5.3)
    found = drawn([UTRECHT, east], {1: 2000, 2: 500})
    large, small = found.dots
    assert (large.number, small.number) == (1, 2)
    assert large.r == 2 * small.r
    assert found.key == (2000, large.r)
    assert drawn([UTRECHT, east], {}).key is None


def test_north_is_up_and_east_is_right() -> None:
    north, south = located(52.2, 5.1), located(52.0, 5.3)
    first, second = sorted(drawn([north, south], {1: 9, 2: 9}).dots, key=lambda each: each.number)
    assert first.y < second.y
    assert first.x < second.x


@pytest.mark.parametrize("how_many", [2, 3, 8])
def test_stations_at_one_address_stand_apart(how_many: int) -> None:
    elsewhere = [located(52.2, 5.3), located(51.98, 4.94)]
    found = drawn([UTRECHT] * how_many + elsewhere, {n: 700 + 40 * n for n in range(1, 12)})
    for one, other in combinations(found.dots, 2):
        assert hypot(one.x - other.x, one.y - other.y) > 0.8 * (one.r + other.r)
    x, y = found.frame.at(UTRECHT)
    for each in found.dots:
        if each.number <= how_many:
            assert hypot(each.x - x, each.y - y) < 4 * each.r


@given(PLACES, st.floats(0.001, 0.2), st.floats(0.001, 0.2))
def test_the_bar_tells_distances(place: Location, up: float, across: float) -> None:
    other = Location(place.latitude + up, place.longitude + across)
    shown = frame([place, other], 40, 280, 640)
    metres, units = shown.bar()
    assert 0 < units <= WIDTH / 5 + 1
    assert str(metres).strip("0") in {"1", "2", "5"}
    (x, y), (east, north) = shown.at(place), shown.at(other)
    measured = hypot(east - x, north - y) * metres / units
    assert measured == pytest.approx(1000 * kilometres(place, other), rel=0.05)
