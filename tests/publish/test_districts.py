"""Between country and station: electoral districts, quarters and villages; what is of which day."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from stemdag.domain.election import Area, Category
from stemdag.domain.station import Kind, Municipality, Station
from stemdag.files import CountFile
from stemdag.publish import address
from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality
from stemdag.publish.tree import tree
from tests.files.test_round_trip import one
from tests.files.test_writing import valid
from tests.publish import days
from tests.publish.test_lists import FOLDER, ballot, cells, files, pages, town

NIGHT = days.CLOSES + timedelta(hours=2)
NORTH, SOUTH = Area("1", "Noord"), Area("2", "Zuid & <b>")


def lying_in(of: PublicMunicipality, district: Area | None) -> PublicMunicipality:
    return replace(of, municipality=replace(of.municipality, district=district))


def country(*districts: Area | None, counted: bool = True) -> PublicDay:
    """A town of 100 votes in each of these districts; the last one is never counted."""
    on = ballot("Aa Bb", "Cc")
    towns = [
        lying_in(town(f"{at + 1:04d}", on, {1: {1: 10 + at}, 2: {1: 90 - at}} if counted else None), district)
        for at, district in enumerate(districts)
    ]
    of = days.election(Category.TK, domain=None, name="Tweede Kamer", seats=10)
    return PublicDay((PublicElection(of, tuple(towns), True),), False, NIGHT)


def test_a_district_adds_up_its_own_municipalities() -> None:
    day = country(NORTH, SOUTH, NORTH)
    made = pages(day, "nl/")
    html = made[f"{FOLDER}/district/1/index.html"]
    rows = cells(html, "Stemmen per lijst, van alle gemeenten samen")
    assert [row[-1] for row in rows[1:3]] == ["89,0% 178", "11,0% 22"]
    assert [row[0] for row in cells(html, "Gemeenten")[1:]] == ["Stad 0001", "Stad 0003"]
    assert "Zetels" not in html
    assert f'href="/{FOLDER}/"' in html
    assert cells(made[f"{FOLDER}/index.html"], "Kieskringen")[1:] == [
        ["Noord", "2,1%", "2 van 2"], ["Zuid & <b>", "2,1%", "1 van 1"],
    ]  # fmt: skip
    assert f'<a href="/{FOLDER}/district/1/">Noord</a>' in made[f"{FOLDER}/0003/index.html"]
    told = json.loads(files(day, "election.json")["data/v1/GR2022_Nijmegen/election.json"])
    assert [each["district"] for each in told["municipalities"]] == ["1", "2", "1"]


@pytest.mark.parametrize("districts", [(NORTH, NORTH), (None, None), (NORTH, None)])
def test_one_district_or_none_has_no_page(districts: tuple[Area | None, ...]) -> None:
    made = pages(country(*districts), "nl/")
    assert not [path for path in made if "/district/" in path]
    assert "Kieskringen" not in made[f"{FOLDER}/index.html"]


def test_a_district_has_an_eml_of_its_own_that_is_read_back_equal() -> None:
    day = country(NORTH, SOUTH, NORTH)
    path = "data/v1/GR2022_Nijmegen/district/1.eml.xml"
    found = one(files(day, path)[path])
    assert isinstance(found, CountFile)
    assert (found.form, found.area, found.election.category) == ("510c", NORTH, Category.TK)
    towns = [day.elections[0].municipalities[at] for at in (0, 2)]
    assert [(unit.id, unit.name) for unit in found.units] == [
        (f"HSB1::{each.municipality.code}", each.municipality.name) for each in towns
    ]
    votes = [{n: each.total for n, each in unit.count.lists.items()} for unit in (*found.units, found.total)]
    assert votes == [{1: 10, 2: 90}, {1: 12, 2: 88}, {1: 22, 2: 178}]
    assert not [each for each in found.oddities if "differs" in each.code]
    page = pages(day, "nl/")[f"{FOLDER}/district/1/index.html"]
    assert f'href="/{path}"' in page
    assert address.short(path) == "GR2022_Nijmegen"
    for each in files(day, ".eml.xml").values():
        valid(each, "510-count")


def test_a_district_without_a_number_or_a_count_has_none() -> None:
    for day in (country(Area("noord", "Noord"), SOUTH), country(SOUTH, NORTH, counted=False)):
        made = files(day, ".eml.xml")
        assert "data/v1/GR2022_Nijmegen/district/noord.eml.xml" not in made
        assert "data/v1/GR2022_Nijmegen/district/1.eml.xml" not in made


def test_before_the_moment_a_district_has_turnout_and_no_votes() -> None:
    day = replace(country(NORTH, SOUTH, counted=False), as_of=days.OPENS)
    html = pages(day, "nl/")[f"{FOLDER}/district/2/index.html"]
    assert "Kieskring" in html
    assert "Stemmen per lijst" not in html


def in_quarters(names: list[str | None], in_already: int | None) -> PublicDay:
    made = days.municipality(len(names), now=days.CLOSES, in_already=in_already)
    stations = tuple(replace(each, quarter=name) for each, name in zip(made.stations, names, strict=True))
    return days.day(replace(made, stations=stations))


def test_the_stations_of_a_quarter_are_added_up() -> None:
    day = in_quarters(["Oost", "West", None, "Oost"], 4)
    html = pages(day, "nl/")[f"{FOLDER}/0268/index.html"]
    section = html.partition('<section class="quarters">')[2].partition("</section>")[0]
    assert re.findall(r"<summary>(\w+)", section) == ["Oost", "West"]
    told = json.loads(files(day, "0268.json")["data/v1/GR2022_Nijmegen/0268.json"])
    east = [each for each in told["stations"] if each["quarter"] == "Oost"]
    votes = sum(one["votes"] for each in east for one in each["count"]["lists"] if one["number"] == 1)
    rows = cells(section, "Stemmen per lijst, van de stembureaus die geteld zijn")
    assert next(row for row in rows if row[0] == "GroenLinks")[1].endswith(f" {votes}")
    admitted = sum(each["admitted"] for each in east)
    assert f"Toegelaten kiezers: {admitted}" in section.replace(".", "")
    assert "geteld 2 van 2" in section


def test_a_quarter_has_its_turnout_before_the_moment_and_no_votes() -> None:
    html = pages(in_quarters(["Oost", "West"], None), "nl/")[f"{FOLDER}/0268/index.html"]
    section = html.partition('<section class="quarters">')[2].partition("</section>")[0]
    assert "Opkomst" in section
    assert "Stemmen per lijst" not in section
    assert "quarters" not in pages(in_quarters([None, None], None), "nl/")[f"{FOLDER}/0268/index.html"]


@pytest.mark.parametrize(
    ("electorates", "counted", "said"),
    [
        ([900, 600], [1], "60,0% van de kiesgerechtigden"),
        ([1, 1999], [2], "99,9% van de kiesgerechtigden"),
        ([1, 99999], [2], "99,9% van de kiesgerechtigden"),
        ([900], [1], "100,0% van de kiesgerechtigden"),  # and postal votes still to come
        ([900, 600], [1, 2], '<span class="share">alle stembureaus zijn binnen</span>'),
        ([900, None], [1], ""),
        ([900, 0], [1], ""),
    ],
)
def test_how_much_of_the_electorate_is_counted(
    electorates: list[int | None], counted: list[int], said: str
) -> None:
    stations = tuple(Station(n, f"Zaal {n}", electorate=of) for n, of in enumerate(electorates, 1))
    stations += (Station(9, "Briefstembureau", Kind.POSTAL),) if counted == [1] else ()
    made = days.municipality(2, in_already=2)
    assert made.released
    counts = {number: made.released.counts[number] for number in counted}
    made = replace(made, stations=stations, released=replace(made.released, counts=counts), reports=())
    shown = pages(days.day(made), "^nl/GR")
    for path in (f"{FOLDER}/0268/index.html", f"{FOLDER}/index.html", f"{FOLDER}/0268/screen/index.html"):
        # With nothing to say there is no line at all; with all in it is the same line, so nothing moves.
        assert ('class="share"' in shown[path]) is bool(said)
        assert said in shown[path]


def test_elections_stand_newest_first_and_those_of_earlier_days_under_their_own_heading() -> None:
    def of(name: str, day: date) -> PublicElection:
        moment = days.CLOSES.replace(year=day.year, month=day.month, day=day.day)
        known = days.election(id=name, name=name, date=day, days=(day,), release=moment)
        made = days.municipality(2, in_already=1)
        return PublicElection(known, (replace(made, moment=moment),))

    first, second, third = date(2019, 3, 20), date(2021, 3, 17), date(2022, 3, 16)
    day = PublicDay(
        (of("Oud", first), of("Nieuw", third), of("Ook", third), of("Midden", second)), False, NIGHT
    )
    html = pages(day, r"^nl/index.html$")["nl/index.html"]
    headings = re.findall(r"<h2[^>]*>(?:<a[^>]*>)?([^<]+)", html)
    assert headings == ["Nieuw", "Ook", "Eerdere verkiezingen", "Midden", "Oud"]
    alone = PublicDay((of("Nieuw", third), of("Ook", third)), False, NIGHT)
    assert "Eerdere" not in pages(alone, r"^nl/index.html$")["nl/index.html"]


def test_no_municipality_has_the_address_of_lists_or_districts() -> None:
    made = replace(days.municipality(2), municipality=Municipality("list", "Lijst"))
    paths = [node.path for node in tree(days.day(made))]
    assert len(paths) == len(set(paths))
    assert f"{FOLDER}/list-2/index.html" in paths
