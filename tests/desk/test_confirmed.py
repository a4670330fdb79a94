"""Fresh confirmation: which addresses ask for it, what they carry along, what a right or wrong one does."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stemdag.desk import urls
from stemdag.desk.people import attempts, sessions
from stemdag.desk.people.fresh import CARRIED, confirmed
from stemdag.elections.official import put as put_official
from stemdag.journal.models import Entry, ReleaseDay, StationDay
from tests.desk.conftest import Held, browser, official
from tests.desk.test_official import PLAIN
from tests.desk.test_second_factor import code_of, with_app
from tests.factories import PASSPHRASE, MadeMunicipality, at, make_count
from tests.files.made import as_eml

pytestmark = [pytest.mark.store, pytest.mark.django_db]
PASSWORD = "a pencil, a box and a list"
DESK = "/desk/GR2022_Almere/0034/"
ARM, UNLOCK = f"{DESK}release/arm/", f"{DESK}control/unlock/"
PRIVILEGED = {
    "unlock",
    "count-open",
    "count-accept",
    "count-type",
    "compare-open",
    "compare-explain",
    "across-open",
    "report",
    "official-add",
    "typed-send",
    "ending",
    "release-later",
    "sealed-open",
    "sealed-take",
    "release-act",
    "site-act",
    "station-shut-out",
    "account-app",
    "account-passkey",
    "account-codes",
    "account-remove",
    "account-password",
    "people-invite",
    "people-bulk",
    "person-roles",
    "person-factor",
    "person-invite",
}


@pytest.fixture
def anna(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def later(anna: User) -> Client:
    """Signed in, and a quarter of an hour ago."""
    client = browser(anna)
    grow_old(client)
    return client


def grow_old(client: Client) -> None:
    session = client.session
    session["confirmed"] -= sessions.FRESH
    session.save()


def arming(**more: str) -> dict[str, str]:
    return {"client_id": str(uuid4()), "seen": "0", "reason": "the mayor agrees"} | more


def hidden(page: bytes) -> dict[str, str]:
    fields = re.findall(
        r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page.decode().split("<main")[1]
    )
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def test_these_addresses_and_no_others() -> None:
    assert {
        each.name for each in urls.urlpatterns if getattr(each.callback, "confirmed", False)
    } == PRIVILEGED


@pytest.mark.parametrize("name", ["passphrase", "lists", "file", "text"])
def test_no_mark_carries_what_may_be_a_vote_or_a_secret(name: str) -> None:
    assert name not in CARRIED
    with pytest.raises(ValueError, match=name):
        confirmed("client_id", name)


def test_who_signed_in_just_now_is_not_asked(anna: User) -> None:
    assert browser(anna).post(ARM, arming()).status_code == 302
    assert ReleaseDay.objects.get().state == "armed"


def test_later_the_act_waits_and_a_right_password_does_it(later: Client) -> None:
    sent = arming()
    asked = later.post(ARM, sent)
    assert asked.status_code == 401
    assert asked["WWW-Authenticate"].startswith("Form")
    assert not Entry.objects.filter(kind="release.armed").exists()
    assert hidden(asked.content) == sent
    done = later.post(ARM, hidden(asked.content) | {"confirm_password": PASSWORD})
    assert done.status_code == 302
    assert ReleaseDay.objects.get().state == "armed"
    # From then on for a quarter of an hour.
    assert later.post(f"{DESK}release/hold/", arming()).status_code == 302


def test_a_wrong_one_loses_nothing_and_does_nothing(later: Client) -> None:
    sent = arming()
    wrong = later.post(ARM, sent | {"confirm_password": "wrong"})
    assert wrong.status_code == 422
    assert hidden(wrong.content) == sent
    assert b"wrong" not in wrong.content.split(b"<main")[1]
    assert not ReleaseDay.objects.exists()


def test_wrong_ones_are_limited(later: Client) -> None:
    for _ in range(attempts.PER_NAME):
        assert later.post(ARM, arming(confirm_password="wrong")).status_code == 422
    assert later.post(ARM, arming(confirm_password=PASSWORD)).status_code == 429
    assert not ReleaseDay.objects.exists()


def test_a_code_confirms_as_well(later: Client, anna: User) -> None:
    secret = with_app(anna)
    assert later.post(ARM, arming(confirm_code="1")).status_code == 422
    assert later.post(ARM, arming(confirm_code=code_of(secret))).status_code == 302


def test_looking_asks_nothing(later: Client) -> None:
    assert later.get(f"{DESK}release/").status_code == 200
    assert later.get(f"{DESK}release/confirm/arm/").status_code == 200


def test_what_has_no_consequences_asks_nothing(later: Client) -> None:
    sent = {"client_id": str(uuid4()), "text": "coffee is on its way"}
    assert later.post(f"{DESK}stations/1/write/", sent).status_code == 302


def test_a_passphrase_is_carried_nowhere(later: Client) -> None:
    asked = later.post(UNLOCK, {"passphrase": PASSPHRASE})
    assert asked.status_code == 401
    assert PASSPHRASE.encode() not in asked.content
    assert hidden(asked.content) == {}
    assert later.post(UNLOCK, {"confirm_password": PASSWORD})["Location"] == f"{DESK}control/"
    assert not Entry.objects.filter(kind="control.unlocked").exists()
    later.post(UNLOCK, {"passphrase": PASSPHRASE})
    assert Entry.objects.filter(kind="control.unlocked").exists()


def test_a_strange_field_is_not_carried(later: Client) -> None:
    asked = later.post(ARM, arming(votes="314159"))
    assert b"314159" not in asked.content


def test_a_role_is_asked_first(later: Client) -> None:
    assert later.post("/desk/GR2022_Almere/9999/release/arm/", arming()).status_code == 404


def test_a_held_count_is_opened_and_accepted_after_a_confirmation(later: Client, held: Held) -> None:
    held(1)
    later.post(UNLOCK, {"passphrase": PASSPHRASE, "confirm_password": PASSWORD})
    grow_old(later)
    look = {"version": "1", "step": "1", "reason": "the chair called"}
    asked = later.post(f"{DESK}control/1/open/", look)
    assert asked.status_code == 401
    assert hidden(asked.content) == look
    assert not Entry.objects.filter(kind="control.opened").exists()
    opened = later.post(f"{DESK}control/1/open/", look | {"confirm_password": PASSWORD})
    assert b"F.201" in opened.content
    grow_old(later)
    accept = {"client_id": str(uuid4()), "version": "1", "reason": "the record explains it"}
    assert later.post(f"{DESK}control/1/accept/", accept).status_code == 401
    assert StationDay.objects.get(station=1).state == "held"
    later.post(f"{DESK}control/1/accept/", accept | {"confirm_password": PASSWORD})
    assert StationDay.objects.get(station=1).state == "accepted"


#: What any form of the control view by which something opens may hold, and a record.
OPENS = (
    "count-open", "count-type", "compare-open", "compare-explain", "across-open", "report", "typed-send",
    "official-add",
)  # fmt: skip
FORM = {
    **dict.fromkeys("ABDEFGHIJ", "1"),
    **{
        "version": "1",
        "official": "1",
        "place": "E.1",
        "form": "csv",
        "reason": "the committee",
        "why": "again",
    },
}


@pytest.fixture
def everything(almere: MadeMunicipality, held: Held) -> None:
    """Of station 1: a held count, an official one, and a record that a colleague typed."""
    held(1)
    put_official(almere.row, 1, make_count(), 0, at("12:00"), "cli", "", "a file")
    bert = browser(official("bert", almere))
    bert.post(UNLOCK, {"passphrase": PASSPHRASE})
    assert post(bert, "typed-send").status_code == 302


def post(client: Client, name: str, **more: str) -> Any:
    pattern = next(each for each in urls.urlpatterns if each.name == name)
    number = {"number": 1} if "number" in pattern.pattern.converters else {}
    address = reverse(f"desk:{name}", kwargs={"election": "GR2022_Almere", "code": "0034"} | number)
    file = {"file": SimpleUploadedFile("counts.eml.xml", as_eml(PLAIN))} if name == "official-add" else {}
    return client.post(address, FORM | {"client_id": str(uuid4()), "step": "1"} | more | file)


def openings() -> int:
    return Entry.objects.filter(kind__in=("control.opened", "control.gathered")).count()


def test_nothing_opens_without_a_confirmation(later: Client, everything: None) -> None:
    """Whatever was opened before: each page by which a count opens asks again."""
    later.post(UNLOCK, {"passphrase": PASSPHRASE, "confirm_password": PASSWORD})
    later.post(UNLOCK, {"passphrase": PASSPHRASE})
    for name in OPENS:
        for step in ("1", "2"):
            grow_old(later)
            before, form = openings(), {"step": step, "A": "2"}
            assert post(later, name, **form).status_code == 401, name
            assert openings() == before, name
            answer = post(later, name, **form, confirm_password=PASSWORD)
            assert openings() > before, (name, answer.status_code)


def test_a_record_asks_in_its_own_form_and_keeps_what_was_typed(later: Client, everything: None) -> None:
    later.post(UNLOCK, {"confirm_password": PASSWORD})
    later.post(UNLOCK, {"passphrase": PASSPHRASE})
    page = f"{DESK}control/typed/1/"
    assert b"confirm_password" not in later.get(page).content
    grow_old(later)
    assert b"confirm_password" in later.get(page).content
    asked = post(later, "typed-send", A="54321")
    assert (asked.status_code, b'name="A" value="54321"' in asked.content) == (401, True)
    wrong = post(later, "typed-send", A="54321", confirm_password="wrong").content
    assert b"That is not right" in wrong
    assert b'value="wrong"' not in wrong
    # Of what the colleague typed nothing is told yet.
    assert b"bert typed 1<" not in asked.content + wrong
    assert b"bert typed 1<" in post(later, "typed-send", A="54321", confirm_password=PASSWORD).content


def test_a_clock_that_goes_back_is_no_confirmation(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(anna)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now - timedelta(minutes=1))
    assert client.post(ARM, arming()).status_code == 401
