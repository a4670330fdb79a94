"""Incident 3 (15 March 2021): the app did not start at many stations, because the server did not answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from stemdag.rehearsal.device import passes
from stemdag.rehearsal.incidents.ground import Ground, Incident, Seen
from stemdag.rehearsal.pages import board_row

ITEMS = ("booths", "ballots", "seal", "pencils", "law")
PERSON = {"person": "0b5b7ea2-6a0b-4d5e-9e0c-3e5b1f6d2a11", "role": "chair", "at": "voting"}


def play(ground: Ground) -> Iterator[datetime | Seen]:
    """Two devices were put to use the evening before; at half past seven nothing answers."""
    station = ground.station()
    yield ground.at("19:00", days=-1)
    chair, deputy = ground.device(station), ground.device(station)
    chair.offline = deputy.offline = True

    yield (opens := ground.at("07:25"))
    for item in ITEMS:
        chair.tell("checklist.ticked", {"list": "opening", "item": item, "ticked": True}, opens)
    chair.tell("presence.noted", PERSON | {"from": opens.isoformat(), "to": None}, opens, name="M. de Vries")
    yield ground.at("07:30")
    chair.open(ground.now)
    yield ground.at("07:50")
    chair.scan(passes(station, range(1000, 1060)), ground.now)
    yield ground.at("08:40")
    deputy.scan(passes(station, range(2000, 2025)), ground.now)
    yield ground.at("09:00")
    chair.turnout(85, ground.now)
    yield Seen("facts that the two devices keep", (len(ITEMS) + 5, 1), (chair.waiting, deputy.waiting))
    yield Seen("opened, on the office's board", "", board_row(ground.office(), station).opened)

    # The server is back. Its first answer is lost, so all is said twice.
    yield ground.at("09:30")
    for each in (deputy, chair):
        each.send_unheard(ground.now)
        each.send(ground.now)
    states = {answer["state"] for each in (chair, deputy) for answer in each.answers.values()}
    yield Seen("what is said of facts that are told twice", {"known"}, states)
    yield Seen("facts that wait or never came", (0, []), (chair.waiting, chair.answer["missing"]))
    third = ground.device(station)
    third.hear(ground.now)
    opened = [ground.wall(each["at"]) for each in third.heard if each["kind"] == "station.opened"]
    yield Seen("opened, as a third device hears it", ["07:30"], opened)
    yield Seen("passes that a third device knows", 85, len(third.known))
    row = board_row(ground.office(), station)
    yield Seen("opened and admitted, on the office's board", ("07:30", "85"), (row.opened, row.admitted))


INCIDENT = Incident(3, "the app did not start, because the server did not answer", play)
