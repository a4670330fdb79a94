"""A new election by who runs the system, from its official files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stemdag.domain.role import Role
from stemdag.elections import models
from stemdag.journal.models import Entry
from tests.desk.conftest import browser, official
from tests.desk.test_setup import said
from tests.factories import at, make_election
from tests.files import made
from tests.files import made_versions as eml
from tests.files.made_sheets import workbook

pytestmark = [pytest.mark.store, pytest.mark.django_db]
NEW = "/desk/new/"
STATIONS = eml.stations(
    eml.place(1, "Gemeentehuis", 1450), eml.place(9, "Briefstembureau", 0, channel="postal")
)
SHEET = workbook({"Blad1": [["nr", "naam", "kiesgerechtigden"], [1, "Gemeentehuis", 1450], [2, "Kerk", 900]]})
TREE = eml.definition().replace(
    b"</kr:Region></kr:ElectionTree>",
    b'</kr:Region><kr:Region RegionNumber="9902" RegionCategory="GEMEENTE" RomanNumerals="false" '
    b'FrysianExportAllowed="false"><kr:RegionName>Elders</kr:RegionName></kr:Region></kr:ElectionTree>',
)


@pytest.fixture
def operator(clock: Callable[[datetime], None]) -> Client:
    return browser(official("kees", role=Role.OPERATOR))


def upload(client: Client, *files: bytes, codes: str = "") -> Any:
    given = [SimpleUploadedFile(f"file{at}", data) for at, data in enumerate(files)]
    return client.post(NEW, {"files": given, "codes": codes})


def take(client: Client, shown: Any) -> Any:
    packed = re.findall(r'name="packed" value="([^"]*)"', shown.content.decode())
    return client.post(f"{NEW}take/", {"packed": packed[0] if packed else ""})


def test_an_election_from_its_three_files(operator: Client) -> None:
    shown = upload(operator, eml.definition(), eml.candidates(), STATIONS)
    text = said(shown)
    assert "Gemeenteraad Voorbeeld 2026" in text
    assert "Results open on 18 March 2026, 21:00" in text
    assert "9901 Voorbeeld 2 3 2 31,250" in text
    assert not models.Election.objects.exists()
    answer = take(operator, shown)
    assert answer["Location"] == "/desk/GR2026_Voorbeeld/9901/setup/"
    assert "2 lists · 3 candidates" in said(operator.get(answer["Location"]))
    row = models.Municipality.objects.get()
    assert (row.election.seats, row.election.complete, row.stations.count()) == (23, True, 2)
    assert Entry.objects.get(kind="definition.imported").by.startswith("desk:")
    # The same form again makes nothing again, and the same files say that it is there.
    assert take(operator, shown)["Location"] == answer["Location"]
    assert Entry.objects.count() == 1
    again = upload(operator, eml.definition(), eml.candidates(), STATIONS)
    assert again.status_code == 422
    assert "This is here already: Gemeenteraad Voorbeeld 2026, Voorbeeld" in said(again)


def test_a_spreadsheet_along_with_the_official_files(operator: Client) -> None:
    shown = upload(operator, SHEET, eml.candidates(), eml.definition())
    assert take(operator, shown).status_code == 302
    assert list(models.Station.objects.values_list("number", "electorate")) == [(1, 1450), (2, 900)]


def test_of_several_municipalities_the_codes_say_which(
    operator: Client, clock: Callable[[datetime], None]
) -> None:
    both = upload(operator, TREE, eml.candidates())
    assert "9902 Elders" in said(both)
    assert "A spreadsheet does not say of which election it is" in said(upload(operator, TREE, SHEET))
    one = upload(operator, TREE, eml.candidates(), SHEET, codes="9902")
    assert "9901 Voorbeeld" not in said(one)
    assert take(operator, one).status_code == 302
    row = models.Municipality.objects.get()
    assert (row.code, row.stations.count(), row.election.complete) == ("9902", 2, None)
    # The other one can follow.
    clock(at("12:05"))
    assert take(operator, upload(operator, TREE, eml.candidates(), codes="9901")).status_code == 302
    assert models.Municipality.objects.count() == 2
    for wrong in ("0034", "Nergens", "12345"):
        answer = upload(operator, TREE, codes=wrong)
        assert answer.status_code == 422
        assert f"Not in these files: {wrong}" in said(answer)
        assert f'value="{wrong}"' in answer.content.decode()


def test_a_country_is_not_made_at_once(operator: Client) -> None:
    regions = b"".join(
        f'<kr:Region RegionNumber="{number}" RegionCategory="GEMEENTE"><kr:RegionName>G</kr:RegionName>'
        "</kr:Region>".encode()
        for number in range(100, 131)
    )
    country = TREE.replace(b"<kr:ElectionTree>", b"<kr:ElectionTree>" + regions)
    assert "Which municipalities?" in said(upload(operator, country))
    assert upload(operator, country, codes="0100, 101").status_code == 200
    named = said(upload(operator, country, codes="elders, 101"))
    assert "0101 G" in named
    assert "9902 Elders" in named


def test_the_lists_of_a_council_say_of_which_municipality(operator: Client) -> None:
    """A small office has those first, and no 110a."""
    assert "9901 Voorbeeld 2 3 0 –" in said(upload(operator, eml.candidates()))
    national = eml.candidates().replace(b">GR<", b">TK<")
    assert "These files do not say of which municipality they are" in said(upload(operator, national))


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ([eml.definition(), made.as_eml(made.small())], "This file holds counts"),
        ([made.as_csv(made.small())], "This file holds counts"),
        ([SHEET], "Nothing in this says of which election it is"),
        ([eml.definition(), eml.definition().replace(b"2026-03-18", b"2026-03-25")], "of several elections"),
        ([b"<x/>"], "This file cannot be read"),
        ([eml.definition(), workbook({"A": [["nr", "naam"], ["x", "y"]]})], "row 2, column A (nr)"),
        ([], "There is no file here"),
    ],
)
def test_what_makes_no_election(operator: Client, files: list[bytes], text: str) -> None:
    answer = upload(operator, *files)
    assert answer.status_code == 422
    assert text in said(answer)
    assert not models.Election.objects.exists()


def test_a_rehearsal_stays_apart(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    played = upload(operator, eml.definition())
    monkeypatch.setattr(settings, "STEMDAG", replace(settings.STEMDAG, rehearsal=True))
    assert "This system is a rehearsal: so is the election." in said(upload(operator, eml.definition()))
    assert take(operator, played).status_code == 302
    assert models.Election.objects.get().rehearsal
    own = operator.get("/desk/GR2026_Voorbeeld/9901/setup/definition.json").content
    monkeypatch.setattr(settings, "STEMDAG", replace(settings.STEMDAG, rehearsal=False))
    models.Election.objects.all().delete()
    assert "Which" not in said(upload(operator, own))
    assert upload(operator, own).status_code == 422
    make_election()
    monkeypatch.setattr(settings, "STEMDAG", replace(settings.STEMDAG, rehearsal=True))
    mixed = take(operator, upload(operator, eml.definition()))
    assert mixed.status_code == 409
    assert "A rehearsal and a real election do not go together" in said(mixed)


def test_only_for_who_runs_the_system(operator: Client) -> None:
    assert "Set up an election" in said(operator.get("/desk/"))
    made_ = make_election()
    theirs = browser(official("cora", made_.first))
    for address in (NEW, f"{NEW}take/"):
        assert theirs.get(address).status_code == 404
        assert theirs.post(address).status_code == 404
    assert operator.get(f"{NEW}take/")["Location"] == NEW
    assert operator.post(f"{NEW}take/", {"packed": "x"}).status_code == 409


def test_what_is_odd_is_said_in_the_office_s_language(operator: Client) -> None:
    nameless = eml.definition().replace(b'RegionNumber="9901"', b'RegionNumber=""')
    given = [SimpleUploadedFile(f"file{at}", data) for at, data in enumerate((nameless, STATIONS))]
    shown = said(operator.post(NEW, {"files": given}, headers={"accept-language": "nl"}))
    assert "Een gebied heeft geen nummer. regel 1" in shown
    assert "line" not in shown
