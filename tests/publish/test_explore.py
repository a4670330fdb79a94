"""Pictures to explore: drawn from the table beside them by a script that only who asks for it fetches."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Browser, Page, expect

from stemdag.domain.earlier import Earlier
from stemdag.publish.assets import assets
from stemdag.publish.day import PublicDay
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer
from tests.publish import days
from tests.publish.test_browser import _MOVED, NIGHT
from tests.publish.test_tree import files
from tests.served import served

ROOT = Path(__file__).parents[2]
#: What a reader on a phone is asked to fetch to explore, in brotli.
AT_MOST = 100_000


def night(counted: int) -> PublicDay:
    then = Earlier("Gemeenteraad 2018", date(2018, 3, 21), {"D66": 900, "PvdA": 700}, 50_000, 90_000)
    return days.day(replace(days.municipality(in_already=counted), earlier=then))


def test_each_copy_of_the_libraries_says_whose_they_are() -> None:
    [script] = [body.decode() for path, body in assets().files if f"/{path}" == assets().plots]
    assert len(brotli.compress(script.encode(), quality=5)) <= AT_MOST
    comment = script[script.rindex("\n/*") :]
    assert all(
        name in comment for name in ("@observablehq/plot", "d3-scale", "Observable, Inc.", "Mike Bostock")
    )
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert locked["node_modules/@observablehq/plot"]["license"] == "ISC"


def test_a_place_for_it_is_where_a_picture_has_a_table_and_nowhere_on_a_screen() -> None:
    made = {path: body.count(b"<explore-picture>") for path, body in files(night(4)).items()}
    assert made["nl/GR2022_Nijmegen/0268/index.html"] == 3  # result, turnout, voters per hour
    assert made["nl/GR2022_Nijmegen/0268/2/index.html"] == 2
    assert made["nl/GR2022_Nijmegen/index.html"] == 2
    assert not any(n for path, n in made.items() if "/screen/" in path or "/embed/" in path)


@pytest.mark.browser
def test_it_is_explored_by_pointer_and_by_key_and_follows_the_table(
    browser: Browser, tmp_path: Path, accessible: Callable[[Page], None]
) -> None:
    writer, wrong = Writer(DirectoryTarget(tmp_path, durable=False), rehearsal=False), list[str]()
    writer.write(tree(night(3)), NIGHT)
    with served(tmp_path) as address:
        page = browser.new_page(locale="nl", viewport={"width": 390, "height": 844})
        page.on("console", lambda said: wrong.append(said.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.add_init_script(_MOVED)
        page.clock.install(time=NIGHT)
        page.goto(f"{address}/nl/GR2022_Nijmegen/0268/")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.moved") == 0
        assert not [url for url in asked if "plots" in url]
        page.get_by_role("button", name="Verkennen: Uitslag").click()
        plot = page.locator(".explored").first
        expect(plot.locator("svg g[aria-label=bar] rect")).to_have_count(len(days.LISTS))
        accessible(page)

        plot.locator("svg").hover(position={"x": 200, "y": 40})
        first = page.locator("table.results tbody tr").first
        name, votes = (first.locator(each).inner_text() for each in ("th", ".votes"))
        expect(plot.locator("svg g[aria-label=tip]").first).to_contain_text(name)
        plot.locator("[tabindex]").press("Home")
        seats, share = first.locator("td").first.inner_text(), first.locator("b").inner_text()
        said = f"{name}, Zetels: {seats}, Stemmen: {share} ({votes}), t.o.v. 2018: "
        expect(plot.locator("[role=status]")).to_contain_text(said)
        plot.get_by_role("button", name="t.o.v. 2018").click()
        known = [each for each in page.locator("td.change").all_inner_texts() if each != "nieuw"]
        expect(plot.locator("svg g[aria-label=bar]").first.locator("rect")).to_have_count(len(known))
        plot.get_by_role("button", name="Stemmen").click()

        link = page.locator("table.list a").nth(2)
        link.focus()
        places = link.bounding_box()
        before = plot.locator("svg").inner_html()
        page.evaluate("window.moved = 0")
        writer.write(tree(night(7)), NIGHT + timedelta(seconds=30))
        page.clock.fast_forward(21_000)
        expect(page.locator(".status")).to_contain_text("7 van 12")
        expect(plot.locator("svg g[aria-label=bar] rect")).to_have_count(len(days.LISTS))
        assert plot.locator("svg").inner_html() != before
        # What is in sight between the link and what grew moves a little; a jump of the page is far more.
        assert page.evaluate("window.moved") < 0.003
        assert link.bounding_box() == places
        page.get_by_role("button", name="Verkennen: Uitslag").click()
        expect(page.locator(".explored")).to_have_count(0)

        page.set_viewport_size({"width": 320, "height": 640})
        page.get_by_role("button", name="Verkennen: Kiezers per uur").click()
        hours = page.locator(".explored [tabindex]")
        for row in page.locator("table.hourly tbody tr").all():
            hours.press("ArrowRight")
            tip = page.locator(".explored svg g[aria-label=tip]").first
            expect(tip).to_contain_text(row.locator("th").text_content() or "")
            box = tip.bounding_box()
            assert box is not None
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 320
        page.close()
    assert wrong == []
