"""Every address of the desk says for whom it is, and keeps to it."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from stemdag import server
from stemdag.desk import access, urls
from stemdag.desk.models import Membership
from stemdag.domain.role import Role
from stemdag.server.declared import addresses, refuse_undeclared
from tests.desk.conftest import browser, official
from tests.factories import Made

pytestmark = [pytest.mark.store, pytest.mark.django_db]

_PARTS = {"election": "GR2022_Almere", "code": "0034", "number": 1, "act": "hold", "seq": 1, "person": 1}


def _addresses() -> Iterator[tuple[str, str, access.Audience]]:
    for pattern in urls.urlpatterns:
        wanted = {name: _PARTS[name] for name in pattern.pattern.converters}
        yield str(pattern.name), reverse(f"desk:{pattern.name}", kwargs=wanted), pattern.callback.audience


BY_ROLE = [each for each in _addresses() if each[2].reads]
OFFICIAL = [(name, address) for name, address, _ in BY_ROLE]
KEPT = [(name, address) for name, address, whom in _addresses() if whom is not access.EVERYONE]


def test_every_view_says_for_whom_it_is() -> None:
    said = {name: whom for name, _, whom in _addresses()}
    assert {name for name, whom in said.items() if whom is access.EVERYONE} == {
        "sign-in",
        "second-factor",
        "passkey",
        "invited",
        "office",
        "office-back",
        "sign-out",
    }
    signed_in = {name for name, whom in said.items() if whom is access.SIGNED_IN}
    assert {name for name in signed_in if not name.startswith("account")} == {"home"}
    operators = {name for name, whom in said.items() if whom is access.OPERATORS}
    assert operators == {"new-election", "new-election-take"}
    assert all(whom.acts <= whom.reads for whom in said.values())


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", Role)
def test_every_address_as_every_role(made: Made, role: Role, method: str) -> None:
    theirs = browser(official("rol", made.first, role=role))
    for name, address, whom in BY_ROLE:
        response = getattr(theirs, method)(address)
        wanted = whom.reads if method == "get" else whom.acts
        assert (response.status_code == 403) is (role not in wanted), name
        if role not in wanted:
            assert b"This is not for your role" in response.content
            assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["home", "desk:board", "capture:app-facts"])
def test_without_a_declaration_nothing_starts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_undeclared()
    room, _, last = name.rpartition(":")
    route, pattern = next(
        (route, each)
        for route, each in addresses()
        if each.name == last and each.callback.__module__.startswith(f"stemdag.{room or 'server'}")
    )
    monkeypatch.delattr(pattern.callback, "audience")
    with pytest.raises(ImproperlyConfigured, match=re.escape(f": /{route}.")):
        refuse_undeclared()


def test_the_server_looks_at_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    starts = str(Path(server.__file__).parent / "wsgi.py")
    assert "application" in runpy.run_path(starts)
    pattern = next(each for _, each in addresses() if each.name == "board")
    monkeypatch.delattr(pattern.callback, "audience")
    with pytest.raises(ImproperlyConfigured, match="who may use it"):
        runpy.run_path(starts)


def test_the_bar_says_at_most_one_place_where_one_is(client: Client) -> None:
    found = {}
    for name, address in OFFICIAL:
        page = client.get(address, follow=True).content.decode(errors="replace")
        if "bar__nav" in page:
            found[name] = page.split("bar__nav")[1].split("</nav>")[0].count("aria-current")
    assert {name for name, times in found.items() if times > 1} == set()
    assert {found[name] for name in ("board", "station", "setup", "paper", "people", "release")} == {1}


def test_an_operator_is_one_everywhere(made: Made) -> None:
    theirs = browser(official("kees", role=Role.OPERATOR))
    assert theirs.get("/desk/GR2022_Almere/0034/").status_code == 200
    assert theirs.get("/desk/GR2022_Almere/0995/").status_code == 200
    assert theirs.get("/desk/GR2022_Almere/9999/").status_code == 404
    assert theirs.get("/desk/GR2022_Almere/0034/messages/").status_code == 403


def test_who_may_not_reads_whom_to_ask(made: Made) -> None:
    official("cora", made.first)
    official("staf", made.first, role=Role.STAFF)
    text = browser(official("sleutel", made.first, role=Role.KEY_HOLDER)).get(
        "/desk/GR2022_Almere/0034/messages/"
    )
    assert "cora, staf" in text.content.decode()


def test_two_roles_are_both(made: Made) -> None:
    both = official("both", made.first, role=Role.AUDITOR)
    Membership.objects.create(user=both, municipality=made.first.row, role=Role.KEY_HOLDER)
    theirs = browser(both)
    assert theirs.get("/desk/GR2022_Almere/0034/messages/").status_code == 200
    assert theirs.get("/desk/GR2022_Almere/0034/release/confirm/hold/").status_code == 200


def test_the_bar_shows_what_is_for_the_role(made: Made) -> None:
    text = browser(official("sleutel", made.first, role=Role.KEY_HOLDER)).get("/desk/GR2022_Almere/0034/")
    bar = text.content.decode().split("bar__nav")[1].split("</nav>")[0]
    links = set(re.findall(r'href="/desk/GR2022_Almere/0034/([a-z-]*)/?"', bar))
    assert "release" in links
    assert not links & {"messages", "control", "paper", "station-app"}


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
