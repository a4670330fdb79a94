"""Incident 14 (2023): passes had to be counted by hand to finish the record, so results came very late."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stemdag.capture.place import Place
from stemdag.domain.checks import check
from stemdag.domain.election import Category
from stemdag.domain.passes import PassKind
from stemdag.journal import projections
from stemdag.rehearsal.device import Pass
from tests.factories import make_count
from tests.scenarios.stations import Guard, Stations, goes_wrong

pytestmark = [pytest.mark.store, pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]


def a_day_until_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """At closing A, B and C are known, and stand beside the pile that is counted by hand."""
    stations = Stations(monkeypatch, Category.TK)
    chair, deputy = stations.opened(), stations.opened()

    def handed(kind: PassKind, numbers: range) -> list[Pass]:
        return [Pass(f"{kind}{each}".replace("_", "").upper(), kind) for each in numbers]

    chair.scan(handed(PassKind.POLL_CARD, range(60)), stations.set("09:00"))
    deputy.offline = True
    deputy.scan(handed(PassKind.POLL_CARD, range(60, 86)), stations.set("14:00"))
    chair.scan(handed(PassKind.PROXY, range(11)), stations.set("17:00"))
    chair.scan(handed(PassKind.VOTER_CARD, range(4)), stations.set("20:00"))
    chair.undo(Pass("PROXY10", PassKind.PROXY), "the voter came in person", stations.set("20:05"))
    # The second tablet had no line since two o'clock, and gets it back at closing.
    deputy.offline = False
    deputy.send(stations.set("21:02"))
    chair.tell("station.closed", {"last_voter": stations.now.isoformat()}, stations.now)

    place = Place(stations.town.station)
    assert place.known.scanned == {"A": 86, "B": 10, "C": 4}
    pile = replace(make_count(), poll_cards=86, proxies=10, voter_cards=4)
    assert pile.admitted == 100
    assert not check(pile, Category.TK, place.known)
    slip = replace(pile, poll_cards=85, proxies=11)
    [found] = check(slip, Category.TK, place.known)
    assert (found.code, found.marks) == ("S.101", ("A", "B"))

    # The record is sent at once, as nobody has to count passes anew.
    chair.count(pile, 1, "", "", stations.set("21:40"))
    assert stations.day().state == "accepted"


def test_passes_are_counted_when_the_station_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    a_day_until_the_record(monkeypatch)


def scans_are_kept_and_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projections, "apply_scans", lambda batches: None)


def nothing_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undoing is written down, and the total stays."""
    monkeypatch.setattr(projections, "_APPLY", {**projections._APPLY, "passes.undone": lambda *_: None})


@pytest.mark.parametrize(
    "guard",
    [scans_are_kept_and_not_counted, nothing_is_taken_back],
    ids=lambda each: each.__name__,
)
def test_it_takes_this_guard(monkeypatch: pytest.MonkeyPatch, guard: Guard) -> None:
    guard(monkeypatch)
    with goes_wrong():
        a_day_until_the_record(monkeypatch)
