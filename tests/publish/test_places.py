"""Names to search in, and the search of the pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stemdag.domain.place_names import ALSO, also
from stemdag.domain.station import Municipality
from stemdag.publish.day import PublicMunicipality
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer
from tests.publish import days
from tests.publish.test_browser import NIGHT
from tests.served import served

PLACES = "data/v1/GR2022_Nijmegen/places.json"


def files(*municipalities: PublicMunicipality) -> dict[str, bytes]:
    return {node.path: node.render() for node in tree(days.day(*municipalities))}


def hague() -> PublicMunicipality:
    return replace(days.municipality(), municipality=Municipality("0518", "'s-Gravenhage", None))


def test_names_do_not_change_with_what_happens() -> None:
    before, after = days.municipality(), days.municipality(in_already=8)
    assert files(before)[PLACES] == files(after)[PLACES]
    body = json.loads(files(before)[PLACES])
    [town] = body["municipalities"]
    assert (town["name"], town["folder"]) == ("Nijmegen", "0268")
    assert town["stations"][0][:2] == [1, before.stations[0].name]
    assert "also" not in town


def test_names_of_daily_use() -> None:
    body = json.loads(files(hague())[PLACES])
    assert body["municipalities"][0]["also"] == ["Den Haag"]
    assert also("0268") == ()
    assert all(len(code) == 4 and code.isdecimal() for code in ALSO)


@pytest.mark.browser
def test_a_reader_searches(browser: Browser, tmp_path: Path, accessible: Callable[[Page], None]) -> None:
    """By a part of a name, without capitals, accents or signs; by keyboard; what is not there is said."""
    target = DirectoryTarget(tmp_path, durable=False)
    day = days.day(days.municipality(in_already=3), hague())
    Writer(target, rehearsal=False).write(tree(day), NIGHT)
    with served(tmp_path) as address:
        page = browser.new_page(locale="nl", viewport={"width": 390, "height": 844})
        page.clock.install(time=NIGHT)
        page.goto(f"{address}/nl/")
        field = page.get_by_label("Zoek een gemeente of stembureau")
        found = page.locator(".search li")
        said = page.locator(".search [role=status]")
        field.fill("den ha")
        expect(found.first).to_contain_text("'s-Gravenhage Den Haag")
        accessible(page)
        field.fill("S-GRAV")
        expect(found.first).to_contain_text("'s-Gravenhage")
        field.fill("zzz")
        expect(said).to_have_text("Niets gevonden. Probeer een deel van de naam.")
        accessible(page)
        field.press("Escape")
        expect(field).to_have_value("")
        expect(said).to_have_text("")
        name = days.municipality().stations[1].name
        field.fill(name)
        expect(found.first).to_contain_text(name)
        field.press("Enter")
        page.wait_for_url("**/nl/GR2022_Nijmegen/*/2/")
        page.close()
        bare = browser.new_context(java_script_enabled=False)
        still = bare.new_page()
        still.goto(f"{address}/nl/")
        expect(still.locator(".search")).to_be_hidden()
        bare.close()
