"""What a station's app says of its stock, and what the desk says of it, are the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from stemdag.capture.models import Device
from stemdag.capture.pack import pack
from stemdag.desk.board.stock import Stock, stock
from stemdag.elections.tailored import tailor
from stemdag.elections.writing import write
from stemdag.journal.models import StationDay, StockReport, TurnoutReport
from tests.capture.conftest import Wall
from tests.capture.device import APP, altered, ran
from tests.capture.tablet import Tablet
from tests.factories import Made, at

pytestmark = [pytest.mark.store, pytest.mark.django_db]

PROGRAM = """
import { readFileSync } from "node:fs";
const [folder] = process.argv.slice(1);
const { fold } = await import(`${folder}/day.js`);
const { stockNow } = await import(`${folder}/supplies.js`);
const { election, cases } = JSON.parse(readFileSync(0, "utf8"));
const place = { municipality: "0034", station: 1 };
const scanned = (day, scans) =>
  scans ? { ...day, admitted: scans.length, handed: { counting: scans.map((time) => ({ time })) } } : day;
const found = cases.map(({ facts, now, scans }) =>
  stockNow(election, scanned(fold(facts, place), scans), now));
process.stdout.write(JSON.stringify(found));
"""


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def day(dice: Random) -> list[tuple[str, datetime, dict[str, Any]]]:
    """What is said of one day's stock, in order."""
    moment, said = at("07:30"), []
    admitted, left = 0, dice.choice((300, 700, 1500))
    said.append(("stock.reported", moment, {"ballots": left}))
    while (moment := moment + timedelta(minutes=dice.randint(5, 150))) < at("20:30"):
        kind = dice.choice(("turnout.reported", "stock.reported", "asked", "sent", "received", "closed"))
        if kind == "turnout.reported":
            admitted += dice.randint(0, 150)
            said.append((kind, moment, {"admitted": admitted, "source": "typed"}))
        elif kind == "stock.reported":
            said.append((kind, moment, {"ballots": max(0, left - admitted + dice.randint(-20, 20))}))
        elif kind == "closed":
            if dice.random() < 0.1:
                said.append(("station.closed_by_office", moment, {}))
                break
        else:
            what = dice.choice(("ballots", "ballots", "pencils"))
            said.append((f"delivery.{kind}", moment, {"what": what, "amount": dice.choice((None, 50, 400))}))
    return said


def on_the_desk(made: Made, said: list[tuple[str, datetime, dict[str, Any]]], now: datetime) -> Stock:
    row = made.first.row
    TurnoutReport.objects.all().delete()
    StockReport.objects.all().delete()
    StationDay.objects.all().delete()
    for kind, moment, facts in said:
        by = "desk:1" if kind in ("delivery.sent", "station.closed_by_office") else "station:1"
        texts = {"reason": "x"} if "closed" in kind else {}
        write(row, kind, moment, by, station=1, facts=facts, texts=texts)
    days = {each.station: each for each in StationDay.objects.all()}
    return stock(row, [made.first.station], days, now)[1]


def as_heard(said: list[tuple[str, datetime, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "time": ms(moment), "facts": facts, "texts": {}, "state": "taken", "mine": True}
        for kind, moment, facts in said
    ]


@pytest.mark.parametrize("at_start", [None, 600])
def test_the_device_says_what_the_desk_says(
    made: Made, wall: Wall, tmp_path: Path, at_start: int | None
) -> None:
    if at_start is not None:
        tailor(made.first.row, {"ballots_at_start": at_start}, at("06:00"), "cli")
    tablet = Tablet(made)
    [election] = pack(Device.objects.get(pk=tablet.given["device"]))["elections"]
    dice = Random(1503)
    cases, expected = [], []
    for _ in range(40):
        said = day(dice)
        now = said[-1][1] + timedelta(minutes=dice.randint(0, 200), seconds=dice.randint(0, 59))
        found = on_the_desk(made, said, now)
        cases.append({"facts": as_heard(said), "now": ms(now)})
        expected.append(
            {
                "left": found.left,
                "outAt": found.until and ms(found.until),
                "level": found.level,
                "alarm": found.alarm,
                "deliveries": [(each.what, each.state, each.amount) for each in found.deliveries],
            }
        )

    def told(folder: Path) -> list[dict[str, Any]]:
        device = ran(PROGRAM, {"election": election, "cases": cases}, folder)
        for each in device:
            each["deliveries"] = [(one["what"], one["state"], one["amount"]) for one in each["deliveries"]]
        return list(device)

    assert told(APP) == expected
    assert {each["alarm"] for each in expected} == {True, False}
    slip = altered(tmp_path, "supplies.js", 'each.state === "sent" && ', "")
    assert told(slip) != expected


def test_scans_are_turnout_of_when_they_were_made(made: Made, wall: Wall) -> None:
    """Three hundred scanned by eleven, and nobody since: as the desk, whose record has the last batch."""
    tablet = Tablet(made)
    [election] = pack(Device.objects.get(pk=tablet.given["device"]))["elections"]
    said = [("stock.reported", at("07:30"), {"ballots": 500})]
    on_the_desk(made, said, at("11:00"))
    StationDay.objects.update(admitted=300, reported_at=at("11:00"))
    days = {each.station: each for each in StationDay.objects.all()}
    expected = stock(made.first.row, [made.first.station], days, at("11:30"))[1]
    scans = [ms(at("08:00")) for _ in range(299)] + [ms(at("11:00"))]
    [device] = ran(
        PROGRAM,
        {
            "election": election,
            "cases": [{"facts": as_heard(said), "now": ms(at("11:30")), "scans": scans}],
        },
    )
    assert expected.left is not None
    assert 100 < expected.left < 200
    assert (device["left"], device["outAt"]) == (expected.left, expected.until and ms(expected.until))
