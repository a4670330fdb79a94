"""Every number of an official file of 2022 against the pages of the site, read as a reader reads them.

The files (OSV4-3) are read here by the letter of their columns and not by our own reader: it is under test.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import html

from tests.reference import reference

#: Gives the body at an address of the site (`/nl/GR2022_0050/0050/`).
Get = Callable[[str], bytes]
#: A column of the file: a station's number, or None for the total.
Place = int | None
ZIP = ("gr2022", "gr2022_stembureaus_osv4-3_csv.zip")
#: Rows of the file, and what the pages call them.
ROWS = {
    "blanco stembiljetten": "Blanco",
    "ongeldige stembiljetten": "Ongeldig",
    "aangetroffen stembiljetten": "Uitgebrachte stemmen",
}


@dataclass
class Official:
    """A council as its official file has it; `lists` and `candidates` by place, list and candidate."""

    code: str = ""
    names: dict[int, str] = field(default_factory=dict)
    stations: list[int] = field(default_factory=list)
    figures: dict[Place, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    admitted: dict[Place, int] = field(default_factory=dict)
    lists: dict[Place, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    candidates: dict[Place, dict[tuple[int, int], int]] = field(default_factory=lambda: defaultdict(dict))


def members(province: str) -> list[tuple[str, bytes]]:
    """The files of a province (`05_Flevoland`) by name."""
    with zipfile.ZipFile(reference(*ZIP)) as whole:
        names = [each for each in whole.namelist() if each.startswith(f"{province}/")]
        return [(name, whole.read(name)) for name in sorted(names) if name.endswith(".csv")]


def official(data: bytes) -> Official:
    found, current = Official(), 0
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"):
        if not any(row):
            continue
        if row[0] == "Nummer":
            found.code = row[2]
        elif row[0] == "Gebiednummer":
            found.stations = [int(each) for each in row[5:] if each]
        elif row[1] in ROWS:
            for place, number in _cells(found, row):
                found.figures[place][ROWS[row[1]]] = number
        elif row[1] == "toegelaten kiezers":
            found.admitted = dict(_cells(found, row))
        elif row[0].isdigit():
            current = int(row[0])
            found.names[current] = row[1] or f"Blanco lijst {current}"
            for place, number in _cells(found, row):
                found.lists[place][current] = number
        elif current and row[2].isdigit():
            for place, number in _cells(found, row):
                found.candidates[place][current, int(row[2])] = number
    return found


def _cells(of: Official, row: list[str]) -> Iterator[tuple[Place, int]]:
    yield from zip([None, *of.stations], map(int, row[4:]), strict=False)


def compare(get: Get, of: Official) -> int:
    """Compare a council with its pages and its data file; how many numbers were, or `AssertionError`."""
    folder = f"GR2022_{of.code}"
    names = list(of.names.values())
    assert len(names) == len(set(names)), "lists of one name cannot be told apart on a page"
    town = html.fromstring(get(f"/nl/{folder}/{of.code}/"))
    compared = _result(town, of, None)
    compared += _candidates(town, of)
    for number in of.names:
        compared += _list(html.fromstring(get(f"/nl/{folder}/list/{number}/")), of, number)
    for station in of.stations:
        compared += _result(html.fromstring(get(f"/nl/{folder}/{of.code}/{station}/")), of, station)
    return compared + _per_station(json.loads(get(f"/data/v1/{folder}/{of.code}.json")), of)


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


def _number(text: str) -> int:
    return int(text.replace(".", ""))


def _result(page: Any, of: Official, place: Place) -> int:
    """Lists, blank, invalid and cast of the page's first result, and the voters admitted."""
    [table] = page.xpath("//table[@class='results'][not(ancestor::details)]")
    shown = {}
    for row in table.xpath("./tbody/tr | ./tfoot/tr"):
        [votes] = row.xpath("./td//span[@class='votes']")
        shown[_words(row.xpath("./th")[0])] = _number(_words(votes))
    expected = {of.names[number]: votes for number, votes in of.lists[place].items()} | of.figures[place]
    assert shown == expected, (of.code, place)
    figure = _words(page.xpath("//p[@class='figure']")[0])
    admitted = re.search(r"([\d.]+)(?: van [\d.]+ kiesgerechtigden| toegelaten kiezers)", figure)
    if of.admitted[place]:
        assert admitted, figure
        assert _number(admitted[1]) == of.admitted[place], (of.code, place)
    return len(expected) + 1


def _candidates(page: Any, of: Official) -> int:
    """The candidates on the municipality's page."""
    shown: dict[tuple[str, int], int] = {}
    [section] = page.xpath("//section[h2='Kandidaten']")
    for details in section.xpath("./details"):
        name = (details.xpath("./summary")[0].text or "").strip()
        for row in details.xpath("./table/tbody/tr"):
            number, votes = row.xpath("./td")
            shown[name, int(_words(number))] = _number(_words(votes))
    expected = {(of.names[one], number): votes for (one, number), votes in of.candidates[None].items()}
    assert shown == expected, of.code
    return len(expected)


def _list(page: Any, of: Official, number: int) -> int:
    """The page of a list."""
    assert _words(page.xpath("//h1")[0]) == of.names[number]
    shown = {}
    for row in page.xpath("//table[contains(@class, 'candidates')]/tbody/tr"):
        at, votes, _ = row.xpath("./td")
        shown[int(_words(at))] = _number(_words(votes))
    expected = {at: votes for (one, at), votes in of.candidates[None].items() if one == number}
    assert shown == expected, (of.code, number)
    figure = re.search(r"([\d.]+) stemmen", _words(page.xpath("//p[@class='figure']")[0]))
    assert figure
    assert _number(figure[1]) == of.lists[None][number]
    return len(expected) + 1


def _per_station(data: dict[str, Any], of: Official) -> int:
    """The candidates of each station, which stand in the data file that its page links to."""
    compared = 0
    for each in data["stations"]:
        shown = {
            (one["number"], int(number)): votes
            for one in each["count"]["lists"]
            for number, votes in one["candidates"].items()
        }
        assert shown == of.candidates[each["number"]], (of.code, each["number"])
        compared += len(shown)
    assert {each["number"] for each in data["stations"]} == set(of.stations)
    return compared
