"""Reading results back: from the real tree's own files, and saying no where it does not hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality, Released, ReleasedCount
from stemdag.publish.tree import tree
from stemdag.rehearsal.day import RehearsedElection
from stemdag.rehearsal.readback import NotPublic, depended_on_votes, read_back
from stemdag.rehearsal.tk2021 import figures, tk2021, totals

SINCE = datetime(2021, 3, 17, 20, tzinfo=UTC)
DAY = tk2021()


def published(played: RehearsedElection, counted: int | None = None, rehearsal: bool = True) -> PublicDay:
    """What the gate shows once the first `counted` counts of each municipality are open."""
    towns = []
    for town in played.municipalities:
        counts = {
            number: ReleasedCount(number, 1, count, SINCE)
            for number, count in list(town.counts.items())[:counted]
        }
        towns.append(
            PublicMunicipality(
                town.municipality, town.ballot, town.stations, (), SINCE, Released(SINCE, counts)
            )
        )
    return PublicDay((PublicElection(played.election, tuple(towns)),), rehearsal, SINCE)


def served(day: PublicDay) -> Callable[[str], bytes]:
    nodes = {"/" + node.path: node.render for node in tree(day) if node.path.startswith("data/")}
    return lambda path: nodes[path]()


@pytest.fixture(scope="module")
def get() -> Callable[[str], bytes]:
    return served(published(DAY))


def test_the_official_totals_come_back(get: Callable[[str], bytes]) -> None:
    found = read_back(get)["TK2021"]["municipalities"]
    for facts in figures()["municipalities"]:
        whole = totals(facts)
        assert found[facts["code"]] == {
            "stations": facts["stations"],
            "admitted": whole.admitted,
            "blank": whole.blank,
            "invalid": whole.invalid,
            "lists": {str(number): votes for number, votes in whole.lists.items()},
        }


def test_no_count_yet_is_nothing_for_every_list() -> None:
    found = read_back(served(published(DAY, counted=0)))["TK2021"]["municipalities"]["0014"]
    assert found["stations"] == 0
    assert set(found["lists"].values()) == {0}
    assert len(found["lists"]) == 31


def changed(get: Callable[[str], bytes], change: Callable[[dict[str, Any]], None]) -> Callable[[str], bytes]:
    def changed_get(path: str) -> bytes:
        body = json.loads(get(path))
        if path.endswith("/0268.json"):
            change(body)
        return json.dumps(body).encode()

    return changed_get


def test_a_total_that_is_not_the_sum_is_said(get: Callable[[str], bytes]) -> None:
    def one_more(body: dict[str, Any]) -> None:
        body["result"]["lists"][0]["votes"] += 1

    with pytest.raises(NotPublic, match=r"Nijmegen: the stations do not add up to the total shown \(lists\)"):
        read_back(changed(get, one_more))


def test_no_results_is_said(get: Callable[[str], bytes]) -> None:
    with pytest.raises(NotPublic, match="Nijmegen has no results"):
        read_back(changed(get, lambda body: body.pop("result")))


def test_a_file_that_does_not_say_it_is_a_rehearsal_is_not_read() -> None:
    with pytest.raises(NotPublic, match="does not say that it is a rehearsal"):
        read_back(served(published(DAY, rehearsal=False)))


A, B = ("2021-03-17T12:00:00Z", "nl/index.html", 10, "aa"), ("2021-03-17T12:00:00Z", "manifest.json", 5, "bb")
LATER = ("2021-03-17T12:15:00Z", "nl/index.html", 10, "aa")


@pytest.mark.parametrize(
    ("other", "differ"),
    [
        ([A, B], []),
        ([B, A], ["manifest.json", "nl/index.html"]),
        ([A], ["manifest.json"]),
        ([A, B, LATER], ["nl/index.html"]),
        ([LATER, B], ["nl/index.html"]),
        ([(*A[:3], "cc"), B], ["nl/index.html"]),
        ([(*A[:2], 11, "aa"), B], ["nl/index.html"]),
        ([], ["manifest.json", "nl/index.html"]),
    ],
)
def test_a_write_differs_by_moment_path_size_bytes_or_order(other: list[Any], differ: list[str]) -> None:
    assert depended_on_votes([A, B], other) == differ
