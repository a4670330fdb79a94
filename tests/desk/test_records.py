"""A record that is typed twice, by two people: sealed until both say the same, then the official count."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client

from stemdag.desk.control import records
from stemdag.domain.count import Count, fields
from stemdag.domain.sealed import decode
from stemdag.journal.models import Entry, Envelope, SealedFile
from stemdag.seal.binding import Binding
from stemdag.seal.open import open_sealed
from tests.desk.conftest import browser, official
from tests.factories import PASSPHRASE, MadeMunicipality, make_count

pytestmark = [pytest.mark.store, pytest.mark.django_db]
CONTROL = "/desk/GR2022_Almere/0034/control/"
TYPED = f"{CONTROL}typed/1/"
#: The sum of list 1 is 271828, so that it is found wherever it stands.
COUNT = make_count(votes={1: 271_828, 2: 30, 5: 8})


def someone(name: str, almere: MadeMunicipality) -> Client:
    client = browser(official(name, almere))
    assert client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return client


@pytest.fixture
def anna(client: Client) -> Client:
    assert client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return client


@pytest.fixture
def bert(almere: MadeMunicipality) -> Client:
    return someone("bert", almere)


def form(count: Count = COUNT, **more: str) -> dict[str, str]:
    numbers = {mark: str(each) for mark, each in fields(count).items() if each}
    # The ballot has candidates: the first of each list has its votes.
    first = {f"c.{n}.1": str(each.total) for n, each in count.lists.items()}
    return numbers | first | {"client_id": str(uuid4())} | more


def send(client: Client, count: Count = COUNT, **more: str) -> Any:
    return client.post(f"{TYPED}send/", form(count, **more))


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


def officials() -> list[Envelope]:
    return list(Envelope.objects.filter(source="official").order_by("version"))


def test_what_two_people_typed_alike_is_the_official_count(
    anna: Client, bert: Client, almere: MadeMunicipality
) -> None:
    assert "Type what the signed record says" in shown(anna.get(TYPED))
    done = send(anna)
    assert done["Location"] == f"{CONTROL}official/?typed=1"
    assert "the record is typed once" in shown(anna.get(done["Location"]))
    assert not officials()
    assert "anna typed this record" in shown(bert.get(TYPED))
    assert "271828" not in shown(bert.get(TYPED))
    assert send(bert).status_code == 302
    [envelope] = officials()
    binding = Binding("control", "GR2022_Almere", "0034", 1, "official", 1)
    count, _ = decode(open_sealed(bytes(envelope.control), almere.control_private, binding))
    assert (count.lists[1].total, count.cast) == (271_828, COUNT.cast)
    assert "the official count is here" in shown(bert.get(f"{CONTROL}official/?typed=1"))
    assert not records.pending(almere.row)


def test_what_one_person_typed_is_no_official_count_however_often(anna: Client) -> None:
    send(anna)
    assert "What you type here replaces yours" in shown(anna.get(TYPED))
    send(anna)
    assert not officials()
    assert [json.loads(each.facts)["version"] for each in Entry.objects.filter(kind=records.KIND)] == [1, 2]


def test_where_they_differ_both_are_shown_and_nothing_is_stored(
    anna: Client, bert: Client, almere: MadeMunicipality
) -> None:
    send(anna)
    slip = replace(COUNT, blank=4)
    response = send(bert, slip)
    text = shown(response)
    assert response.status_code == 422
    assert "One field differs from what anna typed" in text
    assert "anna typed 1<" in text
    assert 'name="F" value="4"' in text
    assert 'name="E.1" value="271828"' in text
    assert not officials()
    [opened] = Entry.objects.filter(kind="control.gathered")
    assert (opened.station, json.loads(opened.facts)["what"]) == (1, "typed")
    # Typed right the second time.
    assert send(bert).status_code == 302
    assert len(officials()) == 1


def test_who_stands_by_it_waits_for_a_third_look(
    anna: Client, bert: Client, almere: MadeMunicipality
) -> None:
    send(anna)
    right = replace(COUNT, blank=4)
    send(bert, right)
    assert send(bert, right, act="stands").status_code == 302
    assert not officials()
    assert "bert typed this record" in shown(anna.get(TYPED))
    assert send(anna, right).status_code == 302
    assert len(officials()) == 1


def test_one_that_replaces_an_official_count_says_why(anna: Client, bert: Client) -> None:
    send(anna)
    send(bert)
    other = replace(COUNT, blank=4)
    send(anna, other)
    response = send(bert, other)
    assert response.status_code == 422
    assert "has an official count already" in shown(response)
    assert 'name="F" value="4"' in shown(response)
    assert send(bert, other, why="é" * 600).status_code == 422
    assert len(officials()) == 1
    assert send(bert, other, why="recounted").status_code == 302
    assert [each.version for each in officials()] == [1, 2]


def test_the_same_form_twice_is_one(anna: Client, bert: Client) -> None:
    name = str(uuid4())
    send(anna, client_id=name)
    send(anna, client_id=name)
    assert Entry.objects.filter(kind=records.KIND).count() == 1
    name = str(uuid4())
    send(bert, client_id=name)
    assert send(bert, client_id=name).status_code == 302
    assert (Entry.objects.filter(kind=records.KIND).count(), len(officials())) == (2, 1)


@pytest.mark.parametrize("wrong", ["x", "-1", "1.5", "1234567890", "٣"])
def test_what_is_no_number_is_said_and_stays(anna: Client, wrong: str) -> None:
    response = send(anna, **{"E.2": wrong})
    assert response.status_code == 422
    assert "Not every field holds a number" in shown(response)
    assert f'name="E.2" value="{wrong}"' in shown(response)
    assert 'name="E.1" value="271828"' in shown(response)
    assert not Entry.objects.filter(kind=records.KIND).exists()


def test_what_cannot_be_typed(client: Client, almere: MadeMunicipality) -> None:
    assert client.get(TYPED)["Location"] == CONTROL
    assert send(client).status_code == 409
    client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    assert client.get(TYPED.replace("/1/", "/99/")).status_code == 404
    assert send(client, client_id="x").status_code == 400
    assert client.post(f"{TYPED}send/", {"client_id": str(uuid4())}).status_code == 422
    assert client.get(f"{TYPED}send/").status_code == 302
    assert not SealedFile.objects.exists()


def test_it_lies_sealed_and_is_no_photo_or_export(anna: Client, almere: MadeMunicipality) -> None:
    send(anna)
    [file] = SealedFile.objects.all()
    assert b"271828" not in bytes(file.sealed)
    assert "271828" not in "".join(Entry.objects.values_list("facts", flat=True))
    assert "No photo and no export came in yet" in shown(anna.get(f"{CONTROL}sealed/"))
    assert anna.get(f"{CONTROL}sealed/{file.entry.seq}/").status_code == 404
    # Of one size, whatever was typed.
    send(anna, replace(COUNT, blank=999_999_999))
    assert len({len(bytes(each.sealed)) for each in SealedFile.objects.all()}) == 1


@pytest.mark.once
def test_a_colleague_who_was_quicker_is_noticed(
    anna: Client, bert: Client, almere: MadeMunicipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = records.pending
    calls: list[int] = []

    def stale(row: Any) -> Any:
        calls.append(1)
        return {} if len(calls) == 1 else first(row)

    send(bert)
    monkeypatch.setattr(records, "pending", stale)
    response = send(anna)
    assert response.status_code == 409
    assert "A colleague typed this record meanwhile" in shown(response)
    assert "bert typed this record" in shown(response)
    assert 'name="E.1" value="271828"' in shown(response)
    assert not officials()


@pytest.mark.once
def test_a_full_disk_loses_nothing_that_was_typed(anna: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(records, "write", fails)
    response = send(anna)
    assert (response.status_code, "could not be stored" in shown(response)) == (503, True)
    assert 'name="E.1" value="271828"' in shown(response)
