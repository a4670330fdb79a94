"""Incident 5 (15 March 2023): a slow register, a pass that was read again, and an app said "already used"."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest

from stemdag.capture import scanned
from stemdag.domain import passes as rules
from stemdag.domain.pass_filter import fingerprint, holds
from stemdag.domain.passes import Known, Place, Use, Verdict, judge
from stemdag.elections.passes import load_register
from stemdag.journal import scan_store
from stemdag.journal.models import DoubleUse
from stemdag.journal.scans import double_uses
from stemdag.rehearsal.device import AppDoor, Pass
from tests.factories import at
from tests.scenarios.stations import Guard, Stations, goes_wrong, ids_are_not_kept, say_again

pytestmark = [pytest.mark.store, pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]


def an_evening_with_a_slow_register(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    stations = Stations(monkeypatch)
    chair, deputy, elsewhere = stations.opened(), stations.opened(), stations.opened(2)

    # One voter. The answer does not come, and the camera reads the pass again; so does the other device.
    chair.offline = True
    chair.scan([Pass("2002", visit="v1")], stations.set("18:00"))
    say_again(chair, stations.now)
    chair.scan([Pass("2002", visit="v1")], stations.set("18:01"))
    chair.send(stations.now)
    deputy.scan([Pass("2002", visit="w1")], stations.set("18:03"))
    assert stations.day().poll_cards == 1
    answers = [each for door in (chair, deputy) for each in door.answers.values()]
    assert not any("other_uses" in each for each in answers)
    assert not DoubleUse.objects.exists()

    # Another visit, elsewhere: told with where and when, no block, and what was decided is kept.
    elsewhere.scan([Pass("2002", visit="x1", decided="admitted")], stations.set("18:40"))
    said = [use for each in elsewhere.answers.values() for use in each.get("other_uses", [])]
    told = [(use["station"], use["station_name"], use["at"][:16]) for use in said]
    assert told == [(1, "Buurthuis Het Oude Weeshuis", "2022-03-16T17:00")]
    assert (stations.day().poll_cards, stations.day(2).poll_cards) == (1, 1)
    [(_, later)] = double_uses(stations.made.row.eml_id)
    assert (later.station, later.decided) == (2, "admitted")


def test_a_pass_that_is_read_again_is_one_scan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    an_evening_with_a_slow_register(monkeypatch, tmp_path)


def test_validity_is_answered_on_the_device(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """From the filter alone, without the register; and slow is never "invalid"."""
    stations = Stations(monkeypatch)
    file = tmp_path / "register.csv"
    file.write_text("1001,died\n1002,stolen")
    load_register(file, stations.town.row, stations.now, "test", whole=True)
    door = stations.device()
    [key] = [b64decode(each["passes"]["key"]) for each in door.pack["elections"]]
    kept = _get(door, f"/station/app/filter/{door.election}")
    assert [holds(kept, fingerprint(key, each)) for each in ("1001", "1002")] == [True, True]
    good = [f"{number:09}" for number in range(300_000_000, 300_002_000)]
    assert sum(holds(kept, fingerprint(key, each)) for each in good) < 40
    here, now = Place("0034", 1), at("18:00")
    # What the filter takes for invalid and the register did not answer yet.
    assert judge(Known(in_filter=True), here, "v", now).verdict is Verdict.PERHAPS_INVALID
    assert judge(Known(in_filter=True, cleared=True), here, "v", now).verdict is Verdict.ACCEPTED
    used = Known(uses=(Use(here, at("17:59"), "v"),), in_filter=True)
    assert judge(used, here, "v", now).verdict is Verdict.AGAIN


def _get(door: AppDoor, path: str) -> bytes:
    answer = door.visitor.http.get(path, headers={"Authorization": f"Bearer {door._token}"})
    assert answer.status_code == 200
    return answer.content


def every_reading_is_a_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """No visits: each time that a pass is read is a use of its own, as in 2023."""
    for module in (rules, scan_store):
        monkeypatch.setattr(module, "same_scan", lambda at, visit, other_at, other_visit: False)


def other_uses_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanned, "other_uses", lambda doubles, election: [])


@pytest.mark.parametrize(
    "guard", [every_reading_is_a_use, other_uses_are_not_told], ids=lambda each: each.__name__
)
def test_it_takes_this_guard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, guard: Guard) -> None:
    guard(monkeypatch)
    with goes_wrong():
        an_evening_with_a_slow_register(monkeypatch, tmp_path)


def test_a_visit_holds_even_where_ids_do_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two guards stand before one voter who counts twice: the batch is known, and so is the visit."""
    ids_are_not_kept(monkeypatch)
    an_evening_with_a_slow_register(monkeypatch, tmp_path)
