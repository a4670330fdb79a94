"""Tables of where polling stations are, as they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from stemdag.files import Unreadable
from stemdag.files.own import read_definition, write_definition
from stemdag.files.places import Row, read_places

OWN = Path(__file__).with_name("definition.json")


def rows(folder: Path, text: str | bytes) -> list[Row]:
    path = folder / "places.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_places(path))


def test_the_open_data_of_polling_stations(tmp_path: Path) -> None:
    """Columns by name, in any order, with those that are not ours; a mark at the start; a `.0` of a sheet."""
    assert rows(
        tmp_path,
        "\ufeffGemeente,CBS gemeentecode,Nummer stembureau,Naam stembureau,X,Y,Latitude,Longitude\r\n"
        'Nijmegen,GM0268,1,"Stadhuis, hal",187500,428500,51.8471,5.8634\r\n'
        "Nijmegen,268,2.0,Hatert,,,51.81,5.83\r\n"
        "Nijmegen,GM0268,,Nog niet bekend,,,51.81,5.83\r\n"
        "Nijmegen,GM0268,-1,Bus,,,,\r\n",
    ) == [
        Row(2, "0268", 1, 51.8471, 5.8634),
        Row(3, "0268", 2, 51.81, 5.83),
        Row(5, "0268", -1, None, None),
    ]


@pytest.mark.parametrize("apart", [";", "\t"])
def test_a_table_made_by_hand_with_decimal_commas(tmp_path: Path, apart: str) -> None:
    lines = ("Nummer|Lat|Lon", "1|51,8471|5,8634", "|||", "2|51|5,8")
    assert rows(tmp_path, "\n".join(lines).replace("|", apart)) == [
        Row(2, None, 1, 51.8471, 5.8634),
        Row(4, None, 2, 51.0, 5.8),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("1;51.8;", "the longitude is missing"),
        ("1;;5.8", "the latitude is missing"),
        ("1;51.847.100;5.8", "the latitude `51.847.100` is not a number like 52.0894"),
        ("1;51.8;5°49'", "the longitude `5°49'` is not a number like 52.0894"),
        ("SB1;51.8;5.8", "`SB1` is not a station number"),
    ],
)
def test_a_line_at_fault_is_told(tmp_path: Path, line: str, fault: str) -> None:
    [row] = rows(tmp_path, f"Nummer stembureau;Latitude;Longitude\n{line}")
    assert (row.line, row.fault, row.latitude) == (2, fault, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "It is empty."),
        ("Nummer stembureau;X;Y\n1;187500;428500", "metres of the RD grid"),
        ("id;gemeente;x;y\n1;Nijmegen;187500;428500", "no column for number and latitude and longitude"),
        ("Nummer;Latitude\n1;51.8", "no column for longitude"),
        (b"Nummer;Latitude;Longitude\n1;51.8;5.8\n\xe9", "line 3: This is not UTF-8."),
        (b"PK\x03\x04sheet", "a spreadsheet"),
        ('Nummer;Latitude;Longitude\n1;"51.8;5.8', "quotes that do not close"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        rows(tmp_path, text)
    assert said in str(refusal.value)
    with pytest.raises(Unreadable, match="cannot be opened"):
        list(read_places(tmp_path / "nowhere.csv"))


def test_a_definition_says_where_its_stations_are() -> None:
    given = '"name": "Gemeentehuis", "latitude": 52.0894, "longitude": 5.11,'
    text = OWN.read_text().replace('"name": "Gemeentehuis",', given)
    own = read_definition("own", text.encode())
    places = [each.location for _, _, stations in own.municipalities for each in stations]
    assert [each is not None for each in places] == [True, *[False] * (len(places) - 1)]
    assert read_definition("own", write_definition(own)).municipalities == own.municipalities


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('"latitude": 52.0894,', "The field `longitude` is missing."),
        ('"latitude": 5.11, "longitude": 52.0894,', "changed places"),
        ('"latitude": 136000, "longitude": 455900,', "give degrees"),
        ('"latitude": "52,1", "longitude": 5,', "A number like 52.0894 belongs here."),
    ],
)
def test_a_place_that_cannot_be_in_a_definition(given: str, said: str) -> None:
    text = OWN.read_text().replace('"name": "Gemeentehuis",', '"name": "Gemeentehuis",' + given)
    with pytest.raises(Unreadable) as refusal:
        read_definition("own", text.encode())
    assert said in str(refusal.value)
    assert "stations[0]" in refusal.value.where
