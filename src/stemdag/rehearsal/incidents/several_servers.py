"""Incident 4 (15 March 2023): one server of several got all the load."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from stemdag.rehearsal.device import passes
from stemdag.rehearsal.incidents.ground import Ground, Incident, Seen

TURNS, EACH = 6, 5
SCANNED = (TURNS + 2) * EACH


def play(ground: Ground) -> Iterator[datetime | Seen]:
    """Two devices go now to one server and now to the other; one server is lost while both are with it."""
    stations = ground.station(), ground.station()
    yield ground.at("07:30")
    first, second = ground.servers()
    lines = first.line, second.line
    chairs = [ground.device(number, line) for number, line in zip(stations, lines, strict=True)]
    for each in chairs:
        each.open(ground.now)

    def come(place: int, turn: int) -> None:
        chairs[place].scan(passes(stations[place], range(turn * EACH, (turn + 1) * EACH)), ground.now)

    for turn in range(TURNS):
        yield ground.at(f"{9 + turn:02}:15")
        for place, each in enumerate(chairs):
            each.visitor.http = lines[(turn + place) % 2]
            come(place, turn)

    # What it answered last is not heard, and what comes then it never gets: both are told to the other.
    yield ground.at("15:15")
    for place, each in enumerate(chairs):
        each.visitor.http, each.offline = first.line, True
        come(place, TURNS)
        each.send_unheard(ground.now)
    first.kill()
    for place in range(len(chairs)):
        come(place, TURNS + 1)
    yield ground.at("15:20")
    for each in chairs:
        each.visitor.http, each.offline = second.line, False
        each.send(ground.now)
    waits = [(each.waiting, each.answer["missing"]) for each in chairs]
    yield Seen("facts that wait or never came", [(0, []), (0, [])], waits)
    for number in stations:
        third = ground.device(number, second.line)
        third.hear(ground.now)
        batches = sum(each["kind"] == "passes.scanned" for each in third.heard)
        yield Seen(
            "batches and passes, as another device hears them", (8, SCANNED), (batches, len(third.known))
        )
    second.kill()


INCIDENT = Incident(4, "one server of several got all the load", play)
