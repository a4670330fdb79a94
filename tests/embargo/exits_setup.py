"""Side exits of the set-up: a file with counts that is brought in as a definition."""

from __future__ import annotations

import io
import zipfile
from typing import NoReturn

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest

from stemdag.desk.models import Operator
from stemdag.desk.setting_up import overview
from stemdag.elections.proposals import Upload
from stemdag.files import definitions
from stemdag.files.errors import Unreadable
from tests.embargo.exits_stores import official_count
from tests.embargo.scene import Scene, assert_nowhere, dump, headers, sessions, wrapped

SETUP = "/desk/GR2022_Almere/0034/setup/files/"


def counts_are_no_definition(scene: Scene) -> None:
    """Refused before anything of it is read, at the set-up and where an election is made, packed or not."""
    data = official_count(scene).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("telling.eml.xml", data)
    official = scene.official
    Operator.objects.create(user_id=official.session["_auth_user_id"])
    for address in (SETUP, "/desk/new/"):
        for name, given in {"telling.eml.xml": data, "alles.zip": packed.getvalue()}.items():
            answer = official.post(address, {"files": [SimpleUploadedFile(name, given)]})
            assert answer.status_code == 422
            assert_nowhere("the answer", answer.content)
            assert_nowhere("a header or a cookie", headers(answer))
    assert_nowhere("the database", dump())
    assert_nowhere("a session", repr(sessions()).encode())
    assert_nowhere("the log", scene.log().encode())


def a_reader_that_repeats(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: str, data: bytes, *_: object) -> NoReturn:
        raise Unreadable(source, "", f"What is this? {data.decode(errors='replace')}", "")

    monkeypatch.setattr(definitions, "_one", refuse)


def the_file_in_the_session(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(found: list[Upload], request: HttpRequest) -> list[Upload]:
        request.session["files"] = found[0][1].decode(errors="replace")
        return found

    wrapped(monkeypatch, overview, "uploads", keep)
