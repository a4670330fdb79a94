"""Checks across stations, counts that are opened without being held, and who looked at what."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from stemdag.desk.control import looked
from stemdag.domain.count import Count, ListCount
from stemdag.domain.role import Role
from stemdag.elections import models
from stemdag.elections.sealing import seal_count
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Entry
from tests.desk.conftest import browser, official
from tests.factories import PASSPHRASE, Made, MadeMunicipality, at, make_count

pytestmark = [pytest.mark.store, pytest.mark.django_db]
CONTROL = "/desk/GR2022_Almere/0034/control/"
ACROSS = f"{CONTROL}across/"
RECEIVED = f"{CONTROL}received/"
LOOKED = f"{CONTROL}looked/"
Send = Callable[..., None]


@pytest.fixture
def send(almere: MadeMunicipality) -> Send:
    def sent(station: int, count: Count) -> None:
        row = almere.row
        sealed = seal_count(row, station, "station", 1, count, [])
        about = (row.election.eml_id, row.code, "count.received", at("11:00"), "station:1", uuid4(), station)
        append(Fact(*about, {"held": False}, sealed=sealed))

    return sent


@pytest.fixture
def swapped(almere: MadeMunicipality, send: Send) -> None:
    """Fourteen stations that vote alike; at station 12 lists 1 and 2 stand in each other's place."""
    for number in range(5, 19):
        models.Station.objects.create(
            municipality=almere.row, number=number, name=f"School {number}", kind="regular"
        )
        votes = {1: 600 + number * 3, 2: 300 - number, 5: 80 + number % 3}
        if number == 12:
            votes[1], votes[2] = votes[2], votes[1]
        send(number, make_count(votes=votes))


@pytest.fixture
def unlocked(client: Client) -> Client:
    assert client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return client


def look(client: Client, step: int = 1, reason: str = "the control", **more: object) -> Any:
    return client.post(f"{ACROSS}open/", {"step": step, "reason": reason} | more)


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


def entries(kind: str) -> list[dict[str, Any]]:
    return [json.loads(each.facts) for each in Entry.objects.filter(kind=kind).order_by("seq")]


# Across stations


def test_a_missing_ballot_type_is_named_without_opening_anything(unlocked: Client, send: Send) -> None:
    for number in (1, 2, 4):
        send(number, make_count())
    text = shown(unlocked.get(ACROSS))
    assert "Missing from the total: postal votes." in text
    assert "3 Briefstembureau" in text
    assert "early votes" not in text
    assert not entries("control.gathered")


def test_one_that_came_in_empty_is_named_only_once_it_is_opened(unlocked: Client, send: Send) -> None:
    nothing: dict[str, Any] = {
        "lists": {each: ListCount(0) for each in (1, 2, 5)},
        "candidate_votes": 0,
        "cast": 0,
    }
    send(3, replace(make_count(), blank=0, invalid=0, admitted=0, poll_cards=0, proxies=0, **nothing))
    for number in (1, 4):
        send(number, make_count())
    assert "postal votes" not in shown(unlocked.get(ACROSS))
    assert "Missing from the total: postal votes." in shown(look(unlocked))


def test_swapped_lists_are_found_first_in_words_then_in_numbers(unlocked: Client, swapped: None) -> None:
    text = shown(look(unlocked))
    assert "Two lists look swapped: list 1 and list 2." in text
    assert f'href="{CONTROL}12/"' in text
    assert "evidence" in text
    assert "Have the station read both lists out from the paper" in text
    assert not [number for number in (288, 636, 289, 600) if f">{number}<" in text]
    numbers = shown(look(unlocked, step=2, reason=""))
    assert '<td class="num">288</td>' in numbers
    assert '<td class="num">636</td>' in numbers
    assert [(each["what"], each["step"], each["counts"]) for each in entries("control.gathered")] == [
        ("across", 1, 14),
        ("across", 2, 14),
    ]


def test_of_one_station_only_what_is_of_it(unlocked: Client, swapped: None) -> None:
    assert "Two lists look swapped" in shown(look(unlocked, station=12))
    text = shown(look(unlocked, station=6))
    assert "Two lists look swapped" not in text
    assert "nothing stands out at this station" in text
    assert "Two lists look swapped" in shown(look(unlocked, station="x"))


def test_locked_or_without_a_reason_nothing_opens(client: Client, swapped: None) -> None:
    assert client.get(ACROSS)["Location"] == CONTROL
    assert look(client).status_code == 409
    client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    response = look(client, reason="", station=12)
    assert response.status_code == 422
    assert 'name="station" value="12"' in shown(response)
    assert look(client, step=2).status_code == 409
    assert look(client, step=3).status_code == 400
    assert not entries("control.gathered")


# Counts that nothing stands on


def test_a_count_that_is_not_held_can_be_opened_with_a_reason(unlocked: Client, send: Send) -> None:
    send(3, make_count())
    send(1, make_count())
    listed = shown(unlocked.get(RECEIVED))
    assert "Postal votes" in listed
    assert listed.index("Briefstembureau") < listed.index("Buurthuis")
    assert f'href="{CONTROL}3/"' in listed
    form = {"version": 1, "step": 1, "reason": ""}
    assert unlocked.post(f"{CONTROL}3/open/", form).status_code == 422
    first = unlocked.post(f"{CONTROL}3/open/", form | {"reason": "the postal control"})
    assert "Compare with the other stations" in shown(first)
    assert ">60<" not in shown(first)
    second = unlocked.post(f"{CONTROL}3/open/", form | {"step": 2})
    assert ">60<" in shown(second)
    assert [(each["station"], each["step"]) for each in entries("control.opened")] == [(3, 1), (3, 2)]


def test_locked_nothing_is_listed_to_open(client: Client, send: Send) -> None:
    send(3, make_count())
    assert client.get(RECEIVED)["Location"] == CONTROL


# Who looked


def test_who_looked_at_what_is_listed_and_filtered(
    unlocked: Client, swapped: None, made: Made, almere: MadeMunicipality, user: Any
) -> None:
    look(unlocked, reason="=SUM(A1)")
    unlocked.post(f"{CONTROL}7/open/", {"version": 1, "step": 1, "reason": "asked by the mayor"})
    theirs = browser(official("rol", almere, role=Role.AUDITOR))
    text = shown(theirs.get(LOOKED))
    for said in (
        "anna",
        "Control view unlocked",
        "Counts opened together",
        "14 · across stations",
        "asked by",
    ):
        assert said in text
    one = shown(theirs.get(LOOKED, {"station": "7", "who": f"desk:{user.pk}", "kind": "control.opened"}))
    assert "asked by the mayor" in one
    assert "14 · across stations" not in one
    assert "Nothing was opened yet" in shown(
        theirs.get(LOOKED, {"who": "desk:99", "kind": "x", "station": "é"})
    )
    table = theirs.get(f"{CONTROL}looked.csv", {"kind": "control.gathered"})
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    lines = table.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "at,who,what,station,detail,reason"
    assert len(lines) == 2
    assert lines[1].endswith(",'=SUM(A1)")


@pytest.mark.once
@pytest.mark.parametrize(("cell", "made"), [("-1", "-1"), ("-x", "'-x"), ("@a", "'@a"), ("a", "a"), ("", "")])
def test_no_cell_is_a_formula(cell: str, made: str) -> None:
    assert looked.plain(cell) == made
