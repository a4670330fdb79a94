"""Official counts at the desk: a file of the day after is sealed at the door, and set beside what is here."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Area
from stemdag.domain.station import Counting
from stemdag.elections import models
from stemdag.elections.sealing import seal_count
from stemdag.files import CountFile, UnitCount, read
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Entry, Envelope
from stemdag.rehearsal.replay import as_form
from stemdag.server import uploads
from tests.desk.conftest import browser, official
from tests.factories import BALLOT, PASSPHRASE, MadeMunicipality, at, make_count, make_election
from tests.files.made import as_csv, as_eml, election
from tests.reference import reference

pytestmark = [pytest.mark.store, pytest.mark.django_db]
CONTROL = "/desk/GR2022_Almere/0034/control/"
OFFICIAL = f"{CONTROL}official/"


@pytest.fixture
def unlocked(client: Client) -> Client:
    assert client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return client


def unit(number: int, count: Count) -> UnitCount:
    lists = {
        one: ListCount(each.total, None, {other.number: 0 for other in BALLOT.by_number[one].candidates})
        for one, each in count.lists.items()
    }
    for one, each in lists.items():
        first = BALLOT.by_number[one].candidates[0].number
        lists[one] = replace(each, candidates={**(each.candidates or {}), first: each.total})
    filed = replace(
        count, lists=lists, counting=Counting.DECENTRAL, boxes=None, explained=None, voter_cards=0
    )
    return UnitCount(f"0034::SB{number}", f"Stembureau {number}", number, None, 900, filed, 0, {})


def file(counts: Mapping[int, Count], code: str = "0034", name: str = "Almere", **other: Any) -> CountFile:
    units = tuple(unit(number, count) for number, count in counts.items())
    total = replace(units[0], id=code, name=name, number=None)
    return CountFile(
        "", "510b", replace(election(code=code, name=name), **other), Area(code, name), BALLOT, total, units
    )


def send(client: Client, data: bytes, name: str = "telling.eml.xml", **more: str) -> Any:
    return client.post(f"{OFFICIAL}add/", {"file": SimpleUploadedFile(name, data)} | more)


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


BEFORE = date(2018, 3, 21)
ALL = {number: make_count() for number in (1, 2, 3, 4)}
PLAIN = file(ALL)


def test_locked_nothing_is_taken_in(client: Client) -> None:
    assert client.get(OFFICIAL)["Location"] == CONTROL
    assert send(client, as_eml(PLAIN)).status_code == 409
    assert not Envelope.objects.exists()


@pytest.mark.parametrize("form", ["eml", "csv", "zip"])
def test_a_file_is_sealed_at_the_door(unlocked: Client, form: str) -> None:
    data = as_csv(replace(PLAIN, form="osv4-3")) if form == "csv" else as_eml(PLAIN)
    if form == "zip":
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as packed:
            packed.writestr("telling.eml.xml", data)
        data = made.getvalue()
    response = send(unlocked, data)
    assert response.status_code == 200
    assert "The official counts of 4 stations are here" in shown(response)
    assert Envelope.objects.filter(source="official", version=1).count() == 4
    assert not Entry.objects.filter(kind="control.gathered").exists()
    assert "Of 4 of 4 stations the official count is here." in shown(unlocked.get(OFFICIAL))


def test_the_same_file_twice_is_one(unlocked: Client) -> None:
    send(unlocked, as_eml(PLAIN))
    assert "There are official counts already" in shown(again := send(unlocked, as_eml(PLAIN)))
    assert again.status_code == 422
    text = shown(send(unlocked, as_eml(PLAIN), why="the clerk sent it again"))
    assert "This file says what is here already; nothing was stored" in text
    assert Envelope.objects.count() == 4
    [opened] = Entry.objects.filter(kind="control.gathered")
    assert json.loads(opened.facts)["what"] == "official"


def test_another_file_replaces_what_it_says_otherwise(unlocked: Client) -> None:
    send(unlocked, as_eml(PLAIN))
    other = file(ALL | {2: replace(make_count(), blank=2, cast=101)})
    text = shown(send(unlocked, as_eml(other), why="recounted"))
    assert "The official count of 1 station is here" in text
    assert "<dd>2</dd>" in text
    assert "<dd>1, 3–4</dd>" in text
    assert [each.entry.station for each in Envelope.objects.filter(version=2)] == [2]


def test_stations_are_matched_by_number_and_the_rest_is_listed(unlocked: Client) -> None:
    text = shown(send(unlocked, as_eml(file({1: make_count(), 77: make_count()}))))
    assert "The official count of 1 station is here" in text
    assert "77 Stembureau 77" in text.replace("77 77", "77 Stembureau 77")
    assert "2 Sporthal Zuid · 3 Briefstembureau" in text
    assert [each.entry.station for each in Envelope.objects.all()] == [1]
    assert "nothing was stored" in shown(send(unlocked, as_eml(file({77: make_count()})), why="again"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (as_eml(file(ALL, date=BEFORE, days=(BEFORE,))), "of another election"),
        (as_eml(file(ALL, "0268", "Nijmegen")), "of another municipality: Nijmegen"),
        (as_csv(replace(file(ALL, "0268", "Nijmegen"), form="osv4-3")), "of another municipality: Nijmegen"),
        (b"", "cannot be read"),
        (b"a picture", "cannot be read"),
        (as_eml(PLAIN)[:4_000], "cannot be read"),
        (as_eml(PLAIN).replace(b">60<", b">60x<"), "cannot be read"),
        (as_eml(PLAIN, form="510d"), "no count by station"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_stored(unlocked: Client, data: bytes, said: str) -> None:
    response = send(unlocked, data)
    assert response.status_code == 422
    assert said in shown(response)
    assert "60x" not in shown(response)
    assert not Envelope.objects.exists()


def test_other_lists_are_no_count_of_this_ballot(unlocked: Client, almere: MadeMunicipality) -> None:
    almere.row.ballot["lists"] = almere.row.ballot["lists"][:2]
    almere.row.save()
    response = send(unlocked, as_eml(PLAIN))
    assert response.status_code == 422
    assert "are not those of this ballot: 5" in shown(response)


def test_without_a_file_or_with_too_large_a_one(unlocked: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No file was chosen" in shown(unlocked.post(f"{OFFICIAL}add/", {}))
    monkeypatch.setattr(uploads, "OFFICIAL_BYTES", 3_000)
    response = send(unlocked, as_eml(PLAIN))
    assert response.status_code == 422
    assert "too large" in shown(response)


def test_it_has_more_room_than_other_files(unlocked: Client) -> None:
    data = as_eml(PLAIN).replace(b"</EML>", b" " * 3_000_000 + b"</EML>")
    assert send(unlocked, data).status_code == 200


@pytest.mark.once
def test_a_real_official_count_beside_its_replay_and_then_with_errors_put_in(db: None) -> None:
    """West Maas en Waal 2022, with candidates: nothing differs; then what was put in, and no more."""
    path = reference("gr2022", "Telling_GR2022_WestMaasenWaal.eml.xml")
    [filed] = [each for each in read(path) if isinstance(each, CountFile)]
    made = make_election(
        eml_id="GR2022_WMW",
        counting=Counting.DECENTRAL,
        municipalities=[(filed.area.code, filed.area.name)],
        ballot=filed.ballot,
        day=filed.election.date,
    ).first
    made.row.stations.all().delete()
    counts = {each.number: each for each in filed.units if each.number is not None}
    for number, each in counts.items():
        models.Station.objects.create(municipality=made.row, number=number, name=each.name, kind="regular")
        form = as_form(each, Counting.DECENTRAL, filed.ballot)
        sealed = seal_count(made.row, number, "station", 1, form, [])
        facts = {"held": False}
        by, name = f"station:{number}", uuid4()
        append(
            Fact(
                "GR2022_WMW",
                made.row.code,
                "count.received",
                at("21:30"),
                by,
                name,
                number,
                facts,
                sealed=sealed,
            )
        )
    client = browser(official("wmw", made))
    control = f"/desk/GR2022_WMW/{made.row.code}/control/"
    client.post(f"{control}unlock/", {"passphrase": PASSPHRASE})

    def upload(data: bytes, why: str = "") -> None:
        form = {"file": SimpleUploadedFile("x.eml.xml", data), "why": why}
        assert client.post(f"{control}official/add/", form).status_code == 200

    def compare(step: int) -> str:
        response = client.post(f"{control}compare/open/", {"step": step, "reason": "the committee"})
        assert response.status_code == 200
        return shown(response)

    upload(path.read_bytes())
    assert f"All {len(counts)} stations with both counts say the same in both." in compare(1)

    first, second, *_ = counts
    at_list, votes = next(
        each for each in counts[first].count.lists.items() if (each[1].candidates or {}).get(1)
    )
    assert votes.candidates
    moved = {**votes.candidates, 1: votes.candidates[1] - 1, 2: votes.candidates[2] + 1}
    changed = {
        first: replace(
            counts[first].count,
            lists={**counts[first].count.lists, at_list: replace(votes, candidates=moved)},
        ),
        second: replace(
            counts[second].count, blank=counts[second].count.blank + 4, cast=counts[second].count.cast + 4
        ),
    }
    units = tuple(replace(each, count=changed.get(each.number or 0, each.count)) for each in filed.units)
    upload(as_eml(replace(filed, units=units)), "recounted")
    text = compare(1)
    assert f"At 2 of {len(counts)} stations something differs; at 2 it is still open." in text
    assert re.findall(r'<article class="compared" id="station-(\d+)"', text) == [str(first), str(second)]
    assert "2 candidates" in text
    numbers = compare(2)
    assert len(re.findall(r"<tr data-marked>", numbers)) == 3  # the list; blank and cast
    assert len(re.findall(r'<tr class="candidate">', numbers)) == 2
