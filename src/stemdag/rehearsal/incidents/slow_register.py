"""Incident 5 (15 March 2023): a slow register, a pass that was read again, and an app said "already used"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from stemdag.rehearsal.incidents.ground import Ground, Incident, Seen
from stemdag.rehearsal.pages import used_twice
from stemdag.rehearsal.table import Table

DIED, STOLEN, GOOD = "1001", "1002", ("2002", "2003", "2004", "2005")


def play(ground: Ground) -> Iterator[datetime | Seen]:
    here, there = ground.station(), ground.station()
    yield ground.at("17:00")
    ground.register([f"{DIED},died", f"{STOLEN},stolen"])
    chair, deputy, elsewhere = (
        Table(ground.device(number), ground.code_of_town, number) for number in (here, here, there)
    )
    # One of some hundred good passes stands in the filter by chance.
    doubted = next(each for each in map(str, range(300_000, 304_000)) if chair.in_filter(each))
    good = next(each for each in GOOD if not chair.in_filter(each))

    # One voter. No answer comes, and the camera reads the pass again; so does the other device.
    yield ground.at("18:00")
    chair.door.offline = True
    yield Seen("a good pass, without an answer", "accepted", chair.hand_in(good, "v1", ground.now))
    yield Seen("a pass of the register", "perhaps_invalid", chair.judge(DIED, "v2", ground.now))
    yield Seen("a good one that the filter doubts", "perhaps_invalid", chair.judge(doubted, "v3", ground.now))
    chair.door.send_unheard(ground.now)
    yield ground.at("18:01")
    yield Seen("the good pass, read again", "again", chair.hand_in(good, "v1", ground.now))
    chair.door.offline = False
    chair.door.send(ground.now)
    yield Seen("of the register, with an answer", "invalid died", chair.judge(DIED, "v2", ground.now))
    yield Seen("doubted, with an answer", "accepted", chair.judge(doubted, "v3", ground.now))
    yield ground.at("18:03")
    deputy.door.hear(ground.now)
    yield Seen("the good pass at the other device", "again", deputy.hand_in(good, "w1", ground.now))
    answers = [each for table in (chair, deputy) for each in table.door.answers.values()]
    yield Seen("other uses told to this station", 0, sum("other_uses" in each for each in answers))
    third = ground.device(here)
    third.hear(ground.now)
    yield Seen("passes counted at this station", 1, len(third.known))

    # Another visit, elsewhere: told with where and when, no block, and what the chair decides is kept.
    yield ground.at("18:40")
    yield Seen("the good pass, elsewhere", "accepted", elsewhere.hand_in(good, "x1", ground.now))
    said = [use for each in elsewhere.door.answers.values() for use in each.get("other_uses", [])]
    told = [(each["station"], each["station_name"], ground.wall(each["at"])) for each in said]
    yield Seen("told there of its other use", [(here, f"Dorpshuis {here}", "18:00")], told)
    yield Seen("used twice, at the office; decided", [(here, there, False)], used_twice(ground.office()))
    elsewhere.let_stand(good, "x1", ground.now)
    yield Seen("the same, once the chair lets it stand", [(here, there, True)], used_twice(ground.office()))


INCIDENT = Incident(5, 'a pass that was read again was "already used"', play)
