"""Incident 14 (2023): passes had to be counted by hand to finish the record, so results came very late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from stemdag.domain.passes import PassKind
from stemdag.rehearsal.device import Pass
from stemdag.rehearsal.incidents.ground import Ground, Incident, Seen
from stemdag.rehearsal.incidents.town import form
from stemdag.rehearsal.pages import board_row, odd, passes_of

A, B, C = 86, 10, 4


def play(ground: Ground) -> Iterator[datetime | Seen]:
    """At closing A, B and C are known, and stand beside the pile that is counted by hand."""
    station = ground.station()
    yield ground.at("07:30")
    chair, deputy = ground.device(station), ground.device(station)
    chair.open(ground.now)
    yield ground.at("09:00")
    chair.scan(_handed(PassKind.POLL_CARD, range(60)), ground.now)
    yield ground.at("14:00")
    deputy.offline = True
    deputy.scan(_handed(PassKind.POLL_CARD, range(60, 86)), ground.now)
    yield ground.at("17:00")
    chair.scan(_handed(PassKind.PROXY, range(11)), ground.now)
    yield ground.at("20:00")
    chair.scan(_handed(PassKind.VOTER_CARD, range(4)), ground.now)
    yield ground.at("20:05")
    [withdrawn] = _handed(PassKind.PROXY, range(10, 11))
    chair.undo(withdrawn, "the voter came in person", ground.now)

    # The second device had no line since two o'clock, and gets it back at closing.
    yield ground.at("21:02")
    deputy.offline = False
    deputy.send(ground.now)
    chair.tell("station.closed", {"last_voter": ground.now.isoformat()}, ground.now)
    yield Seen("A, B and C, as the office sees them", (A, B, C), passes_of(ground.office(), station))
    third = ground.device(station)
    third.hear(ground.now)
    kinds = Counter(each["kind"] for each in third.known.values())
    yield Seen("A, B and C, as another device knows them", (A, B, C), tuple(kinds[each] for each in PassKind))

    # A pile that was counted wrongly is seen before it is sent; the right one is sent at once.
    pages, pile = ground.pages(station), form(A, B, C)
    slip = replace(pile, poll_cards=A - 1, proxies=B + 1)
    yield Seen("A proxy more on the form", ["S.101"], odd(pages.check(slip)))
    yield Seen("what is odd on the right form", [], odd(pages.check(pile)))
    yield ground.at("21:40")
    chair.count(pile, 1, "", "", ground.now)
    held = [each["held"] for each in chair.answers.values() if "held" in each]
    yield Seen("the count is held", [False], held)
    yield Seen("received, on the office's board", True, board_row(ground.office(), station).received)


def _handed(kind: PassKind, numbers: range) -> list[Pass]:
    return [Pass(f"{kind}{each}".replace("_", "").upper(), kind) for each in numbers]


INCIDENT = Incident(14, "passes were counted by hand to finish the record", play)
