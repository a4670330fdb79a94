"""The map on a municipality's page: each dot a link with its numbers in words, and nothing too early."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from uuid import UUID

import brotli  # type: ignore[import-untyped]

from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish.day import PublicMunicipality, ReleasedCount
from stemdag.publish.tree import tree
from stemdag.publish.withdrawn import hidden
from tests.publish import days

PAGE = "{}/GR2022_Nijmegen/0268/index.html"
DOT = re.compile(r'<a href="([^"]+)"><title>([^<]+)</title><circle class="m(\d)"')


def page(of: PublicMunicipality, language: str = "nl") -> str:
    nodes = {node.path: node for node in tree(days.day(of))}
    return nodes[PAGE.format(language)].render().decode()


def titles(html: str) -> dict[str, tuple[str, int]]:
    """By address what a dot says, and how it is drawn."""
    return {link: (unescape(title), int(style)) for link, title, style in DOT.findall(html)}


def test_before_the_release_dots_tell_voters() -> None:
    of = days.placed(days.municipality(), 3)
    html = page(of)
    found = titles(html)
    assert set(found) == {f"/nl/GR2022_Nijmegen/0268/{n}/" for n in range(1, 13) if n != 3}
    last = {each.station: each.admitted for each in of.reports}
    assert found["/nl/GR2022_Nijmegen/0268/1/"] == (f"1 De Schakel: {last[1]} kiezers", 1)
    assert "Niet op de kaart: Briefstembureau (3)." in html
    silent = replace(of, reports=tuple(each for each in of.reports if each.station != 2))
    assert titles(page(silent))["/nl/GR2022_Nijmegen/0268/2/"][0] == "2 Stadhuis: nog geen opkomst"
    assert '<span class="votes">– 1</span>' in page(silent).partition('class="keys"')[2]


def test_after_it_they_tell_the_largest_list() -> None:
    of = days.placed(days.municipality(in_already=3))
    released = of.released
    assert released is not None
    votes = {1: {1: 40, 2: 60}, 2: {2: 80, 3: 20}, 4: {1: 50, 3: 50}}
    counts = {
        n: ReleasedCount(n, 1, days.count_of(votes[n], of.ballot, 0, 0), days.CLOSES) for n in (1, 2, 4)
    }
    of = replace(of, released=replace(released, counts=counts))
    found = titles(page(of, "en"))
    base = "/en/GR2022_Nijmegen/0268/"
    assert found[f"{base}1/"] == ("1 De Schakel: 100 votes; largest: Stadspartij Nijmegen, 60.0%", 1)
    assert found[f"{base}2/"] == ("2 Stadhuis: 100 votes; largest: Stadspartij Nijmegen, 80.0%", 1)
    assert found[f"{base}4/"] == (
        "4 Basisschool De Buut: 100 votes; equal: GroenLinks, D66, 50.0% each",
        4,
    )
    assert found[f"{base}5/"][1] == 0
    keys = re.sub(r"<[^>]+>", " ", page(of, "en").partition('class="keys"')[2].partition("</ul>")[0])
    assert "2 Stadspartij Nijmegen – largest at 2 stations" in re.sub(r"\s+", " ", keys)
    assert "Another list, or several equal – largest at 1 station" in re.sub(r"\s+", " ", keys)
    assert "Not counted yet – 9" in re.sub(r"\s+", " ", keys)


def test_a_station_without_a_vote_has_no_largest_list() -> None:
    of = days.placed(days.municipality(in_already=1))
    assert of.released is not None
    empty = ReleasedCount(1, 1, days.count_of({}, of.ballot, 0, 0), days.CLOSES)
    found = titles(page(replace(of, released=replace(of.released, counts={1: empty}))))
    assert found["/nl/GR2022_Nijmegen/0268/1/"] == ("1 De Schakel: 0 stemmen", 4)


def test_where_results_are_withdrawn_dots_tell_voters_again() -> None:
    act = Withdrawal(What.RESULTS, "Wij zoeken het uit.", days.CLOSES, "cli", UUID(int=1))
    html = page(hidden(days.placed(days.municipality(in_already=8)), act))
    assert "kiezers" in titles(html)["/nl/GR2022_Nijmegen/0268/1/"][0]
    assert "grootste" not in html


def test_names_from_outside_stay_text() -> None:
    of = days.placed(days.municipality())
    sly = replace(of.stations[0], name='</title><script src="//x">')
    html = page(replace(of, stations=(sly, *of.stations[1:])))
    assert "<script src=" not in html.replace('<script src="/', "")
    assert "&lt;/title&gt;&lt;script" in html


def test_without_places_nothing_of_a_map_is_there() -> None:
    assert "<figure" not in page(days.municipality(in_already=8))


def test_the_map_of_a_city_weighs_little() -> None:
    """A hundred and thirty-eight stations, all counted; the page is to be under 60 KB with all it loads."""
    of = days.municipality(138)
    with_map = page(days.placed(days.municipality(138, in_already=137)))
    bare = page(days.municipality(138, in_already=137))
    assert len(of.stations) == 138
    cost = len(brotli.compress(with_map.encode(), quality=5)) - len(brotli.compress(bare.encode(), quality=5))
    assert 0 < cost < 4_500
