"""Borders of municipalities: GeoJSON or TopoJSON as CBS and Kadaster give it, in degrees (WGS84)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from stemdag.domain.borders import Point
from stemdag.domain.errors import Refused
from stemdag.domain.location import located
from stemdag.domain.outline import GRID
from stemdag.files.errors import Unreadable
from stemdag.files.jsonpath import parsed

#: Fields that hold a municipality's code, of the files that are about.
FIELDS: Final = ("statcode", "gemeentecode", "gm_code", "regiocode", "identificatie", "code")
_LARGEST: Final = 128 << 20
_REMEDY = (
    "Give the borders of municipalities (CBS, Kadaster) as GeoJSON or TopoJSON in degrees (EPSG:4326) with a "
    "field for the CBS code (docs/files.md)."
)

Ring = list[Point]


def read_areas(path: Path, field: str | None = None) -> dict[str, list[Ring]]:
    """The rings of each municipality by code (four digits), in parts of a degree (`domain.outline.GRID`).

    `field`: the one that holds the code; else the first of `FIELDS`. Water of a municipality is left out.
    `Unreadable` where the file is none of both, has other coordinates, or no codes.
    """
    value = parsed(path.name, _bytes(path))
    if not isinstance(value, dict):
        _refuse(path, "It is no GeoJSON and no TopoJSON.")
    kind = value.get("type")
    shapes: Iterable[tuple[Mapping[str, Any], object, list[Ring]]]
    try:
        if kind == "FeatureCollection":
            shapes = (
                (each["properties"] or {}, each.get("id"), _geojson(each)) for each in value["features"]
            )
        elif kind == "Topology":
            shapes = _topology(value)
        else:
            _refuse(path, "It is no GeoJSON and no TopoJSON.")
        found: dict[str, list[Ring]] = {}
        for properties, name, rings in shapes:
            code = _code(properties, name, field)
            if code is not None and str(properties.get("water", "")).upper() != "JA":
                found.setdefault(code, []).extend(rings)
    except Refused as refusal:
        _refuse(path, f"{refusal.text}.")
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as problem:
        # What stands in it is not what the format says.
        _refuse(path, f"Its shapes cannot be read ({type(problem).__name__}).")
    if not any(found.values()):
        _refuse(path, f"No shape has a field for the CBS code ({field or ', '.join(FIELDS)}).")
    return {code: rings for code, rings in found.items() if rings}


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise Unreadable(path.name, "", f"It cannot be opened ({error.strerror}).", "") from error
    if len(data) > _LARGEST:
        _refuse(path, f"It is larger than {_LARGEST >> 20} MB.")
    return data


def _refuse(path: Path, text: str) -> NoReturn:
    raise Unreadable(path.name, "", text, _REMEDY) from None


def _code(properties: Mapping[str, Any], name: object, field: str | None) -> str | None:
    for each in (field,) if field else FIELDS:
        found = re.fullmatch(r"(?:GM?)?([0-9]{1,4})", str(properties.get(each, "")))
        if found:
            return found[1].zfill(4)
    found = re.fullmatch(r"GM([0-9]{4})", str(name))
    return found[1] if found and field is None else None


def _point(longitude: float, latitude: float) -> Point:
    place = located(float(latitude), float(longitude))
    return round(place.longitude * GRID), round(place.latitude * GRID)


def _geojson(feature: Mapping[str, Any]) -> list[Ring]:
    geometry = feature["geometry"] or {}
    polygons = geometry.get("coordinates", [])
    if geometry.get("type") == "Polygon":
        polygons = [polygons]
    elif geometry.get("type") != "MultiPolygon":
        return []
    return [[_point(each[0], each[1]) for each in ring] for polygon in polygons for ring in polygon]


def _topology(value: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], object, list[Ring]]]:
    """Each shape's fields, name and rings; rings are put together of arcs, which neighbours share."""
    transform = value.get("transform") or {}
    scale, move = transform.get("scale", (1, 1)), transform.get("translate", (0, 0))
    arcs = []
    for arc in value["arcs"]:
        x = y = 0
        line = []
        for each in arc:
            x, y = (x + each[0], y + each[1]) if transform else (each[0], each[1])
            line.append(_point(x * scale[0] + move[0], y * scale[1] + move[1]))
        arcs.append(line)

    def ring(numbers: Iterable[int]) -> Ring:
        found: Ring = []
        for number in numbers:
            line = arcs[number] if number >= 0 else arcs[~number][::-1]
            found += line[1:] if found else line
        return found

    for collection in value["objects"].values():
        for shape in collection.get("geometries", [collection]):
            polygons = shape.get("arcs", [])
            if shape.get("type") == "Polygon":
                polygons = [polygons]
            elif shape.get("type") != "MultiPolygon":
                continue
            rings = [ring(numbers) for polygon in polygons for numbers in polygon]
            yield shape.get("properties") or {}, shape.get("id"), rings
