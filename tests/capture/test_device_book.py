"""What devices of a station count of passes is what the server counts, once all of it arrived."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from stemdag import clock
from stemdag.journal.models import DoubleUse, Entry, PassUse, StationDay
from tests.capture.conftest import Wall
from tests.capture.device import altered, ran
from tests.capture.tablet import ELECTION, Tablet
from tests.factories import Made, at

pytestmark = [pytest.mark.store, pytest.mark.django_db]
KINDS = ("poll_card", "proxy", "voter_card")
SAID: tuple[tuple[str, str | None], ...] = (
    ("accepted", None), ("accepted", None), ("accepted", None), ("used_here", "admitted"),
    ("used_here", "refused"), ("invalid", "refused"), ("invalid", "admitted"),
    ("perhaps_invalid", "admitted"),
)  # fmt: skip

PROGRAM = """
import { readFileSync } from "node:fs";
const [folder] = process.argv.slice(1);
const { fold, story } = await import(`${folder}/day.js`);
const { toLookAt } = await import(`${folder}/pass_book.js`);
const place = { municipality: "0034", station: 1 };
const given = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(given.map(({ own, news, elsewhere, off }) => {
  const { passes, admitted, handed } = fold(story(own, news, "GR2022_Almere", off), { ...place, elsewhere });
  const looks = toLookAt(handed, {}).map((each) => [each.row.fingerprint, each.other.station, each.decided]);
  return { passes, admitted, looks };
})));
"""


@dataclass
class Device:
    """A tablet with its own clock and outbox, as the app keeps them."""

    tablet: Tablet
    skew: timedelta = timedelta()
    own: list[dict[str, Any]] = field(default_factory=list)
    news: list[dict[str, Any]] = field(default_factory=list)
    elsewhere: list[dict[str, Any]] = field(default_factory=list)
    cursor: int = 0
    #: A name that no other device gives.
    visit: str = field(default_factory=lambda: str(uuid4()))
    #: Fingerprint, visit and kind of what it scanned.
    scanned: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return clock.now() + self.skew

    def say(self, kind: str, facts: dict[str, Any], **texts: str) -> None:
        made = self.tablet.fact(kind, facts, texts=texts, at=self.now.isoformat())
        self.own.append(made | {"state": "waiting"})

    def scan(self, print_: str, kind: str, verdict: str = "accepted", decided: str | None = None) -> None:
        scan = {
            "fingerprint": print_, "kind": kind, "at": self.now.isoformat(), "visit": self.visit,
            "verdict": verdict, "decided": decided,
        }  # fmt: skip
        self.scanned.append((print_, self.visit, kind))
        # Into the last batch where that was not sent, as the app does.
        last = self.own[-1] if self.own else None
        if last and last["kind"] == "passes.scanned" and last["state"] == "waiting":
            last["facts"]["scans"].append(scan)
            last["at"] = self.now.isoformat()
        else:
            self.say(
                "passes.scanned",
                dict.fromkeys(("poll_cards", "proxies", "voter_cards"), 0) | {"scans": [scan]},
            )

    def undo(self, print_: str, kind: str) -> None:
        self.say("passes.undone", {"kind": kind, "fingerprint": print_}, reason="misread")

    def sync(self) -> None:
        """Send what waits, and hear the news."""
        waiting = [each for each in self.own if each["state"] == "waiting"]
        wire = [{name: each for name, each in fact.items() if name != "state"} for fact in waiting]
        body = self.tablet.post(*wire, sent_at=self.now, cursors={ELECTION: self.cursor}).json()
        for fact, answer in zip(waiting, body["answers"], strict=True):
            refused = answer["state"] == "refused"
            fact["state"] = "refused" if refused else "taken"
            fact["receipt"] = answer.get("receipt")
        self.news += body["news"][ELECTION]["facts"]
        self.cursor = body["news"][ELECTION]["cursor"]
        self.elsewhere = body["news"][ELECTION].get("elsewhere", self.elsewhere)

    def given(self) -> dict[str, Any]:
        kept = ("kind", "at", "facts", "texts", "election", "state", "receipt")
        own = [{name: fact.get(name) for name in kept} for fact in self.own]
        return {
            "own": own,
            "news": self.news,
            "elsewhere": self.elsewhere,
            "off": -self.skew / timedelta(milliseconds=1),
        }


def play(made: Made, wall: Wall, dice: Random) -> list[Device]:
    """Two devices of one station scan four passes all day, take back, and reach the server now and then."""
    wall.set("07:00")
    devices = [Device(Tablet(made)), Device(Tablet(made), timedelta(days=dice.choice((0, 1)), minutes=7))]
    moment = at("08:00")
    for turn in range(24):
        moment += timedelta(seconds=dice.choice((20, 120, 290, 310, 900)))
        wall.moment = moment
        device = dice.choice(devices)
        chance = dice.random()
        if chance < 0.55:
            if dice.random() < 0.6:
                device.visit = f"{devices.index(device)}-{turn}"
            print_ = f"{dice.randint(1, 4):016x}"
            # As the app: a pass that is in the visit already is not taken in once more.
            if not any(each[:2] == (print_, device.visit) for each in device.scanned):
                device.scan(print_, dice.choice(KINDS), *dice.choice(SAID))
        elif chance < 0.75 and device.scanned:
            print_, _, kind = dice.choice(device.scanned)
            device.undo(print_, kind)
            device.visit = f"{devices.index(device)}-{turn}"
        else:
            device.sync()
    for device in (*devices, *devices):
        device.sync()
    return devices


def days(made: Made, wall: Wall, seeds: range) -> tuple[list[dict[str, Any]], list[list[int]]]:
    """What two devices hold at the end of each day, and what the server counted."""
    given, counted = [], []
    for seed in seeds:
        for table in (DoubleUse, PassUse):
            table.objects.all().delete()
        Entry.objects.all().delete()
        StationDay.objects.all().delete()
        devices = play(made, wall, Random(seed))
        day = StationDay.objects.get(station=1)
        for device in devices:
            given.append(device.given())
            counted.append([day.poll_cards, day.proxies, day.voter_cards])
    return given, counted


def totals(found: list[dict[str, Any]]) -> list[list[int]]:
    return [[each["passes"][name] for name in ("poll_cards", "proxies", "voter_cards")] for each in found]


Break = tuple[str, str, str]
#: What keeps the totals right, each left out.
BROKEN: tuple[Break, ...] = (
    ("pass_book.js", "const undone = use.undone && Date.parse(use.undone);", "const undone = null;"),
    ("pass_book.js", "living.length > 1 ? counted(living) : living", "living"),
    ("pass_book.js", "|| heardUndone.has(fact.receipt?.entry)", ""),
    ("passes.js", 'decided !== "refused" && ', ""),
)


def test_totals_are_those_of_the_server(made: Made, wall: Wall, tmp_path: Path) -> None:
    given, counted = days(made, wall, range(14))
    assert totals(ran(PROGRAM, given)) == counted
    assert sum(sum(each) for each in counted) > 50
    for turn, broken in enumerate(BROKEN):
        assert totals(ran(PROGRAM, given, altered(tmp_path / str(turn), *broken))) != counted, broken


def test_a_use_elsewhere_is_there_to_look_at_until_the_chair_decides(made: Made, wall: Wall) -> None:
    wall.set("07:00")
    here, there = Device(Tablet(made)), Device(Tablet(made, 2))
    wall.set("09:00")
    there.scan("00000000000000aa", "poll_card")
    there.sync()
    wall.set("10:00")
    here.scan("00000000000000aa", "poll_card")
    here.scan("00000000000000bb", "proxy")
    [before] = ran(PROGRAM, [here.given()])
    here.sync()
    [after] = ran(PROGRAM, [here.given()])
    here.scan("00000000000000aa", "poll_card", "used_elsewhere", "admitted")
    [decided] = ran(PROGRAM, [here.given()])
    here.sync()
    [sent] = ran(PROGRAM, [here.given()])
    assert before["looks"] == []
    assert after["looks"] == [["00000000000000aa", 2, False]]
    assert decided["looks"] == sent["looks"] == [["00000000000000aa", 2, True]]
    assert {tuple(each["passes"].values()) for each in (before, after, decided, sent)} == {(1, 1, 0)}
    here.undo("00000000000000aa", "poll_card")
    [undone] = ran(PROGRAM, [here.given()])
    assert (undone["looks"], undone["admitted"]) == ([], 1)


def test_a_total_that_is_said_stands_for_all_before_it(made: Made, wall: Wall) -> None:
    """The turnout on the device is the server's: said, and passes on top; what was undone goes off."""
    wall.set("07:00")
    device = Device(Tablet(made))
    device.say("station.opened", {})
    found, expected = [], []
    for clock_text, act in (
        ("09:00", lambda: device.scan("00000000000000aa", "poll_card")),
        ("10:00", lambda: device.say("turnout.reported", {"admitted": 40, "source": "typed"})),
        ("11:00", lambda: device.scan("00000000000000bb", "poll_card")),
        ("12:00", lambda: device.undo("00000000000000aa", "poll_card")),
        ("13:00", lambda: device.undo("00000000000000bb", "poll_card")),
    ):
        wall.set(clock_text)
        act()
        device.sync()
        [now] = ran(PROGRAM, [device.given()])
        found.append(now["admitted"])
        expected.append(StationDay.objects.get(station=1).admitted)
    assert found == expected == [1, 40, 41, 40, 39]
