"""A province of March 2022 as pages: every municipality, list, candidate and station as in its official file.

`make province` plays a whole one through the real doors first.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from stemdag.files import read
from stemdag.publish.day import PublicDay
from stemdag.publish.tree import tree
from stemdag.rehearsal.replay import replay
from tests.rehearsal.province import Get, Official, compare, members, official
from tests.rehearsal.test_readback import published

PROVINCE = "05_Flevoland"


def site(files: Iterable[tuple[str, bytes]], folder: Path) -> Get:
    """The pages in Dutch and the data files, made when they are asked for."""
    for name, data in files:
        (folder / Path(name).name).write_bytes(data)
    played = replay(file for path in sorted(folder.iterdir()) for file in read(path))
    day = PublicDay(tuple(one for each in played for one in published(each).elections), rehearsal=True)
    nodes = {"/" + node.path.removesuffix("index.html"): node.render for node in tree(day, ("nl",))}
    return lambda path: nodes[path]()


def test_a_province_shows_every_number_of_its_official_files(tmp_path: Path) -> None:
    files = members(PROVINCE)
    get = site(files, tmp_path)
    councils = [official(data) for _, data in files]
    assert [each.code for each in councils] == ["0034", "0303", "0995", "0050"]
    assert sum(len(each.stations) for each in councils) == 220
    assert sum(compare(get, each) for each in councils) == 55_082


@pytest.mark.parametrize("where", ["list", "candidate", "station", "blank", "admitted", "missing"])
def test_the_comparison_notices_one_vote(tmp_path: Path, where: str) -> None:
    [small] = [each for each in members(PROVINCE) if "zeewolde" in each[0]]
    get, of = site([small], tmp_path), official(small[1])
    compare(get, of)
    with pytest.raises(AssertionError):
        compare(get, _changed(of, where))


def _changed(of: Official, where: str) -> Official:
    match where:
        case "list":
            of.lists[7][2] += 1
        case "candidate":
            of.candidates[None][1, 12] -= 1
        case "station":
            of.candidates[16][1, 1] += 1
        case "blank":
            of.figures[3]["Blanco"] += 1
        case "admitted":
            of.admitted[2] += 1
        case "missing":
            of.stations.remove(9)
    return of
