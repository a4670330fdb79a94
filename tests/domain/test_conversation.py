"""What waits and for how long, incidents, and who has a conversation, from entries alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from stemdag.domain.conversation import Conversation, Spoken, conversations, in_order

NOON = datetime(2022, 3, 16, 12, 0, tzinfo=UTC)


class Day:
    def __init__(self) -> None:
        self.entries: list[Spoken] = []

    def say(self, kind: str, station: int = 1, by: str = "", **facts: Any) -> int:
        seq = len(self.entries) + 1
        at = NOON + timedelta(minutes=seq)
        self.entries.append(Spoken(seq, kind, station, at, by or f"station:{station}", facts))
        return seq

    def talk(self, station: int = 1) -> Conversation:
        return conversations(self.entries)[station]


def test_the_first_unanswered_one_says_since_when() -> None:
    day = Day()
    day.say("message.sent", to="office")
    day.say("message.sent", to="office")
    assert (len(day.talk().waiting), day.talk().since) == (2, NOON + timedelta(minutes=1))
    day.say("message.sent", by="desk:7", to="broadcast")
    assert len(day.talk().waiting) == 2
    day.say("message.sent", by="desk:7", to="station")
    assert (day.talk().waiting, day.talk().since, day.talk().is_open) == ([], None, False)
    day.say("message.sent", to="office")
    assert day.talk().since == NOON + timedelta(minutes=5)


def test_an_answer_leaves_an_incident_open_until_it_is_resolved() -> None:
    day = Day()
    seq = day.say("incident.reported", category="fire", urgent=True)
    assert day.talk().urgent
    day.say("message.sent", by="desk:7", to="station")
    assert (day.talk().urgent, list(day.talk().incidents)) == (False, [seq])
    day.say("incident.closed", by="desk:7", incident=seq)
    assert not day.talk().is_open


def test_resolving_is_an_answer_to_that_incident_alone() -> None:
    day = Day()
    seq = day.say("incident.reported", category="queue", urgent=False)
    other = day.say("message.sent", to="office")
    day.say("incident.closed", by="desk:7", incident=seq)
    assert [each.seq for each in day.talk().waiting] == [other]


def test_who_has_it() -> None:
    day = Day()
    first = day.say("talk.taken", by="desk:7", after=0)
    assert (day.talk().holder, day.talk().turn, day.talk().handed) == ("desk:7", first, "")
    second = day.say("talk.handed", by="desk:7", after=first, to="desk:8")
    assert (day.talk().holder, day.talk().turn, day.talk().handed) == ("desk:8", second, "desk:7")
    day.say("talk.handed", by="desk:8", after=second, to="")
    assert (day.talk().holder, day.talk().is_open) == ("", False)


def test_urgent_first_then_the_longest() -> None:
    day = Day()
    day.say("message.sent", 3, to="office")
    day.say("message.sent", 2, to="office")
    day.say("incident.reported", 4, category="fire", urgent=True)
    day.say("talk.taken", 1, "desk:7", after=0)
    day.say("message.sent", 5, "desk:7", to="station")
    order = in_order(conversations(day.entries).values())
    assert [each.station for each in order] == [4, 3, 2, 1]
