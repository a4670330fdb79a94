"""Spreadsheets of polling stations as people make them, good and bad."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.election import Area, Category, Election, default_release
from stemdag.domain.location import Location
from stemdag.domain.station import Kind, Station
from stemdag.files import StationsFile, Unreadable
from stemdag.files import read as read_files
from stemdag.files.spreadsheet import CODES, Fault, Faults, cells, is_workbook, read_stations
from tests.files.made_sheets import Rows, workbook

DAY = date(2026, 3, 18)
ELECTION = Election(
    id="GR2026_Voorbeeld",
    category=Category.GR,
    name="Gemeenteraad Voorbeeld 2026",
    date=DAY,
    days=(date(2026, 3, 16), date(2026, 3, 17), DAY),
    release=default_release(Category.GR, DAY),
)
AREA = Area("9901", "Voorbeeld")
TABLE: Rows = [["nummer", "naam", "kiesgerechtigden"], [1, "Gemeentehuis", 1450], [2, "De Hoek", 900]]


def read(data: bytes) -> StationsFile:
    return read_stations("sb.xlsx", data, ELECTION, AREA)


def book(rows: Rows, *merged: str) -> StationsFile:
    return read(workbook({"Blad1": rows}, merged={"Blad1": merged}))


def faults(rows: Rows) -> list[Fault]:
    with pytest.raises(Faults) as caught:
        book(rows)
    return list(caught.value.faults)


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ELECTION.tz)


def hours(station: Station) -> list[tuple[str, str]]:
    return [(f"{each.opens:%d %H:%M}", f"{each.closes:%d %H:%M}") for each in station.hours]


def test_the_simplest_table() -> None:
    found = book(TABLE)
    assert [(each.number, each.name, each.electorate, each.kind) for each in found.stations] == [
        (1, "Gemeentehuis", 1450, Kind.REGULAR),
        (2, "De Hoek", 900, Kind.REGULAR),
    ]
    assert (found.stated, found.unread, found.area) == ({"electorate"}, (), AREA)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_says_the_same(separator: str, encoding: str) -> None:
    text = "\r\n".join(separator.join(row) for row in (["Nr.", "Naam"], ["7", "Café ’t Hœk"]))
    [station] = read(text.encode(encoding)).stations
    assert (station.number, station.name) == (7, "Café ’t Hœk")


def test_every_column_in_any_order_in_english() -> None:
    found = book(
        [
            ["longitude", "Latitude", "Ballot types", "Name", "Electorate", "Postal code", "Quarter",
             "Counts from", "Opens", "Closes", "Number", "Remarks"],
            ["5,0812", 52.1042, "postal", "Town hall", "1.450", "1234ab", "North", "20:30", "7:30", 0.875,
             "012", "x"],
        ]
    )  # fmt: skip
    [station] = found.stations
    assert (station.number, station.kind, station.electorate, station.postcode) == (
        12,
        Kind.POSTAL,
        1450,
        "1234 AB",
    )
    assert (station.quarter, station.location) == ("North", Location(52.1042, 5.0812))
    assert station.counts_from == at("20:30")
    assert hours(station) == [("18 07:30", "18 21:00")]
    assert found.unread == ("Remarks",)
    assert found.stated == {"kind", "electorate", "postcode", "quarter", "counts_from", "hours", "location"}


def test_titles_above_and_sums_below() -> None:
    found = book(
        [
            ["Stembureaus gemeenteraadsverkiezing, versie 2 februari 2026"],
            [],
            ["Nr", "Stembureau", "Aantal kiesgerechtigden", "Open", "Dicht"],
            ["Dorp Noord"],
            [1, "Gemeentehuis", 1450, time(7, 30), time(21, 0)],
            [],
            [2, "De Hoek", 900, "gesloten", "-"],
            ["Totaal", None, 2350],
            ["Bron: eigen opgave"],
        ],
        "A4:E4",
    )
    assert [each.number for each in found.stations] == [1, 2]
    assert [hours(each) for each in found.stations] == [[("18 07:30", "18 21:00")], []]


def test_headings_over_several_columns() -> None:
    found = book(
        [
            ["Nummer", "Naam", date(2026, 3, 17), None, "woensdag 18 maart", None, "Wijk"],
            [None, None, "open", "dicht", "open", "dicht", None],
            [1, "Bus", 9.3, "12 uur", "7u30", "21:00", "Noord"],
            [2, "Kerk", None, None, at("07:30"), "2026-03-18T21:00:00", None],
        ],
        *("A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2", "G3:G4"),
    )
    bus, church = found.stations
    assert hours(bus) == [("17 09:30", "17 12:00"), ("18 07:30", "18 21:00")]
    assert hours(church) == [("18 07:30", "18 21:00")]
    # A merged cell stands in all of its rows.
    assert (bus.quarter, church.quarter) == ("Noord", "Noord")


def test_hours_in_one_cell_and_days_in_headings() -> None:
    found = book(
        [
            ["Nummer", "Naam", "ma 16 mrt", "17-03-2026", "Openingstijden 18-03-2026"],
            [
                1,
                "Bus",
                "9.00 - 17.00 uur",
                "van 9:00 tot 17:00",
                "2026-03-18T07:30:00 tot 2026-03-18T21:00:00",
            ],
            [2, "Kerk", "dicht", "", "07:30–24:00"],
        ]
    )
    bus, church = found.stations
    assert hours(bus) == [("16 09:00", "16 17:00"), ("17 09:00", "17 17:00"), ("18 07:30", "18 21:00")]
    assert hours(church) == [("18 07:30", "19 00:00")]


def test_the_same_thing_of_the_open_data_standard() -> None:
    found = book(
        [
            ["Gemeente", "CBS gemeentecode", "Nummer stembureau", "Naam stembureau", "Type stembureau",
             "Postcode", "Latitude", "Longitude", "Openingstijd", "Sluitingstijd"],
            ["Voorbeeld", "GM9901", 1.0, "MFC De Binding", "regulier", "9665HT", 53.10631225, 7.00560581,
             "2026-03-18T07:30:00", "2026-03-18T21:00:00"],
            ["Elders", "GM0014", 1.0, "Kerk", "regulier", "9665HT", 53.1, 7.0, "2026-03-18T07:30:00", ""],
        ]
    )  # fmt: skip
    [station] = found.stations
    assert (station.name, hours(station)) == ("MFC De Binding", [("18 07:30", "18 21:00")])
    assert found.unread == ("Gemeente",)


def test_moments_of_counting() -> None:
    given = [
        "na sluiting",
        "18-03-2026 20:30",
        "wo 18 maart 20.30 uur",
        time(20, 30),
        at("07:30"),
        "n.v.t.",
    ]
    rows: Rows = [["nr", "naam", "telt vanaf"], *([i, f"S{i}", each] for i, each in enumerate(given[1:], 1))]
    assert [each.counts_from for each in book(rows).stations] == [
        at("20:30"), at("20:30"), at("20:30"), at("07:30"), None,
    ]  # fmt: skip
    assert [each.code for each in faults([rows[0], [1, "S", "na sluiting"]])] == ["moment"]


def test_all_that_is_wrong_is_said_at_once_by_row_and_column() -> None:
    found = faults(
        [
            ["Lijst"],
            ["Nr", "Naam", "Soort", "Postcode", "Kiesgerechtigden", "Open", "Dicht", "Lat", "Lon",
             "Telt vanaf", "Wijk"],
            ["een", "Gemeentehuis"],
            [2, None, "boot"],
            [2, "De Hoek", None, "12345", "ca. 900"],
            [3, "x" * 201, None, None, "#N/A", "half acht", "21:00"],
            [4, "Kerk", None, None, None, "21:00", "07:30"],
            [5, "Bus", None, None, None, "07:30", None, 12.5, "oost"],
            [6, "Bus", None, None, None, "2026-03-19 07:30", "2026-03-19 21:00", 5.1, 52.1,
             "straks", "y" * 121],
            [None, "De Schuur", "regulier"],
        ]
    )  # fmt: skip
    assert [(each.code, each.row, each.column, each.said) for each in found] == [
        ("number", 3, "A", "een"),
        ("name-missing", 4, "B", ""),
        ("kind", 4, "C", "boot"),
        ("number-twice", 5, "A", "4"),
        ("postcode", 5, "D", "12345"),
        ("electorate", 5, "E", "ca. 900"),
        ("long", 6, "B", "200"),
        ("error", 6, "E", "#N/A"),
        ("hours", 6, "F", "half acht"),
        ("hours-order", 7, "G", ""),
        ("hours-half", 8, "F", ""),
        ("degrees", 8, "I", "oost"),
        ("hours-day", 9, "F", "2026-03-19 07:30"),
        ("hours-day", 9, "G", "2026-03-19 21:00"),
        ("moment", 9, "J", "straks"),
        ("long", 9, "K", "120"),
        ("place", 9, "H", "5.1 / 52.1"),
        ("number-missing", 10, "A", ""),
    ]
    assert {each.sheet for each in found} == {"Blad1"}
    assert found[2].heading == "Soort"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no-header"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (workbook({"A": TABLE})[:-200], "damaged"),
        (workbook({"A": TABLE}, more={"xl/worksheets/sheet1.xml": "<worksheet><sheetData>"}), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked"),
        (workbook({"A": [["naam"], ["Kerk"]]}), "no-header"),
        (workbook({"A": TABLE, "B": TABLE}), "several-sheets"),
        (workbook({"A": TABLE[:1]}), "no-stations"),
        (workbook({"A": [["nr", "naam", "naam"], [1, "a", "b"]]}), "double-column"),
        (b'nr;naam\n1;"Kerk', "quotes"),
        (b"nr;naam\n1;\0", "encoding"),
        (b"nr;naam\n" + b";" * 301, "large"),
        (b"nr;naam\n" + b"1;a\n" * 20_001, "large"),
    ],
)  # fmt: skip
def test_what_is_no_table_of_stations_is_said(data: bytes, code: str) -> None:
    with pytest.raises(Faults) as caught:
        read(data)
    assert [each.code for each in caught.value.faults] == [code]
    assert code in CODES


def test_a_hidden_sheet_is_not_read() -> None:
    found = read(workbook({"Oud": TABLE, "Nieuw": TABLE}, hidden=["Oud"]))
    assert len(found.stations) == 2


def test_cells_far_away_and_bombs_are_refused_before_they_are_read() -> None:
    far = (
        '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    bomb = io.BytesIO(workbook({"A": TABLE}))
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * (50 << 20))
    for data in (workbook({"A": TABLE}, more={"xl/worksheets/sheet1.xml": far}), bomb.getvalue()):
        assert len(data) < 100_000
        with pytest.raises(Faults) as caught:
            read(data)
        assert [each.code for each in caught.value.faults] == ["large"]


def test_an_entity_is_not_resolved(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text("Geheim")
    sheet = (
        f'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "Lang">]><worksheet>'
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>nr</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>naam</t></is></c></row><row r="2"><c r="A2"><v>1</v></c>'
        '<c r="B2" t="inlineStr"><is><t>&x;&y;</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    data = workbook({"A": TABLE}, more={"xl/worksheets/sheet1.xml": sheet})
    try:
        said = [each.name for each in read(data).stations]
    except Faults as problem:
        said = [each.said for each in problem.faults]
    assert "Geheim" not in "".join(said)
    assert "Lang" not in "".join(said)


def test_what_is_a_workbook() -> None:
    assert is_workbook(workbook({"A": TABLE}))
    assert not is_workbook(b"PK\x03\x04")
    assert not is_workbook(b"nr;naam")


def test_the_command_says_where_a_spreadsheet_belongs(tmp_path: Path) -> None:
    path = tmp_path / "stations.xlsx"
    path.write_bytes(workbook({"A": TABLE}))
    with pytest.raises(Unreadable, match=r"It is a spreadsheet\. Bring stations in at the desk"):
        list(read_files(path))


def test_what_is_odd() -> None:
    found = book([["nr", "naam"], [0, "Briefstembureau"], [3, "Kerk"]])
    assert [each.code for each in found.oddities] == [
        "no-electorate", "no-postcodes", "station-without-electorate", "negative-number", "kind-doubtful",
        "station-without-electorate",
    ]  # fmt: skip


@given(st.integers(0, 24 * 60))
def test_a_time_reads_the_same_in_every_spelling(minutes: int) -> None:
    length = timedelta(minutes=minutes)
    hour, minute = divmod(minutes, 60)
    spellings: list[cells.Cell] = [
        f"{hour}:{minute:02}",
        f"{hour:02}.{minute:02} uur",
        f"{hour:02}{minute:02}",
    ]
    if hour < 24:
        spellings += [minutes / 1440, time(hour, minute), at(f"{hour:02}:{minute:02}"), length]
    assert {cells.clock(each) for each in spellings} == {length}


@given(st.text(max_size=30) | st.floats() | st.integers())
def test_no_cell_is_too_strange(cell: str | float | int) -> None:
    for read_cell in (cells.clock, cells.span, cells.amount, cells.degrees, cells.kind, cells.postcode):
        read_cell(cell)  # type: ignore[operator]
    cells.day(cell, DAY)
    cells.moment(cell, DAY)
