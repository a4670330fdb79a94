"""Side exits into what is kept: envelopes, sessions, caches, files, what an import says, a real address."""

from __future__ import annotations

import base64
import hashlib
import re
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from typer.testing import CliRunner

from stemdag import cli
from stemdag.capture import intake
from stemdag.capture.views import count as count_view
from stemdag.desk.control import opening as control
from stemdag.desk.control import views as control_views
from stemdag.domain import receipt
from stemdag.domain.ballot import Ballot
from stemdag.domain.count import fields
from stemdag.domain.election import Area
from stemdag.elections import archive as archives
from stemdag.elections import importing, models, sealing
from stemdag.elections.form import Submission
from stemdag.elections.values import ballot_json
from stemdag.files import CountFile, UnitCount
from stemdag.gate import day as gate_day
from stemdag.journal import aside
from stemdag.journal.models import Envelope
from stemdag.publish import write
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer, WrongTarget
from stemdag.server import backup as backups
from tests.capture.conftest import form
from tests.embargo.scene import (
    CONTROL,
    HELD,
    MARKED,
    PASSPHRASE,
    Leak,
    Scene,
    assert_nowhere,
    at,
    dump,
    evening,
    send,
    sessions,
    wrapped,
)
from tests.factories import LISTS, make_count, make_election
from tests.files.made import as_eml, election
from tests.publish import days

# One size per ballot; what lies in the database, the session, the cache and the temporary folder.


def one_size(scene: Scene) -> None:
    for number, count in ((1, make_count(votes={1: 98})), (2, HELD)):
        assert send(scene.at_station(number), count).status_code == 302
    rows = Envelope.objects.values_list("release", "control")
    assert len(rows) == 2
    assert len({(len(release), len(control)) for release, control in rows}) == 1


def padding_left_out(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    wrapped(monkeypatch, sealing, "encode", lambda plain, *_: plain.rstrip(b"\0"))


def in_envelopes_alone(scene: Scene) -> None:
    bodies: list[bytes] = []
    codes: list[str] = []
    body = Submission.body

    def kept(self: Submission) -> bytes:
        assert self.count is not None
        bodies.append(body(self))
        # The receipt's code as anybody could make it who tries out counts.
        guessed = receipt.Sent(scene.made.row.eml_id, "0034", 1, self.version, bytes(receipt.NONCE_SIZE))
        codes.append(receipt.code(guessed, fields(self.count)))
        return bodies[-1]

    with patch.object(Submission, "body", kept):
        evening(scene)
    assert Envelope.objects.count() == 2
    found = dump()
    assert_nowhere("the database", found)
    assert_nowhere("a session", repr(sessions()).encode())
    for body in bodies:
        digest = hashlib.sha256(body)
        assert digest.digest() not in found, "a hash of a small number is the number"
        assert digest.hexdigest().encode() not in found
    for code in codes:
        assert code.encode() not in found, "a code that anybody can make from a count is the count"


def keeping(keep: Callable[[HttpRequest], None], name: str) -> Leak:
    """A leak that keeps what came in a form."""

    def leak(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        def tell(response: HttpResponse, request: HttpRequest, *_: object) -> HttpResponse:
            keep(request)
            return response

        wrapped(monkeypatch, count_view, "_posted", tell)

    leak.__name__ = name
    return leak


in_the_session = keeping(lambda got: got.session.update({"draft": got.POST.dict()}), "in_the_session")
in_the_cache = keeping(lambda got: cache.set("draft", got.POST.dict()), "in_the_cache")


def as_a_code(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    made = receipt.code
    monkeypatch.setattr(
        intake.receipt,
        "code",
        lambda sent, numbers: made(replace(sent, nonce=bytes(receipt.NONCE_SIZE)), numbers),
    )


def as_a_hash(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "commit", lambda _, body: hashlib.sha256(body).digest())


def as_plain_text(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "seal", lambda _chain, _client_id, _name, text: text.encode())


def no_temporary_files(scene: Scene) -> None:
    made: list[str] = []

    def spy(*_: object, **named: Any) -> Any:
        made.append(str(named))
        return temporary(dir=scene.folder)

    temporary = tempfile.NamedTemporaryFile
    for size in (1, 10_000):  # a small file, and one larger than what Django keeps in memory
        upload = SimpleUploadedFile("tally.csv", str(MARKED).encode() * size)
        with patch("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", spy):
            scene.chair.post("/station/count", form(MARKED) | {"photo": upload})
    assert made == []


def uploads_on_disk(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]


# A backup is a copy of the database, and goes where copies go.


def backups_tell_nothing(scene: Scene) -> None:
    evening(scene)
    path = scene.folder / "evening.backup"
    backups.backup(path, at("22:40"))
    with zipfile.ZipFile(path) as archive:
        whole = b"\0".join(archive.read(name) for name in archive.namelist())
    # PostgreSQL writes bytes as hexadecimal digits.
    found = re.findall(rb"\\+x((?:[0-9a-f]{2})+)", whole)
    whole = b"\0".join([whole, *(bytes.fromhex(each.decode()) for each in found)])
    assert_nowhere("a backup", whole)
    keys = list(Session.objects.values_list("session_key", flat=True))
    assert keys
    assert not [key for key in keys if key.encode() in whole], "a backup signs somebody in"


def archives_tell_nothing(scene: Scene) -> None:
    evening(scene)
    to = scene.folder / "kept"
    done = CliRunner().invoke(
        cli.program(), ["archive", "GR2022_Almere", "--to", str(to), "--target", str(scene.folder / "none")]
    )
    assert done.exit_code == 0, done.output
    assert (to / "envelopes/0034.jsonl").read_bytes().count(b"\n") == 2
    whole = b"\0".join(path.read_bytes() for path in sorted(to.rglob("*")) if path.is_file())
    assert_nowhere("an archive", whole + done.output.encode())


def texts_in_every_archive(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    members = archives.members
    monkeypatch.setattr(archives, "members", lambda row, heads, **_: members(row, heads, texts=True))


def sessions_in_backups(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "LEFT_OUT", frozenset())


# The control view: numbers behind a second step, and only in the answer; its key nowhere whole.


def opened_for_the_answer(scene: Scene) -> None:
    send(scene.chair, HELD)
    official = scene.official
    official.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    look = {"version": 1, "reason": "nagevraagd"}
    first, second = (official.post(f"{CONTROL}1/open/", look | {"step": step}) for step in (1, 2))
    assert b"F.305" in first.content
    assert_nowhere("the first step", first.content)
    assert b"271,828,183" in second.content
    found = dump()
    assert_nowhere("the database", found)
    assert scene.made.first.control_private not in found
    assert_nowhere("a session", repr(sessions()).encode())
    assert all(scene.made.first.control_private not in _decoded(each) for each in sessions())


def _decoded(value: object) -> bytes:
    """Everything in a session that is base64, as bytes."""
    if isinstance(value, dict):
        return b"\0".join(_decoded(each) for each in value.values())
    try:
        return base64.b64decode(str(value))
    except ValueError:
        return b""


def key_in_the_session(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control.session, "hold", lambda private, *_: private)
    monkeypatch.setattr(control.session, "take", lambda held, *_: held)


def page_in_the_session(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(response: HttpResponse, request: HttpRequest, *_: object) -> HttpResponse:
        request.session["last"] = response.content.decode()
        return response

    wrapped(monkeypatch, control_views, "page", tell)


# Official files: sealed at the door, and an import that says no figure.


def official_count(scene: Scene) -> Path:
    """A file whose sums do not hold, as files are: each difference is an oddity."""
    row = scene.made.first.row
    area = Area(row.code, row.name)
    units = tuple(UnitCount(f"{row.code}::SB{n}", "Stadhuis", n, None, 900, MARKED, 0, {}) for n in (1, 2))
    total = UnitCount(area.code, area.name, None, None, 4_000, replace(MARKED, blank=1), 0, {})
    values = replace(election(code=row.code, name=row.name), id=row.election.eml_id)
    bare = Ballot(tuple(replace(each, candidates=()) for each in LISTS))
    row.ballot = ballot_json(bare)
    row.save()
    path = scene.folder / "official.eml.xml"
    path.write_bytes(as_eml(CountFile("", "510b", values, area, bare, total, units)))
    return path


def official_files_sealed(scene: Scene) -> None:
    path, told = official_count(scene), scene.folder / "told.json"
    done = CliRunner().invoke(cli.program(), ["import", str(path), "--json", str(told)])
    assert done.exit_code == 0, done.output
    assert "total-differs-from-units" in done.output
    assert Envelope.objects.filter(source="official").count() == 2
    assert_nowhere("what the import says", done.output.encode() + told.read_bytes())
    assert_nowhere("the database", dump())
    path.write_text(path.read_text().replace(">271828183<", ">271828183x<"))
    refused = CliRunner().invoke(cli.program(), ["import", str(path)])
    assert refused.exit_code == 2
    assert_nowhere("what the import refuses", refused.output.encode())


def import_says_figures(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_told", lambda file: file.oddities)


# A test election never stands at a real address.


def rehearsals_apart(scene: Scene) -> None:
    rehearsed = days.day(days.municipality(2), rehearsal=True)
    real = DirectoryTarget(scene.folder / "public")
    Writer(real, rehearsal=False).write(tree(days.day(days.municipality(2))), at("22:30"))
    with pytest.raises(WrongTarget):
        Writer(real, rehearsal=True).write(tree(rehearsed), at("22:30"))
    make_election(eml_id="GR2022_Proef", rehearsal=True)
    make_election(eml_id="GR2022_Echt")
    gate = gate_day.Days(rehearsal=False)
    gate.define()
    assert [each.election.id for each in gate.public(at("22:30")).elections] == ["GR2022_Echt"]


def at_any_address(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "check_marker", lambda *_: None)


def in_one_tree(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    every = SimpleNamespace(filter=lambda **_: models.Election.objects.all())
    monkeypatch.setattr(gate_day, "models", SimpleNamespace(Election=SimpleNamespace(objects=every)))
