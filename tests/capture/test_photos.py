"""Photos of the signed record at the app's door: sealed on receipt, of one size, and nowhere readable."""

from __future__ import annotations

import io
import json
from base64 import b64encode
from typing import Any
from uuid import uuid4

import pytest

from stemdag import clock
from stemdag.capture import photos
from stemdag.capture.views.app import LARGEST
from stemdag.domain import padded
from stemdag.elections import tailored
from stemdag.elections.sealing import PHOTO_SIZE, intake_binding
from stemdag.journal.models import Entry, SealedFile
from stemdag.seal.envelope import OVERHEAD
from stemdag.seal.open import open_sealed
from tests.capture.conftest import Wall
from tests.capture.tablet import Tablet
from tests.capture.test_side_exits import MARKERS, dump, log, shapes, wipe
from tests.factories import Made

__all__ = ["log"]
pytestmark = [pytest.mark.store, pytest.mark.django_db]
#: A picture in which numbers of a count stand readable, as they do on a photo.
PICTURE = b"\xff\xd8\xff\xe0" + " ".join(map(str, MARKERS)).encode()


@pytest.fixture
def tablet(made: Made) -> Tablet:
    row = made.first.row
    tailored.tailor(row, {"photo_of_record": True}, clock.now(), "desk:1")
    found = Tablet(made)
    found.send(found.fact("station.opened"))
    return found


def photo(tablet: Tablet, picture: bytes = PICTURE) -> dict[str, Any]:
    return tablet.fact("record.photographed", {"photo": b64encode(picture).decode()})


def code(tablet: Tablet, *facts: dict[str, Any]) -> list[str | None]:
    return [each.get("code") for each in tablet.send(*facts)]


def test_a_photo_opens_with_the_intake_key_alone(made: Made, tablet: Tablet) -> None:
    fact = photo(tablet)
    [answer] = tablet.send(fact)
    assert answer["state"] == "taken"
    kept = SealedFile.objects.get()
    facts = json.loads(kept.entry.facts)
    assert (kept.kind, kept.entry.kind, kept.entry.station) == ("photo", "record.photographed", 1)
    assert set(facts) == {"file", "size", "told"}
    assert facts["size"] == PHOTO_SIZE
    assert len(kept.sealed) == PHOTO_SIZE + OVERHEAD
    binding = intake_binding(made.first.row, 1)
    plain = open_sealed(bytes(kept.sealed), made.first.intake_private, binding)
    assert padded.unpad(padded.PHOTO, plain) == PICTURE
    # The same again is known, and written once.
    [again] = tablet.send(fact)
    assert (again["state"], again["receipt"]) == ("known", answer["receipt"])
    assert SealedFile.objects.count() == 1


def test_what_is_refused_and_leaves_nothing(made: Made, tablet: Tablet, wall: Wall) -> None:
    assert code(tablet, photo(tablet, b"GIF89a")) == ["photo.form"]
    assert code(tablet, photo(tablet, b"\xff\xd8\xff" + bytes(PHOTO_SIZE))) == ["photo.large"]
    assert code(tablet, tablet.fact("record.photographed", {"photo": "not base64!"})) == ["fact.form"]
    assert code(tablet, tablet.fact("record.photographed", {"photo": 1})) == ["fact.form"]
    wall.set("20:59")
    assert code(tablet, photo(tablet)) == ["photo.early"]
    wall.set("22:30")
    made.first.row.intake_public = None
    made.first.row.save()
    assert code(tablet, photo(tablet)) == ["keys.no-intake"]
    tailored.tailor(made.first.row, {}, clock.now(), "desk:1")
    assert code(tablet, photo(tablet)) == ["photo.unwanted"]
    assert not SealedFile.objects.exists()
    assert not Entry.objects.filter(kind="record.photographed").exists()


def test_a_station_sends_so_many(tablet: Tablet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST", 2)
    last = photo(tablet)
    assert code(tablet, photo(tablet)) + code(tablet, last) == [None, None]
    assert code(tablet, photo(tablet)) == ["photo.many"]
    # A repeat is no new one.
    assert tablet.send(last)[0]["state"] == "known"


def test_a_body_that_is_too_large_is_not_taken(tablet: Tablet) -> None:
    """A photo of the largest size fits in a request of its own; two do not, and nothing of them is kept."""
    largest = PICTURE.ljust(PHOTO_SIZE - padded.HEAD_SIZE, b"\0")
    one, other = photo(tablet, largest), photo(tablet, largest)
    response = tablet.post(one, other)
    assert (response.status_code, response.json()["code"]) == (413, "request.large")
    assert len(json.dumps(one)) < LARGEST
    assert [each["state"] for each in tablet.send(one) + tablet.send(other)] == ["taken", "taken"]


def unseen(where: str, found: bytes) -> None:
    """None of the numbers stands here as text."""
    for number in MARKERS:
        for shape in shapes(number):
            assert shape not in found, f"{number} as {shape!r} in {where}"


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_photo_stands_readable(made: Made, tablet: Tablet, log: io.StringIO) -> None:
    """Neither in the database and its files, nor in the log or an answer, taken or refused."""
    try:
        spoilt = photo(tablet)
        spoilt["id"] = "no id"
        answers = [
            tablet.post(photo(tablet)),
            tablet.post(photo(tablet, b"GIF" + PICTURE)),
            tablet.post(spoilt),
        ]
        tablet.client.get("/station/app/pack", headers={"authorization": f"Bearer {tablet.given['token']}"})
        for each in answers:
            unseen("an answer", each.content)
        unseen("the database", dump())
        unseen("the log", log.getvalue().encode())
        for readable in (PICTURE, b64encode(PICTURE)):
            with pytest.raises(AssertionError):
                unseen("here", readable)
    finally:
        wipe()


def test_the_other_device_hears_that_it_came(made: Made, tablet: Tablet) -> None:
    other = Tablet(made)
    tablet.send(photo(tablet), tablet.fact("queue.reported", {"queue": "none"}, id=str(uuid4())))
    news = other.post().json()["news"]["GR2022_Almere"]["facts"]
    assert [(each["kind"], each["facts"]) for each in news if each["kind"].startswith("record")] == [
        ("record.photographed", {})
    ]
