"""A side exit: the page that asks who sits there carries a form along, and never what a count holds."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse

from stemdag.desk.people import fresh, sessions
from tests.capture.conftest import form
from tests.embargo.scene import CONTROL, HELD, PASSPHRASE, Scene, assert_nowhere, send
from tests.embargo.scene import sessions as kept


def a_confirmation_carries_no_count(scene: Scene) -> None:
    send(scene.chair, HELD)
    official = scene.official
    official.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    later = official.session
    later["confirmed"] -= sessions.FRESH
    later.save()
    # Whoever puts the numbers of a count into a form of the desk as well.
    sent = form(HELD, client_id=str(uuid4()), reason="nagevraagd")
    for act in ("open", "accept"):
        asked = official.post(f"{CONTROL}1/{act}/", sent)
        assert asked.status_code == 401
        assert b"nagevraagd" in asked.content
        assert_nowhere("a confirmation", asked.content)
        assert_nowhere("a session", repr(kept()).encode())


def all_that_was_sent(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = fresh._ask

    def tell(request: HttpRequest, who: Any, user: Any, _: object, status: int) -> HttpResponse:
        return ask(request, who, user, tuple(request.POST), status)

    monkeypatch.setattr(fresh, "_ask", tell)


def the_form_in_the_session(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = fresh._ask

    def keep(request: HttpRequest, *given: Any) -> HttpResponse:
        request.session["form"] = request.POST.dict()
        return ask(request, *given)

    monkeypatch.setattr(fresh, "_ask", keep)
