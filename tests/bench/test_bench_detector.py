"""The detector's measure in small: errors pass every F rule, and its figures are there."""

from __future__ import annotations

from random import Random

import pytest

from stemdag.bench import detector, detector_judge
from stemdag.bench.detector_data import Place
from stemdag.bench.detector_errors import KINDS, Kind, injected, passes, size, votes_of
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Category
from stemdag.domain.station import Counting

pytestmark = pytest.mark.once

SHARES = {1: (40, 12, 3), 2: (9, 30, 2), 4: (25, 1, 8, 2), 7: (6, 18)}


def count(random: Random, voters: int) -> Count:
    lists = {}
    for number, shares in SHARES.items():
        votes = {
            at: sum(random.random() * 156 < share for _ in range(voters))
            for at, share in enumerate(shares, 1)
        }
        lists[number] = ListCount(sum(votes.values()), None, votes)
    valid = sum(each.total for each in lists.values())
    return Count(Counting.DECENTRAL, valid, 4, None, valid + 4, lists, valid, 3, 1, valid + 4)


def place(name: str, seed: int) -> Place:
    random = Random(seed)
    return Place(name, Category.GR, {at: count(random, random.randint(300, 900)) for at in range(12)})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_error_passes_the_f_rules_and_has_its_size(kind: Kind) -> None:
    random = Random(7)
    own = count(random, 600)
    assert passes(own, Category.GR)
    for least, most in ((15, 10**9), (5, 14)):
        wrong = injected(kind, own, Category.GR, least, most, random)
        if wrong is None:
            assert kind.name == "column-empty" or least == 5, kind.name
            continue
        assert passes(wrong, Category.GR)
        assert least <= size(votes_of(own), votes_of(wrong)) <= most
        assert (wrong.admitted - wrong.cast == own.admitted - own.cast) or not kind.fitted


def test_a_set_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [place(f"{at}", at) for at in range(6)]
    monkeypatch.setattr(detector, "places", lambda _: iter(made))
    monkeypatch.setattr(detector, "ERRORS", (6, 6))
    monkeypatch.setattr(detector, "FEWER", (6, 0))
    found = list(detector.measures())
    assert {each.name for each in found} <= set(detector.NAMES)
    by_name = {each.name: each for each in found}
    for name in ("gr2022", "gr2022-lists", "tk2021", "others"):
        assert by_name[f"{name}-false-alarms"].value < 20
        assert by_name[f"{name}-lists-swapped"].value > 50
    assert "gr2022-lists-names-swapped" not in by_name
    assert by_name["gr2022-type-missing"].value == 100


def test_thresholds_tell_of_one_in_a_hundred_of_those_that_set_them() -> None:
    stations = detector_judge.stations_of(place(f"{at}", at) for at in range(20))
    assert len(stations) == 240
    thresholds = detector_judge.calibrated(stations)
    assert detector_judge.told(stations, thresholds) <= 2
