"""`codes` on the command line, and the sheet it prints."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from django.test import Client
from typer.testing import CliRunner, Result

from stemdag.capture.models import StationCode
from stemdag.capture.sheets import printable
from stemdag.commands.codes import codes
from stemdag.journal.models import Entry
from tests.capture.conftest import SignIn, Wall
from tests.factories import Made, at, make_election
from tests.paper.reading import pages, text

pytestmark = [pytest.mark.store, pytest.mark.django_db]
app = typer.Typer()
app.command()(codes)
ELECTION = "GR2022_Almere"
CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def answer(*words: str) -> Any:
    result = run(*words, "--json", "-")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def signs_in(code: str) -> bool:
    return bool(Client().post("/station/sign-in", {"code": code}).status_code == 302)


def test_every_station_of_an_election_gets_a_code_that_works(made: Made) -> None:
    found = answer(ELECTION)
    assert [(each["municipality"], each["station"]) for each in found] == [
        (town, number) for town in ("0034", "0995") for number in (1, 2, 3, 4)
    ]
    assert set(found[0]) == {"election", "municipality", "station", "name", "code", "expires"}
    assert found[0]["expires"] == "2022-03-17T06:00:00+01:00"
    assert all(signs_in(each["code"]) for each in found)


def test_codes_are_printed_where_no_file_is_asked_for(made: Made) -> None:
    result = run(ELECTION, "2", "4", "--municipality", "0034")
    assert result.exit_code == 0
    assert "shown once" in result.stdout
    assert len(CODE.findall(result.stdout)) == 2
    assert "Sporthal Zuid" in result.stdout


def test_what_lets_people_in_is_the_owners_alone(made: Made, tmp_path: Path) -> None:
    listed, sheet = tmp_path / "codes.json", tmp_path / "codes.html"
    listed.write_text("from before")
    listed.chmod(0o644)
    result = run(ELECTION, "--json", str(listed), "--sheet", str(sheet), "--address", "https://dag.example")
    assert result.exit_code == 0, result.output
    assert not CODE.search(result.stdout)
    assert {path.stat().st_mode & 0o777 for path in (listed, sheet)} == {0o600}
    for each in json.loads(listed.read_text()):
        assert each["code"] in sheet.read_text()


def test_cards_as_pdf_let_two_devices_in(made: Made, tmp_path: Path) -> None:
    make_election(eml_id="RF2022_Almere")
    listed, cards = tmp_path / "codes.json", tmp_path / "cards.pdf"
    result = run(
        *(ELECTION, "1", "2", "--municipality", "0034", "--each", "2", "--address", "https://dag.example"),
        *("--pdf", str(cards), "--json", str(listed), "--phone", "0800 1234", "--language", "en"),
    )
    assert result.exit_code == 0, result.output
    assert "4 codes in" in " ".join(result.stdout.split())
    assert not CODE.search(result.stdout)
    assert cards.stat().st_mode & 0o777 == 0o600
    said = text(cards.read_bytes())
    found = CODE.findall(said)
    assert sorted(found) == sorted(each["code"] for each in json.loads(listed.read_text()))
    assert len(set(found)) == 4
    assert all(signs_in(code) for code in found)
    for each in ("Deputy · Card 2 of 2", "Gemeenteraad · Gemeenteraad", "until 17 March, 06:00", "0800 1234"):
        assert each in said, each


def test_cards_of_several_municipalities_one_to_a_page(made: Made, tmp_path: Path) -> None:
    path = tmp_path / "cards.pdf"
    assert run(ELECTION, "--pdf", str(path), "--per-page", "1").exit_code == 0
    found = pages(path.read_bytes())
    assert len(found) == 8
    assert ["Almere" in page for page in found] == [True] * 4 + [False] * 4


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((ELECTION, "--each", "9"), "1 to 4"),
        ((ELECTION, "--pdf", "x.pdf", "--per-page", "3"), "4 or 1"),
        ((ELECTION, "--pdf", "x.pdf", "--language", "fy"), "nl or en"),
        (("XX2022",), "no municipality"),
        ((ELECTION, "--municipality", "9999"), "no municipality 9999"),
        ((ELECTION, "1"), "--municipality"),
        ((ELECTION, "7", "1", "9", "--municipality", "0034"), "no station 7, 9"),
        ((ELECTION, "--expires", "morgen"), "write a moment"),
        ((ELECTION, "--expires", "2022-03-16T22:00"), "could not be used"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_made(
    made: Made, words: tuple[str, ...], says: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert says in " ".join(result.output.split())
    assert not StationCode.objects.exists()
    assert not Entry.objects.exists()


def test_an_end_of_ones_own_is_in_the_elections_time(made: Made, wall: Wall) -> None:
    [found] = answer(ELECTION, "1", "--municipality", "0034", "--expires", "2022-03-16T23:30")
    wall.set("23:30")
    assert not signs_in(found["code"])
    wall.moment = at("23:30") - timedelta(seconds=1)
    assert signs_in(found["code"])


def test_an_election_played_after_its_day_gets_codes_for_a_day(made: Made, wall: Wall) -> None:
    wall.moment = at("12:00") + timedelta(days=900)
    [found] = answer(ELECTION, "1", "--municipality", "0034")
    assert signs_in(found["code"])


def test_withdrawing(made: Made, sign_in: SignIn) -> None:
    [unused] = answer(ELECTION, "2", "--municipality", "0034")
    client = sign_in(made.first.stations[1])
    result = run(ELECTION, "--municipality", "0034", "--withdraw")
    assert "2 codes stopped" in result.stdout
    assert not signs_in(unused["code"])
    assert client.get("/station/").status_code == 302


def test_the_sheet_is_whole_in_itself_and_harmless() -> None:
    made = make_election()
    station = made.first.station
    station.name = '<script src="https://elsewhere.example/x.js">'
    page = printable([(made.first.row, station, "K7QF-2M9T-XW4P", at("23:00"))], "https://dag.example")
    assert "K7QF-2M9T-XW4P" in page
    assert "<script" not in page
    assert "&lt;script" in page
    assert not re.search(r"""(?:src|href)=["']""", page)
    assert "<svg" in page
    assert "16 maart, 23:00" in page


def test_the_picture_keeps_the_code_out_of_what_a_browser_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    import segno

    from stemdag.capture import sheets

    drawn: list[str] = []
    make = segno.make

    def keep(content: str, **how: Any) -> Any:
        drawn.append(content)
        return make(content, **how)

    monkeypatch.setattr(sheets.segno, "make", keep)
    made = make_election()
    handed = [(made.first.row, made.first.station, "K7QF-2M9T-XW4P", at("23:00"))]
    printable(handed, "https://dag.example")
    printable(handed)
    assert drawn == ["https://dag.example/station/sign-in#K7QF-2M9T-XW4P", "K7QF-2M9T-XW4P"]
