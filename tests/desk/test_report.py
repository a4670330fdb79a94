"""The report of the control: PDF and CSV, for who looked, and after the release for who sees counts."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from stemdag.domain.role import Role
from tests.desk.conftest import Held, browser, official
from tests.desk.test_compare import CONTROL, both, entries, explain, look, release, send, shown, unlocked
from tests.factories import PASSPHRASE, MadeMunicipality
from tests.paper.reading import pages

pytestmark = [pytest.mark.store, pytest.mark.django_db]
__all__ = ["both", "send", "unlocked"]
REPORT = f"{CONTROL}report/"


def make(client: Client, form: str = "csv") -> Any:
    return client.post(REPORT, {"form": form})


def rows(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_before_the_release_it_is_for_who_looked(client: Client, both: None) -> None:
    assert make(client).status_code == 409
    client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    assert make(client).status_code == 409
    assert not entries("control.gathered")
    look(client)
    assert make(client, "docx").status_code == 400
    response = make(client)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert [each["what"] for each in entries("control.gathered")] == ["compare", "report"]
    assert client.get(REPORT).status_code == 302


def test_the_table_has_every_station_and_difference(unlocked: Client, both: None, held: Held) -> None:
    held(3, version=2)
    unlocked.post(f"{CONTROL}3/open/", {"version": 2, "step": 1, "reason": "called"})
    form = {"version": 2, "reason": "@the record", "client_id": str(uuid4())}
    assert unlocked.post(f"{CONTROL}3/accept/", form).status_code == 302
    look(unlocked)
    explain(unlocked)
    found = rows(make(unlocked))
    kinds = {(each["kind"], each["station"]) for each in found}
    assert {("ours-alone", "3"), ("official-alone", "4"), ("unknown", "99"), ("explanation", "1")} <= kinds
    [first] = [each for each in found if (each["station"], each["field"]) == ("1", "E.1")]
    assert [first[key] for key in ("label", "ours", "official", "difference", "explained")] == [
        "Stadspartij",
        "60",
        "57",
        "-3",
        "yes",
    ]
    [said] = [each for each in found if each["kind"] == "explanation"]
    assert (said["field"], said["who"], said["reason"]) == ("E.1 E.2", "anna", "a pile was found")
    decided = [(each["label"], each["reason"]) for each in found if each["kind"] == "decision"]
    assert decided == [("Corrected by version 2", "counted again"), ("Version 2 accepted", "'@the record")]


@pytest.mark.parametrize(("language", "secret"), [("nl", "Geheim tot de uitslag"), ("en", "Secret until")])
def test_the_pdf_says_what_differs_and_that_it_is_secret(
    unlocked: Client, both: None, almere: MadeMunicipality, language: str, secret: str
) -> None:
    look(unlocked)
    explain(unlocked)
    response = unlocked.post(REPORT, {"form": "pdf"}, headers={"accept-language": language})
    assert response["Content-Type"] == "application/pdf"
    text = " ".join(" ".join(pages(response.content)).split())
    for said in (secret, "Almere", "1 Buurthuis Het Oude Weeshuis", "Stadspartij", "−3", "a pile was found"):
        assert said in text
    release(almere)
    later = unlocked.post(REPORT, {"form": "pdf"}, headers={"accept-language": language})
    assert secret not in " ".join(" ".join(pages(later.content)).split())


def test_after_the_release_an_auditor_gets_it(both: None, almere: MadeMunicipality) -> None:
    theirs = browser(official("rol", almere, role=Role.AUDITOR))
    theirs.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    assert make(theirs).status_code == 409
    release(almere)
    assert rows(make(theirs))
    assert "Report for the committee" in shown(look(theirs, reason=""))
