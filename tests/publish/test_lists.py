"""The pages of the lists, and who is elected: small days, and the Tweede Kamer of 2021 as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from html import unescape
from zipfile import ZipFile

import pytest

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.election import Area, Category
from stemdag.domain.station import Counting, Municipality
from stemdag.files import CountFile
from stemdag.publish.candidates import rosters
from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality, Released, ReleasedCount
from stemdag.publish.tree import tree
from tests.files.test_round_trip import one
from tests.publish import days
from tests.publish.house_of_2021 import house
from tests.reference import reference

NIGHT = days.CLOSES + timedelta(hours=2)
FOLDER = "nl/GR2022_Nijmegen"


def pages(day: PublicDay, like: str) -> dict[str, str]:
    return {node.path: node.render().decode() for node in tree(day) if re.search(like, node.path)}


def files(day: PublicDay, ending: str) -> dict[str, bytes]:
    return {node.path: node.render() for node in tree(day) if node.path.endswith(ending)}


def cells(html: str, caption: str) -> list[list[str]]:
    """The rows of the table with a caption, as what is read in each cell."""
    for table in re.findall(r"<table.*?</table>", html, re.S):
        if f">{caption}</caption>" in table:
            rows = re.findall(r"<tr.*?</tr>", table, re.S)
            return [[_text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)] for row in rows]
    raise AssertionError(f"no table {caption}")


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def town(code: str, ballot: Ballot, votes: Mapping[int, Mapping[int, int]] | None) -> PublicMunicipality:
    """A town of one station; `votes` by list and candidate, None while it is not counted."""
    released = None
    if votes is not None:
        count = days.count_of({number: sum(own.values()) for number, own in votes.items()}, ballot)
        lists = {n: replace(each, candidates=dict(votes.get(n, {}))) for n, each in count.lists.items()}
        made = ReleasedCount(1, 1, replace(count, lists=lists), days.CLOSES)
        released = Released(days.CLOSES, {1: made})
    return PublicMunicipality(
        Municipality(code, f"Stad {code}", 5000), ballot, days.stations(1), (), days.CLOSES, released
    )


def ballot(*lists: str) -> Ballot:
    """Lists from 1, each a text of names: `Aa Bb`."""
    return Ballot(
        tuple(
            CandidateList(
                number, f"Partij {number}", tuple(Candidate(at, n) for at, n in enumerate(names.split(), 1))
            )
            for number, names in enumerate(lists, 1)
        )
    )


def province(*towns: PublicMunicipality, seats: int | None = 4, complete: bool = True) -> PublicDay:
    of = days.election(Category.PS, domain=Area("6", "Gelderland"), name="Staten", seats=seats)
    return PublicDay((PublicElection(of, towns, complete),), False, NIGHT)


def test_before_the_moment_a_list_shows_who_stands_on_it_and_no_number() -> None:
    day = days.day(days.municipality())
    html = pages(day, r"nl/.*/list/")[f"{FOLDER}/list/1/index.html"]
    assert cells(html, "Kandidaten")[1] == ["1", "Jansen, A.A."]
    assert len(cells(html, "Kandidaten")) == 1 + 12
    assert 'datetime="2022-03-16T21:00+01:00"' in html
    assert not re.search(r"stemmen|%|stembureaus geteld", html.partition("<main")[2].partition("</main")[0])
    assert len(pages(day, r"nl/.*/list/")) == len(days.LISTS)
    assert f'href="/{FOLDER}/list/1/"' in pages(day, rf"^{FOLDER}/index.html$")[f"{FOLDER}/index.html"]


def test_the_votes_of_candidates_are_those_of_all_municipalities_together() -> None:
    on = ballot("Aa Bb", "Cc")
    day = province(
        town("0001", on, {1: {1: 10, 2: 30}, 2: {1: 60}}),
        town("0002", on, {1: {1: 5, 2: 1}, 2: {1: 94}}),
        town("0003", on, None),
    )
    made = pages(day, r"nl/")
    html = made[f"{FOLDER}/list/1/index.html"]
    assert cells(html, "Kandidaten")[1:] == [["1", "Aa", "15", "32,6%"], ["2", "Bb", "31", "67,4%"]]
    assert cells(html, "Stemmen op deze lijst, van de stembureaus die geteld zijn")[1:] == [
        ["Stad 0001", "40", "40,0%"],
        ["Stad 0002", "6", "6,0%"],
    ]
    for path in (f"{FOLDER}/index.html", f"{FOLDER}/0001/index.html"):
        assert f'<a href="/{FOLDER}/list/1/">Partij 1</a>' in made[path]
    assert "/list/" not in made[f"{FOLDER}/0001/screen/index.html"]
    assert "gekozen" not in html  # the third town is not in


def test_one_person_under_two_numbers_is_one_person() -> None:
    one, other = ballot("Aa Bb Cc", "Dd"), ballot("Aa Cc Ee", "Dd")
    roster = rosters([one, other, one])[1]
    assert roster.agreed == 1
    assert [(each.number, each.name, each.lists) for each in roster.candidates] == [
        (1, "Aa", 2), (2, "Bb", 1), (2, "Cc", 2), (3, "Ee", 1),
    ]  # fmt: skip
    assert rosters([one, ballot("Aa Bb Cc", "Dd")])[1].agreed is None
    assert rosters([one, ballot("Aa Bb", "Dd")])[1].agreed == 2
    twins = rosters([ballot("Aa Aa", "Dd")])[1]
    assert [each.number for each in twins.candidates] == [1, 2]
    day = province(
        town("0001", one, {1: {2: 30, 3: 8}, 2: {1: 60}}),
        town("0002", other, {1: {2: 7, 3: 1}, 2: {1: 94}}),
        seats=None,
    )
    html = pages(day, r"nl/.*/list/1/")[f"{FOLDER}/list/1/index.html"]
    assert ["2", "Cc", "15", "32,6%"] in cells(html, "Kandidaten")


def test_elected_by_own_votes_by_the_order_of_the_list_and_what_is_open() -> None:
    """Quota 50; over the threshold of a province, 12.5, are 13 and more."""
    on = ballot("Aa Bb Cc Dd", "Ee Ff Gg")
    day = province(town("0001", on, {1: {1: 0, 2: 0, 3: 13, 4: 87}, 2: {1: 0, 2: 50, 3: 50}}))
    made = pages(day, r"nl/")
    first = cells(made[f"{FOLDER}/list/1/index.html"], "Kandidaten")
    assert [row[1] for row in first[1:] if "gekozen" in row[1]] == [
        "Cc gekozen met voorkeurstemmen", "Dd gekozen met voorkeurstemmen",
    ]  # fmt: skip
    told = json.loads(files(day, "election.json")["data/v1/GR2022_Nijmegen/election.json"])["seats"][
        "elected"
    ]
    assert told[0] == {
        "list": 1,
        "candidates": [
            {"number": 4, "name": "Dd", "preference": True},
            {"number": 3, "name": "Cc", "preference": True},
        ],
        "open": [],
        "empty": 0,
        "unsure": 0,
    }
    sections = made[f"{FOLDER}/index.html"].partition('<section class="elected">')[2]
    assert cells(sections, "Partij 1")[1:] == [
        ["Dd", "gekozen met voorkeurstemmen"], ["Cc", "gekozen met voorkeurstemmen"],
    ]  # fmt: skip
    drawn = province(town("0001", on, {1: {1: 150}, 2: {1: 0, 2: 25, 3: 25}}))
    html = pages(drawn, r"nl/.*/list/2/")[f"{FOLDER}/list/2/index.html"]
    assert "Het lot moet beslissen tussen Ff, Gg" in html
    assert "gekozen" not in " ".join(map(str, cells(html, "Kandidaten")))


def test_where_lists_differ_nobody_is_elected_by_an_order_that_is_not_sure() -> None:
    one, other = ballot("Aa Bb Cc", "Dd"), ballot("Aa Cc Bb", "Dd")
    day = province(
        town("0001", one, {1: {1: 70, 2: 5}, 2: {1: 0}}), town("0002", other, {1: {1: 75}, 2: {1: 50}})
    )
    html = pages(day, r"nl/.*/list/1/")[f"{FOLDER}/list/1/index.html"]
    assert [row[1] for row in cells(html, "Kandidaten")[1:] if "gekozen" in row[1]] == [
        "Aa gekozen met voorkeurstemmen"
    ]
    assert "2 zetels gaan volgens de volgorde van lijsten die per kieskring verschillen" in html


@pytest.mark.parametrize("missing", ["part", "seats", "candidates", "station"])
def test_nobody_is_named_elected_where_it_cannot_be_told(missing: str) -> None:
    on = ballot("Aa Bb", "Cc")
    made = town("0001", on, {1: {1: 10, 2: 30}, 2: {1: 60}})
    if missing == "candidates":
        assert made.released
        count = made.released.counts[1].count
        lists = {n: replace(each, candidates=None, page_total=None) for n, each in count.lists.items()}
        central = replace(count, counting=Counting.CENTRAL, lists=lists)
        known = ReleasedCount(1, 1, central, days.CLOSES)
        made = replace(made, released=Released(days.CLOSES, {1: known}))
    if missing == "station":
        made = replace(made, stations=days.stations(2))
    whole = province(made)
    assert missing in {"candidates", "station"} or "gekozen" in str(pages(whole, "nl/.*/list"))
    day = province(made, seats=None if missing == "seats" else 4, complete=missing != "part")
    assert not re.search("gekozen (met|op)", str(pages(day, "nl/")))


def test_the_house_of_2021_has_its_official_seats_and_members() -> None:
    """On the page of the election and on those of the lists, from the official EML."""
    day, official = house()
    made = pages(day, r"^nl/TK2021/(list/\d+/)?index.html$")
    html = made["nl/TK2021/index.html"]
    rows = cells(html, "Stemmen per lijst, van alle gemeenten samen")
    names = {each.name: each.number for each in day.elections[0].municipalities[0].ballot}
    for each in day.elections[0].municipalities:
        names |= {one.name: one.number for one in each.ballot}
    found = {names[row[0]]: int(row[1]) for row in rows[1:] if row[0] in names}
    assert {number: seats for number, seats in found.items() if seats} == dict(official.seats)
    assert sum(found.values()) == 150
    members = set()
    for path, page in made.items():
        if "/list/" in path:
            number = int(path.split("/")[3])
            members |= {
                (number, row[1].partition(" gekozen")[0], "voorkeur" in row[1])
                for row in cells(page, "Kandidaten")[1:]
                if "gekozen" in row[1]
            }
    assert members == {(each.list, each.name, each.ranking == 1) for each in official.elected}
    assert len(members) == 150


def test_the_twenty_districts_of_2021_add_up_to_the_house() -> None:
    day, _ = house()
    made = pages(day, r"^nl/TK2021/(district/\d+/)?index.html$")
    assert len(made) == 21
    votes: dict[str, int] = {}
    for path, html in made.items():
        part = 1 if "/district/" in path else -1
        for row in cells(html, "Stemmen per lijst, van alle gemeenten samen")[1:]:
            figure = row[-1].split(" ")[-1].replace(".", "")
            votes[row[0]] = votes.get(row[0], 0) + part * int(figure)
    assert votes == dict.fromkeys(votes, 0)
    assert len(votes) == 37 + 3


@pytest.mark.parametrize("name", ["Amsterdam", "Lelystad", "Tilburg"])
def test_the_file_of_a_district_of_2021_holds_what_the_official_one_does(name: str) -> None:
    day, _ = house()
    with ZipFile(reference("tk2021", "EML_bestanden_TK2021_deel_1.zip")) as files:
        official = one(files.read(f"Telling_TK2021_kieskring_{name}.eml.xml"))
    assert isinstance(official, CountFile)
    path = f"data/v1/TK2021/district/{official.area.code}.eml.xml"
    [node] = [node for node in tree(day, ("nl",)) if node.path == path]
    made = one(node.render())
    assert isinstance(made, CountFile)
    assert (made.form, made.area) == (official.form, official.area)

    def votes(file: CountFile) -> list[tuple[str, dict[int, tuple[int, object]]]]:
        units = [(each.id, each.count.lists) for each in (*file.units, file.total)]
        return [(id_, {n: (each.total, each.candidates) for n, each in of.items()}) for id_, of in units]

    assert sorted(votes(made), key=str) == sorted(votes(official), key=str)
