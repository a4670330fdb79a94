"""A whole province of March 2022 through the real doors, and then every number on the site's pages.

No part of `make test`, for it takes minutes: `make province`, or `make province PROVINCE=10_Zeeland`.
"""

from __future__ import annotations

import logging
import os
import random
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from stemdag.files import read
from stemdag.rehearsal.plan import Act, Plan, plan
from stemdag.rehearsal.replay import replay
from stemdag.rehearsal.stage import Stage
from tests.rehearsal.province import Official, compare, members, official

PROVINCE = os.environ.get("PROVINCE", "05_Flevoland")
#: So many pages of stations are opened in a browser as well.
SAMPLE = 25

pytestmark = [pytest.mark.day, pytest.mark.browser]


def test_a_province_ends_in_a_site_with_every_number_of_its_official_files(
    tmp_path: Path, browser: Browser
) -> None:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    files = members(PROVINCE)
    assert files, f"no province {PROVINCE} in the reference"
    (tmp_path / "files").mkdir()
    for name, data in files:
        (tmp_path / "files" / Path(name).name).write_bytes(data)
    found = (file for path in sorted((tmp_path / "files").iterdir()) for file in read(path))
    day = without_most_turnout(plan(replay(found)))
    councils = [official(data) for _, data in files]
    with Stage(day, tmp_path / "day", progress=lambda _: None) as stage:
        stage.play(stage.set_up(), lambda _: None)
        with httpx.Client(base_url=stage.zones.public, timeout=30) as http:
            compared = sum(
                compare(lambda path: http.get(path).raise_for_status().content, each) for each in councils
            )
        look(browser, stage.zones.public, councils)
    stations = sum(len(each.stations) for each in councils)
    print(f"{PROVINCE}: {len(councils)} councils, {stations} stations, {compared:,} numbers")  # noqa: T201


def without_most_turnout(day: Plan) -> Plan:
    """The numbers do not turn on turnout reports; they would be most of the work."""
    return Plan(day.elections, tuple(each for each in day.events if each.act is not Act.TURNOUT))


def look(browser: Browser, address: str, councils: list[Official]) -> None:
    """Pages of some stations as a reader's browser shows them, script and all."""
    places = [(each, station) for each in councils for station in each.stations]
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="nl-NL")
    for of, station in random.Random(2022).sample(places, min(SAMPLE, len(places))):
        page.goto(f"{address}/nl/GR2022_{of.code}/{of.code}/{station}/")
        for number, votes in of.lists[station].items():
            row = page.locator(".results tbody tr").filter(
                has=page.get_by_role("rowheader", name=of.names[number], exact=True)
            )
            expect(row.locator(".votes")).to_have_text(f"{votes:,}".replace(",", "."))
    page.close()
