"""Incident 11 (2023): who stood in the queue at 21:00 voted until after 21:30.

The office holds its results and arms when the last voter has voted. That a moment itself is put later has no
door yet; a test plays it at the journal (`tests/scenarios/test_queue_at_nine.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from stemdag.rehearsal.device import passes
from stemdag.rehearsal.incidents.ground import Ground, Incident, Seen
from stemdag.rehearsal.incidents.town import form
from stemdag.rehearsal.pages import held_by

WHY = "Er staat om 21:00 nog een rij tot buiten."


def play(ground: Ground) -> Iterator[datetime | Seen]:
    """Sixty voters before nine, thirty-nine after; and a station that is done in time."""
    queue, quick = ground.station(), ground.station()
    yield ground.at("07:30")
    slow, fast = ground.device(queue), ground.device(quick)
    for each in (slow, fast):
        each.open(ground.now)
    yield ground.at("18:00")
    ground.office().arm()
    yield ground.at("20:45")
    ground.office().hold(WHY)
    yield ground.at("20:50")
    slow.scan(passes(queue, range(60)), ground.now)
    fast.turnout(94, ground.now)
    yield ground.at("21:12")
    slow.scan(passes(queue, range(60, 85)), ground.now)
    yield ground.at("21:25")
    fast.count(form(94), 1, "", "", ground.now)
    yield ground.at("21:30")
    yield Seen("results in public at 21:30", False, "result" in ground.public())
    yield ground.at("21:34")
    slow.scan(passes(queue, range(85, 99)), ground.now)
    yield ground.at("21:36")
    slow.tell("station.closed", {"last_voter": ground.now.isoformat()}, ground.now)
    yield ground.at("21:50")
    slow.count(form(99), 1, "", "", ground.now)
    yield ground.at("22:00")
    before = ground.public()
    yield Seen("results in public at 22:00", False, "result" in before)
    yield Seen("admitted, with the queue, in public", 99, _station(before, queue)["admitted"])
    ground.office().arm()
    yield ground.at("22:15")
    after = ground.public()
    counted = ["count" in _station(after, number) for number in (queue, quick)]
    yield Seen("both counts in public, once armed", [True, True], counted)
    name, _ = ground.account
    yield Seen("who held, and why, in the record", (name, WHY), held_by(ground.office()))


def _station(town: dict[str, Any], number: int) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in town["stations"] if each["number"] == number)
    return found


INCIDENT = Incident(11, "a queue at nine", play)
