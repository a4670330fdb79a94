"""Pictures to download: SVG that stands by itself, and PNG made of it."""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from stemdag.domain.ballot import Ballot
from stemdag.publish.day import PublicDay, PublicElection
from stemdag.publish.palette import mix, palette, read
from stemdag.publish.pictures import cut
from stemdag.publish.raster import to_png
from stemdag.publish.tree import tree
from tests.publish import days

NIGHT = days.CLOSES + timedelta(hours=2)
PAGE = "nl/GR2022_Nijmegen/0268/"


def pictures(day: PublicDay) -> dict[str, bytes]:
    return {
        node.path: node.render()
        for node in tree(day)
        if node.path.endswith(".svg") and not node.path.startswith("assets/")
    }


def after(*, rehearsal: bool = False, **other: object) -> PublicDay:
    made = days.municipality(now=NIGHT, in_already=8, **other)
    return PublicDay((PublicElection(days.election(rehearsal=rehearsal), (made,)),), rehearsal, NIGHT)


def said(svg: bytes) -> list[str]:
    """Every text of a picture, which is well formed and carries no style sheet, script or outside address."""
    root = ElementTree.fromstring(svg)
    tags = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert tags <= {"svg", "title", "rect", "text", "tspan", "g", "path", "circle"}
    assert svg.count(b"http") == 1, "its own name space and nothing else"
    assert not any(name in {"style", "href"} for each in root.iter() for name in each.attrib)
    return [(each.text or "").strip() for each in root.iter() if each.tag.endswith(("text", "title", "span"))]


def test_before_the_moment_there_is_turnout_and_nothing_else() -> None:
    found = pictures(days.day(days.municipality()))
    assert {path.rpartition("/")[2] for path in found} == {"turnout.svg"}
    assert "2,5%" in said(found[PAGE + "turnout.svg"])
    assert pictures(days.day(days.municipality(reports=()))) == {}


def test_results_say_what_the_page_says_and_how_far_the_count_is() -> None:
    found = pictures(after())
    texts = said(found[PAGE + "result.svg"])
    assert texts[0] == "Uitslag – Nijmegen – Gemeenteraad 2022 – Voorlopig, 8 van 12 stembureaus geteld"
    assert {"Voorlopig", "D66", "Blanco lijst 12"} <= set(texts)
    page = {node.path: node for node in tree(after())}[PAGE + "index.html"].render().decode()
    shares = [each for each in texts if each.endswith("%")]
    assert len(shares) == 12
    assert all(f"<b>{each}</b>" in page for each in shares)
    seats = said(found[PAGE + "seats.svg"])
    assert "39" in seats
    assert sum(int(each) for each in seats if each.isdecimal()) == 2 * 39
    for path in found:
        assert f'href="/{path}"' in page or not path.startswith(PAGE), path


def test_a_rehearsal_says_so_in_each_picture() -> None:
    for path, svg in pictures(after(rehearsal=True)).items():
        assert ("Oefening" if path.startswith("nl/") else "Rehearsal") in said(svg), path


def test_where_seats_are_not_known_the_picture_says_why_or_is_not_there() -> None:
    equal = days.ballot(names=("Een", "Twee"))
    made = days.municipality(now=NIGHT, in_already=2, ballot=equal)
    votes = days.count_of({1: 10, 2: 10}, equal)
    assert made.released is not None
    counts = {number: replace(each, count=votes) for number, each in made.released.counts.items()}
    made = replace(made, released=replace(made.released, counts=counts))
    day = PublicDay((PublicElection(days.election(seats=39), (made,)),), False, NIGHT)
    assert any("loting" in each for each in said(pictures(day)[PAGE + "seats.svg"]))
    unknown = PublicDay((PublicElection(days.election(seats=None), (made,)),), False, NIGHT)
    assert not any("seats" in path for path in pictures(unknown))


def test_names_from_outside_are_text_whatever_is_in_them() -> None:
    named: Ballot = days.ballot(names=('Jan & "Piet" <b>', "Lijst\x0bmet\x00teken", "W" * 200))
    texts = said(pictures(after(ballot=named))[PAGE + "result.svg"])
    assert 'Jan & "Piet" <b>' in texts
    assert "Lijstmetteken" in texts
    assert any(each.startswith("WWWWW") and each.endswith("…") and len(each) < 40 for each in texts)


@pytest.mark.parametrize(
    ("text", "room", "found"), [("Nijmegen", 400, "Nijmegen"), ("", 10, ""), ("WW", 1, "W…")]
)
def test_a_text_is_cut_where_its_room_ends(text: str, room: int, found: str) -> None:
    assert cut(text, room, 28) == found


def test_a_png_has_the_size_of_its_drawing_and_the_same_bytes_each_time() -> None:
    svg = pictures(after())[PAGE + "turnout.svg"]
    png = to_png(svg)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (1200, 760)
    assert png == to_png(svg)
    assert png != to_png(svg.replace(b"Nijmegen", b"Arnhem"))


def test_colours_are_those_of_the_tokens_and_a_missing_one_has_a_stand_in() -> None:
    assert palette()["data_faint"].startswith("#")
    given = read(":root { --paper: #ffffff; --data: teal; } :root { --paper: #000000; }")
    assert given["paper"] == "#ffffff"
    assert given["data"] == "#1f4e6e"
    assert (mix("#ffffff", "#000000", 50), mix("#102030", "#ffffff", 100)) == ("#808080", "#102030")
