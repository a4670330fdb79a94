"""Seats as dots: every seat has its own, in the frame, and none covers another."""

from __future__ import annotations

import re
from itertools import pairwise
from math import dist

from hypothesis import given
from hypothesis import strategies as st

from stemdag.publish.half_circle import HEIGHT, TINTS, WIDTH, draw


def spots(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"M([\d.-]+) ([\d.-]+)h0", path)]


@given(st.lists(st.integers(0, 40), max_size=30))
def test_every_seat_has_a_dot_of_its_own(seats: list[int]) -> None:
    found = draw(seats)
    dots = [spots(part.path) for part in found.parts]
    assert [len(each) for each in dots] == [each for each in seats if each]
    assert all(0 <= part.tint < TINTS for part in found.parts)
    all_of_them = [spot for each in dots for spot in each]
    half = float(found.rim) / 2
    for x, y in all_of_them:
        assert half <= x <= WIDTH - half
        assert half <= y <= HEIGHT - half
    nearest = [dist(one, other) for at, one in enumerate(all_of_them) for other in all_of_them[:at]]
    assert min(nearest, default=half * 2) >= half * 1.9


def test_lists_stand_from_left_to_right() -> None:
    middle = [sum(x for x, _ in spots(part.path)) / 5 for part in draw([5, 5, 5, 5]).parts]
    assert all(one < other for one, other in pairwise(middle))


def test_nobody_has_a_seat() -> None:
    assert draw([]).parts == ()
    assert draw([0, 0]).parts == ()
