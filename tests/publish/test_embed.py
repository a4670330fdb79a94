"""A municipality in a frame on the page of another: themed, and the one page that may be framed."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish import address, offline
from stemdag.publish.assets import assets, chosen
from stemdag.publish.day import PublicDay
from stemdag.publish.server import FRAMED, SECURITY, App
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer
from tests.publish import days
from tests.publish.test_browser import every_state

NIGHT = days.CLOSES + timedelta(hours=2)
FRAME = "/nl/GR2022_Nijmegen/0268/embed/"
THEMES = {"light": "rgb(252, 251, 248)", "dark": "rgb(18, 24, 30)"}
PATH = FRAME[1:] + "index.html"


def files(day: PublicDay) -> dict[str, str]:
    return {node.path: node.render().decode() for node in tree(day) if node.path.endswith(".html")}


def test_before_the_moment_a_frame_shows_turnout_and_when_results_come() -> None:
    page = files(days.day(days.municipality()))[PATH]
    assert "2,5%" in page
    assert "Uitslag vanaf" in page
    assert "<b>Voorlopig" not in page
    assert "GroenLinks" not in page


def test_a_frame_shows_the_largest_lists_and_leads_to_the_whole_page_beside_it() -> None:
    page = files(days.day(days.municipality(now=NIGHT, in_already=6)))[PATH]
    assert len(re.findall('<svg class="bar"', page)) == 8
    assert "De acht grootste lijsten" in page
    outside = re.findall(r'<a href="([^"]+)"([^>]*)>', page)
    assert {link for link, _ in outside} == {"/nl/GR2022_Nijmegen/0268/"}
    assert all('target="_blank"' in how for _, how in outside)
    assert "data-said=" in page, "who hears it is told of news as on the page"


def test_the_page_links_to_it_and_the_page_about_the_data_has_the_line_to_copy() -> None:
    found = files(replace(days.day(days.municipality()), site="https://uitslagen.example.nl"))
    assert f'href="{FRAME}"' in found["nl/GR2022_Nijmegen/0268/index.html"]
    assert f'&lt;iframe src="https://uitslagen.example.nl{FRAME}"' in found["nl/data/index.html"]
    bare = files(days.day(days.municipality()))
    assert f'&lt;iframe src="https://example.nl{FRAME}"' in bare["nl/data/index.html"]


def test_it_is_framed_from_anywhere_and_nothing_else_is(tmp_path: Path) -> None:
    Writer(DirectoryTarget(tmp_path, durable=False), rehearsal=False).write(
        tree(days.day(days.municipality(3))), NIGHT
    )
    app = App(tmp_path)
    for path in tmp_path.rglob("*.html"):
        asked = "/" + path.relative_to(tmp_path).as_posix().removesuffix("index.html")
        status, headers, _ = app.answer("GET", asked)
        given = dict(headers)["content-security-policy"]
        assert status == 200
        framed = asked.endswith("/0268/embed/")
        assert ("frame-ancestors *" in given) == framed, asked
        assert given.partition("frame-ancestors")[0] == FRAMED.partition("frame-ancestors")[0]
        assert {name for name, _ in SECURITY} <= {name for name, _ in headers}
    nowhere = dict(app.answer("GET", "/nl/nergens/embed/")[1])
    assert "frame-ancestors 'none'" in nowhere["content-security-policy"]


def test_a_site_that_is_offline_says_so_in_the_frame_too(tmp_path: Path) -> None:
    target = DirectoryTarget(tmp_path, durable=False)
    Writer(target, rehearsal=False).write(tree(days.day(days.municipality(3))), NIGHT)
    act = Withdrawal(What.ALL, "opnieuw geteld", NIGHT, "cli", UUID(int=1))
    offline.carry_out(target, act, rehearsal=False)
    status, headers, body = App(tmp_path).answer("GET", FRAME)
    assert status == 200
    assert b"opnieuw geteld" in body
    assert "frame-ancestors *" in dict(headers)["content-security-policy"]
    page = dict(App(tmp_path).answer("GET", "/nl/GR2022_Nijmegen/0268/")[1])
    assert "frame-ancestors 'none'" in page["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "is_one"),
    [(FRAME, True), (PATH, True), ("/nl/x/0268/", False), ("/embed/x", False), ("nl/x/embed.json", False)],
)
def test_which_addresses_are_frames(path: str, is_one: bool) -> None:
    assert address.is_embed(path) is is_one


def test_what_changed_is_said_of_the_municipality() -> None:
    assert address.short(PATH) == "GR2022_Nijmegen/0268"
    assert address.short("nl/GR2022_Nijmegen/0268/result.svg") == "GR2022_Nijmegen/0268"


def test_each_theme_has_every_value_of_the_tokens() -> None:
    css = next(body.decode() for path, body in assets().files if path.endswith(".css"))
    names = set(re.findall(r"^\s+(--[a-z0-9-]+):", css, re.MULTILINE))
    for theme in ("light", "dark"):
        rule = re.search(rf"\.embed:has\(#{theme}:target\) {{(.*?)}}", css)
        assert rule is not None
        assert names <= set(re.findall(r"(--[a-z0-9-]+):", rule[1]))
    dark = re.search(r"#dark:target\) {(.*?)}", css)
    assert dark is not None
    assert dark[1].rindex("--paper: #12181e") > dark[1].index("--paper: #fcfbf8")


@pytest.mark.parametrize("tokens", ["", "body { --paper: #fff; }"])
def test_a_tokens_file_without_values_gives_no_theme(tokens: str) -> None:
    assert chosen(tokens) == ""


SITE, PAPER = "http://uitslagen.test", "http://krant.test/"


@pytest.mark.browser
def test_a_frame_in_a_page_of_another(
    tmp_path: Path, browser: Browser, accessible: Callable[[Page], None]
) -> None:
    """In the theme that its address names, without script as well; and a picture saved from its page."""
    Writer(DirectoryTarget(tmp_path, durable=False), rehearsal=False).write(tree(every_state()), NIGHT)
    app, at = App(tmp_path), f"{SITE}/nl/GR2022_Partly/0268/"
    frames = "".join(f'<iframe title="{each}" src="{at}embed/#{each}"></iframe>' for each in THEMES)

    def answer(route: Route) -> None:
        if route.request.url == PAPER:
            body = f'<!doctype html>{frames}<iframe title="page" src="{at}"></iframe>'
            return route.fulfill(body=body, content_type="text/html")
        status, headers, sent = app.answer("GET", urlsplit(route.request.url).path)
        return route.fulfill(status=status, headers=dict(headers), body=sent)

    def enter(address: str, **how: Any) -> Page:
        page = browser.new_page(**how)
        page.set_default_timeout(10_000)
        page.route("**/*", answer)
        page.clock.set_fixed_time(NIGHT)
        page.goto(address)
        return page

    newspaper = enter(PAPER, java_script_enabled=False)
    for theme, paper in THEMES.items():
        frame = newspaper.frame_locator(f'[title="{theme}"]')
        expect(frame.locator("h1")).to_have_text("Nijmegen")
        expect(frame.locator("html")).to_have_css("background-color", paper)
    expect(newspaper.frame_locator('[title="page"]').locator("h1")).to_have_count(0)
    newspaper.close()

    alone = enter(f"{at}embed/", viewport={"width": 320, "height": 640}, color_scheme="dark")
    accessible(alone)
    assert not alone.evaluate("document.documentElement.scrollWidth > innerWidth")
    alone.close()

    page = enter(at)
    with page.expect_download() as download:
        page.get_by_role("button", name="Uitslag, PNG").click()
    assert download.value.suggested_filename == "nl-GR2022_Partly-0268-result.png"
    body = Path(download.value.path()).read_bytes()
    assert (body[:4], struct.unpack(">I", body[16:20])) == (b"\x89PNG", (2400,))
    page.close()
