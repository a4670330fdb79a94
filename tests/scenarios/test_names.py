"""Incident 15: stations with one name, without a postcode, with gaps in their numbers, with −1 as one."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from stemdag.domain.count import Count
from stemdag.files import UnitCount, read
from stemdag.journal.models import StationDay
from stemdag.rehearsal.day import RehearsedElection
from stemdag.rehearsal.plan import Act, plan
from stemdag.rehearsal.replay import replay
from tests.embargo.world import World
from tests.files.made import BALLOT, as_csv, count, file
from tests.scenarios.playing import at_moments, command, data, words

pytestmark = [pytest.mark.store, pytest.mark.django_db, pytest.mark.usefixtures("rehearsal")]

ID, CODE = "GR2022_0268", "0268"
NAMES = {-1: "Stadhuis", 7: "Stadhuis", 12: "Sporthal Zuid"}
VOTES = {-1: [[51, 20], [7, 31]], 7: [[12, 40], [60, 9]], 12: [[5, 2], [11, 3]]}


def official_file(folder: Path) -> Path:
    """An OSV4-3 CSV with these stations, as official files have them."""
    units = []
    for number, name in NAMES.items():
        cards = sum(map(sum, VOTES[number]))
        made = count(VOTES[number], BALLOT, cards=cards, passes=None)
        units.append(UnitCount(f"{CODE}::SB{number}", name, number, None, 300, made, 0, {}))
    path = folder / "official.csv"
    path.write_bytes(as_csv(file(BALLOT, units)))
    return path


def played(path: Path) -> RehearsedElection:
    """The election in the file, with the boxes of station −1 not ticked: that count is held."""
    (election,) = replay(read(path))
    (one,) = election.municipalities
    counts: dict[int, Count] = {**one.counts, -1: replace(one.counts[-1], boxes=frozenset())}
    return replace(election, municipalities=(replace(one, counts=counts),))


@pytest.mark.parametrize("source", ["csv", "definition"])
def test_two_stations_with_one_name(tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two stations called Stadhuis, without a postcode, numbers −1, 7 and 12: all in official files.

    Imported from such a file or from a definition, each has its own code, sheet, pages, line on the board,
    way through the control view, address and result.
    """
    csv = official_file(tmp_path)
    if source == "csv":  # what the office imports is the official file itself
        monkeypatch.setattr("tests.embargo.world.read", lambda _: read(csv))
    day = plan([played(csv)])
    world = World(day, tmp_path, by_pages=frozenset(NAMES))
    board: list[str] = []
    chairs: dict[int, str] = {}
    sheet = tmp_path / "sheet.html"

    def look() -> None:
        board.append(words(world.office((ID, CODE)).visitor.get(f"/desk/{ID}/{CODE}/").text))
        for (_, _, number), door in world.player._stations.items():
            chairs[number] = words(door.visitor.get("/station/").text)

    accepted = next(each.at for each in day.events if each.act is Act.ACCEPT)
    at_moments(world, {accepted: look})
    with world.set_up() as credentials:
        told = command("codes", ID, "-1", "7", "--sheet", str(sheet), "--json", str(tmp_path / "codes.json"))
        assert told.exit_code == 0, told.output
        for each in json.loads((tmp_path / "codes.json").read_text()):
            credentials.codes[ID, CODE, each["station"]] = each["code"]
        world.play(credentials)

    titles = re.findall(r"<h1>(.*?)</h1>", sheet.read_text())
    assert titles == ["Stembureau -1: Stadhuis", "Stembureau 7: Stadhuis"]
    assert chairs.keys() == NAMES.keys()
    for number, name in NAMES.items():
        assert f"stembureau {number} · Nijmegen" in chairs[number]
        assert re.search(rf"(?<!\S){number} {name} \d\d\.\d\d", board[0]), board[0]
    assert dict(StationDay.objects.values_list("station", "version")) == dict.fromkeys(NAMES, 1)

    files = world.files()
    found = {each["number"]: each for each in data(files, f"{ID}/{CODE}.json")["stations"]}
    assert list(found) == [-1, 7, 12]
    municipality = files[f"nl/{ID}/{CODE}/index.html"].decode()
    for number, votes in VOTES.items():
        assert found[number]["name"] == NAMES[number]
        assert found[number]["postcode"] is None
        totals = [sum(row) for row in votes]
        assert [each["votes"] for each in found[number]["count"]["lists"]] == totals
        assert f'href="/nl/{ID}/{CODE}/{number}/"' in municipality
        page = words(files[f"nl/{ID}/{CODE}/{number}/index.html"].decode())
        assert f"{NAMES[number]} Stembureau {number} Voorlopig" in page
        assert all(f"% {total} " in page for total in totals)
