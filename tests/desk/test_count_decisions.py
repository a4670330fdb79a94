"""What the office decides of a count: fields to look at, by telephone with two people, by itself or not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client

from stemdag.desk.control import telephone
from stemdag.domain.count import fields
from stemdag.domain.role import Role
from stemdag.elections.form import marks
from stemdag.journal import aside
from stemdag.journal.models import Entry, StationDay
from tests.desk.conftest import Held, browser, official
from tests.desk.test_control import CONTROL, COUNT, accept, entries, hand_back, look, shown
from tests.factories import PASSPHRASE, Made, MadeMunicipality, at, make_count, make_held_count

pytestmark = [pytest.mark.store, pytest.mark.django_db]


def unlock(client: Client) -> Client:
    assert client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return client


@pytest.fixture
def unlocked(client: Client) -> Client:
    return unlock(client)


@pytest.fixture
def colleague(almere: MadeMunicipality) -> Client:
    return unlock(browser(official("bert", almere, role=Role.STAFF)))


@pytest.fixture
def night(clock: Callable[[datetime], None]) -> None:
    """Voting is over."""
    clock(at("21:10"))


def typed(version: int = 2, action: str = "send", **more: object) -> dict[str, Any]:
    """What an official types of a count without errors."""
    count = make_count()
    form: dict[str, Any] = {mark: number for mark, number in fields(count).items() if number is not None}
    return (
        form
        | {"boxes": "D=H", "client_id": str(uuid4()), "nonce": "0f" * 32, "version": version}
        | {"action": action, "reason": "the chair of station 1 read it out", "seen": ""}
        | more
    )


def propose(client: Client, station: int = 1, **more: Any) -> Any:
    return client.post(f"{CONTROL}{station}/propose/", typed(**more))


def state(station: int = 1) -> tuple[str, int, int]:
    day = StationDay.objects.get(station=station)
    return day.state, day.version, day.public


# Fields to look at


def test_the_fields_go_to_the_station_and_stand_nowhere_readable(unlocked: Client, held: Held) -> None:
    held()
    page = shown(look(unlocked))
    assert 'name="mark" value="A" checked' in page
    assert 'name="mark" value="D" checked' in page
    assert hand_back(unlocked, mark=["A", "D"], marks="E.5, c.1.4").status_code == 302
    entry = Entry.objects.get(kind="count.returned")
    assert {each.name: aside.read(each) for each in entry.asides.all()} == {
        "reason": "look at D once more",
        "marks": "A D E.5 c.1.4",
    }
    assert "E.5" not in entry.facts


@pytest.mark.parametrize("wrong", ["Q", "E.01", "E.", "c.1", "list 3", "<b>"])
def test_what_is_no_field_is_said_and_nothing_is_lost(unlocked: Client, held: Held, wrong: str) -> None:
    held()
    look(unlocked)
    response = hand_back(unlocked, mark=["A"], marks=f"E.5 {wrong}", reason="kijk naar E.5")
    page = shown(response)
    assert response.status_code == 422
    assert "is no field of the form" in page
    assert "kijk naar E.5" in page
    assert 'type="hidden" name="mark" value="A"' in page
    assert not entries("count.returned")


def test_boxes_that_are_wrong_can_be_marked_too(unlocked: Client, held: Held) -> None:
    held(count=replace(make_count(), boxes=frozenset()))
    assert 'name="mark" value="boxes" checked' in shown(look(unlocked))


def test_marks_as_somebody_writes_them() -> None:
    assert marks(" D,E.3 ;c.3.12\nD boxes") == ("D", "E.3", "c.3.12", "boxes")
    assert marks("  ") == ()


def test_a_count_that_counts_can_be_handed_back_too(unlocked: Client, held: Held) -> None:
    held()
    look(unlocked)
    accept(unlocked)
    assert state() == ("accepted", 1, 1)
    assert hand_back(unlocked, marks="E.1 E.2").status_code == 302
    assert state() == ("returned", 1, 1)


# By telephone


def test_two_officials_correct_a_count_by_telephone(
    unlocked: Client, colleague: Client, held: Held, user: Any
) -> None:
    held()
    look(unlocked)
    form = shown(unlocked.post(f"{CONTROL}1/type/", {"version": 1}))
    assert f'name="D" inputmode="numeric" maxlength="12" value="{make_held_count().admitted}"' in form
    once = str(uuid4())
    for _ in range(2):
        assert propose(unlocked, client_id=once)["Location"] == f"{CONTROL}?typed=1"
    assert "waits for a colleague" in shown(unlocked.get(f"{CONTROL}?typed=1"))
    assert state() == ("proposed", 2, 0)

    # Who typed it cannot confirm it.
    assert "You typed this version" in shown(look(unlocked, version=2))
    refused = accept(unlocked, version=2, reason="")
    assert (refused.status_code, "Another official" in shown(refused)) == (409, True)

    assert accept(colleague, version=2, reason="").status_code == 409
    look(colleague, version=2)
    page = shown(look(colleague, step=2, version=2))
    assert "What changed" in page
    assert (
        '<span class="mark">A</span></th><td class="num">92</td><td class="num"><strong>90</strong>' in page
    )
    assert accept(colleague, version=2, reason="").status_code == 302
    assert state() == ("corrected", 2, 2)
    [first, second] = entries("count.received")
    assert (first["by"], second["by"]) == ("station:1", f"desk:{user.pk}")
    assert (second["held"], second["telephone"], second.get("receipt")) == (True, True, None)
    assert "Corrected by telephone" in shown(unlocked.get("/desk/GR2022_Almere/0034/"))


def test_a_station_without_any_device_is_typed_from_nothing(
    unlocked: Client, colleague: Client, almere: MadeMunicipality, clock: Callable[[datetime], None]
) -> None:
    page = "/desk/GR2022_Almere/0034/stations/2/"
    assert f"{CONTROL}2/type/" not in shown(unlocked.get(page))
    clock(at("21:10"))
    assert f'href="{CONTROL}2/type/"' in shown(unlocked.get(page))
    auditor = shown(browser(official("aud", almere, role=Role.AUDITOR)).get(page))
    assert "Message to this station" not in auditor
    assert f"{CONTROL}2/type/" not in auditor
    assert 'name="E.5"' in shown(unlocked.get(f"{CONTROL}2/type/"))
    assert propose(unlocked, station=2, version=1).status_code == 302
    assert state(2) == ("proposed", 1, 0)
    assert (
        colleague.post(f"{CONTROL}2/open/", {"version": 1, "step": 1, "reason": "to confirm"}).status_code
        == 200
    )
    form = {"version": 1, "reason": "", "client_id": str(uuid4())}
    assert colleague.post(f"{CONTROL}2/accept/", form).status_code == 302
    assert state(2) == ("corrected", 1, 1)


def test_no_first_count_is_typed_while_voting_goes_on(unlocked: Client) -> None:
    response = propose(unlocked, version=1)
    assert (response.status_code, "may not count yet" in shown(response)) == (409, True)
    assert 'name="E.2" inputmode="numeric" maxlength="12" value="30"' in shown(response)
    assert not entries("count.received")


def test_the_station_was_first(unlocked: Client, held: Held) -> None:
    held()
    held(version=2)
    response = propose(unlocked)
    page = shown(response)
    assert response.status_code == 409
    assert "sent a version in the meantime" in page
    assert state() == ("held", 2, 0)
    # Nothing that was typed is lost: it can follow on what the station sent.
    assert 'name="E.2" inputmode="numeric" maxlength="12" value="30"' in page
    assert "the chair of station 1 read it out</textarea>" in page
    assert 'name="version" value="3"' in page


@pytest.mark.once
@pytest.mark.usefixtures("night")
def test_a_full_disk_loses_nothing_that_was_typed(unlocked: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OperationalError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(telephone, "append", fails)
        response = propose(unlocked, version=1)
    assert (response.status_code, "could not be stored" in shown(response)) == (503, True)
    assert 'name="E.2" inputmode="numeric" maxlength="12" value="30"' in shown(response)
    [name] = re.findall(r'name="client_id" value="([^"]*)"', shown(response))
    assert propose(unlocked, version=1, client_id=name).status_code == 302


@pytest.mark.usefixtures("night")
def test_what_is_typed_is_checked_as_a_station_is(unlocked: Client) -> None:
    checked = propose(unlocked, version=1, action="check")
    assert "It adds up" in shown(checked)
    assert "Send to a colleague" in shown(checked)
    wrong = propose(unlocked, version=1, D=17)
    assert (wrong.status_code, "F.201" in shown(wrong)) == (200, True)
    assert not entries("count.received")
    # Shown once, it can be sent: it is what the paper says.
    seen = re.findall(r'name="seen" value="([^"]*)"', shown(wrong))[0]
    assert propose(unlocked, version=1, D=17, seen=seen).status_code == 302
    assert state() == ("proposed", 1, 0)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"D": "x"}, "Write digits only."),
        ({"D": "-3"}, "Below zero cannot be."),
        ({"E.1": "9999999999"}, "This number is too large."),
        ({"E.99": "1"}, "Not all of it can be read"),
        ({"version": "0"}, "Not all of it can be read"),
        ({"nonce": "x"}, "Not all of it can be read"),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(unlocked: Client, more: dict[str, str], said: str) -> None:
    response = propose(unlocked, **({"version": 1} | more))
    assert response.status_code == 422
    assert said in shown(response)
    assert 'name="E.2" inputmode="numeric" maxlength="12" value="30"' in shown(response)
    assert not entries("count.received")


def test_without_a_reason_it_is_asked(unlocked: Client) -> None:
    response = propose(unlocked, version=1, reason=" ")
    assert (response.status_code, "A reason is needed" in shown(response)) == (422, True)


def test_it_opens_nothing_while_locked_and_no_other_station(client: Client, held: Held) -> None:
    held()
    assert client.post(f"{CONTROL}1/type/", {"version": 1}).status_code == 409
    assert client.get(f"{CONTROL}99/type/").status_code == 404
    assert client.post(f"{CONTROL}99/propose/", typed()).status_code == 404
    assert client.get(f"{CONTROL}1/propose/")["Location"] == f"{CONTROL}1/type/"


@pytest.mark.usefixtures("night")
def test_nothing_that_was_typed_is_stored_readable(unlocked: Client) -> None:
    propose(unlocked, version=1)
    [entry] = Entry.objects.filter(kind="count.received")
    assert set(json.loads(entry.facts)) == {"held", "telephone", "source", "version", "envelope", "texts"}


# Explanations beside warnings


def note(client: Client, **more: object) -> Any:
    form = {"version": 1, "reason": "a ballot was taken home", "client_id": str(uuid4())}
    return client.post(f"{CONTROL}1/note/", form | more)


def test_an_explanation_stays_beside_the_count(unlocked: Client, colleague: Client, held: Held) -> None:
    held()
    assert note(unlocked).status_code == 409
    look(unlocked)
    once = str(uuid4())
    for _ in range(2):
        assert note(unlocked, client_id=once)["Location"] == COUNT
    assert len(entries("count.explained")) == 1
    assert "a ballot was taken home" in shown(look(colleague))
    assert "a ballot was taken home" in shown(colleague.get(COUNT))
    assert state() == ("held", 1, 0)
    empty = note(unlocked, reason=" ")
    assert (empty.status_code, "A reason is needed" in shown(empty)) == (422, True)
    long = note(unlocked, reason="é" * 600)
    assert (long.status_code, "é" * 600 in shown(long)) == (422, True)
    assert unlocked.get(f"{CONTROL}1/note/")["Location"] == COUNT
    assert unlocked.post(f"{CONTROL}99/note/").status_code == 404


# By itself, or not


def test_every_count_waits_where_the_office_wants_to_look_first(
    made: Made, unlocked: Client, almere: MadeMunicipality
) -> None:
    once = str(uuid4())
    for _ in range(2):
        answer = unlocked.post(f"{CONTROL}setting/", {"by_itself": "no", "client_id": once})
        assert answer.status_code == 302
    assert [each["by_itself"] for each in entries("count.setting")] == [False]
    almere.row.refresh_from_db()
    assert almere.row.accepts_clean is False


def test_only_a_coordinator_sets_it(almere: MadeMunicipality) -> None:
    staff = browser(official("staf", almere, role=Role.STAFF))
    assert "It is accepted by itself" not in shown(staff.get(CONTROL))
    assert staff.post(f"{CONTROL}setting/", {"by_itself": "no"}).status_code == 403


def test_a_count_that_waits_is_accepted_without_a_reason(
    unlocked: Client, held: Held, almere: MadeMunicipality
) -> None:
    held(count=make_count(), facts={"held": False, "waits": True})
    assert state() == ("received", 1, 0)
    assert "To look at" in shown(unlocked.get("/desk/GR2022_Almere/0034/"))
    assert "The sums of this count add up" in shown(look(unlocked))
    assert accept(unlocked, reason="").status_code == 302
    assert state() == ("accepted", 1, 1)
