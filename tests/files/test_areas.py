"""Files with the borders of municipalities, as they come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stemdag.files import Unreadable
from stemdag.files.areas import read_areas
from tests.reference import reference

SQUARE = [[5.0, 52.0], [5.2, 52.0], [5.2, 52.1], [5.0, 52.1], [5.0, 52.0]]
IN_PARTS = [(50_000, 520_000), (52_000, 520_000), (52_000, 521_000), (50_000, 521_000), (50_000, 520_000)]


def feature(coordinates: Any, kind: str = "Polygon", **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def write(folder: Path, value: object) -> Path:
    path = folder / "areas.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        ({"statcode": "GM0034", "statnaam": "Almere"}, None),
        ({"regiocode": "G0034"}, None),
        ({"identificatie": "GM0034", "code": "0034"}, None),
        ({"gemeentecode": 34}, None),
        ({"c": "0034", "code": "9999"}, "c"),
    ],
)
def test_geojson_with_its_codes(tmp_path: Path, properties: dict[str, object], field: str | None) -> None:
    path = write(tmp_path, collection(feature([SQUARE], **properties)))
    assert read_areas(path, field) == {"0034": [IN_PARTS]}


def test_several_parts_water_and_other_shapes(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        collection(
            feature([[SQUARE], [SQUARE]], "MultiPolygon", statcode="GM0034"),
            feature([SQUARE], statcode="GM0034", water="NEE"),
            feature([SQUARE], statcode="GM0034", water="JA"),
            feature([5.0, 52.0], "Point", statcode="GM0035"),
            feature([SQUARE], statcode="PV24"),
            {"type": "Feature", "properties": None, "geometry": None},
        ),
    )
    assert read_areas(path) == {"0034": [IN_PARTS] * 3}


@pytest.mark.parametrize("packed", [True, False])
def test_topojson_of_two_neighbours(tmp_path: Path, packed: bool) -> None:
    """The border between them is one arc, which one of them follows backwards."""
    degrees: list[list[list[float]]] = [
        [[5.1, 52.0], [5.1, 52.1]],
        [[5.1, 52.1], [5.0, 52.1], [5.0, 52.0], [5.1, 52.0]],
        [[5.1, 52.0], [5.2, 52.0], [5.2, 52.1], [5.1, 52.1]],
    ]
    value: dict[str, Any] = {
        "type": "Topology",
        "arcs": degrees,
        "objects": {
            "gemeenten": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "id": "GM0001", "properties": {}},
                    {"type": "MultiPolygon", "arcs": [[[2, ~0]]], "properties": {"statcode": "GM0002"}},
                    {"type": None},
                ],
            }
        },
    }
    if packed:
        value["transform"] = {"scale": [0.1, 0.1], "translate": [5.0, 52.0]}
        value["arcs"] = [
            [[1, 0], [0, 1]],
            [[1, 1], [-1, 0], [0, -1], [1, 0]],
            [[1, 0], [1, 0], [0, 1], [-1, 0]],
        ]
    found = read_areas(write(tmp_path, value))
    west = [(51_000, 520_000), (51_000, 521_000), (50_000, 521_000), (50_000, 520_000), (51_000, 520_000)]
    east = [(51_000, 520_000), (52_000, 520_000), (52_000, 521_000), (51_000, 521_000), (51_000, 520_000)]
    assert found == {"0001": [west], "0002": [east]}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([], "It is no GeoJSON and no TopoJSON."),
        ({"type": "Feature"}, "It is no GeoJSON and no TopoJSON."),
        ("{", "This is not JSON"),
        (collection(feature([SQUARE], name="Almere")), "No shape has a field for the CBS code (statcode"),
        (collection(feature([[[143_000, 487_000]]], statcode="GM0034")), "metres (RD, x and y)"),
        (collection(feature([[[52.0, 5.0]]], statcode="GM0034")), "changed places"),
        (collection(feature([[["a", 52.0]]], statcode="GM0034")), "Its shapes cannot be read (ValueError)."),
        (collection(feature([[[5.0]]], statcode="GM0034")), "Its shapes cannot be read (IndexError)."),
        ({"type": "FeatureCollection"}, "Its shapes cannot be read (KeyError)."),
        (
            {"type": "Topology", "arcs": [], "objects": {"a": {"type": "Polygon", "arcs": [[3]]}}},
            "Its shapes cannot be read (IndexError).",
        ),
        ({"type": "Topology", "arcs": [1], "objects": {}}, "Its shapes cannot be read (TypeError)."),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, value: object, said: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_areas(write(tmp_path, value))
    assert said in str(refusal.value)


def test_real_borders() -> None:
    found = read_areas(reference("geo/gemeente_2021.topojson"))
    assert len(found) == 352
    assert "0268" in found
    with pytest.raises(Unreadable, match="RD"):
        read_areas(reference("geo/gemeenten_2023.geojson"), "c")
