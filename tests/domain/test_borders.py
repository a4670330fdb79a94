"""Borders with fewer points: neighbours still fit, and nothing moves far."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.borders import Point, area, simplified
from stemdag.domain.outline import Outline, outline, place

WEST = [(0, 0), (10, 0), (11, 3), (10, 5), (9, 7), (10, 10), (0, 10)]
EAST = [(10, 10), (9, 7), (10, 5), (11, 3), (10, 0), (20, 0), (20, 5), (20, 10)]


def edges(ring: tuple[Point, ...]) -> set[frozenset[Point]]:
    return {frozenset(pair) for pair in zip(ring, (*ring[1:], ring[0]), strict=True)}


@pytest.mark.parametrize("tolerance", [0, 0.8, 2])
def test_neighbours_share_their_border(tolerance: float) -> None:
    found = simplified({"west": [WEST], "east": [EAST]}, tolerance)
    [west], [east] = found["west"], found["east"]
    # Together they cover what they covered, without gap or overlap.
    assert area(west) + area(east) == 200
    assert {(10, 0), (10, 10)} <= set(west) & set(east)
    shared = edges(west) & edges(east)
    assert shared
    assert all(10 - 1 <= x <= 10 + 1 for edge in shared for x, _ in edge)
    assert (20, 5) not in east


def test_a_large_tolerance_makes_one_line_of_a_border() -> None:
    found = simplified({"west": [WEST], "east": [EAST]}, 2)
    assert edges(found["west"][0]) & edges(found["east"][0]) == {frozenset([(10, 0), (10, 10)])}


def test_an_area_within_another_fits_its_hole() -> None:
    inner = [(4, 4), (6, 4), (7, 5), (6, 6), (4, 6), (3, 5)]
    outer = [(0, 0), (10, 0), (10, 10), (0, 10)]
    found = simplified({"outer": [outer, inner[::-1]], "inner": [inner]}, 0.5)
    assert found["outer"][0] == tuple(outer)
    assert edges(found["outer"][1]) == edges(found["inner"][0])


def test_a_ring_that_becomes_a_line_is_left_out_but_no_area_vanishes() -> None:
    found = simplified({"a": [WEST, [(30, 0), (31, 0), (31, 1)]], "b": [[(50, 50), (51, 50), (50, 51)]]}, 3)
    assert len(found["a"]) == 1
    assert [area(ring) for ring in found["b"]] == [4]
    assert simplified({"none": []}, 1) == {"none": ()}


def test_a_ring_closed_by_its_first_point_is_the_same() -> None:
    closed = [*WEST, WEST[0]]
    assert simplified({"a": [closed]}, 0.5) == simplified({"a": [WEST]}, 0.5)
    assert simplified({"a": [[each for each in WEST for _ in (0, 1)]]}, 0.5) == simplified({"a": [WEST]}, 0.5)


_POINTS = st.tuples(st.integers(-900_000, 900_000), st.integers(0, 600_000))


@given(st.lists(st.lists(_POINTS, min_size=1, max_size=20), min_size=1, max_size=4))
def test_an_outline_reads_back(rings: list[list[Point]]) -> None:
    kept = outline(rings, "CBS, Kadaster")
    assert kept.rings() == tuple(map(tuple, rings))
    assert kept == Outline(kept.text, "CBS, Kadaster")


@given(st.lists(_POINTS, min_size=1, max_size=40), st.floats(0, 50))
def test_anything_can_be_simplified(ring: list[Point], tolerance: float) -> None:
    [kept] = simplified({"a": [ring]}, tolerance)["a"]
    assert len(kept) > 2
    assert area(kept) > 0


def test_where_a_point_lies() -> None:
    assert (place((51_214, 520_907)).longitude, place((51_214, 520_907)).latitude) == (5.1214, 52.0907)
