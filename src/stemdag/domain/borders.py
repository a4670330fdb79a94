"""Borders of neighbouring areas with fewer points, so that they still fit without gaps or overlaps. Pure.

Each border between two areas is one line between two points where three meet; it is simplified once
(Douglas and Peucker, 1973) and both areas get the same. Points are whole units of some grid. Written here
because the library that keeps neighbours together (shapely's `coverage_simplify`) brings GEOS and numpy, of
which nothing else here would be used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Point = tuple[int, int]
#: Without the first point once more at the end.
Ring = tuple[Point, ...]
Rings = tuple[Ring, ...]


def simplified(areas: Mapping[str, Iterable[Sequence[Point]]], tolerance: float) -> dict[str, Rings]:
    """The same areas, no line farther than `tolerance` from where it was; largest rings first.

    Rings that become a line or a point are left out, but for the largest of an area: a small area keeps a
    square of two units.
    """
    given = {name: [ring for each in rings if (ring := _closed(each))] for name, rings in areas.items()}
    fixed = _junctions(ring for rings in given.values() for ring in rings)
    lines: dict[Ring, Ring] = {}
    found: dict[str, Rings] = {}
    for name, rings in given.items():
        made = [_ring(ring, fixed, tolerance, lines) for ring in rings]
        kept = sorted((ring for ring in made if len(ring) > 2 and area(ring)), key=area, reverse=True)
        found[name] = tuple(kept) or ((_square(rings[0][0]),) if rings else ())
    return found


def area(ring: Sequence[Point]) -> float:
    """In square units."""
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2


def _closed(ring: Sequence[Point]) -> Ring:
    """Without points that repeat the one before."""
    points = [each for at, each in enumerate(ring) if at == 0 or each != ring[at - 1]]
    while len(points) > 1 and points[-1] == points[0]:
        points.pop()
    return tuple(points)


def _square(at: Point) -> Ring:
    x, y = at
    return ((x - 1, y - 1), (x + 1, y - 1), (x + 1, y + 1), (x - 1, y + 1))


def _junctions(rings: Iterable[Ring]) -> set[Point]:
    """Points from which more than two lines go out: where areas meet."""
    beside: dict[Point, set[Point]] = {}
    for ring in rings:
        for at, point in enumerate(ring):
            beside.setdefault(point, set()).update((ring[at - 1], ring[(at + 1) % len(ring)]))
    return {point for point, others in beside.items() if len(others - {point}) > 2}


def _ring(ring: Ring, fixed: set[Point], tolerance: float, lines: dict[Ring, Ring]) -> Ring:
    starts = [at for at, point in enumerate(ring) if point in fixed]
    if not starts:
        # An island, or an area within another: from its first point in order to the one farthest from it.
        first = ring.index(min(ring))
        x, y = ring[first]
        far = max(
            range(len(ring)), key=lambda at: ((ring[at][0] - x) ** 2 + (ring[at][1] - y) ** 2, ring[at])
        )
        starts = sorted({first, far})
    turned = ring[starts[0] :] + ring[: starts[0]]
    cuts = [at - starts[0] for at in starts]
    found: list[Point] = []
    for begin, end in zip(cuts, [*cuts[1:], len(ring)], strict=True):
        line = (*turned[begin : end + 1], turned[0]) if end == len(ring) else turned[begin : end + 1]
        found += _line(line, tolerance, lines)[:-1]
    return _closed(found)


def _line(line: Ring, tolerance: float, lines: dict[Ring, Ring]) -> Ring:
    """The line with fewer points, in its own direction; worked out in one direction for both neighbours."""
    back = line[::-1]
    key = min(line, back)
    if key not in lines:
        lines[key] = _fewer(key, tolerance)
    return lines[key] if key is line else lines[key][::-1]


def _fewer(line: Ring, tolerance: float) -> Ring:
    keep = {0, len(line) - 1}
    left = [(0, len(line) - 1)]
    while left:
        begin, end = left.pop()
        far, place = 0.0, 0
        (x, y), (u, v) = line[begin], line[end]
        across, up = u - x, v - y
        length = across * across + up * up
        for at in range(begin + 1, end):
            p, q = line[at][0] - x, line[at][1] - y
            part = min(max((p * across + q * up) / length, 0.0), 1.0) if length else 0.0
            off = (p - part * across) ** 2 + (q - part * up) ** 2
            if off > far:
                far, place = off, at
        if far > tolerance * tolerance:
            keep.add(place)
            left += [(begin, place), (place, end)]
    return tuple(line[at] for at in sorted(keep))
