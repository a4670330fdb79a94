"""Signing in through an office's own provider, against a small one that runs here."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import make_server

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from stemdag.desk.people.provider import Oidc
from tests.desk.conftest import browser
from tests.desk.test_second_factor import code_of, with_app
from tests.served import _Silent

pytestmark = [pytest.mark.store, pytest.mark.django_db]
BOARD = "/desk/GR2022_Almere/0034/"
START, BACK = "/desk/sign-in/office/", "/desk/sign-in/office/back/"
OURS, THEIRS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


@dataclass
class Fake:
    """An OpenID Connect provider: what it says of who signs in, and the challenge of the last sign-in."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = OURS
    challenge: str = ""
    asked: dict[str, list[str]] = field(default_factory=dict)
    up: bool = True

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        path, status = environ["PATH_INFO"], "200 OK"
        if not self.up:
            answer, status = {"error": "server_error"}, "503 Down"
        elif path.endswith("openid-configuration"):
            ends = ("authorization", "token", "userinfo")
            answer = {f"{each}_endpoint": f"{self.address}/{each}" for each in ends}
            answer |= {"issuer": self.address, "jwks_uri": f"{self.address}/keys"}
        elif path == "/keys":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(OURS.public_key(), as_dict=True)
            answer = {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}
        else:
            body = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
            answer, status = self._token(body, environ.get("HTTP_AUTHORIZATION", ""))
        start(status, [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    def _token(self, body: dict[str, list[str]], basic: str) -> tuple[dict[str, Any], str]:
        digest = hashlib.sha256(body.get("code_verifier", [""])[0].encode()).digest()
        verified = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge
        secret = body.get("client_secret") == ["geheim"] or basic
        if not (verified and secret and body["code"] == ["goed"]):
            return {"error": "invalid_grant"}, "400 Bad Request"
        now = int(time.time())
        said = {"iss": self.address, "aud": "stemdag", "sub": "1", "iat": now, "exp": now + 60} | self.claims
        token = jwt.encode(said, self.key, "RS256", {"kid": "1"})
        return {"access_token": "x", "token_type": "Bearer", "id_token": token}, "200 OK"


@pytest.fixture
def fake(settings: Settings) -> Iterator[Fake]:
    provider = Fake(claims={"preferred_username": "anna", "auth_time": int(time.time())})
    with make_server("127.0.0.1", 0, provider, handler_class=_Silent) as server:  # type: ignore[arg-type]
        provider.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        given = Oidc(
            provider.address, "stemdag", "geheim", "Gemeente Almere", "preferred_username", "amr=mfa"
        )
        settings.STEMDAG = replace(settings.STEMDAG, second_factor=True, oidc=given)
        yield provider
        server.shutdown()
        thread.join()


def walk(client: Client, fake: Fake, query: str = "", **back: str) -> Any:
    """To the provider and back, as a browser goes: the answer to the way back."""
    away = client.get(f"{START}{query}")
    assert away.status_code == 302
    fake.asked = parse_qs(urlsplit(away["Location"]).query)
    fake.challenge = fake.asked["code_challenge"][0]
    return client.get(BACK, {"state": fake.asked["state"][0], "code": "goed"} | back)


def test_with_a_second_factor_there_the_desk_opens(fake: Fake, user: User) -> None:
    fake.claims["amr"] = ["pwd", "mfa"]
    client = browser()
    assert "Sign in with Gemeente Almere" in client.get("/desk/sign-in/").content.decode()
    assert walk(client, fake, f"?next={BOARD}release/")["Location"] == f"{BOARD}release/"
    assert fake.asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert (fake.asked["response_type"], fake.asked["code_challenge_method"]) == (["code"], ["S256"])
    assert client.get(BOARD).status_code == 200


def test_without_one_there_ours_follows(fake: Fake, user: User) -> None:
    fake.claims["amr"] = ["pwd"]
    secret, client = with_app(user), browser()
    assert walk(client, fake)["Location"] == "/desk/sign-in/second/"
    assert client.get(BOARD).status_code == 302
    assert client.post("/desk/sign-in/second/", {"code": code_of(secret)}).status_code == 302
    assert client.get(BOARD).status_code == 200


def test_an_account_without_any_sets_one_up(fake: Fake, user: User) -> None:
    client = browser()
    walk(client, fake)
    assert client.get(BOARD)["Location"] == "/desk/account/"


@pytest.mark.parametrize(
    "claims",
    [
        {"preferred_username": "bert"},
        {"preferred_username": None},
        {"preferred_username": ["anna"]},
        {"preferred_username": ""},
    ],
)
def test_nobody_gets_an_account_this_way(fake: Fake, user: User, claims: dict[str, object]) -> None:
    fake.claims |= claims | {"amr": ["mfa"]}
    response = walk(browser(), fake)
    assert response.status_code == 403
    assert b"Not known here" in response.content
    assert User.objects.count() == 1


def test_an_account_that_was_stopped_stays_out(fake: Fake, user: User) -> None:
    User.objects.update(is_active=False)
    assert walk(browser(), fake).status_code == 403


def test_an_address_that_nobody_verified_is_none(fake: Fake, user: User, settings: Settings) -> None:
    settings.STEMDAG = replace(settings.STEMDAG, oidc=replace(settings.STEMDAG.oidc, claim="email"))
    User.objects.update(username="anna@almere.example")
    fake.claims |= {"email": "Anna@almere.example", "email_verified": False, "amr": ["mfa"]}
    assert walk(browser(), fake).status_code == 403
    fake.claims["email_verified"] = True
    assert walk(browser(), fake).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    ["signature", "issuer", "audience", "expired", "code", "state", "verifier", "refused there", "down"],
)
def test_what_is_not_right_opens_nothing(fake: Fake, user: User, wrong: str) -> None:
    fake.claims["amr"] = ["mfa"]
    client, back = browser(), dict[str, str]()
    if wrong == "signature":
        fake.key = THEIRS
    elif wrong in ("issuer", "audience", "expired"):
        fake.claims |= {"issuer": {"iss": "x"}, "audience": {"aud": "x"}, "expired": {"exp": 1}}[wrong]
    elif wrong == "down":
        fake.up = False
        assert client.get(START).status_code == 502
        return
    elif wrong == "verifier":
        client.get(START)
        away = client.get(START)
        state = parse_qs(urlsplit(away["Location"]).query)["state"][0]
        fake.challenge = "another"
        assert client.get(BACK, {"state": state, "code": "goed"}).status_code == 502
        return
    else:
        back = {"code": {"code": "fout"}, "state": {"state": "x", "_redir": ""}}.get(
            wrong, {"error": "access_denied", "code": ""}
        )
    response = walk(client, fake, **back)
    assert response.status_code == 502
    assert b"You are not signed in" in response.content
    assert client.get(BOARD).status_code == 302


def test_the_way_back_without_the_way_there_is_none(fake: Fake, user: User) -> None:
    assert browser().get(BACK, {"state": "x", "code": "goed", "_redir": ""}).status_code == 502


def test_from_another_site_the_browser_comes_back_once_more(fake: Fake, user: User) -> None:
    """It keeps a strict cookie to itself at first; the page that answers sends it on from here."""
    response = browser().get(BACK, {"state": "x", "code": "goed"})
    assert response.status_code == 200
    assert 'http-equiv="refresh"' in response.content.decode()


def test_a_target_elsewhere_is_not_gone_to(fake: Fake, user: User) -> None:
    fake.claims["amr"] = ["mfa"]
    assert walk(browser(), fake, "?next=https://evil.example/")["Location"] == "/desk/"


def test_a_sign_in_of_this_morning_confirms_nothing_now(fake: Fake, user: User) -> None:
    fake.claims |= {"amr": ["mfa"], "auth_time": int(time.time()) - 8 * 3600}
    client = browser()
    walk(client, fake)
    sent = {"client_id": "6d1f7c9e-0c5f-4c55-9f0c-0f3f7a0f5a11", "reason": "as agreed"}
    asked = client.post(f"{BOARD}release/arm/", sent)
    assert asked.status_code == 401
    assert "Confirm with Gemeente Almere" in asked.content.decode()
    fake.claims["auth_time"] = int(time.time())
    assert walk(client, fake, f"?again&next={BOARD}release/arm/")["Location"] == f"{BOARD}release/arm/"
    assert fake.asked["max_age"] == ["0"]
    assert client.post(f"{BOARD}release/arm/", sent).status_code == 302


def test_where_none_is_set_there_is_no_such_door(settings: Settings, user: User) -> None:
    assert browser().get(START).status_code == 404
    assert browser().get(BACK).status_code == 404
