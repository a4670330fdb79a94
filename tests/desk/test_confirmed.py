"""Fresh confirmation: which addresses ask for it, what they carry along, what a right or wrong one does."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from stemdag.desk import urls
from stemdag.desk.people import attempts, sessions
from stemdag.desk.people.fresh import CARRIED, confirmed
from stemdag.journal.models import Entry, ReleaseDay, StationDay
from tests.desk.conftest import Held, browser
from tests.desk.test_second_factor import code_of, with_app
from tests.factories import PASSPHRASE

pytestmark = [pytest.mark.store, pytest.mark.django_db]
PASSWORD = "a pencil, a box and a list"
DESK = "/desk/GR2022_Almere/0034/"
ARM, UNLOCK = f"{DESK}release/arm/", f"{DESK}control/unlock/"
PRIVILEGED = {
    "unlock",
    "count-open",
    "count-accept",
    "compare-open",
    "across-open",
    "report",
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


def test_a_clock_that_goes_back_is_no_confirmation(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(anna)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now - timedelta(minutes=1))
    assert client.post(ARM, arming()).status_code == 401
