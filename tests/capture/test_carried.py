"""A device carries another's sealed export to the office: kept, once, and only where it belongs."""

from __future__ import annotations

import base64
import json
import subprocess
from random import Random
from typing import Any

import pytest
from django.test import Client

from stemdag.capture import brought
from stemdag.desk.control import carried as desk_carried
from stemdag.domain import export
from stemdag.domain.count import fields
from stemdag.journal.models import Entry, SealedFile, StationDay
from tests.capture.device import APP, node
from tests.capture.tablet import ELECTION, Tablet
from tests.capture.test_side_exits import MARKED, assert_nowhere
from tests.exports import on_the_device, sealed_by_hand
from tests.factories import Made

pytestmark = [pytest.mark.store, pytest.mark.django_db]


@pytest.fixture
def dying(made: Made) -> Tablet:
    """A device of station 1 that holds a count and cannot send any more."""
    return Tablet(made, 1)


@pytest.fixture
def helper(made: Made) -> Tablet:
    """A device of station 2, which has a connection."""
    return Tablet(made, 2)


def exported(made: Made, dying: Tablet, station: int = 1) -> bytes:
    facts = [dying.fact("station.opened"), dying.count(MARKED)]
    return sealed_by_hand(made.first.row, station, facts, {"token": dying.given["token"]})


def carried(helper: Tablet, data: bytes, **more: Any) -> dict[str, Any]:
    return helper.fact("export.carried", {"export": base64.b64encode(data).decode()}, **more)


def test_another_station_brings_it_and_the_office_opens_it(made: Made, dying: Tablet, helper: Tablet) -> None:
    """It lies sealed, as it came, until an official opens it; nothing of it is a fact before that."""
    data = exported(made, dying)
    [answer] = helper.send(carried(helper, data))
    assert answer["state"] == "taken"
    entry = Entry.objects.get(kind="export.carried")
    assert (entry.station, entry.by) == (1, "station:2")
    assert json.loads(entry.facts)["told"]["id"] == helper.given["device"]
    assert bytes(SealedFile.objects.get(entry=entry).sealed) == data
    assert_nowhere("the entry", entry.facts.encode())
    assert not StationDay.objects.filter(station=1, version__gt=0).exists()
    assert desk_carried.unopened(made.first.row) == 1


def test_the_same_export_is_one_whoever_brings_it(made: Made, dying: Tablet, helper: Tablet) -> None:
    """Sent again, by the same device anew, and by another one: known, with the place of the first."""
    data = exported(made, dying)
    first = carried(helper, data)
    other = Tablet(made, 1)
    answers = [helper.send(first), helper.send(first), helper.send(carried(helper, data))]
    answers.append(other.send(carried(other, data)))
    assert [each[0]["state"] for each in answers] == ["taken", "known", "known", "known"]
    assert len({each[0]["receipt"]["entry"] for each in answers}) == 1
    assert SealedFile.objects.count() == 1


def test_one_id_stands_for_one_export(made: Made, dying: Tablet, helper: Tablet) -> None:
    first = carried(helper, exported(made, dying))
    helper.send(first)
    altered = first | {"facts": {"export": base64.b64encode(exported(made, dying)).decode()}}
    [answer] = helper.send(altered)
    assert (answer["state"], answer["code"]) == ("refused", "journal.conflict")
    assert SealedFile.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data.replace(b"0034", b"0995"), "export.elsewhere"),
        (lambda data: data.replace(b"GR2022_Almere", b"GR2022_Almerf"), "export.elsewhere"),
        (lambda data: data.replace(b'"station":1', b'"station":9'), "export.elsewhere"),
        (lambda data: data[:-1], "export.form"),
        (lambda data: b"PK" + data, "export.form"),
        (lambda data: data[:120], "export.form"),
    ],
)
def test_what_is_no_export_of_here_is_refused(
    made: Made, dying: Tablet, helper: Tablet, change: Any, code: str
) -> None:
    [answer] = helper.send(carried(helper, change(exported(made, dying))))
    assert (answer["state"], answer["code"]) == ("refused", code)
    assert not SealedFile.objects.exists()


def test_an_export_in_the_clear_is_not_taken(made: Made, helper: Tablet) -> None:
    clear = json.dumps(fields(MARKED)).encode().ljust(export.SMALLEST + 1137)
    place = export.Place(ELECTION, "0034", 1)
    [answer] = helper.send(carried(helper, export.pack(place, clear)))
    assert answer["code"] == "export.form"


@pytest.mark.parametrize("text", [None, 7, "", "é", "not base64!", "A" * 800_004])
def test_what_is_no_bytes_or_too_many(helper: Tablet, text: Any) -> None:
    [answer] = helper.send(helper.fact("export.carried", {"export": text}))
    assert (answer["code"], answer["where"]) == ("fact.form", "facts.export")


def test_a_station_fills_no_disk_with_exports(
    made: Made, dying: Tablet, helper: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brought, "MOST", 2)
    answers = helper.send(*(carried(helper, exported(made, dying)) for _ in range(3)))
    assert [each["state"] for each in answers] == ["taken", "taken", "refused"]
    assert answers[2]["code"] == "export.many"


def test_without_a_key_nothing_can_have_been_sealed_to_it(made: Made, dying: Tablet, helper: Tablet) -> None:
    data = exported(made, dying)
    row = made.first.row
    row.intake_public = None
    row.save()
    [answer] = helper.send(carried(helper, data))
    assert answer["code"] == "keys.no-intake"


def test_the_desk_says_that_one_waits_and_who_brought_it(
    made: Made, dying: Tablet, helper: Tablet, client: Client, django_user_model: Any
) -> None:
    from stemdag.desk.models import Membership

    user = django_user_model.objects.create(username="anna")
    Membership.objects.create(user=user, municipality=made.first.row)
    client.force_login(user)
    control = "/desk/GR2022_Almere/0034/control/"
    english = {"accept-language": "en"}
    assert "waits to be opened" not in client.get(control, headers=english).content.decode()
    helper.send(carried(helper, exported(made, dying)))
    assert "1 export of a device waits to be opened" in client.get(control, headers=english).content.decode()
    client.post(f"{control}unlock/", {"passphrase": made.first.passphrase})
    assert "not opened yet" in client.get(f"{control}sealed/", headers=english).content.decode()
    seq = Entry.objects.get(kind="export.carried").seq
    address = f"{control}sealed/{seq}/"
    assert "from polling station 2" in client.get(address, headers=english).content.decode()
    client.post(f"{address}open/", {"step": 1, "reason": "the tablet fell"})
    assert "waits to be opened" not in client.get(control, headers=english).content.decode()
    taken_in = client.post(f"{address}take/", headers=english).content.decode()
    assert "2 facts were taken in" in taken_in
    assert StationDay.objects.get(station=1).version == 1


# On the device


def test_the_device_reads_the_outside_as_the_server_does(made: Made, dying: Tablet) -> None:
    data = exported(made, dying)
    here = [{"id": ELECTION, "municipality": {"code": "0034"}}]
    there = [{"id": ELECTION, "municipality": {"code": "0995"}}]
    large = data.ljust(600_001)
    calls: list[list[Any]] = [
        ["carry", "judge", each, here] for each in (data, large, data[:40], b"", b"SDX1")
    ]
    calls += [["carry", "judge", data, there], ["carry", "base64", data]]
    place, *problems, text = on_the_device(calls)
    assert place == {"election": ELECTION, "municipality": "0034", "station": 1}
    codes = ["heavy", "form", "form", "form", "elsewhere"]
    assert [each["code"] for each in problems] == [f"export.{each}" for each in codes]
    assert base64.b64decode(text) == data


def test_a_series_is_read_in_any_order_and_a_bad_scan_costs_nothing(made: Made, dying: Tablet) -> None:
    one, other = (export.split(exported(made, dying)) for _ in range(2))
    Random(5).shuffle(one)
    program = r"""
    import { readFileSync } from "node:fs";
    const { Series } = await import(process.argv[1] + "/carry.js");
    const { pasted } = await import(process.argv[1] + "/parts.js");
    const { one, other } = JSON.parse(readFileSync(0, "utf8"));
    const series = new Series();
    const said = [];
    const take = async (text) => {
      try {
        const { missing, bytes } = await series.take(text);
        said.push(bytes ? Buffer.from(bytes).toString("base64") : missing.length);
      } catch (problem) {
        said.push(problem.code);
      }
    };
    await take(one[0]);
    await take("https://example.nl");
    await take(other[0]);
    await take("");
    await take(one.slice(1, 3).join("\n").toLowerCase());
    for (const text of one.slice(3)) await take(text);
    await take(other[0]);
    series.forget();
    process.stdout.write(JSON.stringify([said, series.begun, pasted("x SDX1:A\n b SDX1:c")]));
    """
    done = subprocess.run(
        [str(node()), "--input-type=module", "--eval", program, APP.as_uri()],
        input=json.dumps({"one": one, "other": other}),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    said, begun, found = json.loads(done.stdout)
    every = len(one)
    counted = [every - 3 - n for n in range(1, every - 3)]
    whole = base64.b64encode(export.join(one).data or b"").decode()
    problems = ["export.not-ours", "export.mixed"]
    assert said == [every - 1, *problems, every - 1, every - 3, *counted, whole, every - 1]
    assert not begun
    assert found == export.pasted("x SDX1:A\n b SDX1:c")
