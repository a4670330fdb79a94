"""Municipalities as areas on a plane: their borders in few points, and where a number has room. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from stemdag.domain.borders import Ring, Rings, area, simplified
from stemdag.domain.outline import Outline, place
from stemdag.domain.plane import Frame, frame, path

#: Units of the drawing: its margin, and between these its height.
_MARGIN, LOWEST, TALLEST = 8, 280, 860
#: How far a border may move, in units, and the smallest part of an area that is drawn beside its largest.
_TOLERANCE, _SMALLEST = 1.6, 8
#: Units that a number needs.
_WIDE, _HIGH = 40, 30
#: South of this latitude lies the Caribbean: one drawing cannot hold it with Europe.
_EUROPE = 30.0


@dataclass(frozen=True, slots=True)
class Shape:
    """An area as path data; `spot` is where a number stands in it, None where it has no room."""

    path: str
    spot: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the order given, None for an area without borders; `credits` name whose borders they are."""

    height: int
    shapes: tuple[Shape | None, ...]
    credits: tuple[str, ...]


@lru_cache(maxsize=16)
def draw(outlines: tuple[Outline | None, ...]) -> Drawing | None:
    """The areas that have borders; None for fewer than two. Kept, for borders stay as they are all day."""
    rings = {str(at): each.rings() for at, each in enumerate(outlines) if each is not None}
    if any(_in_europe(each) for each in rings.values()):
        rings = {at: each for at, each in rings.items() if _in_europe(each)}
    if len(rings) < 2:
        return None
    shown = frame(
        (place(point) for each in rings.values() for ring in each for point in ring), _MARGIN, LOWEST, TALLEST
    )
    drawn = simplified({at: _on(shown, each) for at, each in rings.items()}, _TOLERANCE)
    shapes = tuple(_shape(drawn[str(at)]) if str(at) in drawn else None for at in range(len(outlines)))
    credits = sorted({each.credit for each in outlines if each is not None and each.credit})
    return Drawing(shown.height, shapes, tuple(credits))


def _in_europe(rings: Rings) -> bool:
    return any(place(ring[0]).latitude > _EUROPE for ring in rings)


def _on(shown: Frame, rings: Rings) -> Rings:
    return tuple(tuple(shown.at(place(point)) for point in ring) for ring in rings)


def _shape(rings: Rings) -> Shape:
    kept = [each for turn, each in enumerate(rings) if turn == 0 or area(each) > _SMALLEST]
    return Shape(path(kept), _spot(rings[0]))


def _spot(ring: Ring) -> tuple[int, int] | None:
    """The middle of gravity of a ring, where a number fits around it."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    twice = across = up = 0
    for (x, y), (u, v) in zip(ring, (*ring[1:], ring[0]), strict=True):
        part = x * v - u * y
        twice, across, up = twice + part, across + (x + u) * part, up + (y + v) * part
    if not twice or max(xs) - min(xs) < _WIDE or max(ys) - min(ys) < _HIGH:
        return None
    spot = round(across / (3 * twice)), round(up / (3 * twice))
    return spot if _holds(ring, spot) else None


def _holds(ring: Sequence[tuple[int, int]], spot: tuple[int, int]) -> bool:
    """Whether a point lies within a ring."""
    x, y = spot
    inside = False
    for (a, b), (c, d) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a:
            inside = not inside
    return inside
