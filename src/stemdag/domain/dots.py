"""Polling stations as dots on a plane: where each lies, how large it is, in the order of drawing. Pure.

Dots that would cover each other give way a little, so that each can be seen and chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt
from typing import NamedTuple

from stemdag.domain.outline import Outline, place
from stemdag.domain.plane import WIDTH, Frame, frame, path
from stemdag.domain.station import Station

#: Units of the drawing: between these its height, and between these a dot's radius.
LOWEST, TALLEST = 280, 640
_MARGIN = 10
SMALLEST, LARGEST = 6, 40
#: The part of the drawing that all dots together may cover, were they all of the largest.
_COVERED = 0.35
#: From one dot of an address to the next one around it, as of seeds in a sunflower.
_TURN = pi * (3 - sqrt(5))
#: How often dots give way to each other: more moves them farther from where they are.
_ROUNDS = 4


#: x, y, radius and number of a dot that still moves.
_Spot = list[float]


class Dot(NamedTuple):
    """A station in the drawing; `r` is its radius, the smallest where nothing is known of it."""

    number: int
    x: int
    y: int
    r: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Dots, the large ones first so that none hides a smaller one; `key`: a round number and its radius.

    `ground` is the area that they lie in, as path data; empty where its borders are not known.
    """

    frame: Frame
    dots: tuple[Dot, ...]
    key: tuple[int, int] | None
    ground: str = ""


def draw(
    stations: Sequence[Station], sizes: Mapping[int, int], outline: Outline | None = None
) -> Drawing | None:
    """Dots whose area is in proportion to `sizes` (by station number); None where no station has a place.

    Stations at one address stand around it, the largest in the middle.
    """
    placed = [(each, each.location) for each in stations if each.location is not None]
    if not placed:
        return None
    room = sqrt(_COVERED * WIDTH * LOWEST / (pi * len(placed)))
    largest = round(min(LARGEST, max(2.0 * SMALLEST, room)))
    most = max((sizes.get(each.number, 0) for each, _ in placed), default=0)
    rings = outline.rings() if outline else ()
    points = [place(point) for ring in rings for point in ring]
    margin = _MARGIN if points else 2 * largest
    shown = frame([*points, *(where for _, where in placed)], margin, LOWEST, TALLEST)

    def radius(number: int) -> int:
        return max(SMALLEST, round(largest * sqrt(sizes.get(number, 0) / most))) if most else SMALLEST

    at_one: dict[tuple[int, int], list[Station]] = {}
    for station, where in placed:
        at_one.setdefault(shown.at(where), []).append(station)
    spots: list[_Spot] = []
    for (x, y), those in at_one.items():
        those.sort(key=lambda each: (-sizes.get(each.number, 0), each.number))
        apart = 1.1 * radius(those[0].number) if len(those) > 1 else 0
        for turn, station in enumerate(those):
            away = apart * sqrt(turn + 0.5)
            at = x + away * cos(turn * _TURN), y + away * sin(turn * _TURN)
            spots.append([*at, radius(station.number), station.number])
    _give_way(spots)
    dots = [Dot(int(n), _inside(x, r, WIDTH), _inside(y, r, shown.height), int(r)) for x, y, r, n in spots]
    dots.sort(key=lambda each: (-each.r, each.number))
    ground = path([shown.at(place(point)) for point in ring] for ring in rings)
    return Drawing(shown, tuple(dots), _key(most, largest), ground)


def _give_way(spots: list[_Spot]) -> None:
    """Move those that cover each other apart by half of what they share, from west to east."""
    widest = max(each[2] for each in spots)
    for _ in range(_ROUNDS):
        spots.sort(key=lambda each: (each[0], each[3]))
        moved = False
        for turn, one in enumerate(spots):
            x, y, r = one[0], one[1], one[2]
            for after in range(turn + 1, len(spots)):
                other = spots[after]
                across = other[0] - x
                if across > r + widest:
                    break
                near = r + other[2] + 1
                up = other[1] - y
                if across < near and -near < up < near and (apart := hypot(across, up)) < near:
                    moved = True
                    push = (near - apart) / 2 / (apart or 1)
                    aside = across * push if apart else near / 2
                    one[0], one[1] = x, y = x - aside, y - up * push
                    other[0] += aside
                    other[1] += up * push
        if not moved:
            return


def _inside(at: float, r: float, whole: int) -> int:
    return round(min(max(at, r + 2), whole - r - 2))


def _key(most: int, largest: int) -> tuple[int, int] | None:
    """The largest round number up to `most`, and the radius of a dot of it."""
    round_ones = [n * 10**zeros for zeros in range(7) for n in (1, 2, 5) if n * 10**zeros <= most]
    if not round_ones:
        return None
    return round_ones[-1], max(SMALLEST, round(largest * sqrt(round_ones[-1] / most)))
