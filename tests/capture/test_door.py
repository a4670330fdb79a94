"""In with a code and out again, and nobody past it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, reverse

from stemdag import clock
from stemdag.capture import access, codes, entrance, urls
from tests.capture.conftest import SignIn
from tests.factories import Made

pytestmark = [pytest.mark.store, pytest.mark.django_db]

KWARGS: dict[str, dict[str, object]] = {"receipt": {"seq": 1}, "app-filter": {"election": "GR2022_Almere"}}
REFUSED = "This code does not work"


def code_of(made: Made, number: int = 1) -> str:
    station = made.first.stations[number]
    return codes.issue(made.first.row, [station], clock.now() + timedelta(hours=8))[number]


def addresses() -> list[tuple[str, URLPattern]]:
    return [
        (reverse(f"capture:{each.name}", kwargs=KWARGS.get(each.name or "", {})), each)
        for each in urls.urlpatterns
    ]


def test_every_view_says_who_gets_in() -> None:
    assert {each.name: getattr(each.callback, "audience", None) for _, each in addresses()} == {
        "home": "station",
        "sign-in": "anyone",
        "sign-out": "anyone",
        "open": "station",
        "turnout": "station",
        "count": "station",
        "receipt": "station",
        "app": "anyone",
        "app-worker": "anyone",
        "app-manifest": "anyone",
        "app-enrol": "anyone",
        "app-pack": "device",
        "app-facts": "device",
        "app-filter": "device",
        "app-confirm": "device",
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_past_the_door(method: str) -> None:
    for address, each in addresses():
        if each.callback.audience == "station":  # type: ignore[attr-defined]
            response = getattr(Client(), method)(address)
            allowed = {302} if method == "get" else {302, 405}
            assert response.status_code in allowed, address
            if response.status_code == 302:
                assert response["Location"] == "/station/sign-in"


@pytest.mark.parametrize(
    ("address", "method"),
    [
        ("/station/", "post"),
        ("/station/sign-in", "put"),
        ("/station/sign-out", "get"),
        ("/station/open", "delete"),
        ("/station/turnout", "patch"),
        ("/station/count", "put"),
        ("/station/receipt/1", "post"),
    ],
)
def test_other_methods_are_refused(chair: Client, address: str, method: str) -> None:
    assert getattr(chair, method)(address).status_code == 405


def test_a_code_opens_the_station_it_is_of(made: Made) -> None:
    client = Client()
    page = client.get("/station/sign-in")
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    response = client.post("/station/sign-in", {"code": code_of(made).lower().replace("-", " ")})
    assert (response.status_code, response["Location"]) == (302, "/station/")
    assert "Buurthuis Het Oude Weeshuis" in client.get("/station/").content.decode()
    assert client.get("/station/sign-in").status_code == 302


def test_unknown_used_and_expired_get_one_answer(made: Made) -> None:
    used, expired = code_of(made, 1), code_of(made, 2)
    assert Client().post("/station/sign-in", {"code": used}).status_code == 302
    codes.withdraw([made.first.stations[2]])
    client, answers = Client(headers={"accept-language": "en"}), set()
    for code in (used, expired, "AAAA-BBBB-CCCC", "'; DROP TABLE", "ÿ" * 500):
        response = client.post("/station/sign-in", {"code": code})
        assert response.status_code == 422
        body = response.content.decode()
        assert REFUSED in body
        assert code not in body
        answers.add(body.partition("<h1>")[2].partition("csrfmiddlewaretoken")[0])
        answers.add(body.partition("code-error")[2])
    assert len(answers) == 2  # the part before the token and the part after it, the same each time


def test_nothing_typed_is_asked_for_again(made: Made) -> None:
    response = Client(headers={"accept-language": "en"}).post("/station/sign-in", {"code": "  "})
    assert response.status_code == 422
    assert REFUSED not in response.content.decode()


def test_signing_in_begins_a_fresh_session(made: Made) -> None:
    client = Client()
    session = client.session
    session["from before"] = "x"
    session.save()
    before = client.session.session_key
    client.post("/station/sign-in", {"code": code_of(made)})
    assert client.session.session_key != before
    assert set(client.session.keys()) == {access.KEY, "_session_expiry"}
    assert not Session.objects.filter(session_key=before).exists()
    cookie = client.cookies["sessionid"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (24 * 3600, True, "Strict")


def test_signing_out_forgets_the_station(chair: Client) -> None:
    response = chair.post("/station/sign-out")
    assert (response.status_code, response["Location"]) == (302, "/station/sign-in")
    assert chair.get("/station/").status_code == 302
    assert not Session.objects.exists()


def test_a_session_of_another_making_is_none(made: Made) -> None:
    for key in ("1", None, [1], 10**30, -1):
        client = Client()
        session = client.session
        session[access.KEY] = key
        session.save()
        assert client.get("/station/").status_code == 302


def test_too_many_wrong_codes_from_one_address(made: Made) -> None:
    client, code = Client(headers={"accept-language": "en"}), code_of(made)
    for _ in range(entrance.PER_ADDRESS):
        assert client.post("/station/sign-in", {"code": "AAAA-BBBB-CCCC"}).status_code == 422
    response = client.post("/station/sign-in", {"code": code})
    assert response.status_code == 429
    assert "Too many wrong codes" in response.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.9")
    assert elsewhere.post("/station/sign-in", {"code": code}).status_code == 302


def test_right_codes_are_not_counted(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance, "PER_ADDRESS", 1)
    for number in (1, 2, 3, 4):
        assert Client().post("/station/sign-in", {"code": code_of(made, number)}).status_code == 302


def test_a_storm_of_wrong_codes_leaves_each_new_address_a_few(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "OVERALL", 5)
    for host in range(5):
        Client(REMOTE_ADDR=f"198.51.100.{host}").post("/station/sign-in", {"code": "AAAA"})
    attacker = Client(REMOTE_ADDR="198.51.100.99")
    statuses = [attacker.post("/station/sign-in", {"code": "AAAA"}).status_code for _ in range(5)]
    assert statuses == [422] * entrance.LEFT + [429] * 2
    chair = Client(REMOTE_ADDR="192.0.2.9")
    assert chair.post("/station/sign-in", {"code": code_of(made)}).status_code == 302


def test_forms_without_their_token_are_refused(made: Made) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/station/sign-in", {"code": code_of(made)}).status_code == 403
    assert client.post("/station/sign-out").status_code == 403


def test_one_browser_is_one_station(made: Made, sign_in: SignIn) -> None:
    client = sign_in(made.first.stations[1])
    client.post("/station/sign-in", {"code": code_of(made, 2)})
    assert "Sporthal Zuid" in client.get("/station/").content.decode()
    client.post("/station/open", {"client_id": str(uuid4())})
    other = sign_in(made.first.stations[1])
    assert "Open since" not in other.get("/station/").content.decode()
