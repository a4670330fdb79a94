"""Incident 7: postal and early votes that were forgotten (Deventer, Ommen, Haringey), and nobody saw it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stemdag.domain.election import Area
from stemdag.elections.importing import load
from stemdag.files import CountFile, UnitCount, read
from stemdag.publish import page_municipality, pages
from stemdag.publish.facts import MunicipalityFacts
from stemdag.rehearsal.plan import Act, plan
from tests.embargo.world import World, election, form
from tests.files.made import as_eml
from tests.scenarios.ground import Guard
from tests.scenarios.playing import Files, at_moments, data, words

pytestmark = [pytest.mark.store, pytest.mark.django_db, pytest.mark.usefixtures("rehearsal")]

ID, CODE = "GR2022_Proef", "0150"
PAGE, COUNTRY = f"nl/{ID}/{CODE}/index.html", f"nl/{ID}/index.html"
#: Station 3 counts what came by post, 4 who voted early: more voters than those the turnout knows of.
COUNTS = {1: form((120, 60, 20)), 2: form((90, 70, 30)), 3: form((60, 200, 40)), 4: form((45, 30, 25))}
#: As the record of the postal votes has it in the end: two votes were on the wrong pile.
POSTAL = form((58, 202, 40))


def evening(folder: Path) -> tuple[Files, Files, str]:
    """The site late at night, without post and early votes; after the official count; the board at night."""
    made = election({CODE: COUNTS})
    day = plan([made])
    events = [
        each for each in day.events if not (each.station in {3, 4} and each.act in {Act.COUNT, Act.ACCEPT})
    ]
    world = World(replace(day, events=tuple(events)), folder)
    night, board = list[Files](), list[str]()

    def look() -> None:
        night.append(world.files())
        board.append(words(world.office((ID, CODE)).visitor.get(f"/desk/{ID}/{CODE}/").text))

    late = max(each.at for each in events if each.act is Act.COUNT) + timedelta(minutes=30)
    at_moments(world, {late: look})
    with world.set_up() as credentials:
        world.play(credentials, late + timedelta(minutes=5))
        [town] = made.municipalities
        units = tuple(
            UnitCount(
                f"{CODE}::SB{each.number}",
                each.name,
                each.number,
                each.postcode,
                each.electorate or 0,
                replace(POSTAL if each.number == 3 else COUNTS[each.number], boxes=None, explained=None),
                0,
                {},
            )
            for each in town.stations
        )
        area = Area(CODE, town.municipality.name)
        total = UnitCount(area.code, area.name, None, None, 900, units[0].count, 0, {})
        path = folder / "official.eml.xml"
        path.write_bytes(as_eml(CountFile("", "510b", made.election, area, town.ballot, total, units)))
        load(read(path), world.now, "cli", rehearsal=True)
        world.move(world.now + timedelta(minutes=5))
    return night[0], world.files(), board[0]


def is_told(folder: Path) -> None:
    """All that must be seen: by name, on the pages, in the data, at the desk; and what the record says."""
    night, official, board = evening(folder)
    page = words(night[PAGE].decode())
    assert "Voorlopig 2 van 4 stembureaus geteld" in page
    assert "Nog niet binnen: 2 stembureaus. Briefstembureau 3 " in page
    assert "Stembureau vervroegd stemmen 4 (Vervroegd)" in page
    assert "Briefstemmen ontbreekt: Briefstembureau (3) 0 van 1" in page
    assert "Vervroegd stemmen ontbreekt: Vervroegd (4) 0 van 1" in page
    country = words(night[COUNTRY].decode())
    assert "Nog niet binnen: Briefstemmen: Plaats 0150 Vervroegd stemmen: Plaats 0150" in country
    types = {each["kind"]: each["missing"] for each in data(night, f"{ID}/{CODE}.json")["ballot_types"]}
    assert types == {"regular": [], "postal": [3], "early": [4]}
    assert [each["kind"] for each in told(night)] == ["counted", "counted"]
    assert not [path for path in night if path.endswith("/result.eml.xml")]
    # At the desk each of them stands on the board, as expected.
    assert re.search(r"3 Briefstembureau .*?Telt nog", board)
    assert re.search(r"4 Vervroegd .*?Telt nog", board)
    assert_more_votes_than_voters_never(night)

    page = words(official[PAGE].decode())
    assert "Officieel 4 van 4 stembureaus geteld" in page
    assert "ontbreekt" not in page
    assert "Nog niet binnen" not in words(official[COUNTRY].decode())
    beside = words(official[f"nl/{ID}/{CODE}/official/index.html"].decode())
    assert "Hiervan stond hier geen voorlopige telling: Briefstembureau (3), Vervroegd (4)" in beside
    rows = csv.DictReader(io.StringIO(official[f"data/v1/{ID}/{CODE}.official.csv"].decode()))
    postal = [each for each in rows if each["station"] == "3" and each["measure"] == "votes"]
    assert [(each["preliminary"], each["official"]) for each in postal] == [
        ("", "58"),
        ("", "202"),
        ("", "40"),
    ]
    assert "official" in {each["kind"] for each in told(official)}
    assert_more_votes_than_voters_never(official)


def told(files: Files) -> list[dict[str, object]]:
    """What the municipality's feed tells."""
    return [each["_stemdag"] for each in data(files, f"{ID}/{CODE}.nl.feed.json")["items"]]


def assert_more_votes_than_voters_never(files: Files) -> None:
    """Haringey: postal votes were in the result, and not in the turnout."""
    found = data(files, f"{ID}/{CODE}.json")
    assert found["turnout"]["admitted"] >= found["result"]["admitted"] == found["result"]["cast"]


def test_votes_by_post_and_early_votes_that_are_not_in_are_named(tmp_path: Path) -> None:
    """2021: Deventer lost 6,000 postal votes in a wrong column; Ommen, Raalte and Tubbergen forgot theirs."""
    is_told(tmp_path)


def nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that says how many stations are in, and not which are not."""
    monkeypatch.setattr(page_municipality, "_missing", lambda *_: None)


def no_kind_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A country's page that names no municipality."""
    monkeypatch.setattr(pages, "_missing_kinds", lambda *_: [])


def turnout_by_reports_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who voted by post never came to a station that reports."""
    reported = property(lambda self: {n: each.admitted for n, each in self.last_reports.items()})
    monkeypatch.setattr(MunicipalityFacts, "admitted_by_station", reported)


@pytest.mark.once
@pytest.mark.parametrize(
    "guard",
    [nothing_is_missing, no_kind_is_missing, turnout_by_reports_alone],
    ids=lambda each: each.__name__,
)
def test_it_takes_this_guard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, guard: Guard) -> None:
    guard(monkeypatch)
    with pytest.raises(AssertionError):
        is_told(tmp_path)
