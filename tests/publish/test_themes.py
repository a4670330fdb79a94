"""A theme in the public tree: a style sheet of its own, on the pages of its municipality alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stemdag.domain.logo import Logo
from stemdag.domain.station import Municipality
from stemdag.domain.theme import Theme
from stemdag.files.logo_svg import cleaned
from stemdag.publish import themes
from stemdag.publish.day import PublicDay, PublicMunicipality
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer
from tests.publish import days
from tests.served import served

LOGO = Logo("svg", b"<svg/>", 64, 32)
RED = Theme("Gemeente <Nijmegen>", (("link", "#7a1f3d"), ("data", "#7a1f3d")), (("link", "#ffffff"),))
SIGN = Theme("Gemeente 'A' & \"B\"", logo=LOGO)
SHEET = re.compile(r"assets/theme\.[0-9a-f]{12}\.css")


def dressed(theme: Theme | None, other: Theme | None = None) -> PublicDay:
    def town(code: str, name: str, of: Theme | None) -> PublicMunicipality:
        made = days.municipality(3, in_already=2)
        return replace(made, municipality=Municipality(code, name, 9_000), theme=of)

    return days.day(town("0268", "Nijmegen", theme), town("0293", "Westervoort", other))


def files(day: PublicDay) -> dict[str, bytes]:
    return {node.path: node.render() for node in tree(day)}


def test_its_own_pages_link_it_and_say_whose_they_are() -> None:
    made = files(dressed(RED))
    [sheet] = [path for path in made if SHEET.fullmatch(path)]
    assert made[sheet].decode() == (
        "@media screen and (prefers-color-scheme: light) { :root { --link: #7a1f3d; --data: #7a1f3d; } }\n"
        "@media screen { .embed:has(#light:target) { --link: #7a1f3d; --data: #7a1f3d; } }\n"
        "@media screen and (prefers-color-scheme: dark) { :root { --link: #ffffff; } }\n"
        "@media screen { .embed:has(#dark:target) { --link: #ffffff; } }\n"
    )
    own = [path for path in made if re.search(r"/0268/(\d+/|screen/|embed/)?index.html$", path)]
    assert len(own) == 2 * (3 + 3)
    for path in own:
        page = made[path].decode()
        assert page.index("/assets/site.") < page.index(f'<link rel="stylesheet" href="/{sheet}">'), path
        assert ("Gemeente &lt;Nijmegen&gt;" in page) is not path.endswith(
            ("screen/index.html", "embed/index.html")
        ), path
    others = [body for path, body in made.items() if path.endswith(".html") and path not in own]
    assert not any(b"theme." in body or b"sender" in body for body in others)


def test_a_site_of_one_municipality_wears_it_everywhere() -> None:
    one = days.day(replace(days.municipality(3, in_already=2), theme=RED))
    before = {node.path: node.key for node in tree(days.day(days.municipality(3, in_already=2)))}
    nodes = [node for node in tree(one) if node.path.endswith(".html")]
    wearing = [node for node in nodes if SHEET.search(node.render().decode())]
    bare = {node.path for node in nodes} - {node.path for node in wearing}
    assert {path.split("/", 1)[1] for path in bare} == {
        "GR2022_Nijmegen/now/index.html",
        "GR2022_Nijmegen/0268/now/index.html",
    }
    assert all(node.key != before[node.path] for node in wearing), "a theme that is put is written"


@pytest.mark.parametrize(
    "theme", [RED, Theme("Gemeente 'A' & <B>"), Theme("", (("link", "#7a1f3d"),)), SIGN, None]
)
def test_what_a_page_wears_is_read_back_from_it(theme: Theme | None) -> None:
    day = days.day(replace(days.municipality(1), theme=theme))
    assert themes.worn(files(day)["index.html"]) == themes.of_site(day)
    assert themes.of_site(dressed(theme)) is None
    assert themes.worn(b"") is None


def test_a_sender_alone_needs_no_style_sheet_and_two_of_a_kind_share_one() -> None:
    alone = files(dressed(Theme("Gemeente Nijmegen")))
    assert b"Gemeente Nijmegen" in alone["nl/GR2022_Nijmegen/0268/index.html"]
    assert not any(SHEET.fullmatch(path) for path in alone)
    paths = [node.path for node in tree(dressed(RED, replace(RED, sender="Gemeente Westervoort")))]
    assert len([path for path in paths if SHEET.fullmatch(path)]) == 1
    assert len(set(paths)) == len(paths)


def test_another_theme_is_another_address_and_touches_no_other_municipality() -> None:
    before = {node.path: node.key for node in tree(dressed(RED, RED))}
    after = {node.path: node.key for node in tree(dressed(replace(RED, dark=()), RED))}
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert any("/0268/" in path for path in changed)
    assert not any("/0293" in path for path in changed)
    assert len([path for path in after if SHEET.fullmatch(path)]) == 2


def test_a_logo_is_a_file_of_its_own_with_the_sender_in_its_place() -> None:
    made = files(dressed(SIGN, replace(SIGN, sender="Gemeente Westervoort")))
    [path] = [path for path in made if path.startswith("assets/logo.")]
    assert re.fullmatch(r"assets/logo\.[0-9a-f]{12}\.svg", path)
    assert made[path] == LOGO.body
    page = made["nl/GR2022_Nijmegen/0268/index.html"].decode()
    alt = "Gemeente &#39;A&#39; &amp; &#34;B&#34;"
    assert f'<img class="logo" src="/{path}" alt="{alt}" width="64" height="32">' in page
    assert 'class="sender"' not in page
    # Without colours of its own: white behind it on the usual dark bar, and on no other.
    [sheet] = [path for path in made if SHEET.fullmatch(path)]
    assert made[sheet].count(b"--plate: #ffffff;") == 2
    assert b"light" not in made[sheet]
    assert not any(SHEET.fullmatch(path) for path in files(dressed(replace(SIGN, plate=False))))
    assert b"logo" not in made["nl/GR2022_Nijmegen/index.html"]


def test_another_logo_is_another_address_and_writes_its_pages() -> None:
    other = replace(SIGN, logo=replace(LOGO, body=b"<svg />"))
    before, after = ({node.path: node.key for node in tree(dressed(of))} for of in (SIGN, other))
    assert len({path for path in before.keys() | after.keys() if path.startswith("assets/logo.")}) == 2
    assert before["nl/GR2022_Nijmegen/0268/index.html"] != after["nl/GR2022_Nijmegen/0268/index.html"]


@pytest.mark.browser
def test_a_logo_has_its_place_on_the_narrowest_screen_and_in_the_dark(
    browser: Browser, tmp_path: Path, accessible: Callable[[Page], None]
) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 10"><path d="M0 0h80v10z"/></svg>'
    theme = Theme("Gemeente Nijmegen", logo=cleaned(drawing))
    Writer(DirectoryTarget(tmp_path, durable=False), rehearsal=False).write(
        tree(dressed(theme), ("nl", "en", "fy")), days.CLOSES
    )
    with served(tmp_path) as address:
        page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme="dark")
        page.goto(f"{address}/nl/GR2022_Nijmegen/0268/")
        logo = page.get_by_role("img", name="Gemeente Nijmegen")
        expect(logo).to_have_css("background-color", "rgb(255, 255, 255)")
        box = logo.bounding_box()
        assert box is not None
        assert (box["width"], box["height"]) == (160, 20)
        assert logo.evaluate("each => each.naturalWidth") == 80
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        accessible(page)
        page.emulate_media(color_scheme="light")
        expect(logo).to_have_css("background-color", "rgba(0, 0, 0, 0)")
        page.close()
