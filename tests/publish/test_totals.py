"""The total sheet for the press: the figures of the page, what is missing by name, and what leads."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from pypdf import PdfReader

from stemdag.publish.tree import tree
from tests.publish import days

NIGHT = days.CLOSES + timedelta(hours=2)
BASE = "data/v1/GR2022_Nijmegen/0268"
FILES = {f"{BASE}.totals.json", f"{BASE}.totals.csv", f"{BASE}.nl.totals.pdf", f"{BASE}.en.totals.pdf"}


def made(in_already: int | None = 9, *, rehearsal: bool = False) -> dict[str, bytes]:
    day = days.day(days.municipality(now=NIGHT, in_already=in_already), rehearsal=rehearsal)
    return {node.path: node.render() for node in tree(day) if ".totals." in node.path}


def on_paper(body: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


@pytest.mark.parametrize("in_already", [None, 0])
def test_there_is_none_before_the_first_public_count(in_already: int | None) -> None:
    assert made(in_already) == {}


def test_its_figures_are_those_of_the_municipality() -> None:
    day = days.day(days.municipality(now=NIGHT, in_already=9))
    whole = json.loads(next(node.render() for node in tree(day) if node.path == f"{BASE}.json"))
    sheet = made()
    assert sheet.keys() == FILES
    told = json.loads(sheet[f"{BASE}.totals.json"])
    assert told["result"] == whole["result"]
    assert told["ballot_types"] == whole["ballot_types"]
    assert told["preliminary"] is True
    assert told["turnout"]["admitted"] == whole["turnout"]["admitted"]
    missing = {number for kind in whole["ballot_types"] for number in kind["missing"]}
    assert {each["number"] for each in told["missing"]} == missing != set()
    rows = list(csv.DictReader(io.StringIO(sheet[f"{BASE}.totals.csv"].decode())))
    votes = {int(row["list"]): int(row["number"]) for row in rows if row["measure"] == "votes"}
    assert votes == {each["number"]: each["votes"] for each in whole["result"]["lists"]}
    assert sum(float(row["share"]) for row in rows if row["measure"] == "votes") == pytest.approx(1, abs=1e-5)
    assert {int(row["station"]) for row in rows if row["measure"] == "missing"} == missing


def test_on_paper_it_says_how_far_it_is_and_what_leads() -> None:
    text = on_paper(made()[f"{BASE}.nl.totals.pdf"])
    assert "9 van 12 stembureaus geteld" in text
    assert "Voorlopige telling. Het papieren proces-verbaal is leidend" in text.replace("- ", "-")
    assert "Briefstembureau (3)" in text
    assert "Repetitie" not in text
    assert "Rehearsal" in on_paper(made(rehearsal=True)[f"{BASE}.en.totals.pdf"])


def test_the_same_figures_are_the_same_bytes() -> None:
    assert made() == made()
