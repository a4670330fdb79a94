"""The app's one door: facts arrive once, however the line was; and what is refused, and how."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from stemdag import clock
from stemdag.capture import codes, news, released, shell, wire
from stemdag.desk.talk import line
from stemdag.desk.talk.line import shut_out
from stemdag.domain.errors import Refused
from stemdag.journal import devices
from stemdag.journal.models import Aside, DeviceDay, Entry, StationDay, TurnoutReport
from tests.capture.conftest import Wall
from tests.capture.device import APP, node
from tests.capture.tablet import ELECTION, Tablet
from tests.factories import Made, at, make_count, make_election, make_held_count

pytestmark = [pytest.mark.store, pytest.mark.django_db]


@pytest.fixture
def tablet(made: Made) -> Tablet:
    return Tablet(made)


def entries(*kinds: str) -> list[Entry]:
    return list(Entry.objects.filter(kind__in=kinds).order_by("seq"))


def test_a_day(tablet: Tablet) -> None:
    """Every fact gets a receipt, and the station's day follows."""
    answers = tablet.send(
        tablet.fact("station.opened"),
        tablet.fact("turnout.reported", {"admitted": 41, "source": "typed"}),
        tablet.fact("queue.reported", {"queue": "short"}),
        tablet.fact("message.sent", {"to": "office"}, texts={"text": "De pennen zijn op."}),
        tablet.count(make_count()),
    )
    assert [each["state"] for each in answers] == ["taken"] * 5
    assert answers[-1]["held"] is False
    day = StationDay.objects.get(station=1)
    assert (day.admitted, day.state) == (41, "accepted")
    assert "pennen" not in "".join(bytes(each.sealed).hex() + each.name for each in Aside.objects.all())
    assert tablet.row.missing == []


def test_a_repeat_is_answered_as_the_first_time(tablet: Tablet, wall: Wall) -> None:
    """The answer got lost on the way: the same facts again, later and by another clock, write nothing."""
    facts = [tablet.fact("station.opened"), tablet.count(make_held_count())]
    first = tablet.send(*facts)
    wall.set("23:10")
    again = tablet.send(*facts, sent_at=at("22:00"))
    assert [each["state"] for each in again] == ["known", "known"]
    assert [each["receipt"] for each in again] == [each["receipt"] for each in first]
    assert len(entries("station.opened", "count.received")) == 2


def test_what_happened_offline_keeps_its_time(tablet: Tablet, wall: Wall) -> None:
    """By the device's clock, set right by how far that is off; kept beside the fact and never after now."""
    opened = tablet.fact("station.opened", at=at("07:30").isoformat())
    told = tablet.fact("turnout.reported", {"admitted": 9, "source": "typed"}, at=at("08:15").isoformat())
    future = tablet.fact("turnout.reported", {"admitted": 12, "source": "typed"}, at=at("23:59").isoformat())
    # A clock that runs an hour ahead.
    DeviceDay.objects.update(enrolled_at=at("05:00"))
    tablet.send(opened, told, future, sent_at=at("23:30"))
    day = StationDay.objects.get(station=1)
    assert day.opened_at == at("06:30")
    assert [each.at for each in TurnoutReport.objects.order_by("seq")] == [at("07:15"), at("22:30")]
    assert day.admitted == 12
    about = json.loads(entries("turnout.reported")[0].facts)["told"]
    assert about == {
        "id": tablet.row.device,
        "seq": 2,
        "at": at("08:15").isoformat(),
        "offset_ms": -3_600_000,
        "happened": at("07:15").isoformat(),
    }


def test_a_clock_that_is_a_day_off(tablet: Tablet, wall: Wall) -> None:
    """Yesterday's clock opens no station yesterday: what counts is our clock."""
    DeviceDay.objects.update(enrolled_at=at("05:00"))
    wall.set("07:31")
    yesterday = at("07:30") - timedelta(days=1)
    answers = tablet.send(
        tablet.fact("station.opened", at=yesterday.isoformat()), sent_at=yesterday + timedelta(minutes=1)
    )
    assert answers[0]["state"] == "taken"
    assert StationDay.objects.get(station=1).opened_at == at("07:30")


def test_a_late_report_does_not_replace_a_newer_one(made: Made, wall: Wall) -> None:
    """The deputy's tablet was offline since ten; the chair's reported at noon."""
    chair, deputy = Tablet(made), Tablet(made)
    DeviceDay.objects.update(enrolled_at=at("05:00"))
    chair.send(chair.fact("station.opened", at=at("07:30").isoformat()))
    noon, ten = at("12:00").isoformat(), at("10:00").isoformat()
    chair.send(chair.fact("turnout.reported", {"admitted": 300, "source": "typed"}, at=noon))
    deputy.send(deputy.fact("turnout.reported", {"admitted": 110, "source": "typed"}, at=ten))
    assert StationDay.objects.get(station=1).admitted == 300
    assert TurnoutReport.objects.count() == 2


def test_a_gap_is_named_and_filled(tablet: Tablet) -> None:
    """What is missing from the device's order is said, until it comes."""
    first, second, third, fourth = (tablet.fact("queue.reported", {"queue": "none"}) for _ in range(4))
    assert tablet.post(first, fourth).json()["missing"] == [[2, 3]]
    assert tablet.post(third).json()["missing"] == [[2, 2]]
    assert tablet.post(second).json()["missing"] == []


def test_gaps_stay_small() -> None:
    """A place far ahead costs one range, not a number a place."""
    assert devices.gaps(3, [], [9_000_000]) == (9_000_000, [[4, 8_999_999]])
    assert devices.gaps(9, [[2, 4]], [3, 3, 12]) == (12, [[2, 2], [4, 4], [10, 11]])


def test_a_refused_fact_leaves_the_others(tablet: Tablet) -> None:
    answers = tablet.send(
        tablet.fact("turnout.reported", {"admitted": 5, "source": "typed"}),
        tablet.fact("station.opened"),
        tablet.fact("turnout.reported", {"admitted": 6, "source": "typed"}),
    )
    assert [(each["state"], each.get("code")) for each in answers] == [
        ("refused", "turnout.unopened"),
        ("taken", None),
        ("taken", None),
    ]
    assert [each.admitted for each in TurnoutReport.objects.all()] == [6]


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"kind": "vote.bought"}, "fact.kind", "kind"),
        ({"kind": None}, "fact.kind", "kind"),
        ({"election": "GR2022_Elders"}, "fact.election", "election"),
        ({"election": 7}, "fact.form", "election"),
        ({"id": "1"}, "fact.form", "id"),
        ({"seq": 0}, "fact.form", "seq"),
        ({"seq": True}, "fact.form", "seq"),
        ({"at": "yesterday"}, "fact.form", "at"),
        ({"at": "2022-03-16T10:00:00"}, "fact.form", "at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "fact.form", "at"),
        ({"facts": {"admitted": -1, "source": "typed"}}, "fact.form", "facts.admitted"),
        ({"facts": {"admitted": 1_000_000_000, "source": "typed"}}, "fact.form", "facts.admitted"),
        ({"facts": {"admitted": "7", "source": "typed"}}, "fact.form", "facts.admitted"),
        ({"facts": {"admitted": 7}}, "fact.form", "facts.source"),
        ({"facts": {"admitted": 7, "source": "typed", "votes": 3}}, "fact.form", "facts"),
        ({"facts": []}, "fact.form", "facts"),
        ({"texts": {"text": "x"}}, "fact.form", "texts"),
        ({"more": 1}, "fact.form", ""),
    ],
)
def test_malformed(tablet: Tablet, change: dict[str, Any], code: str, where: str) -> None:
    """Refused by itself, with the field at fault."""
    opened = tablet.fact("station.opened")
    bad = tablet.fact("turnout.reported", {"admitted": 7, "source": "typed"}) | change
    first, second = tablet.send(opened, bad)
    assert first["state"] == "taken"
    assert (second["state"], second["code"], second["where"]) == ("refused", code, where)
    assert not TurnoutReport.objects.exists()


@pytest.mark.parametrize("bad", [None, 7, "x", [], {}])
def test_no_fact_at_all(tablet: Tablet, bad: Any) -> None:
    [answer] = tablet.send(bad)
    assert (answer["state"], answer["code"]) == ("refused", "fact.form")


@pytest.mark.parametrize(
    ("about", "where"),
    [
        ({"facts": {}}, "facts"),
        ({"facts": [{}] * (wire.MOST + 1)}, "facts"),
        ({"cursors": []}, "cursors"),
        ({"cursors": {ELECTION: -1}}, "cursors"),
        ({"unsent": "3"}, "unsent"),
        ({"shell": None}, "shell"),
        ({"sent_at": "now"}, "sent_at"),
    ],
)
def test_a_malformed_request(tablet: Tablet, about: dict[str, Any], where: str) -> None:
    response = tablet.post(tablet.fact("station.opened"), **about)
    assert response.status_code == 400
    assert response.json() == {"code": "request.form", "where": where}
    assert entries("station.opened") == []


def test_no_json(tablet: Tablet) -> None:
    headers = {"authorization": f"Bearer {tablet.given['token']}"}
    for body, kind in [("{", "application/json"), ("[]", "application/json"), ("facts=1", "text/plain")]:
        response = tablet.client.post("/station/app/facts", body, content_type=kind, headers=headers)
        assert response.status_code == 400


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic abc"])
def test_an_unknown_device(tablet: Tablet, header: str) -> None:
    headers = {"authorization": header}
    for method, address in [("post", "facts"), ("get", "pack")]:
        response = getattr(tablet.client, method)(f"/station/app/{address}", headers=headers)
        assert (response.status_code, response.json()["code"]) == (401, "device.unknown")


@pytest.mark.parametrize("withdraw", [False, True])
def test_a_revoked_device(tablet: Tablet, made: Made, withdraw: bool) -> None:
    """Revoked by itself or with its code: it neither sends nor reads, and others go on."""
    other = Tablet(made, 2)
    if withdraw:
        codes.withdraw([made.first.station])
    else:
        shut_out(made.first.station, tablet.row.device, "desk:7", clock.now(), uuid4())
        with pytest.raises(Refused, match="shut out already"):
            shut_out(made.first.station, tablet.row.device, "desk:7", clock.now(), uuid4())
        assert len(entries("device.revoked")) == 1
    response = tablet.post(tablet.fact("station.opened"))
    assert (response.status_code, response.json()["code"]) == (403, "device.revoked")
    assert entries("station.opened") == []
    assert other.send(other.fact("station.opened"))[0]["state"] == "taken"


def test_a_code_lets_one_device_in(made: Made) -> None:
    row = made.first.station
    [code] = codes.issue(row.municipality, [row], clock.now() + timedelta(hours=1)).values()
    client = Client()
    assert (
        client.post("/station/app/enrol", {"code": code}, content_type="application/json").status_code == 201
    )
    again = client.post("/station/app/enrol", {"code": code}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (422, "code.refused")
    for body in ("{}", '{"code": 7}', "[]", "no"):
        assert client.post("/station/app/enrol", body, content_type="application/json").status_code == 400
    assert client.get("/station/app/enrol").status_code == 405


def test_guessing_codes_is_slow(made: Made) -> None:
    client = Client()
    given = [
        client.post("/station/app/enrol", {"code": f"AAAA-{turn:04}"}, content_type="application/json")
        for turn in range(21)
    ]
    assert [each.status_code for each in given] == [422] * 20 + [429]


def test_a_count_too_early(tablet: Tablet, wall: Wall) -> None:
    """By our clock, whatever the device's says."""
    wall.set("20:00")
    tablet.send(tablet.fact("station.opened"))
    [answer] = tablet.send(tablet.count(make_count()), sent_at=at("22:00"))
    assert (answer["state"], answer["code"]) == ("refused", "count.early")
    assert entries("count.received") == []


def test_a_count_that_cannot_be(tablet: Tablet) -> None:
    tablet.send(tablet.fact("station.opened"))
    good = tablet.count(make_count())
    for change, code in [
        ({"numbers": {**good["facts"]["numbers"], "A": "90x"}}, "field.number"),
        ({"numbers": {**good["facts"]["numbers"], "E.99": "3"}}, "count.unknown"),
        ({"numbers": []}, "count.malformed"),
        ({"numbers": {"A": 7}}, "count.malformed"),
        ({"boxes": ["D=H", 7]}, "count.malformed"),
        ({"boxes": {"D=H": 1}}, "count.malformed"),
        ({"version": "1"}, "count.malformed"),
        ({"nonce": "00"}, "form.incomplete"),
        ({"nonce": None}, "count.malformed"),
    ]:
        bad = tablet.fact("count.sent", {**good["facts"], **change})
        [answer] = tablet.send(bad)
        assert (answer["state"], answer["code"]) == ("refused", code), change
    assert entries("count.received") == []


def test_a_correction(tablet: Tablet) -> None:
    """A new version with a reason; without one, or out of order, it is refused and the first stands."""
    tablet.send(tablet.fact("station.opened"), tablet.count(make_held_count()))
    first, second, third = tablet.send(
        tablet.count(make_count(), 2),
        tablet.count(make_count(), 1),
        tablet.count(make_count(), 2, reason="D was wrong"),
    )
    assert (first["state"], first["code"]) == ("refused", "reason.missing")
    assert (second["state"], second["code"]) == ("refused", "count.version")
    assert (third["state"], third["held"], third["receipt"]["version"]) == ("taken", False, 2)


def test_an_altered_count_is_not_the_first(tablet: Tablet) -> None:
    """The same id with other numbers: told, and what was sent first stands."""
    tablet.send(tablet.fact("station.opened"))
    sent = tablet.count(make_count())
    tablet.send(sent)
    altered = sent | {"facts": {**sent["facts"], "numbers": {**sent["facts"]["numbers"], "F": "2"}}}
    [answer] = tablet.send(altered)
    assert (answer["state"], answer["code"]) == ("refused", "journal.conflict")
    assert len(entries("count.received")) == 1


def test_the_other_device_hears_of_it(made: Made) -> None:
    """Two devices of one station know of each other; of a count that it came in, and no number of it."""
    chair, deputy = Tablet(made), Tablet(made)
    elsewhere = Tablet(made, 2)
    chair.send(
        chair.fact("station.opened"),
        chair.fact("message.sent", {"to": "office"}, texts={"text": "Hallo"}),
        chair.count(make_held_count()),
    )
    heard = deputy.post().json()["news"][ELECTION]
    assert [each["kind"] for each in heard["facts"]] == ["station.opened", "message.sent", "count.received"]
    assert heard["facts"][1]["texts"] == {"text": "Hallo"}
    assert heard["facts"][2]["facts"] == {"version": 1, "held": True}
    assert deputy.post(cursors={ELECTION: heard["cursor"]}).json()["news"][ELECTION]["facts"] == []
    assert chair.post().json()["news"][ELECTION]["facts"] == []
    assert elsewhere.post().json()["news"][ELECTION]["facts"] == []


def test_news_comes_in_parts(tablet: Tablet, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Tablet(made)
    other.send(*(other.fact("queue.reported", {"queue": "none"}) for _ in range(5)))
    monkeypatch.setattr(news, "MOST", 2)
    heard, cursor, more = 0, 0, True
    while more:
        part = tablet.post(cursors={ELECTION: cursor}).json()["news"][ELECTION]
        heard, cursor, more = heard + len(part["facts"]), part["cursor"], part["more"]
    assert heard == 5


def test_two_elections_on_one_day(db: None) -> None:
    """One device for both, each with its own ballot; another day's and a rehearsal's are not among them."""
    made = make_election()
    make_election(eml_id="WS2022_Zuiderzee")
    make_election(eml_id="GR2022_Oefening", rehearsal=True)
    make_election(eml_id="TK2023", day=at("12:00").date() + timedelta(days=400))
    tablet = Tablet(made)
    assert [each["id"] for each in tablet.given["pack"]["elections"]] == [ELECTION, "WS2022_Zuiderzee"]
    both = [tablet.fact("station.opened", election=each) for each in (ELECTION, "WS2022_Zuiderzee")]
    assert [each["state"] for each in tablet.send(*both)] == ["taken", "taken"]
    assert StationDay.objects.filter(opened_at__isnull=False).count() == 2


def test_each_election_s_desk_sees_the_device_and_can_shut_it_out(made: Made) -> None:
    second = make_election(eml_id="WS2022_Zuiderzee").first
    tablet = Tablet(made)
    tablet.seq = 2
    tablet.post(tablet.fact("station.opened"), unsent=4)
    stations = [made.first.station, second.station]
    rows = [line.devices(each.municipality, 1, clock.now()) for each in stations]
    assert [(each.day.unsent, each.missing, each.day.shell) for [each] in rows] == [(4, 2, "test")] * 2
    assert len(entries("device.enrolled")) == 2
    shut_out(second.station, tablet.given["device"], "desk:7", clock.now(), uuid4())
    assert tablet.post().status_code == 403
    assert [each.revoked_at for each in DeviceDay.objects.all()] == [clock.now()] * 2
    with pytest.raises(Refused, match="shut out already"):
        shut_out(made.first.station, tablet.given["device"], "desk:7", clock.now(), uuid4())


def test_a_released_version_is_told_to_its_own_stations(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """To devices of the municipality only; where two elections differ, the version that can be had here."""
    second = make_election(eml_id="WS2022_Zuiderzee").first
    tablet = Tablet(made)
    assert tablet.post().json()["release"] == ""
    released.release(made.municipalities["0995"].row, "cli", clock.now())
    assert tablet.post().json()["release"] == ""
    monkeypatch.setattr(shell, "version", lambda: "older")
    released.release(second.row, "cli", clock.now())
    assert tablet.post().json()["release"] == "older"
    monkeypatch.setattr(shell, "version", lambda: "newer")
    released.release(made.first.row, "cli", clock.now())
    assert tablet.post().json()["release"] == "newer"


def test_both_languages_have_every_text() -> None:
    """The same keys in both, with the same names to fill in, and no key of the app that is missing."""
    program = """
    const { AREAS } = await import(process.argv[1] + "/texts.js");
    process.stdout.write(JSON.stringify(AREAS));
    """
    done = subprocess.run(
        [str(node()), "--input-type=module", "--eval", program, APP.as_uri()],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    areas: dict[str, dict[str, dict[str, str]]] = json.loads(done.stdout)
    for area, words in areas.items():
        assert words["nl"].keys() == words["en"].keys(), area
        for key, text in words["nl"].items():
            assert _holes(text) == _holes(words["en"][key]), f"{area}.{key}"
    known = {f"{area}.{key}" for area, words in areas.items() for key in words["nl"]}
    for module in APP.rglob("*.js"):
        for key in re.findall(r"\bt\(\"([a-z_.A-Z]+)\"", module.read_text()):
            assert key in known or f"{key}.one" in known, f"{module.name}: {key}"


def _holes(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))
