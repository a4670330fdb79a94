"""A chair with a browser, at a moment of the day."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from stemdag import clock
from stemdag.capture import codes
from stemdag.domain.count import Count, fields
from stemdag.elections import models
from tests.capture.device import APP
from tests.conftest import ROOT
from tests.factories import Made, at, make_election


class Wall:
    """The clock on the wall, set by the test."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def set(self, clock_text: str) -> None:
        self.moment = at(clock_text)


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Wall:
    """It is 22:30 on election day. Without TLS, which the test client does not speak."""
    settings.SECURE_SSL_REDIRECT = False
    set_by_test = Wall(at("22:30"))
    monkeypatch.setattr(clock, "now", lambda: set_by_test.moment)
    return set_by_test


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Fails where the app that is served is not what its sources give."""
    folder, served = tmp_path_factory.mktemp("app") / "built", APP.parent / "built"
    subprocess.run([sys.executable, ROOT / "scripts/app.py", folder], check=True, stdout=subprocess.DEVNULL)
    for path in folder.iterdir():
        there = served / path.name
        assert there.is_file(), f"{there} is missing; run `make setup`"
        assert there.read_bytes() == path.read_bytes(), f"{there} is of other sources; run `make setup`"
    assert len([*folder.iterdir()]) == len([*served.iterdir()]), "more was built once; run `make setup`"


@pytest.fixture(autouse=True)
def as_it_is(request: pytest.FixtureRequest) -> None:
    """A browser gets the app as it was built; a test of another one would show nothing."""
    if request.node.get_closest_marker("browser"):
        request.getfixturevalue("built")


@pytest.fixture
def made(db: None) -> Made:
    return make_election()


SignIn = Callable[[models.Station], Client]


@pytest.fixture
def sign_in() -> SignIn:
    """A browser that has signed in with a fresh code of the station."""

    def enter(station: models.Station) -> Client:
        client = Client(headers={"accept-language": "en"})
        code = codes.issue(station.municipality, [station], clock.now() + timedelta(days=1))[station.number]
        response = client.post("/station/sign-in", {"code": code})
        assert response.status_code == 302, response.content.decode()
        return client

    return enter


@pytest.fixture
def chair(made: Made, sign_in: SignIn) -> Client:
    """Signed in at station 1, which was opened."""
    client = sign_in(made.first.station)
    assert client.post("/station/open", {"client_id": str(uuid4())}).status_code == 302
    return client


def form(count: Count, *, action: str = "send", **about: object) -> dict[str, object]:
    """The count as the fields of a form. `about` replaces what stands around it; None leaves a field out."""
    numbers = {mark: "" if number is None else str(number) for mark, number in fields(count).items()}
    posted: Mapping[str, object] = {
        **numbers,
        "boxes": sorted(count.boxes or ()),
        "explained": sorted(count.explained or ()),
        "client_id": str(uuid4()),
        "nonce": secrets.token_hex(32),
        "version": "1",
        "action": action,
        "seen": "",
        **{name.replace("__", "."): value for name, value in about.items()},
    }
    return {name: value for name, value in posted.items() if value is not None}
