"""The set-up at the desk: how far it is, and files brought in, first shown and then taken in."""

from __future__ import annotations

import inspect
import json
import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stemdag.desk.refusals import REFUSALS
from stemdag.desk.setting_up import overview, setup_tables
from stemdag.domain.role import Role
from stemdag.elections import founding, models, proposals
from stemdag.files.oddities import CODES
from stemdag.files.spreadsheet import CODES as FAULTS
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Entry
from tests.desk.conftest import browser, official
from tests.factories import MadeMunicipality, at
from tests.files import made
from tests.files import made_versions as eml
from tests.files.made_sheets import Rows, workbook

pytestmark = [pytest.mark.store, pytest.mark.django_db]
SETUP = "/desk/GR2022_Almere/0034/setup/"
ROWS: Rows = [
    ["Stembureaus 2022"],
    ["Nr", "Naam", "Kiesgerechtigden", "Opmerking"],
    [1, "Oude Weeshuis", "1.600", "was te klein"],
    [7, "Sporthal Noord", 900, None],
]


def upload(client: Client, *files: tuple[str, bytes], language: str = "en", **form: str) -> Any:
    given = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(f"{SETUP}files/", form | {"files": given}, headers={"accept-language": language})


def take(client: Client, shown: Any, **form: str) -> Any:
    fields = dict(re.findall(r'name="(client_id|packed)" value="([^"]*)"', shown.content.decode()))
    return client.post(f"{SETUP}take/", fields | form)


def said(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def stations(row: models.Municipality) -> dict[int, tuple[str, int | None]]:
    return {each.number: (each.name, each.electorate) for each in row.stations.all()}


def test_how_far_it_is(client: Client) -> None:
    text = said(client.get(SETUP))
    for each in ("Election", "3 lists · 6 candidates", "4 stations · 1 for postal votes · 1 for early voting",
                 "4,000 may vote.", "Release key, control key and intake key.", "No cards yet.",
                 "Not known of stations 2, 4."):  # fmt: skip
        assert each in text
    assert "2 parts are still missing." in text


def test_a_missing_electorate_is_said(client: Client, almere: MadeMunicipality) -> None:
    models.Municipality.objects.update(electorate=0, other_electorate=4_100)
    text = said(client.get(SETUP))
    assert "turnout is then a number without a percentage" in text
    assert "Another source says 4,100." in text


def test_a_spreadsheet_is_shown_and_then_taken_in(client: Client, almere: MadeMunicipality) -> None:
    shown = upload(client, ("stations.xlsx", workbook({"Blad1": ROWS})))
    text = said(shown)
    assert "Name from Buurthuis Het Oude Weeshuis → to Oude Weeshuis" in text
    assert "Electorate from 1,500 → to 1,600" in text
    assert "Columns that are not read: Opmerking" in text
    assert "2 Sporthal Zuid, 3 Briefstembureau, 4 Stadhuis (vervroegd)" in text
    # Nothing has happened yet.
    assert stations(almere.row)[1] == ("Buurthuis Het Oude Weeshuis", 1500)
    assert not Entry.objects.filter(kind__startswith="definition").exists()
    answer = take(client, shown)
    assert answer["Location"] == f"{SETUP}?taken=1"
    assert "The files are taken in." in said(client.get(answer["Location"]))
    assert stations(almere.row) == {
        1: ("Oude Weeshuis", 1600),
        2: ("Sporthal Zuid", None),
        3: ("Briefstembureau", None),
        4: ("Stadhuis (vervroegd)", None),
        7: ("Sporthal Noord", 900),
    }
    # The file has no column of postcodes or hours: those that are known stay.
    first = almere.row.stations.get(number=1)
    assert (first.postcode, len(first.hours)) == ("1315 XA", 1)
    entry = Entry.objects.get(kind="definition.changed")
    assert '"changed":{"1":["name","electorate"]}' in entry.facts
    assert '"added":[7]' in entry.facts


def test_the_same_file_twice_changes_nothing_and_says_so(client: Client) -> None:
    sheet = ("stations.xlsx", workbook({"Blad1": ROWS}))
    shown = upload(client, sheet)
    assert take(client, shown).status_code == 302
    # The same form again is one change.
    assert take(client, shown).status_code == 302
    again = upload(client, sheet)
    assert "This changes nothing" in said(again)
    assert 'name="packed"' not in again.content.decode()
    assert Entry.objects.filter(kind="definition.changed").count() == 1


def test_all_stations_means_that_others_go(client: Client, almere: MadeMunicipality) -> None:
    shown = upload(client, ("stations.xlsx", workbook({"Blad1": ROWS})), whole="1")
    assert "Stations taken away 2 Sporthal Zuid 3 Briefstembureau" in said(shown)
    assert take(client, shown).status_code == 302
    assert set(stations(almere.row)) == {1, 7}


def test_a_station_of_the_record_is_not_taken_away(client: Client, almere: MadeMunicipality) -> None:
    shown = upload(client, ("stations.xlsx", workbook({"Blad1": ROWS})), whole="1")
    opening(2)
    answer = take(client, shown, reason="It burnt down")
    assert answer.status_code == 409
    assert "This station cannot be taken away" in said(answer)
    assert set(stations(almere.row)) == {1, 2, 3, 4}


def opening(station: int) -> None:
    append(
        Fact("GR2022_Almere", "0034", "station.opened", at("07:30"), f"station:{station}", uuid4(), station)
    )


def test_once_a_station_is_open_a_change_takes_a_reason(client: Client) -> None:
    opening(2)
    shown = upload(client, ("stations.xlsx", workbook({"Blad1": ROWS})))
    assert "each change is recorded with a reason" in said(shown)
    answer = take(client, shown)
    assert answer.status_code == 409
    assert "A reason is needed" in said(answer)
    assert take(client, shown, reason="x" * 501).status_code == 409
    assert take(client, shown, reason="A new hall").status_code == 302
    assert '"reason"' in Entry.objects.get(kind="definition.changed").facts


def test_who_was_later_reads_it_and_changes_nothing(client: Client, almere: MadeMunicipality) -> None:
    shown = upload(client, ("stations.xlsx", workbook({"Blad1": ROWS})))
    models.Station.objects.filter(number=2).update(name="Sporthal Oost")
    answer = take(client, shown)
    assert answer.status_code == 409
    assert "Somebody else changed this in the meantime" in said(answer)
    assert stations(almere.row)[1] == ("Buurthuis Het Oude Weeshuis", 1500)


def test_wrong_rows_are_named_in_the_reader_s_language(client: Client, almere: MadeMunicipality) -> None:
    rows = [*ROWS, [8, None, "veel"], [7, "Dubbel"]]
    answer = upload(client, ("stations.xlsx", workbook({"Blad1": rows})))
    assert answer.status_code == 422
    text = said(answer)
    assert "stations.xlsx This spreadsheet is not right yet" in text
    assert "sheet Blad1, row 5, column B (Naam) The name is missing. Write the name of the station." in text
    assert "sheet Blad1, row 5, column C (Kiesgerechtigden) “veel” is no number of voters." in text
    assert "This number stands in row 4 as well." in text
    assert "Nothing was changed." in text
    dutch = said(upload(client, ("stations.xlsx", workbook({"Blad1": rows})), language="nl"))
    assert "rij 5" in dutch
    assert "The name is missing" not in dutch
    assert set(stations(almere.row)) == {1, 2, 3, 4}


COUNTS = {"510b": made.as_eml(made.small()), "510a": eml.count("510a"), "csv": made.as_csv(made.small())}


@pytest.mark.parametrize("kind", COUNTS)
def test_a_file_with_counts_is_refused_before_it_is_read(client: Client, kind: str) -> None:
    answer = upload(client, ("telling", COUNTS[kind]))
    assert answer.status_code == 422
    assert "This file holds counts" in said(answer)
    assert "belong under Control" in said(answer)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"hello", "No row names a column for the number"),
        (b"{}", "This file cannot be read"),
        (b"<html>", "This file cannot be read"),
        (b"PK\x03\x04", "This file cannot be read"),
        (eml.stations(eml.place(1, "Elders", 10)), "This is of another election, municipality or district"),
        (eml.definition(), "This is of another election, municipality or district"),
        (eml.candidates(), "This is of another election, municipality or district"),
    ],
)
def test_other_files_are_refused(client: Client, data: bytes, text: str) -> None:
    answer = upload(client, ("file", data))
    assert answer.status_code == 422
    assert text in said(answer)


def test_no_file_is_said(client: Client) -> None:
    assert "There is no file here" in said(client.post(f"{SETUP}files/", {}))
    assert "There is no file here" in said(upload(client, ("large.csv", b" " * 2_000_001)))
    assert client.get(f"{SETUP}files/")["Location"] == SETUP
    assert client.get(f"{SETUP}take/")["Location"] == SETUP


def test_a_proposal_of_somebody_else_is_none(client: Client) -> None:
    shown = upload(client, ("stations.xlsx", workbook({"Blad1": ROWS})))
    packed = re.findall(r'name="packed" value="([^"]*)"', shown.content.decode())[0]
    for wrong in ("", "x", packed[:-1], packed.replace(":", "x", 1)):
        answer = client.post(f"{SETUP}take/", {"client_id": str(uuid4()), "packed": wrong})
        assert answer.status_code == 409
        assert "This page stood open too long" in said(answer)
    elsewhere = browser(official("op", role=Role.OPERATOR)).post(
        "/desk/GR2022_Almere/0995/setup/take/", {"client_id": str(uuid4()), "packed": packed}
    )
    assert elsewhere.status_code == 409
    assert client.post(f"{SETUP}take/", {"packed": packed}).status_code == 400


def test_the_definition_comes_back_as_it_went(client: Client) -> None:
    file = client.get(f"{SETUP}definition.json")
    assert file["Content-Disposition"] == 'attachment; filename="stemdag-GR2022_Almere-0034.json"'
    assert "This changes nothing" in said(upload(client, ("definition.json", file.content)))


def test_a_definition_brings_the_seats_that_were_missing(client: Client, almere: MadeMunicipality) -> None:
    assert "The number of seats is not known" in said(client.get(SETUP))
    file = json.loads(client.get(f"{SETUP}definition.json").content)
    file["election"]["seats"] = 45
    shown = upload(client, ("definition.json", json.dumps(file).encode()))
    assert "Seats from – → to 45" in said(shown)
    assert take(client, shown).status_code == 302
    assert models.Election.objects.get().seats == 45
    assert Entry.objects.get(kind="definition.changed").facts == '{"seats":45}'
    # Once known, nobody changes it here.
    file["election"]["seats"] = 47
    assert "This changes nothing" in said(upload(client, ("definition.json", json.dumps(file).encode())))


def test_an_auditor_looks_and_changes_nothing(almere: MadeMunicipality) -> None:
    theirs = browser(official("aud", almere, role=Role.AUDITOR))
    page = theirs.get(SETUP).content.decode()
    assert 'type="file"' not in page
    assert theirs.post(f"{SETUP}files/").status_code == 403


def test_every_fault_and_refusal_has_its_words() -> None:
    assert set(setup_tables.FAULTS) == set(FAULTS)


def test_every_refusal_of_files_has_its_words() -> None:
    sources = "".join(inspect.getsource(each) for each in (proposals, founding, overview))
    codes = set(re.findall(r'"setup\.([a-z-]+)"', sources))
    assert codes <= set(setup_tables.REFUSED) | {code.partition(".")[2] for code in REFUSALS}
    assert set(setup_tables.ODDITIES) <= set(CODES)
