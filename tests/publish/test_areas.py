"""The map on an election's page: turnout in classes by day, the largest list once any is counted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape

from stemdag.domain.outline import Outline, outline
from stemdag.domain.station import Municipality
from stemdag.publish import areas
from stemdag.publish.day import PublicMunicipality, ReleasedCount
from stemdag.publish.tree import tree
from tests.publish import days

AREA = re.compile(
    r'<a href="([^"]+)"><title>([^<]+)</title><path class="([cw]\d)"( fill="[^"]+")? d="([^"]+)"/>'
)
CODES = ("0268", "0141", "0202", "0344")


def square(at: int, side: int = 2_000, credit: str = "CBS, Kadaster") -> Outline:
    west = 50_000 + at * 2_000
    ring = [(west, 520_000), (west + side, 520_000), (west + side, 520_000 + side), (west, 520_000 + side)]
    return outline([ring], credit)


def towns(*electorates: int | None, counted: Iterable[int] = ()) -> tuple[PublicMunicipality, ...]:
    """Municipalities in a row, each with 1,000 voters at its one station; some with a count of it."""
    found = []
    for at, electorate in enumerate(electorates):
        of = days.municipality(1, in_already=1 if at in counted else None)
        [last] = [each for each in of.reports if each.at == max(one.at for one in of.reports)]
        reports = (replace(last, admitted=1000),)
        town = Municipality(CODES[at], f"Stad {at}", electorate)
        found.append(replace(of, municipality=town, reports=reports, outline=square(at)))
    return tuple(found)


def voted(of: PublicMunicipality, votes: dict[int, int]) -> PublicMunicipality:
    assert of.released is not None
    count = ReleasedCount(1, 1, days.count_of(votes, of.ballot, 0, 0), days.CLOSES)
    return replace(of, released=replace(of.released, counts={1: count}))


def page(*of: PublicMunicipality, language: str = "nl") -> str:
    nodes = {node.path: node for node in tree(days.day(*of, domain=None))}
    return nodes[f"{language}/GR2022_Nijmegen/index.html"].render().decode()


def shown(html: str) -> dict[str, tuple[str, str]]:
    """By folder what an area says, and how it is drawn."""
    return {link.split("/")[-2]: (unescape(title), kind) for link, title, kind, _, _ in AREA.findall(html)}


def keys(html: str) -> str:
    inside = html.partition('class="keys"')[2].partition("</ul>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inside))


def test_turnout_in_classes_with_their_numbers() -> None:
    html = page(*towns(2000, 2500, 3100, None))
    assert shown(html) == {
        "0268": ("Stad 0: 50,0%", "c5"),
        "0141": ("Stad 1: 40,0%", "c3"),
        "0202": ("Stad 2: 32,3%", "c1"),
        "0344": ("Stad 3: 1.000", "c0"),
    }
    assert "50% tot 55% – 1 gemeente 45% tot 50% – 0 gemeenten" in keys(html)
    assert "35% tot 40% – 0 gemeenten 30% tot 35% – 1 gemeente Geen percentage" in keys(html)
    assert "Geen percentage bekend – 1 gemeente" in keys(html)
    assert "Grenzen: CBS, Kadaster." in html
    silent = replace(towns(2000)[0], reports=())
    assert shown(page(silent, *towns(2000, 2000)[1:]))["0268"] == ("Stad 0: nog geen opkomst", "c0")


def test_before_any_turnout_none_is_said_to_be_in() -> None:
    silent = [replace(each, reports=()) for each in towns(3_000, None)]
    html = page(*silent)
    assert "Er heeft nog geen stembureau opkomst doorgegeven." in html
    assert keys(html).strip().endswith("Nog geen opkomst – 2 gemeenten")
    assert shown(html)["0268"] == ("Stad 0: nog geen opkomst", "c0")
    # One reports, without a percentage; of the other nothing is known.
    some = page(silent[0], towns(3_000, None)[1])
    assert "De opkomst tot nu toe, per gemeente." in some
    assert "Geen percentage bekend – 2 gemeenten" in keys(some)


def test_a_turnout_over_a_hundred_percent_is_in_a_class() -> None:
    html = page(*towns(900, 100_000))
    assert {kind for _, kind in shown(html).values()} <= {f"c{n}" for n in range(1, 6)}
    assert shown(html)["0268"][0] == "Stad 0: 111,1%"


def test_the_largest_list_of_each_once_any_is_counted() -> None:
    a, b, c, d = towns(2000, 2000, 2000, 2000, counted=(0, 1, 2))
    html = page(
        voted(a, {2: 60, 1: 40}), voted(b, {2: 51, 1: 49}), voted(c, {1: 50, 3: 50}), d, language="en"
    )
    assert shown(html) == {
        "0268": ("Stad 0: Stadspartij Nijmegen 60.0%; 1 of 1 stations counted", "w1"),
        "0141": ("Stad 1: Stadspartij Nijmegen 51.0%; 1 of 1 stations counted", "w1"),
        "0202": ("Stad 2: GroenLinks, D66 50.0%; 1 of 1 stations counted", "w4"),
        "0344": ("Stad 3: not counted yet", "w0"),
    }
    assert "2 Stadspartij Nijmegen – 2 municipalities" in keys(html)
    assert "Another list, or several equal – 1 municipality" in keys(html)
    assert "Not counted yet – 1 municipality" in keys(html)


def test_patterns_tell_lists_apart() -> None:
    a, b, c, d = towns(2000, 2000, 2000, 2000, counted=(0, 1, 2, 3))
    html = page(voted(a, {1: 9}), voted(b, {2: 9}), voted(c, {3: 9}), voted(d, {4: 9}))
    fills = {link.split("/")[-2]: fill for link, _, _, fill, _ in AREA.findall(html)}
    assert fills == {"0268": "", "0141": ' fill="url(#w2)"', "0202": ' fill="url(#w3)"', "0344": ""}
    assert {"w2", "w3"} == set(re.findall(r'<pattern id="(\w+)"', html))


def test_where_numbers_are_other_lists_elsewhere_the_map_stays_with_turnout() -> None:
    a, b = towns(2000, 2500, counted=(0, 1))
    other = replace(b, ballot=days.ballot(names=("Dorpslijst", *days.LISTS[1:])))
    assert {kind[0] for _, kind in shown(page(a, other)).values()} == {"c"}


def test_an_area_without_borders_is_named() -> None:
    a, b, c = towns(2000, 2000, 2000)
    html = page(a, b, replace(c, outline=None))
    assert "Niet op de kaart: Stad 2." in html
    assert set(shown(html)) == {"0268", "0141"}
    assert "<figure" not in page(a, replace(b, outline=None))


def test_the_caribbean_does_not_shrink_the_map() -> None:
    bonaire = outline([[(-683_000, 121_000), (-682_000, 121_000), (-682_000, 122_000)]])
    drawing = areas.draw((square(0), bonaire, square(1)))
    assert drawing is not None
    assert [each is not None for each in drawing.shapes] == [True, False, True]
    assert drawing == areas.draw((square(0), None, square(1)))


def test_a_number_stands_where_it_has_room() -> None:
    drawing = areas.draw((square(0), square(1, side=60), square(2)))
    assert drawing is not None
    large, small, other = drawing.shapes
    assert large is not None
    assert small is not None
    assert other is not None
    assert small.spot is None
    assert large.spot is not None
    assert other.spot is not None
    assert large.spot[0] < other.spot[0]
    assert small.path.endswith("z")


def test_borders_are_the_ground_of_the_stations() -> None:
    of = replace(days.placed(days.municipality()), outline=square(29))
    nodes = {node.path: node for node in tree(days.day(of))}
    html = nodes["nl/GR2022_Nijmegen/0268/index.html"].render().decode()
    assert '<path class="ground" d="M' in html
    assert "Grenzen: CBS, Kadaster." in html
