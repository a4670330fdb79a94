"""Presence, lists and closing at the app's door: kept, heard by the other device, refused by a code."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from stemdag import clock
from stemdag.elections import tailored
from stemdag.journal.models import Aside, Entry
from tests.capture.tablet import ELECTION, Tablet
from tests.factories import Made, at

pytestmark = [pytest.mark.store, pytest.mark.django_db]


def note(tablet: Tablet, name: str, start: str, end: str | None = None, **more: object) -> dict[str, object]:
    facts = {
        "person": str(uuid4()),
        "role": "member",
        "from": at(start).isoformat(),
        "to": end and at(end).isoformat(),
        "at": "voting",
    }
    return tablet.fact("presence.noted", facts | more, texts={"name": name})


def test_who_is_here_is_heard_by_the_other_device_and_lies_encrypted(made: Made) -> None:
    chair, deputy = Tablet(made), Tablet(made)
    person = str(uuid4())
    came = note(chair, "A. de Vries-Jansen", "07:15", person=person, role="chair")
    left = note(chair, "A. de Vries-Jansen", "07:15", "14:00", person=person, role="chair")
    closed = chair.fact("station.closed", {"last_voter": at("21:04").isoformat()})
    tick = chair.fact("checklist.ticked", {"list": "closing", "item": "queue", "ticked": True})
    assert [each["state"] for each in chair.send(came, left, tick, closed)] == ["taken"] * 4
    heard = deputy.post().json()["news"][ELECTION]["facts"]
    assert [(each["kind"], each["texts"]) for each in heard if each["kind"] == "presence.noted"] == [
        ("presence.noted", {"name": "A. de Vries-Jansen"})
    ] * 2
    assert heard[1]["facts"] == left["facts"]
    assert heard[2]["facts"] == {"list": "closing", "item": "queue", "ticked": True}
    assert heard[3]["facts"] == {"last_voter": at("21:04").isoformat()}
    stored = "".join(each.facts for each in Entry.objects.all()).encode()
    stored += b"".join(bytes(each.sealed) for each in Aside.objects.all())
    assert b"Vries" not in stored


@pytest.mark.parametrize(
    ("more", "code", "where"),
    [
        ({"from": at("12:00").isoformat(), "to": at("11:59").isoformat()}, "presence.order", "facts.to"),
        ({"role": "mayor"}, "fact.form", "facts.role"),
        ({"from": "07:30"}, "fact.form", "facts.from"),
        ({"from": None}, "fact.form", "facts.from"),
        ({"person": "A. Bos"}, "fact.form", "facts.person"),
        ({"at": "home"}, "fact.form", "facts.at"),
    ],
)
def test_a_note_that_cannot_be_is_refused(made: Made, more: dict[str, object], code: str, where: str) -> None:
    tablet = Tablet(made)
    [answer] = tablet.send(note(tablet, "A. Bos", "07:15", **more))
    assert (answer["state"], answer["code"], answer["where"]) == ("refused", code, where)
    [nameless] = tablet.send(note(tablet, " ", "07:15"))
    assert (nameless["code"], nameless["where"]) == ("text.missing", "texts.name")
    # A row that was struck out ends as it begins.
    [struck] = tablet.send(note(tablet, "A. Bos", "07:15", "07:15"))
    assert struck["state"] == "taken"


def test_the_pack_says_how_the_app_was_tailored(made: Made) -> None:
    """The lists of this municipality, and a version by which a device sees that they changed."""
    tablet = Tablet(made)
    before = tablet.post().json()["packs"][ELECTION]
    own = {"key": "flag", "nl": "De vlag hangt uit.", "en": "The flag is out."}
    tailored.tailor(made.first.row, {"opening": ["booths", own], "least_members": 4}, clock.now(), "cli")
    assert tablet.post().json()["packs"][ELECTION] != before
    pack = tablet.client.get(
        "/station/app/pack", headers={"authorization": f"Bearer {tablet.given['token']}"}
    ).json()
    [election] = pack["elections"]
    assert [each["key"] for each in election["tailoring"]["opening"]] == ["booths", "flag"]
    assert election["tailoring"]["least_members"] == 4
    assert len(election["tailoring"]["packing"]) == 9
    entry = Entry.objects.get(kind="app.tailored")
    assert json.loads(entry.facts) == {"version": election["version"]}
