"""Where a made-up town lies, for the maps: regular enough that nobody takes it for the town itself.

Its stations stand on a spiral around its real centre, its borders are a wavy ring around them. What is
written are the two files that an office loads (`stemdag places`, `stemdag areas`).
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator

from stemdag.domain.location import Location, located
from stemdag.domain.station import Kind
from stemdag.rehearsal.day import RehearsedElection, RehearsedMunicipality

#: Stands under each map as the name of whose borders they are.
CREDIT = "verzonnen voor deze oefening"
#: Kilometres from the centre: the outermost station, and the borders between these.
_STATIONS, _NEAREST, _FARTHEST = 4.5, 5.2, 6.4
_CORNERS, _WAVES = 48, 5
_DEGREE_KM = 111.2
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def has_places(played: RehearsedElection) -> bool:
    """Whether any of its municipalities has a centre to sketch it around."""
    return any(each.centre for each in played.municipalities)


def places(of: RehearsedMunicipality) -> Iterator[tuple[int, Location]]:
    """Each station's place by its number; a postal one has none."""
    if of.centre is None:
        return
    standing = [each for each in of.stations if each.kind is not Kind.POSTAL]
    for turn, each in enumerate(standing):
        distance = _STATIONS * math.sqrt((turn + 0.5) / len(standing))
        yield each.number, located(*_away(of.centre, distance, turn * _GOLDEN_ANGLE))


def ring(of: RehearsedMunicipality) -> list[tuple[float, float]]:
    """The borders as latitude and longitude, closed; empty without a centre."""
    if of.centre is None:
        return []
    points = []
    for corner in range(_CORNERS):
        angle = 2 * math.pi * corner / _CORNERS
        wave = (1 + math.cos(_WAVES * angle)) / 2
        points.append(_away(of.centre, _NEAREST + wave * (_FARTHEST - _NEAREST), angle))
    return [*points, points[0]]


def places_csv(played: RehearsedElection) -> str:
    """The file for `stemdag places`."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("gemeentecode", "Nummer stembureau", "Latitude", "Longitude"))
    for each in played.municipalities:
        for number, place in places(each):
            writer.writerow((each.municipality.code, number, place.latitude, place.longitude))
    return file.getvalue()


def borders_json(played: RehearsedElection) -> str:
    """The file for `stemdag areas`: GeoJSON, longitude first."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"gemeentecode": each.municipality.code},
                    "geometry": {
                        "type": "Polygon",
                        "coordinates": [[(longitude, latitude) for latitude, longitude in ring(each)]],
                    },
                }
                for each in played.municipalities
                if each.centre
            ],
        }
    )


def _away(centre: tuple[float, float], kilometres: float, angle: float) -> tuple[float, float]:
    """Latitude and longitude so far from the centre, to some ten metres."""
    latitude, longitude = centre
    up = kilometres * math.sin(angle) / _DEGREE_KM
    across = kilometres * math.cos(angle) / (_DEGREE_KM * math.cos(math.radians(latitude)))
    return round(latitude + up, 4), round(longitude + across, 4)
