"""A side exit: what is got by an address, of every page of the back office, by who opened all that opens."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from stemdag.desk.board import rows
from stemdag.desk.control import looked_views, opening
from tests.embargo.exits_control import OURS, SEEN
from tests.embargo.exits_stores import official_count
from tests.embargo.scene import (
    CONTROL,
    PASSPHRASE,
    Scene,
    addresses,
    assert_nowhere,
    headers,
    send,
    wrapped,
)


def nothing_got_by_an_address(scene: Scene) -> None:
    """Counts come as the answer to a form alone: so none stands in an address, a history or a renewal."""
    file = official_count(scene)
    assert send(scene.chair, OURS, seen=SEEN).status_code == 302
    official = scene.official
    official.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    _open_all(official, file.read_bytes())
    shown = set()
    for name, address in addresses().items():
        for renewing in ({}, {"HX-Request": "true"}):
            answer = official.get(f"{address}?accepted=1&returned=1&typed=1&station=1", headers=renewing)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert_nowhere(address, content + headers(answer))
            if answer.status_code == 200:
                shown.add(name)
    # Signed in and unlocked to the end, or this would prove little.
    assert {"desk:board", "desk:looked-csv", "desk:publication", "desk:count", "desk:typed"} <= shown


def _open_all(official: Any, file: bytes) -> None:
    look: dict[str, object] = {"reason": "nagevraagd", "version": 1, "official": 1}
    assert official.post(
        f"{CONTROL}official/add/", {"file": SimpleUploadedFile("telling.eml.xml", file)}
    ).content.count(b"2 stations are here")
    for page in ("compare", "across", "1"):
        for step in (1, 2):
            assert official.post(f"{CONTROL}{page}/open/", look | {"step": step}).status_code == 200
    typed = official.post(f"{CONTROL}1/type/", look)
    explained = {"step": 1, "place": "E.1", "client_id": str(uuid4())}
    said = official.post(f"{CONTROL}compare/1/explain/", look | explained)
    assert (typed.status_code, said.status_code) == (200, 200)


def _seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    seen: list[int] = []

    def tell(found: Any, *_: object) -> Any:
        seen.append(found[0].lists[2].total)
        return found

    wrapped(monkeypatch, opening, "decode", tell)
    return seen


def in_a_row_of_the_board(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _seen(monkeypatch)
    wrapped(monkeypatch, rows, "render_to_string", lambda text, *_: f"{text}<!-- {seen} -->")


def in_the_table_of_who_looked(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _seen(monkeypatch)
    wrapped(monkeypatch, looked_views.looked, "table", lambda text, *_: f"{text}{seen}")
