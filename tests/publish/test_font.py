"""The letter of the public pages: small, free, with every letter that they need, and from nowhere else."""

from __future__ import annotations

import io
import re

import brotli  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont

from stemdag.publish.assets import assets
from stemdag.publish.language import KNOWN, language
from stemdag.publish.server import POLICY
from stemdag.publish.tree import tree
from tests.publish import days

#: Style, script, letter and mark: what a reader fetches once. The rest of 60 KB is a page's own.
ONCE = 32_000


def font() -> TTFont:
    [body] = [body for path, body in assets().files if path.endswith(".woff2")]
    assert len(body) <= 20_000
    return TTFont(io.BytesIO(body))


def test_it_has_every_letter_that_a_page_says_itself() -> None:
    """In each language: its catalogue, its months and days, and the names of places in Fryslân."""
    said = set("0123456789.,%+−–·›…’“”‘ Súdwest-Fryslân Skiermûntseach It Amelân Noardeast-Fryslân Opsterlân")
    for code in KNOWN:
        for message, translated in language(code).translations._catalog.items() if code != "en" else ():  # type: ignore[attr-defined]
            said |= set(f"{message}{translated}")
        said |= set("".join(language(code).locale.months["format"]["wide"].values()))
    assert {each for each in said if each.isprintable()} - set(map(chr, font().getBestCmap())) == set()


def test_its_figures_have_one_width_where_a_page_asks_for_that() -> None:
    made = font()
    [of] = [each for each in made["GSUB"].table.FeatureList.FeatureRecord if each.FeatureTag == "tnum"]
    [lookup] = [made["GSUB"].table.LookupList.Lookup[at] for at in of.Feature.LookupListIndex]
    mapping = {
        name: to
        for each in lookup.SubTable
        for name, to in getattr(each, "ExtSubTable", each).mapping.items()
    }
    cmap = made.getBestCmap()
    widths = {made["hmtx"][mapping.get(cmap[ord(each)], cmap[ord(each)])][0] for each in "0123456789"}
    assert len(widths) == 1
    # A hyphen or a space as wide as a figure tears words apart.
    assert not {cmap[ord(each)] for each in " -.,:"} & mapping.keys()
    [axis] = made["fvar"].axes
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, 700)


def test_its_maker_and_licence_stay_in_it() -> None:
    names = font()["name"]
    assert "Inter Project Authors" in str(names.getDebugName(0))
    assert "SIL Open Font License" in str(names.getDebugName(13))


def test_the_page_asks_for_it_early_and_the_style_sheet_for_nothing_else() -> None:
    made = {node.path: node.render() for node in tree(days.day(days.municipality(3)))}
    page = made["nl/GR2022_Nijmegen/0268/index.html"].decode()
    [address] = re.findall(
        r'<link rel="preload" href="/([^"]+)" as="font" type="font/woff2" crossorigin>', page
    )
    assert address in made
    css = made[assets().css[1:]].decode()
    assert re.findall(r"url\(([^)]*)\)", css) == [f'"{address.removeprefix("assets/")}"']
    assert "@import" not in css
    assert "font-display: optional" in css
    assert "font-src 'self'" in POLICY


def test_what_is_fetched_once_leaves_room_for_a_page() -> None:
    once = [body for path, body in assets().files if f"/{path}" != assets().plots]  # for who explores alone
    assert sum(len(brotli.compress(body, quality=5)) for body in once) <= ONCE
