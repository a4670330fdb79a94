"""Incident 6 (15 March 2023, Tilburg): stations ran out of ballots while the app faltered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from stemdag.domain.day_shape import TILBURG_2021, spans
from stemdag.rehearsal.device import passes
from stemdag.rehearsal.incidents.ground import Ground, Incident, Seen
from stemdag.rehearsal.pages import board_row, stock

#: Ballots in the morning, and how many voters come: a third more than anybody thought.
BALLOTS, VOTERS, MORE = 600, 800, 400
#: How long a delivery takes, as the rules have it.
LEAD = timedelta(hours=2)
QUARTER = timedelta(minutes=15)


def play(ground: Ground) -> Iterator[datetime | Seen]:
    """Scans alone tell how many ballots are left. The line is gone from 13:00 to 14:00."""
    station = ground.station()
    [row] = [each for each in ground.played.municipalities[0].stations if each.number == station]
    open_in = spans(row.hours, ground.played.election.date)

    def come(moment: datetime) -> int:
        return int(VOTERS * TILBURG_2021.share(open_in, moment))

    quarters = [row.hours[0].opens + QUARTER * turn for turn in range(1, 54)]
    empty = next(each for each in quarters if come(each) >= BALLOTS)
    yield ground.at("07:30")
    chair = ground.device(station)
    chair.open(ground.now)
    chair.tell("stock.reported", {"ballots": BALLOTS}, ground.now)
    before, told = 0, None
    for moment in quarters:
        yield moment
        chair.offline = ground.at("13:00") < moment < ground.at("14:00")
        chair.scan(passes(station, range(before, come(moment))), moment)
        before = come(moment)
        if board_row(ground.office(), station).short:
            told = moment
            break
    in_time = told is not None and empty - told >= LEAD
    when = f"told at {ground.wall(told)}" if told else "not told"
    yield Seen(f"{when}, empty at {ground.wall(empty)}: a delivery is in time", True, in_time)
    if told is None:
        return
    yield Seen("the alarm on the station's page", "error", stock(ground.office(), station).kind)

    # What the office sends in time ends the alarm, and the chair hears of it.
    yield told + timedelta(minutes=20)
    ground.office().send(station, "ballots", MORE, "met de bestelbus")
    yield Seen("a warning, with ballots on their way", False, board_row(ground.office(), station).short)
    chair.hear(ground.now)
    sent = [each["facts"]["amount"] for each in chair.heard if each["kind"] == "delivery.sent"]
    yield Seen("ballots on their way, as the chair hears", [MORE], sent)
    yield told + timedelta(minutes=40)
    chair.scan(passes(station, range(before, come(ground.now))), ground.now)
    chair.tell("delivery.received", {"what": "ballots", "amount": MORE}, ground.now)
    left = stock(ground.office(), station)
    there = BALLOTS + MORE - come(ground.now)
    yield Seen("ballots left, and no warning", (there, "info"), (left.ballots, left.kind))


INCIDENT = Incident(6, "stations ran out of ballots", play)
