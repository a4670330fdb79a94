"""Signing in: the right password, the wrong one, and too many wrong ones."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stemdag.desk.people import attempts
from tests.desk.conftest import browser
from tests.factories import at

pytestmark = [pytest.mark.store, pytest.mark.django_db]
PASSWORD = "a pencil, a box and a list"


@pytest.fixture
def anna(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def _try(client: Client, name: str = "anna", password: str = PASSWORD, **more: str) -> int:
    response = client.post("/desk/sign-in/", {"username": name, "password": password, **more})
    return response.status_code


def test_the_right_password_opens_the_desk(anna: User) -> None:
    client = browser()
    assert _try(client) == 302
    assert client.get("/desk/GR2022_Almere/0034/").status_code == 200
    anna.refresh_from_db()
    # By our clock, which a rehearsal has at will.
    assert anna.last_login == at("12:00")


def test_a_wrong_password_is_said_and_the_name_is_kept(anna: User) -> None:
    response = browser().post("/desk/sign-in/", {"username": "anna", "password": "wrong"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "User name or password is not right" in text
    assert 'value="anna"' in text
    assert "wrong" not in text.replace("wrong attempts", "")


@pytest.mark.parametrize("form", [{}, {"username": "anna"}, {"username": "\0", "password": "\0"}])
def test_half_a_form_is_a_wrong_one(anna: User, form: dict[str, str]) -> None:
    assert browser().post("/desk/sign-in/", form).status_code == 422


def test_a_name_is_locked_after_ten_wrong_ones_also_elsewhere(anna: User) -> None:
    for turn in range(attempts.PER_NAME):
        assert _try(Client(REMOTE_ADDR=f"192.0.2.{turn}"), password="wrong") == 422
    assert _try(Client(REMOTE_ADDR="192.0.2.99")) == 429
    assert _try(Client(REMOTE_ADDR="192.0.2.99"), name=" ANNA ") == 429


def test_an_address_is_locked_after_fifty_wrong_names(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "PER_ADDRESS", 5)
    monkeypatch.setattr("django.contrib.auth.hashers.make_password", lambda *_: "!")
    for turn in range(5):
        assert _try(browser(), name=f"nobody{turn}") == 422
    assert _try(browser()) == 429
    assert _try(Client(REMOTE_ADDR="192.0.2.1")) == 302


def test_the_right_password_counts_for_nothing(anna: User) -> None:
    for _ in range(attempts.PER_NAME + 1):
        assert _try(browser()) == 302


def test_signing_in_leads_to_no_other_site(anna: User) -> None:
    for target, expected in [
        ("https://evil.example/", "/desk/"),
        ("//evil.example", "/desk/"),
        ("/desk/GR2022_Almere/0034/release/", "/desk/GR2022_Almere/0034/release/"),
    ]:
        response = browser().post(
            "/desk/sign-in/", {"username": "anna", "password": PASSWORD, "next": target}
        )
        assert response["Location"] == expected


def test_signing_out_ends_the_session(client: Client) -> None:
    assert client.get("/desk/sign-out/").status_code == 405
    assert client.post("/desk/sign-out/")["Location"] == "/desk/sign-in/"
    assert client.get("/desk/GR2022_Almere/0034/").status_code == 302
