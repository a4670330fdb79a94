"""From places on the earth to whole units of a drawing: Mercator, north up, fitted to a frame.

Mercator keeps angles, so that a town has its own shape wherever it lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import asinh, atan, cos, radians, sinh, tan

from stemdag.domain.location import Location

#: Units across a drawing of a map: half a pixel on a phone.
WIDTH = 720
_EARTH_KM = 6371.0088
#: What a frame shows at least: about a kilometre, for a single station or several at one address.
_LEAST = 0.00016


def on_plane(place: Location) -> tuple[float, float]:
    """Eastward and northward, in radians at the equator."""
    return radians(place.longitude), asinh(tan(radians(place.latitude)))


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawing `WIDTH` by `height`; `scale` in units a radian."""

    height: int
    scale: float
    east: float
    north: float

    def at(self, place: Location) -> tuple[int, int]:
        x, y = on_plane(place)
        return round(WIDTH / 2 + (x - self.east) * self.scale), round(
            self.height / 2 - (y - self.north) * self.scale
        )

    def bar(self) -> tuple[int, int]:
        """A round distance of up to a fifth of the width, in metres, and how many units it is."""
        metres = 1000 * _EARTH_KM * cos(atan(sinh(self.north))) / self.scale
        found = 10
        for step in (n * 10**zeros for zeros in range(1, 7) for n in (1, 2, 5)):
            if step <= metres * WIDTH / 5:
                found = step
        return found, round(found / metres)


def frame(places: Iterable[Location], margin: int, lowest: int, tallest: int) -> Frame:
    """The frame that holds these places, at least one, with a margin around them."""
    across, up = zip(*(on_plane(each) for each in places), strict=True)
    wide = max(max(across) - min(across), _LEAST)
    high = max(max(up) - min(up), _LEAST)
    scale = min((WIDTH - 2 * margin) / wide, (tallest - 2 * margin) / high)
    height = min(max(round(high * scale) + 2 * margin, lowest), tallest)
    return Frame(height, scale, (max(across) + min(across)) / 2, (max(up) + min(up)) / 2)


def path(rings: Iterable[Sequence[tuple[int, int]]]) -> str:
    """Rings as SVG path data, in few signs: from point to point, a minus apart enough from what is before."""
    found = []
    for ring in rings:
        (x, y), *rest = ring
        text = f"M{x} {y}l"
        for u, v in rest:
            for step in (u - x, v - y):
                text += str(step) if step < 0 or text[-1] == "l" else f" {step}"
            x, y = u, v
        found.append(text + "z")
    return "".join(found)
