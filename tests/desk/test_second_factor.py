"""The second factor: setting one up, signing in with it, losing it; and what a change of it ends."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import User
from django.core.wsgi import get_wsgi_application
from django.test import Client
from pytest_django import Settings

from stemdag.desk.people import attempts, entry, factors, sessions
from stemdag.rehearsal import doors
from tests.desk.conftest import browser
from tests.embargo.world import one_connection

pytestmark = [pytest.mark.store, pytest.mark.django_db]
PASSWORD = "a pencil, a box and a list"
BOARD = "/desk/GR2022_Almere/0034/"


@pytest.fixture(autouse=True)
def required(settings: Settings) -> None:
    settings.STEMDAG = replace(settings.STEMDAG, second_factor=True)


@pytest.fixture
def anna(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of(secret: str, ahead: int = 0) -> str:
    """The code that an app shows, `ahead` half minutes from now; the server takes one too early or late."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + ahead))


def with_app(user: User) -> str:
    """The account has an app; its key."""
    secret = factors.new_app_secret()
    totp.TOTP.activate(user, secret)
    return secret


def give_password(client: Client, name: str = "anna", target: str = "") -> str:
    response = client.post("/desk/sign-in/", {"username": name, "password": PASSWORD, "next": target})
    assert response.status_code == 302
    return response["Location"]


def test_without_a_second_factor_nothing_opens_but_the_way_to_one(anna: User) -> None:
    client = browser()
    assert give_password(client, target=BOARD) == BOARD
    for closed in (BOARD, "/desk/", f"{BOARD}release/"):
        assert client.get(closed)["Location"] == "/desk/account/"
    assert client.post(f"{BOARD}stations/1/write/", {"text": "x"})["Location"] == "/desk/account/"
    assert "Set up a second factor" in client.get("/desk/account/").content.decode()


def test_an_app_is_set_up_and_opens_the_desk(anna: User) -> None:
    client = browser()
    give_password(client)
    page = client.get("/desk/account/app/").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]
    assert "data:image/svg+xml" in page
    wrong = client.post("/desk/account/app/", {"code": "000000"})
    assert wrong.status_code == 422
    assert secret in wrong.content.decode().replace(" ", "")
    codes = client.post("/desk/account/app/", {"code": code_of(secret)})
    assert len(re.findall(r"<li>\d{4} \d{4}</li>", codes.content.decode())) == 10
    assert client.get(BOARD).status_code == 200
    # Neither key nor codes lie readable in the database.
    assert secret not in repr(list(Authenticator.objects.values()))


def test_the_password_alone_opens_nothing(anna: User) -> None:
    secret, client = with_app(anna), browser()
    assert give_password(client, target=f"{BOARD}release/") == "/desk/sign-in/second/"
    assert client.get(BOARD)["Location"].startswith("/desk/sign-in/")
    assert client.get("/desk/account/")["Location"].startswith("/desk/sign-in/")
    assert client.post("/desk/sign-in/second/", {"code": "123456"}).status_code == 422
    shown = code_of(secret)
    typed = f"{shown[:3]} {shown[3:]}"
    assert client.post("/desk/sign-in/second/", {"code": typed})["Location"] == f"{BOARD}release/"
    assert client.get(BOARD).status_code == 200


def test_a_code_works_once(anna: User) -> None:
    code = code_of(with_app(anna))
    for expected in (302, 422):
        client = browser()
        give_password(client)
        assert client.post("/desk/sign-in/second/", {"code": code}).status_code == expected


def test_a_recovery_code_works_once(anna: User) -> None:
    with_app(anna)
    code = factors.new_codes(anna)[3]
    for expected in (302, 422):
        client = browser()
        give_password(client)
        assert client.post("/desk/sign-in/second/", {"code": code}).status_code == expected
    assert factors.codes_left(anna) == 9


@pytest.mark.parametrize(
    "form", [{}, {"code": ""}, {"code": "\0"}, {"code": "१२३४५६"}, {"passkey": "{"}, {"passkey": "[]"}]
)
def test_half_a_form_is_a_wrong_one(anna: User, form: dict[str, str]) -> None:
    with_app(anna)
    client = browser()
    give_password(client)
    assert client.post("/desk/sign-in/second/", form).status_code == 422


def test_wrong_codes_are_limited_and_the_right_one_then_too(anna: User) -> None:
    secret = with_app(anna)
    client = browser()
    give_password(client)
    for _ in range(attempts.PER_NAME):
        assert client.post("/desk/sign-in/second/", {"code": "12345"}).status_code == 422
    last = client.post("/desk/sign-in/second/", {"code": code_of(secret)})
    assert last.status_code == 429
    assert "Too many wrong attempts" in last.content.decode()
    # Elsewhere as well: it is the account that waits.
    other = Client(REMOTE_ADDR="192.0.2.9")
    give_password(other)
    assert other.post("/desk/sign-in/second/", {"code": code_of(secret)}).status_code == 429


@pytest.mark.parametrize("how", ["late", "other password", "inactive"])
def test_a_right_password_waits_not_for_ever(anna: User, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, client = with_app(anna), browser()
    give_password(client)
    if how == "late":
        monkeypatch.setattr(entry, "PATIENCE", 0)
    elif how == "other password":
        anna.set_password("another pencil and a list")
    else:
        anna.is_active = False
    anna.save()
    response = client.post("/desk/sign-in/second/", {"code": code_of(secret)})
    assert response["Location"] == "/desk/sign-in/"


def test_the_second_step_without_the_first_is_none() -> None:
    assert browser().get("/desk/sign-in/second/")["Location"] == "/desk/sign-in/"
    assert browser().post("/desk/sign-in/second/", {"code": "1"})["Location"] == "/desk/sign-in/"


def test_a_session_by_the_password_alone_ends_when_the_account_gets_a_factor(anna: User) -> None:
    early = browser()
    give_password(early)
    with_app(anna)
    assert early.get("/desk/account/app/")["Location"].startswith("/desk/sign-in/")
    assert early.get("/desk/account/")["Location"].startswith("/desk/sign-in/")


def _two(anna: User) -> tuple[Client, Client]:
    """Signed in here and on another machine."""
    secret = with_app(anna)
    both = browser(), browser()
    for turn, each in enumerate(both):
        give_password(each)
        assert each.post("/desk/sign-in/second/", {"code": code_of(secret, turn)}).status_code == 302
    return both


_CHANGES: dict[str, Callable[[Client], object]] = {
    "password": lambda here: here.post(
        "/desk/account/password/", {"new": "four words and a box", "again": "four words and a box"}
    ),
    "codes": lambda here: here.post("/desk/account/codes/"),
    "elsewhere": lambda here: here.post("/desk/account/elsewhere/"),
}


@pytest.mark.parametrize("change", _CHANGES)
def test_a_change_ends_the_other_sessions(anna: User, change: str) -> None:
    here, taken_over = _two(anna)
    assert taken_over.get(BOARD).status_code == 200
    assert here.get("/desk/account/").content.decode().count("since") >= 2
    _CHANGES[change](here)
    assert here.get(BOARD).status_code == 200
    assert taken_over.get(BOARD).status_code == 302


def test_the_last_factor_stays(anna: User) -> None:
    here, _ = _two(anna)
    only = factors.of(anna)[0].id
    refused = here.post("/desk/account/remove/", {"factor": str(only)})
    assert refused.status_code == 409
    assert factors.has(anna)


@pytest.mark.parametrize("new", ["short", "password1234"])
def test_a_weak_password_is_refused_and_the_old_one_stays(anna: User, new: str) -> None:
    here, _ = _two(anna)
    response = here.post("/desk/account/password/", {"new": new, "again": new})
    assert response.status_code == 422
    assert "was not changed" in response.content.decode()
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


def test_two_different_new_passwords_are_refused(anna: User) -> None:
    here, _ = _two(anna)
    response = here.post("/desk/account/password/", {"new": "four words and a box", "again": "four words"})
    assert "not the same" in response.content.decode()


def test_another_account_cannot_take_ones_factor_away(anna: User, django_user_model: type[User]) -> None:
    with_app(anna)
    other = django_user_model.objects.create(username="ben")
    with_app(other)
    client = browser(other)
    session = client.session
    session[sessions.FACTOR] = "code"
    session.save()
    assert not factors.remove(other, factors.of(anna)[0].id)
    assert factors.has(anna)


def test_by_the_real_doors(anna: User) -> None:
    """As the rehearsal's official walks, over WSGI, with the code of an app."""
    secret = with_app(anna)
    transport = httpx.WSGITransport(get_wsgi_application())
    with one_connection(), doors.client("http://localhost", transport) as http:
        office = doors.OfficeDoor(doors.Visitor(http), "GR2022_Almere", "0034")
        office.sign_in("anna", PASSWORD)
        with pytest.raises(doors.DoorClosed):
            office.page()
        office.second_factor(code_of(secret))
        assert "Buurthuis" in office.page()


def test_under_another_secret_no_code_is_right(anna: User, settings: Settings) -> None:
    code, recovery = code_of(with_app(anna)), factors.new_codes(anna)[0]
    settings.STEMDAG = replace(settings.STEMDAG, text_secret=b"another secret, after a restored backup")
    client = browser()
    give_password(client)
    for each in (code, recovery, code_of("")):
        assert client.post("/desk/sign-in/second/", {"code": each}).status_code == 422
    assert factors.codes_left(anna) == 0


def test_where_it_is_off_nobody_is_asked(anna: User, settings: Settings) -> None:
    settings.STEMDAG = replace(settings.STEMDAG, second_factor=False)
    with_app(anna)
    client = browser()
    assert "No second factor is asked for here" in client.get("/desk/sign-in/").content.decode()
    give_password(client)
    assert client.get(BOARD).status_code == 200
