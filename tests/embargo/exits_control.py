"""Side exits of counts that are opened together: beside the official ones, and across stations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse

from stemdag.desk.control import compare_views, explained, gathered, record_form, record_views, records
from stemdag.desk.models import Membership
from stemdag.domain.count import Count, ListCount, fields
from stemdag.journal.append import File
from stemdag.journal.models import Envelope
from tests.embargo.exits_stores import official_count
from tests.embargo.scene import (
    CONTROL,
    HELD,
    MARKED,
    PASSPHRASE,
    Scene,
    assert_nowhere,
    dump,
    headers,
    send,
    sessions,
    wrapped,
)

#: Two votes of list 1 more than the official count has: the sums do not hold, so it is held as well.
SEEN = " ".join(f"F.{code}" for code in (201, 202, 203, *range(301, 314)))
OURS = replace(HELD, lists={**MARKED.lists, 1: ListCount(MARKED.lists[1].total + 2)})


def opened_together_for_the_answer(scene: Scene) -> None:
    file = official_count(scene)
    assert send(scene.chair, OURS, seen=SEEN).status_code == 302
    official = scene.official
    official.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    upload = {"file": SimpleUploadedFile("telling.eml.xml", file.read_bytes())}
    taken = official.post(f"{CONTROL}official/add/", upload)
    assert b"2 stations are here" in taken.content
    look = {"reason": "nagevraagd"}
    first, second = (official.post(f"{CONTROL}compare/open/", look | {"step": step}) for step in (1, 2))
    assert "\N{MINUS SIGN}2".encode() in first.content
    assert b"271,828,183" in second.content
    across = official.post(f"{CONTROL}across/open/", look | {"step": 1})
    form = {"client_id": str(uuid4()), "step": 1, "version": 1, "official": 1, "place": "E.1"}
    said = official.post(f"{CONTROL}compare/1/explain/", form | look)
    assert b"nagevraagd" in said.content
    for form_of in ("csv", "pdf"):
        report = official.post(f"{CONTROL}report/", {"form": form_of})
        assert (report.status_code, report["Cache-Control"]) == (200, "no-store")
        assert_nowhere("a header", headers(report))
        assert (b"271828183" in report.content) is (form_of == "csv")
    looked = official.get(f"{CONTROL}looked/")
    for each in (taken, first, across, said, looked):
        assert each.status_code == 200
        assert_nowhere("an answer without numbers", each.content)
    assert {each["Cache-Control"] for each in (first, second, across, said)} == {"no-store"}
    found = dump()
    assert_nowhere("the database", found)
    assert b"E.1" not in found, "where it differs stands in a table"
    assert_nowhere("a session", repr(sessions()).encode())
    assert_nowhere("the log", scene.log().encode())


def the_comparison_in_the_session(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(response: HttpResponse, request: HttpRequest, *_: object) -> HttpResponse:
        request.session["seen"] = request.session.get("seen", "") + response.content.decode()
        return response

    wrapped(monkeypatch, compare_views, "page", tell)


def numbers_beside_each_other_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_views.gathered, "NUMBERS", gathered.DIFFERENCES)


def a_total_in_the_entry(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def tell(found: Any, *_: object) -> Any:
        seen.append(found[0].lists[1].total)
        return found

    write = gathered.write
    wrapped(monkeypatch, gathered, "decode", tell)
    monkeypatch.setattr(
        gathered,
        "write",
        lambda *given, facts, **more: write(*given, facts=facts | {"lists": list(seen)}, **more),
    )


def where_it_differs_in_the_entry(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    write = explained.write
    monkeypatch.setattr(
        explained,
        "write",
        lambda *given, facts, texts, **more: write(*given, facts=facts | texts, texts={}, **more),
    )


# A record that is typed twice: the first lies sealed, and is shown only to who typed it second.


def typed_records_sealed(scene: Scene) -> None:
    anna, address = scene.official, f"{CONTROL}typed/1/"
    bert = scene.stranger()
    user = User.objects.create(username="bert")
    Membership.objects.create(user=user, municipality=scene.made.first.row)
    bert.force_login(user)
    for each in (anna, bert):
        each.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    numbers = {mark: str(each) for mark, each in fields(MARKED).items() if each}
    first = anna.post(f"{address}send/", numbers | {"client_id": str(uuid4())})
    assert first.status_code == 302
    assert_nowhere("a header", headers(first))
    for client in (anna, bert):
        for page in (address, f"{CONTROL}official/", f"{CONTROL}sealed/", f"{CONTROL}looked/"):
            assert_nowhere(page, client.get(page).content)
    slip = numbers | {"E.1": "271828184", "client_id": str(uuid4())}
    differing = bert.post(f"{address}send/", slip)
    assert b"271,828,183" in differing.content
    assert differing["Cache-Control"] == "no-store"
    assert bert.post(f"{address}send/", numbers | {"client_id": str(uuid4())}).status_code == 302
    assert Envelope.objects.filter(source="official").count() == 1
    found = dump()
    assert_nowhere("the database", found)
    assert b'"typed"' in found
    assert_nowhere("a session", repr(sessions()).encode())
    assert_nowhere("the log", scene.log().encode())


def a_record_stored_as_typed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(found: File, _row: object, _station: object, _version: object, count: Count) -> File:
        return replace(found, sealed=str(fields(count)).encode())

    wrapped(monkeypatch, records, "seal_typed", tell)
    monkeypatch.setattr(records, "beside_first", lambda *_: ())


def the_first_record_shown_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []

    def tell(found: record_form.Typed, *_: object) -> record_form.Typed:
        seen.append(dict(found.values))
        return found

    wrapped(monkeypatch, record_form, "read", tell)
    page = record_views.page

    def shown(request: HttpRequest, official: Any, template: str, context: Any, **more: Any) -> HttpResponse:
        return page(request, official, template, context | {"first_by": str(seen)}, **more)

    monkeypatch.setattr(record_views, "page", shown)
