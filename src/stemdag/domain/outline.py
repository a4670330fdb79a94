"""The borders of an area as they are kept: compact text that compares and hashes quickly. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stemdag.domain.borders import Point, Rings
from stemdag.domain.location import Location

#: Parts of a degree in which borders are kept: about ten metres.
GRID = 10_000


@dataclass(frozen=True, slots=True)
class Outline:
    """Rings apart by `;`, of longitude and latitude in ten-thousandths of a degree apart by spaces: the first
    point, then from each point to the next. `credit` names whose borders they are.
    """

    text: str
    credit: str = ""

    def rings(self) -> Rings:
        found = []
        for ring in self.text.split(";"):
            numbers = iter(map(int, ring.split()))
            x = y = 0
            points = []
            for across, up in zip(numbers, numbers, strict=True):
                x, y = x + across, y + up
                points.append((x, y))
            found.append(tuple(points))
        return tuple(found)


def outline(rings: Iterable[Sequence[Point]], credit: str = "") -> Outline:
    """The outline of these rings."""
    texts = []
    for ring in rings:
        x = y = 0
        numbers = []
        for u, v in ring:
            numbers += [u - x, v - y]
            x, y = u, v
        texts.append(" ".join(map(str, numbers)))
    return Outline(";".join(texts), credit)


def place(point: Point) -> Location:
    """Where a point of an outline lies."""
    return Location(point[1] / GRID, point[0] / GRID)
