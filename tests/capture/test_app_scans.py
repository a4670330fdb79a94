"""Scans of passes at the app's door: taken in batches, counted here, and told of a use elsewhere."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest

from stemdag import clock
from stemdag.elections import passes
from stemdag.elections.models import Municipality
from stemdag.journal import scans
from stemdag.journal.models import Chain, Entry, PassUse, StationDay
from tests.capture.conftest import Wall
from tests.capture.tablet import ELECTION, Tablet
from tests.capture.test_app_door import entries
from tests.factories import Made

pytestmark = [pytest.mark.store, pytest.mark.django_db]


def scan(fingerprint: int, /, **changed: Any) -> dict[str, Any]:
    made = {
        "fingerprint": f"{fingerprint:016x}",
        "kind": "poll_card",
        "at": clock.now().isoformat(),
        "visit": "a",
        "verdict": "accepted",
        "decided": None,
    }
    return made | changed


def batch(tablet: Tablet, *of: dict[str, Any], **more: Any) -> dict[str, Any]:
    facts = {"poll_cards": len(of), "proxies": 0, "voter_cards": 0, "scans": list(of)}
    return tablet.fact("passes.scanned", facts, **more)


def totals(station: int = 1) -> tuple[int, int, int, int | None]:
    day = StationDay.objects.get(station=station)
    return day.poll_cards, day.proxies, day.voter_cards, day.admitted


def test_batches_are_counted_and_answered(made: Made, wall: Wall) -> None:
    first, second = Tablet(made), Tablet(made)
    one = batch(first, scan(1), scan(1 << 63, kind="proxy"), scan(3, verdict="used_here", decided="refused"))
    answers = first.send(first.fact("station.opened"), one, batch(first, scan(4), at=clock.now().isoformat()))
    assert [each["state"] for each in answers] == ["taken"] * 3
    [again] = second.send(batch(second, scan(1, visit="b")))
    assert (again["state"], again["again"]) == ("taken", 1)
    assert "other_uses" not in again
    assert totals() == (2, 1, 0, 3)
    [known] = first.send(one)
    assert (known["state"], known["receipt"]) == ("known", answers[1]["receipt"])
    [undone] = first.send(
        first.fact(
            "passes.undone", {"kind": "proxy", "fingerprint": f"{1 << 63:016x}"}, texts={"reason": "mis"}
        )
    )
    assert undone["state"] == "taken"
    assert totals() == (2, 0, 0, 2)
    assert "fingerprint" not in entries("passes.undone")[0].facts


def test_a_second_use_is_told_with_where_and_when(made: Made, wall: Wall) -> None:
    here, there = Tablet(made, 1), Tablet(made, 2)
    used_at = clock.now()
    here.send(batch(here, scan(9), scan(8)))
    wall.set("23:00")
    sent = batch(there, scan(9), scan(7))
    for _ in range(2):
        [answer] = there.send(sent)
        assert answer["other_uses"] == [
            {
                "fingerprint": f"{9:016x}",
                "municipality": "0034",
                "municipality_name": "Almere",
                "station": 1,
                "station_name": "Buurthuis Het Oude Weeshuis",
                "at": used_at.astimezone(UTC).isoformat(),
                "visit": "a",
            }
        ]
    assert (totals(1), totals(2)) == ((2, 0, 0, 2), (2, 0, 0, 2))


def test_the_first_station_hears_of_a_later_use_elsewhere_as_well(made: Made, wall: Wall) -> None:
    """Until one of both takes it back; nobody hears of passes of other stations."""
    tablets = [Tablet(made, number) for number in (1, 2, 3)]
    here, there, third = tablets
    here.send(batch(here, scan(9), scan(8)))
    wall.set("23:00")
    there.send(batch(there, scan(9), scan(7)))

    def told(tablet: Tablet) -> list[tuple[str, int]]:
        news = tablet.post(cursors={ELECTION: 10_000}).json()["news"][ELECTION]
        return [(each["fingerprint"], each["station"]) for each in news["elsewhere"]]

    assert [told(each) for each in tablets] == [[(f"{9:016x}", 2)], [(f"{9:016x}", 1)], []]
    here.send(
        here.fact("passes.undone", {"kind": "poll_card", "fingerprint": f"{9:016x}"}, texts={"reason": "x"})
    )
    assert [told(each) for each in tablets] == [[], [], []]
    assert third.post().status_code == 200


def test_a_clock_that_is_off_does_not_make_two_of_one_scan(made: Made, wall: Wall) -> None:
    right, wrong = Tablet(made), Tablet(made)
    right.send(batch(right, scan(9)))
    theirs = clock.now() + timedelta(hours=2)
    [answer] = wrong.send(batch(wrong, scan(9, at=theirs.isoformat(), visit="b")), sent_at=theirs)
    assert answer["again"] == 1
    assert len(set(PassUse.objects.values_list("at"))) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"fingerprint": "1"},
        {"fingerprint": "A" * 16},
        {"fingerprint": 7},
        {"kind": "ballot"},
        {"kind": []},
        {"at": "2022-03-16T09:00:00"},
        {"at": "9999-12-31T23:59:59-12:00"},
        {"at": None},
        {"visit": ""},
        {"visit": "x" * 37},
        {"visit": 4},
        {"verdict": "fine"},
        {"verdict": []},
        {"decided": "later"},
        {"more": 1},
    ],
)
def test_a_batch_with_a_wrong_scan_is_refused_and_the_next_one_taken(
    made: Made, wrong: dict[str, Any]
) -> None:
    tablet = Tablet(made)
    bad, good = tablet.send(batch(tablet, scan(1), scan(2, **wrong)), batch(tablet, scan(3)))
    assert (bad["state"], bad["code"], bad["where"]) == ("refused", "fact.form", "facts.scans")
    assert good["state"] == "taken"
    assert totals() == (1, 0, 0, 1)


@pytest.mark.parametrize("number", [0, 51])
def test_a_batch_holds_one_to_fifty(made: Made, number: int) -> None:
    tablet = Tablet(made)
    [answer] = tablet.send(batch(tablet, *(scan(each) for each in range(number))))
    assert (answer["code"], answer["where"]) == ("fact.form", "facts.scans")


def test_after_the_end_no_scan_is_taken(made: Made) -> None:
    tablet = Tablet(made)
    passes.destroy(made.row, clock.now(), "test")
    [answer] = tablet.send(batch(tablet, scan(1)))
    assert (answer["state"], answer["code"]) == ("refused", "passes.destroyed")
    assert not PassUse.objects.exists()


def test_other_devices_and_the_chain_hold_no_fingerprint(made: Made) -> None:
    tablet = Tablet(made)
    tablet.send(batch(tablet, scan(0xFEEDFACECAFEBEEF)))
    row = Municipality.objects.get(election__eml_id="GR2022_Almere", code="0034")
    chain = Chain.objects.get(election=row.election.eml_id, municipality=row.code)
    [entry] = entries("passes.scanned")
    assert [scans.unsigned(each.fingerprint) for each in scans.scans_of(chain, [entry.seq])[entry.seq]] == [
        0xFEEDFACECAFEBEEF
    ]
    assert "feedface" not in "".join(Entry.objects.values_list("facts", flat=True))


def heard(tablet: Tablet, cursor: int = 0) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The news of passes: for each entry its kind, and fingerprint, visit and whether undone of its uses."""
    found = tablet.post(cursors={ELECTION: cursor}).json()["news"][ELECTION]["facts"]
    return [
        (
            each["kind"],
            [(use["fingerprint"][-1], use["visit"], bool(use["undone"])) for use in each["facts"]["uses"]],
        )
        for each in found
        if each["kind"].startswith("passes.")
    ]


def test_the_other_device_of_the_station_hears_of_passes(made: Made) -> None:
    chair, deputy, elsewhere = Tablet(made), Tablet(made), Tablet(made, 2)
    chair.send(batch(chair, scan(1), scan(2, visit="b", kind="proxy")))
    assert heard(deputy) == [("passes.scanned", [("1", "a", False), ("2", "b", False)])]
    assert heard(chair) == heard(elsewhere) == []
    [told] = deputy.post().json()["news"][ELECTION]["facts"]
    assert told["facts"]["uses"][1] == {
        "fingerprint": f"{2:016x}",
        "kind": "proxy",
        "at": clock.now().astimezone(UTC).isoformat(),
        "visit": "b",
        "verdict": "accepted",
        "decided": None,
        "undone": None,
    }


def undo(tablet: Tablet, fingerprint: int, kind: str = "poll_card") -> dict[str, Any]:
    facts = {"kind": kind, "fingerprint": f"{fingerprint:016x}"}
    return tablet.fact("passes.undone", facts, texts={"reason": "Voter left"})


def test_both_devices_hear_what_was_undone(made: Made, wall: Wall) -> None:
    """Which scan it took back; and of a scan that came in after it, that it was undone already."""
    chair, deputy = Tablet(made), Tablet(made)
    late = batch(deputy, scan(1, visit="c"))
    chair.send(batch(chair, scan(1), scan(2)))
    wall.set("22:40")
    chair.send(undo(chair, 1))
    taken_back = ("passes.undone", [("1", "a", True)])
    assert heard(chair) == [("passes.scanned", [("1", "a", True)]), taken_back]
    assert heard(deputy) == [("passes.scanned", [("1", "a", True), ("2", "a", False)]), taken_back]
    deputy.send(late)
    # By the deputy's clock it was read in the same minutes as what was undone.
    assert heard(deputy)[-1] == ("passes.scanned", [("1", "c", True)])
    assert totals() == (1, 0, 0, 1)
    [told] = [
        each for each in chair.post().json()["news"][ELECTION]["facts"] if each["kind"] == "passes.undone"
    ]
    assert told["texts"] == {}


def test_after_the_end_nothing_is_heard(made: Made) -> None:
    chair, deputy = Tablet(made), Tablet(made)
    chair.send(batch(chair, scan(1)))
    passes.destroy(made.row, clock.now(), "test")
    assert heard(deputy) == []
