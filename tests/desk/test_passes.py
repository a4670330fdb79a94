"""Passes at the desk: A, B and C on a station's page, and what was used twice on the board."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from stemdag import clock
from stemdag.elections.tailored import tailor
from tests.capture.tablet import Tablet
from tests.factories import Made

pytestmark = [pytest.mark.store, pytest.mark.django_db]
BOARD = "/desk/GR2022_Almere/0034/"
TWICE = f"{BOARD}passes/"


def hand_in(tablet: Tablet, visit: str, *fingerprints: int, back: int = 0, **more: Any) -> None:
    """Scans, `back` minutes ago."""
    scan = {
        "kind": "poll_card",
        "at": (clock.now() - timedelta(minutes=back)).isoformat(),
        "visit": visit,
        "verdict": "accepted",
        "decided": None,
    } | more
    scans = [scan | {"fingerprint": f"{each:016x}"} for each in fingerprints]
    facts = {"poll_cards": len(scans), "proxies": 0, "voter_cards": 0, "scans": scans}
    [answer] = tablet.send(tablet.fact("passes.scanned", facts))
    assert answer["state"] == "taken"


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_what_a_station_scanned(made: Made, client: Client) -> None:
    tablet = Tablet(made)
    hand_in(tablet, "a", 1, 2)
    hand_in(tablet, "a", 3, kind="proxy")
    told = page(client, f"{BOARD}stations/1/")
    assert re.findall(r'<td class="num"[^>]*>(\d+)</td>', told)[:3] == ["2", "1", "3"]
    assert "C · voter cards" not in told
    assert "Used twice" not in told


def test_a_station_that_does_not_scan_has_no_passes(made: Made, client: Client) -> None:
    tailor(made.first.row, {"scanning": False}, clock.now(), "test")
    assert "A · poll cards" not in page(client, f"{BOARD}stations/1/")


def test_a_second_use_is_on_the_board_until_it_is_undone(made: Made, client: Client) -> None:
    """Where and when, and whether a chair decided; on the pages of both stations and of no other."""
    assert "tile-twice" not in page(client, BOARD)
    assert "No pass was used twice." in page(client, TWICE)
    first, second = Tablet(made, 1), Tablet(made, 2)
    hand_in(first, "a", 7)
    hand_in(second, "b", 7)
    board = page(client, BOARD)
    assert 'id="tile-twice" data-hand' in board
    told = page(client, TWICE)
    assert told.count("<li class=") == 1
    assert "Nobody has decided yet." in told
    assert f'<a href="{BOARD}stations/1/">1 Buurthuis Het Oude Weeshuis</a>' in told
    assert f'<a href="{BOARD}stations/2/">2 Sporthal Zuid</a>' in told
    # The chair of station 2 lets it stand: another scan in the same visit, which does not count once more.
    hand_in(second, "b", 7, verdict="used_elsewhere", decided="admitted")
    assert "Admitted by the chair of polling station 2." in page(client, TWICE)
    assert 'id="tile-twice" href' in page(client, BOARD)
    for number, there in ((1, True), (2, True), (3, False)):
        assert ("Used twice" in page(client, f"{BOARD}stations/{number}/")) is there
    undone = second.fact(
        "passes.undone", {"kind": "poll_card", "fingerprint": f"{7:016x}"}, texts={"reason": "twice"}
    )
    assert second.send(undone)[0]["state"] == "taken"
    assert "tile-twice" not in page(client, BOARD)


def test_a_use_in_another_municipality_is_named_and_not_linked(made: Made, client: Client) -> None:
    """A voter card travels; those that nobody decided on stand first."""
    here, again = Tablet(made, 1), Tablet(made, 2)
    hand_in(here, "a", 8)
    hand_in(again, "b", 8, verdict="used_elsewhere", decided="admitted")
    there = Tablet(Made(made.row, {"0995": made.municipalities["0995"]}), 2)
    hand_in(here, "c", 9, kind="voter_card")
    hand_in(there, "d", 9, kind="voter_card")
    told = page(client, TWICE)
    assert told.index("Nobody has decided yet.") < told.index("Admitted by the chair of polling station 2.")
    assert "2 Sporthal Zuid, Lelystad" in told
    assert "/0995/" not in told
