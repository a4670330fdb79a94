"""Every address of the desk says for whom it is, and keeps to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from stemdag.desk import access, urls
from tests.desk.conftest import browser, official
from tests.factories import Made

pytestmark = [pytest.mark.store, pytest.mark.django_db]

_PARTS = {"election": "GR2022_Almere", "code": "0034", "number": 1, "act": "hold", "seq": 1}


def _addresses(audience: str) -> Iterator[tuple[str, str]]:
    for pattern in urls.urlpatterns:
        if getattr(pattern.callback, "audience", None) == audience:
            wanted = {name: _PARTS[name] for name in pattern.pattern.converters}
            yield str(pattern.name), reverse(f"desk:{pattern.name}", kwargs=wanted)


OFFICIAL = list(_addresses(access.OFFICIAL))
KEPT = OFFICIAL + list(_addresses(access.SIGNED_IN))


def test_every_view_says_for_whom_it_is() -> None:
    said = {str(each.name): getattr(each.callback, "audience", None) for each in urls.urlpatterns}
    assert set(said.values()) == {access.EVERYONE, access.SIGNED_IN, access.OFFICIAL}
    assert {name for name, audience in said.items() if audience == access.EVERYONE} == {"sign-in", "sign-out"}
    assert {name for name, audience in said.items() if audience == access.SIGNED_IN} == {"home"}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("name", "address"), KEPT, ids=[name for name, _ in KEPT])
def test_who_is_not_signed_in_is_asked_to(made: Made, name: str, address: str, method: str) -> None:
    response = getattr(browser(), method)(address)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("desk:sign-in"))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("name", "address"), OFFICIAL, ids=[name for name, _ in OFFICIAL])
def test_another_municipality_does_not_exist(
    made: Made, user: User, name: str, address: str, method: str
) -> None:
    # `user` works there: a municipality without any official would be 404 for everybody.
    other = browser(official("lel", made.municipalities["0995"]))
    theirs = getattr(other, method)(address)
    nowhere = getattr(other, method)(address.replace("/0034/", "/9999/"))
    assert theirs.status_code == nowhere.status_code == 404
    # The page tells nothing either: it is the same, but for its address and its tokens.
    assert _plain(theirs.content) == _plain(nowhere.content)


def _plain(page: bytes) -> str:
    return re.sub(r"[A-Za-z0-9]{64}", "", page.decode()).replace("/0034/", "/9999/")


@pytest.mark.parametrize(("name", "address"), OFFICIAL, ids=[name for name, _ in OFFICIAL])
def test_no_form_is_taken_without_its_token(made: Made, name: str, address: str) -> None:
    strict = browser(official("anna", made.first), enforce_csrf_checks=True)
    assert strict.post(address, {"client_id": "x"}).status_code == 403


@pytest.mark.parametrize(("name", "address"), KEPT, ids=[name for name, _ in KEPT])
def test_nothing_may_be_kept_on_the_way(made: Made, client: Client, name: str, address: str) -> None:
    assert client.get(address)["Cache-Control"] == "no-store"


def test_an_unknown_station_is_not_found(client: Client) -> None:
    client.post("/desk/GR2022_Almere/0034/control/unlock/", {"passphrase": "x"})
    for number in ("99", "-1"):
        assert client.get(f"/desk/GR2022_Almere/0034/control/{number}/").status_code == 404
        assert client.post(f"/desk/GR2022_Almere/0034/control/{number}/open/").status_code == 404


def test_two_memberships_are_two_doors(made: Made) -> None:
    both = browser(official("both", *made.municipalities.values()))
    text = both.get("/desk/").content.decode()
    assert "Almere" in text
    assert "Lelystad" in text


def test_one_membership_goes_straight_to_the_board(client: Client) -> None:
    assert client.get("/desk/")["Location"] == "/desk/GR2022_Almere/0034/"


def test_an_account_without_municipality_is_told_so(made: Made) -> None:
    assert "belongs to no municipality" in browser(official("new")).get("/desk/").content.decode()
