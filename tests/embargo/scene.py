"""A polling station and an election office on the evening, at their real doors, with everything that is kept.

Nothing is made before it is asked for, so that a test may open a side exit first.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.fixtures import Settings

from stemdag import clock
from stemdag.capture import codes, intake
from stemdag.desk.models import Membership
from stemdag.domain.count import Count, fields
from stemdag.elections.form import Submission
from tests.capture.conftest import form
from tests.capture.tablet import Tablet
from tests.capture.test_side_exits import MARKED, REASON, assert_nowhere, dump, headers, wipe
from tests.factories import PASSPHRASE, Made, at, make_election

#: A count on which F.305 and others stand, so that it is held.
HELD = replace(MARKED, more=2)
ENGLISH = {"accept-language": "en"}
CONTROL = "/desk/GR2022_Almere/0034/control/"


@dataclass
class Scene:
    """The doors, and what lies behind them. `folder` is the test's own."""

    folder: Path
    settings: Settings
    stack: ExitStack
    written: io.StringIO = field(default_factory=io.StringIO)

    @cached_property
    def made(self) -> Made:
        return make_election()

    @cached_property
    def chair(self) -> Client:
        """The browser at station 1."""
        return self.at_station(1)

    def at_station(self, number: int) -> Client:
        """A browser that has signed in at a station and opened it."""
        row = self.made.first.stations[number]
        issued = codes.issue(row.municipality, [row], clock.now() + timedelta(days=1))
        client = self.stranger()
        assert client.post("/station/sign-in", {"code": issued[number]}).status_code == 302
        assert client.post("/station/open", {"client_id": str(uuid4())}).status_code == 302
        return client

    @cached_property
    def tablet(self) -> Tablet:
        """A device of station 1 with the app, which has opened the station."""
        tablet = Tablet(self.made, client=self.stranger())
        assert tablet.send(tablet.fact("station.opened"))[0]["state"] == "taken"
        return tablet

    @cached_property
    def official(self) -> Client:
        user = User.objects.create(username="anna", is_staff=True, is_superuser=True)
        Membership.objects.create(user=user, municipality=self.made.first.row)
        client = self.stranger()
        client.force_login(user)
        return client

    def stranger(self, **options: Any) -> Client:
        return Client(headers=ENGLISH, raise_request_exception=False, **options)

    def log(self) -> str:
        """What the server's log has so far, in the form that the settings give it."""
        return self.written.getvalue()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log().splitlines()]

    def listen(self) -> None:
        """Write the log of the settings down, of every logger and at every level."""
        made = self.settings.LOGGING["formatters"]["lines"]["()"]
        handler = logging.StreamHandler(self.written)
        handler.setFormatter(made())
        for name in ("", "django"):
            logger = logging.getLogger(name)
            self.stack.callback(logger.setLevel, logger.level)
            self.stack.callback(logger.removeHandler, handler)
            logger.addHandler(handler)
            logger.setLevel(logging.DEBUG)


def send(client: Client, count: Count, *, action: str = "send", **about: object) -> Any:
    """The chair's form with this count, the errors on it seen."""
    given = {"seen": "F.301 F.302 F.303 F.304 F.305 F.306 F.307 F.308"} | about
    return client.post("/station/count", form(count, action=action, **given))


def evening(scene: Scene) -> list[Any]:
    """A chair checks, sends a count with an error, corrects it, and makes mistakes; the answers."""
    chair = scene.chair
    answers = [
        send(chair, HELD, action="check"),
        send(chair, HELD),
        send(chair, MARKED, version="1"),
        send(chair, MARKED, version="2", reason=REASON),
        send(chair, MARKED, version="3", reason=REASON, A="271828183x"),
        chair.get("/station/count"),
    ]
    assert [each.status_code for each in answers] == [200, 302, 409, 302, 422, 200]
    return answers


def evening_with_the_app(scene: Scene) -> list[Any]:
    """The same by the app's door, a repeat and a count that is not one among them; the answers."""
    tablet = scene.tablet
    first = tablet.count(HELD)
    odd = tablet.count(MARKED, 3, reason=REASON)
    odd["facts"]["numbers"]["A"] = "271828183x"
    foreign = tablet.count(MARKED, 2)
    foreign["facts"]["numbers"]["E.271828183"] = "141421356"
    broken = tablet.count(MARKED, 2, reason=REASON) | {"seq": 271828183.5}
    given = [first, first, odd, foreign, broken, tablet.count(MARKED, 2, reason=REASON)]
    answers = [tablet.post(each) for each in given]
    states = [each.json()["answers"][0]["state"] for each in answers]
    assert states == ["taken", "known", "refused", "refused", "refused", "taken"]
    return answers


def sessions() -> list[dict[str, Any]]:
    """What the session store holds. It is compressed there, so that a search of the rows would miss it."""
    return [each.get_decoded() for each in Session.objects.all()]


def failing(scene: Scene) -> Any:
    """The answer where the intake breaks down with the numbers in its hands and in its words."""

    def take(place: object, submission: Submission, *_: object) -> None:
        numbers = fields(MARKED)
        raise RuntimeError(f"could not take {numbers}")

    tablet = scene.tablet
    with patch.object(intake, "take", take):
        response = send(scene.chair, MARKED)
        by_app = tablet.post(tablet.count(MARKED))
    assert (response.status_code, by_app.status_code) == (500, 500)
    assert_nowhere("the app's answer to a failure", by_app.content + headers(by_app))
    return response


def wrapped(monkeypatch: pytest.MonkeyPatch, of: Any, name: str, after: Callable[..., Any]) -> None:
    """Let `after(result, *arguments)` see what a function gives, and give something else."""
    before = getattr(of, name)

    def changed(*given: Any, **named: Any) -> Any:
        return after(before(*given, **named), *given)

    monkeypatch.setattr(of, name, changed)


def addresses() -> dict[str, str]:
    """Every address of the back office, by the name of its route."""
    found: dict[str, str] = {}
    known = {"election": "GR2022_Almere", "code": "0034", "number": 1, "act": "hold", "seq": 1, "person": 1}

    def walk(patterns: list[Any], space: str) -> None:
        for each in patterns:
            if isinstance(each, URLResolver):
                walk(each.url_patterns, f"{each.namespace}:" if each.namespace else space)
            elif isinstance(each, URLPattern):
                names = each.pattern.regex.groupindex
                found[f"{space}{each.name}"] = reverse(
                    f"{space}{each.name}", kwargs={name: known[name] for name in names}
                )

    walk(get_resolver().url_patterns, "")
    return found


Leak = Callable[[Scene, pytest.MonkeyPatch], None]

__all__ = [
    "CONTROL",
    "HELD",
    "MARKED",
    "PASSPHRASE",
    "REASON",
    "Leak",
    "Scene",
    "addresses",
    "assert_nowhere",
    "at",
    "dump",
    "evening",
    "evening_with_the_app",
    "failing",
    "headers",
    "send",
    "sessions",
    "wipe",
    "wrapped",
]
