"""Where something lies on the earth: latitude and longitude in degrees (WGS84, EPSG:4326).

Not the Dutch RD grid: EML_NL and the open data of polling stations (stembureaus ODS) lead with degrees, and
RD does not reach the Caribbean Netherlands.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, radians

from stemdag.domain.errors import Refused

#: South, west, north and east of the European Netherlands, and of Bonaire, Sint Eustatius and Saba.
_EUROPE = (50.7, 3.2, 53.7, 7.3)
_CARIBBEAN = (11.9, -68.6, 17.8, -62.8)
_KM_IN_DEGREE = 111.2


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A point; made by `located`, which refuses what cannot be."""

    latitude: float
    longitude: float


def located(latitude: float, longitude: float) -> Location:
    """A point in the Netherlands, to six decimals (a decimetre).

    `Refused`: `location.swapped` where latitude and longitude changed places, `location.rd` where they are
    metres of the RD grid, `location.outside` anywhere else outside the Netherlands.
    """
    said = f"latitude {latitude:g}, longitude {longitude:g}"
    if not _within(latitude, longitude):
        if _within(longitude, latitude):
            raise Refused("location.swapped", f"{said}: these changed places; the latitude is the 50 to 54")
        if any(
            0 < x < 300_000 and 300_000 < y < 630_000
            for x, y in ((latitude, longitude), (longitude, latitude))
        ):
            raise Refused("location.rd", f"{said}: these are metres (RD, x and y); give degrees (WGS84)")
        raise Refused("location.outside", f"{said}: this is not in the Netherlands")
    return Location(round(latitude, 6), round(longitude, 6))


def _within(latitude: float, longitude: float) -> bool:
    return any(
        south <= latitude <= north and west <= longitude <= east
        for south, west, north, east in (_EUROPE, _CARIBBEAN)
    )


def kilometres(one: Location, other: Location) -> float:
    """How far apart, as the crow flies; good to a percent within a country."""
    narrow = cos(radians((one.latitude + other.latitude) / 2))
    return _KM_IN_DEGREE * hypot(one.latitude - other.latitude, (one.longitude - other.longitude) * narrow)
