"""Side exits of what the office decides of a count: typed by telephone, handed back with fields marked."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse

from stemdag.desk.control import opening, telephone, telephone_views
from stemdag.journal.append import Fact
from tests.capture.conftest import form
from tests.embargo.scene import (
    CONTROL,
    HELD,
    MARKED,
    PASSPHRASE,
    REASON,
    Scene,
    assert_nowhere,
    dump,
    headers,
    send,
    sessions,
    wrapped,
)

SEEN = "F.201 F.202 F.203 F.301 F.302 F.303 F.304 F.305 F.306 F.307 F.308 F.309 F.310 F.313"


def typed_by_telephone_sealed(scene: Scene) -> None:
    official, address = scene.official, f"{CONTROL}1/"
    assert send(scene.chair, HELD).status_code == 302
    official.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    for step in (1, 2):
        official.post(f"{address}open/", {"version": 1, "step": step, "reason": "gebeld"})
    opened = official.post(f"{address}type/", {"version": 1})
    assert b'name="E.1"' in opened.content
    empty = official.get(f"{address}type/")
    assert_nowhere("an empty form", empty.content)
    about = {"version": "2", "reason": REASON, "seen": SEEN}
    checked = official.post(f"{address}propose/", form(MARKED, action="check", **about))
    sent = official.post(f"{address}propose/", form(MARKED, action="send", **about))
    assert (checked.status_code, sent.status_code) == (200, 302)
    for each in (opened, checked, sent):
        assert_nowhere("a header", headers(each))
        assert each["Cache-Control"] == "no-store"
    assert_nowhere("the control page", official.get(sent["Location"]).content)
    _nothing_kept(scene)


def marked_fields_in_the_dark(scene: Scene) -> None:
    official, address = scene.official, f"{CONTROL}1/"
    assert send(scene.chair, HELD).status_code == 302
    official.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    official.post(f"{address}open/", {"version": 1, "step": 1, "reason": "gebeld"})
    back = {"version": 1, "reason": "kijk nog eens", "marks": "E.5 c.5.1", "client_id": str(uuid4())}
    assert official.post(f"{address}return/", back).status_code == 302
    found = dump()
    assert b"E.5" not in found, "which field is wrong stands in a table"
    assert "E.5" not in scene.log(), "which field is wrong stands in the log"
    assert b"E.5" not in official.get(CONTROL).content
    _nothing_kept(scene)


def _nothing_kept(scene: Scene) -> None:
    assert_nowhere("the database", dump())
    assert_nowhere("a session", repr(sessions()).encode())
    assert_nowhere("the log", scene.log().encode())


def the_typed_form_in_the_session(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(response: HttpResponse, request: HttpRequest, *_: object) -> HttpResponse:
        request.session["typed"] = response.content.decode()
        return response

    wrapped(monkeypatch, telephone_views, "page", tell)


def a_total_in_the_typed_entry(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    append = telephone.append

    def told(fact: Fact) -> object:
        return append(replace(fact, facts={**fact.facts, "total": MARKED.lists[1].total}))

    monkeypatch.setattr(telephone, "append", told)


def marks_in_the_entry(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    write = opening.write
    monkeypatch.setattr(
        opening,
        "write",
        lambda *given, facts=None, texts=None, **more: write(
            *given, facts={**(facts or {}), "marks": (texts or {}).get("marks", "")}, texts=texts, **more
        ),
    )
