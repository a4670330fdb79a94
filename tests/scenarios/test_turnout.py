"""Incidents 10 and 13: a turnout over 100 %, and one whose electorate nobody knows or two sources dispute."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stemdag.elections.importing import load
from stemdag.files import read
from stemdag.rehearsal.day import RehearsedElection, definition
from stemdag.rehearsal.plan import plan
from tests.embargo.world import World, election, form
from tests.scenarios.playing import at_moments, data, town, words

pytestmark = [pytest.mark.store, pytest.mark.django_db, pytest.mark.usefixtures("rehearsal")]

#: 468 voters: 117 % of 400.
COUNT = form((300, 100, 67))
PLACE = "GR2022_Proef/0088"
PAGES = tuple(f"{language}/{PLACE}/{page}index.html" for language in ("nl", "en") for page in ("", "1/"))
#: The turnout as the pages write it: with a percentage, and where they begin to.
PERCENT = {"nl": "117,0%", "en": "117.0%"}
TURNOUT = {"nl": " Opkomst 4", "en": " Turnout 4"}


def evening(folder: Path, played: RehearsedElection) -> tuple[World, str]:
    """The day of one station until after the release, and what the board said at 22:00."""
    day = plan([played])
    world, board = World(day, folder), list[str]()

    def look() -> None:
        door = world.office(("GR2022_Proef", "0088"))
        board.append(words(door.visitor.get("/desk/GR2022_Proef/0088/").text))

    at_moments(world, {day.release + timedelta(hours=1): look})
    with world.set_up() as credentials:
        world.play(credentials)
    return world, board[0]


def test_more_voters_than_the_electorate(tmp_path: Path) -> None:
    """Schiermonnikoog: a turnout of 117 %, since tourists vote there. It is shown, and nothing is refused."""
    world, board = evening(tmp_path, town(COUNT, 400))
    files = world.files()
    for page in PAGES:
        assert PERCENT[page[:2]] in words(files[page].decode()), page
    found = data(files, f"{PLACE}.json")
    assert (found["turnout"]["admitted"], found["turnout"]["share"]) == (468, 1.17)
    assert found["stations"][0]["count"]["admitted"] == 468
    assert "1 Stadhuis 07.30 468 117%" in board
    assert "kiesgerechtigden" not in board


@pytest.mark.parametrize("electorate", [None, 0])
def test_a_turnout_without_an_electorate(tmp_path: Path, electorate: int | None) -> None:
    """2021: three municipalities filed 0 eligible voters. A number without a percentage; the desk is told."""
    world, board = evening(tmp_path, town(COUNT, electorate))
    files = world.files()
    for page in PAGES:
        shown = words(files[page].decode()).partition(TURNOUT[page[:2]])[2]
        assert shown.startswith("68 ")
        assert "%" not in shown, page
    found = data(files, f"{PLACE}.json")
    assert (found["turnout"]["admitted"], found["turnout"]["share"]) == (468, None)
    assert found["turnout"]["electorate"] is None
    assert b"electorate" not in files[f"data/v1/{PLACE}.csv"]
    assert "1 Stadhuis 07.30 468 Geen contact" in board
    assert "Het aantal kiesgerechtigden van deze gemeente is niet bekend." in board


def test_a_station_whose_electorate_is_missing_among_others(tmp_path: Path) -> None:
    """The desk is told which station it is; a postal station has none by its nature, and is not named."""
    made = election({"0088": dict.fromkeys((1, 2, 3, 4), COUNT)})
    one = made.municipalities[0]
    stations = tuple(replace(each, electorate=None) if each.number == 2 else each for each in one.stations)
    _, board = evening(tmp_path, replace(made, municipalities=(replace(one, stations=stations),)))
    assert "Het aantal kiesgerechtigden van stembureau 2 is niet bekend." in board
    assert "deze gemeente is niet bekend" not in board


def test_two_sources_that_disagree_on_the_electorate(tmp_path: Path) -> None:
    """2021: Den Haag's page said one electorate, the national file another. The desk is told of both."""
    world = World(plan([town(COUNT, 449_253)]), tmp_path)
    board: list[str] = []

    def imported(electorate: int) -> list[str]:
        path = tmp_path / "again.json"
        path.write_text(json.dumps(definition(town(COUNT, electorate))))
        report = load(read(path), world.now, "test", rehearsal=True)
        door = world.office(("GR2022_Proef", "0088"))
        board.append(words(door.visitor.get("/desk/GR2022_Proef/0088/").text))
        return [each.text for each in report.oddities]

    def sources() -> None:
        told = imported(446_110)
        assert [each for each in told if "446110" in each and "449253" in each]
        told = imported(446_110)
        assert not [each for each in told if "449253" in each]

    at_moments(world, {world.plan.release: sources})
    with world.set_up() as credentials:
        world.play(credentials)
    said = (
        "Twee bronnen noemen een ander aantal kiesgerechtigden: 446.110 staat er nu, 449.253 was het eerst."
    )
    assert [said in each for each in board] == [True, False]
    assert data(world.files(), f"{PLACE}.json")["turnout"]["electorate"] == 446_110
