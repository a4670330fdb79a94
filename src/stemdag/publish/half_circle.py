"""Seats as dots in a half circle, as in a council's hall: where each stands, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

#: The frame of the drawing, in its own units.
WIDTH, HEIGHT = 360, 186
_OUTER, _INNER = 168.0, 70.0
#: Tints of the one data colour, dark to light; lists beyond them share the lightest.
TINTS = 8


@dataclass(frozen=True, slots=True)
class Part:
    """The seats of one list: a path of dots, each a line without length, and which tint they have."""

    path: str
    tint: int


@dataclass(frozen=True, slots=True)
class HalfCircle:
    """`size` is the width of a dot; `rim` the same dots a little wider, to stand behind the light ones."""

    parts: tuple[Part, ...]
    size: str
    rim: str


def draw(seats: Sequence[int]) -> HalfCircle:
    """The seats of each list, in the order in which they stand from left to right; nought is nobody."""
    spots = _spots(sum(seats))
    size = _size(len(spots))
    parts = []
    at = 0
    for turn, number in enumerate(number for number in seats if number):
        these = spots[at : at + number]
        at += number
        parts.append(Part("".join(f"M{x:.1f} {y:.1f}h0" for x, y in these), min(turn, TINTS - 1)))
    return HalfCircle(tuple(parts), f"{size - 1.5:.1f}", f"{size:.1f}")


def _rows(number: int) -> int:
    """So many rows that dots stand about as far apart in a row as the rows do."""
    rows = 1
    while number > _room(rows):
        rows += 1
    return rows


def _radii(rows: int) -> list[float]:
    if rows == 1:
        return [_OUTER - 30]
    return [_INNER + (_OUTER - _INNER) * row / (rows - 1) - 8 for row in range(rows)]


def _room(rows: int) -> float:
    apart = _OUTER - _INNER if rows == 1 else (_OUTER - _INNER) / (rows - 1)
    apart = min(apart, 34)
    return sum(pi * radius / apart + 1 for radius in _radii(rows))


def _size(number: int) -> float:
    """A dot leaves a fifth of its place free."""
    rows = _rows(number)
    radii = _radii(rows)
    between = 34.0 if rows == 1 else (_OUTER - _INNER) / (rows - 1)
    along = pi * sum(radii) / max(number - rows, 1)
    return max(3.0, min(0.8 * min(between, along), 22.0))


def _spots(number: int) -> list[tuple[float, float]]:
    """Where the dots stand, from left to right: each row has its share by its length."""
    if not number:
        return []
    radii = _radii(_rows(number))
    whole = sum(radii)
    found: list[tuple[float, float, float]] = []
    placed, length = 0, 0.0
    for radius in radii:
        length += radius
        here = round(number * length / whole) - placed
        placed += here
        for turn in range(here):
            angle = pi * (turn + 0.5) / here if here == 1 else pi * turn / (here - 1)
            found.append((angle, WIDTH / 2 - radius * cos(angle), HEIGHT - 14 - radius * sin(angle)))
    return [(x, y) for _, x, y in sorted(found, key=lambda spot: (round(spot[0], 6), -spot[2]))]
