"""What the gate hears of a holder is an entry where it changed, and the office reads it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from stemdag.custody.client import Unreachable
from stemdag.custody.part import PartStatus
from stemdag.custody.timer import Timer
from stemdag.desk.release import acts
from stemdag.desk.release.holders import holders
from stemdag.gate.holders import Holders
from stemdag.journal.append import append
from stemdag.journal.models import Entry
from tests.custody.holding import MORNING, PRIVATE, Clocks, timer
from tests.factories import MadeMunicipality, at, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]
PLACE = ("GR2022_Almere", "0034")


class Silent:
    """A holder that can be put out of reach."""

    def __init__(self, timer: Timer) -> None:
        self.timer, self.away = timer, False

    def status(self) -> tuple[PartStatus, ...]:
        if self.away:
            raise Unreachable("away")
        return self.timer.status()


@pytest.fixture
def town() -> MadeMunicipality:
    return make_election().first


@pytest.fixture
def holder(tmp_path: Path) -> Silent:
    clocks = Clocks()
    clocks.set(MORNING)
    found = timer(tmp_path, clocks)
    found.register(*PLACE, PRIVATE, at("21:00"))
    return Silent(found)


def looked(gate: Holders, moment: datetime) -> int:
    """One look of the gate; how many entries it wrote."""
    return len([append(fact) for fact in gate.changes(moment)])


def test_a_change_is_an_entry_and_nothing_else_is(town: MadeMunicipality, holder: Silent) -> None:
    gate = Holders(holder)  # type: ignore[arg-type]
    assert [looked(gate, at("12:00")), looked(gate, at("12:01"))] == [1, 0]
    holder.timer.arm(*PLACE, at("12:02"), 7)
    assert looked(gate, at("12:03")) == 1
    holder.away = True
    assert [looked(gate, at("12:04")), looked(gate, at("12:05"))] == [1, 0]
    holder.away = False
    assert looked(gate, at("12:06")) == 1
    facts = [json.loads(each.facts) for each in Entry.objects.filter(kind="holder.reported").order_by("seq")]
    assert [(each["state"], each["answers"]) for each in facts] == [
        ("sealed", True),
        ("armed", True),
        ("armed", False),
        ("armed", True),
    ]


def test_the_office_sees_whether_the_holder_heard(town: MadeMunicipality, holder: Silent) -> None:
    def seen() -> list[tuple[str, bool, bool]]:
        now = acts.standing(town.row)
        return [(each.state.value, each.answers, each.knows) for each in holders(town.row, now)]

    gate = Holders(holder)  # type: ignore[arg-type]
    assert seen() == []
    looked(gate, at("12:00"))
    assert seen() == [("sealed", True, True)]
    armed = acts.arm(town.row, "desk:1", at("12:10"), uuid4())
    assert seen() == [("sealed", True, False)]
    holder.timer.arm(*PLACE, at("12:10"), armed.seq)
    looked(gate, at("12:11"))
    assert seen() == [("armed", True, True)]
    acts.postpone(town.row.election, at("22:00"), "langer", "desk:1", at("12:20"), uuid4())
    assert seen() == [("armed", True, False)]
    holder.timer.postpone(*PLACE, at("22:00"), at("12:20"), 1)
    looked(gate, at("12:20") + timedelta(minutes=1))
    assert seen() == [("armed", True, True)]


def test_a_holder_that_never_answered_is_not_heard_of(town: MadeMunicipality, holder: Silent) -> None:
    holder.away = True
    assert looked(Holders(holder), at("12:00")) == 0  # type: ignore[arg-type]
    assert holders(town.row, acts.standing(town.row)) == []
