"""Side exits of what is sealed to the intake key: sizes of exports and photos, and what is opened of them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse

from stemdag import clock
from stemdag.capture import brought as by_a_device
from stemdag.desk.control import carried, carried_views
from stemdag.desk.control import opening as control
from stemdag.domain import export, padded
from stemdag.domain.count import fields
from stemdag.elections import sealing
from stemdag.journal.append import Fact, File, append
from stemdag.journal.models import SealedFile
from stemdag.seal.envelope import OVERHEAD
from stemdag.server import middleware
from tests.capture.device import APP
from tests.capture.tablet import Tablet
from tests.capture.test_device_checks import altered
from tests.embargo.scene import (
    CONTROL,
    MARKED,
    PASSPHRASE,
    REASON,
    Scene,
    assert_nowhere,
    dump,
    sessions,
    wrapped,
)
from tests.exports import DEVICE, count_fact, fact, on_the_device, place

SEALED = f"{CONTROL}sealed/"
#: Where a readable export would stand as it was sent.
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4}){100,}")
#: Numbers as a photo of the record would show them; searched for in all that is kept.
PHOTO = b"\xff\xd8\xff\xe0" + json.dumps(fields(MARKED)).encode()


def call(scene: Scene, numbers: Mapping[str, object], before: int = 0) -> list[Any]:
    """How the app exports, at station 1, a count and so many bytes before it."""
    row = scene.made.first.row
    where = {"intakePublic": bytes(row.intake_public or b""), "device": DEVICE} | place(row, 1)
    facts = [
        fact("message.sent", 1, texts={"text": "x" * before}),
        count_fact(numbers, 2, texts={"reason": REASON}),
    ]
    return ["export", "sealExport", facts, where]


# Sizes

_APP = {"folder": APP}


def exports_of_one_size(scene: Scene) -> None:
    """A vote more is no byte more, wherever the edge of a bucket lies."""
    marks = [mark for mark, number in fields(MARKED).items() if number is not None]
    few, many = (
        on_the_device(
            [call(scene, dict.fromkeys(marks, number), before) for before in range(4_000, 8_000, 100)],
            _APP["folder"],
        )
        for number in (0, 271_828_183)
    )
    assert [len(each) for each in few] == [len(each) for each in many]
    # In sizes of which there are few.
    head = len(export.pack(export.Place("GR2022_Almere", "0034", 1), b""))
    assert {len(each) - OVERHEAD - head for each in few} == {8 * 1024, 12 * 1024}


def _leaky(scene: Scene, monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    (scene.folder / "leaky").mkdir()
    folder = altered(scene.folder / "leaky", "export.js", old, new)
    (folder.parent / "lib").symlink_to(APP.parent / "lib")
    monkeypatch.setitem(_APP, "folder", folder)


def an_export_as_large_as_its_numbers(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    _leaky(scene, monkeypatch, 'fact.kind !== "count.sent"', "true")


def an_export_without_buckets(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = "LABEL.length + 4 + data.length"
    _leaky(scene, monkeypatch, f"bucket({bare})", bare)


def photos_of_one_size(scene: Scene) -> None:
    row = scene.made.first.row
    for data in (PHOTO, PHOTO + bytes(500_000)):
        assert len(sealing.seal_intake(row, 1, data)) == sealing.PHOTO_SIZE + OVERHEAD


def a_photo_as_large_as_it_is(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(padded, "pad", lambda _label, data, _size: data)


# What is kept of them, and of an opening


def brought(scene: Scene) -> list[str]:
    """An export that the office takes in, and a photo that the station sent; their addresses."""
    official, row = scene.official, scene.made.first.row
    official.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    upload = SimpleUploadedFile("x.stemdag", *on_the_device([call(scene, fields(MARKED))]))
    taken_in = official.post(f"{SEALED}add/", {"client_id": str(uuid4()), "file": upload})
    assert taken_in.status_code == 302
    file, facts = sealing.photographed(row, 1, PHOTO)
    sent = append(
        Fact(
            row.election.eml_id,
            row.code,
            "record.photographed",
            at=clock.now(),
            by="station:1",
            client_id=uuid4(),
            station=1,
            facts=facts,
            file=file,
        )
    )
    return [taken_in["Location"], f"{SEALED}{sent.seq}/"]


def opened(scene: Scene) -> list[Any]:
    """The answers of every opening of both: the list, the numbers, the photo."""
    official = scene.official
    carried_in, photo = brought(scene)
    look = {"reason": "nagevraagd"}
    return [
        official.post(f"{carried_in}open/", look | {"step": 1}),
        official.post(f"{carried_in}open/", look | {"step": 2}),
        official.post(f"{photo}open/", look | {"step": 1}),
    ]


def sealed_where_it_lies(scene: Scene) -> None:
    """Nothing readable is stored, taken for sealed, or left by an opening."""
    listed, numbers, photo = opened(scene)
    assert_nowhere("the first step", listed.content)
    assert b"271828183" in numbers.content
    assert base64.b64encode(PHOTO) in photo.content
    found = dump()
    assert_nowhere("the database", found)
    assert scene.made.first.intake_private not in found
    assert_nowhere("a session", repr(sessions()).encode())
    clear = json.dumps(fields(MARKED)).encode().ljust(8 * 1024 + OVERHEAD)
    readable = export.pack(export.Place("GR2022_Almere", "0034", 1), clear)
    upload = SimpleUploadedFile("x", readable)
    answer = scene.official.post(f"{SEALED}add/", {"client_id": str(uuid4()), "file": upload})
    assert answer.status_code == 422
    # By another station's device as well: a sealed one lies as it came, a readable one is refused.
    helper = Tablet(scene.made, 2, client=scene.stranger())
    [sealed] = on_the_device([call(scene, fields(MARKED))])
    brought_in = [
        helper.fact("export.carried", {"export": base64.b64encode(each).decode()})
        for each in (sealed, readable)
    ]
    assert [each["state"] for each in helper.send(*brought_in)] == ["taken", "refused"]
    found = dump()
    assert_nowhere("the database", found)
    assert_nowhere("the database", b"".join(base64.b64decode(each) for each in re.findall(_BASE64, found)))


def stored_readable(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(plain: bytes, *_: object) -> bytes:
        SealedFile.objects.update(sealed=plain)
        return plain

    wrapped(monkeypatch, control, "open_intake", tell)


def taken_for_sealed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "FORM", b"")


def stored_as_another_device_sent_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_a_device, "carried", lambda _row, data: (1, File("export", data), {"size": 0}))


def numbers_in_the_first_step(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "NUMBERS", carried.LIST)


def an_opened_export_in_the_session(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(response: HttpResponse, request: HttpRequest, *_: object) -> HttpResponse:
        request.session["last"] = response.content.decode()
        return response

    wrapped(monkeypatch, carried_views, "page", tell)


def openings_are_not_kept(scene: Scene) -> None:
    answers = opened(scene)
    assert [each.status_code for each in answers] == [200] * 3
    assert b'src="data:image/jpeg;base64,' in answers[2].content
    assert {each.get("Cache-Control") for each in answers} == {"no-store"}
    assert not any(each.has_header(name) for each in answers for name in ("ETag", "Last-Modified"))


def a_photo_that_may_be_kept(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def allow(get_response: middleware.Handler) -> middleware.Handler:
        inner = no_store(get_response)

        def handle(request: HttpRequest) -> HttpResponse:
            response = inner(request)
            if b"data:image/" in response.content:
                response["Cache-Control"] = "private, max-age=60"
            return response

        return handle

    no_store = middleware.no_store
    monkeypatch.setattr(middleware, "no_store", allow)
