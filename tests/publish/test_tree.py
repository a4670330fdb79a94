"""The tree: pure, whole, and silent about results until they are released."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemdag.domain.ballot import Ballot
from stemdag.domain.earlier import Earlier
from stemdag.domain.election import Area, Category
from stemdag.domain.station import Kind, Municipality, Station
from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality, Released
from stemdag.publish.tree import Kept, tree
from tests.publish import days

NIGHT = days.CLOSES + timedelta(hours=2)
VOID = {"meta", "link", "br", "img", "input", "hr"}
RESULT_WORDS = re.compile(
    r"Blanco\b|Ongeldig|Blank\b|Invalid|GroenLinks|Votes cast|Uitgebrachte|Candidates|Kandidaten|seats|zetels"
)

NUMBER_WORDS = re.compile(r"Ongeldig|Invalid|Votes|Stemmen\b|seats|zetels|elected by|gekozen (met|op)")
NAMES_LISTS = re.compile(r"^[a-z]+/[A-Z][^/]+/(list/\d+/)?index.html$")


def files(day: PublicDay, languages: tuple[str, ...] = ("nl", "en")) -> dict[str, bytes]:
    return {node.path: node.render() for node in tree(day, languages)}


def pages(day: PublicDay) -> dict[str, str]:
    return {path: body.decode() for path, body in files(day).items() if path.endswith(".html")}


def text(html: str) -> str:
    """What a reader reads, spaces tidied."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def before() -> PublicDay:
    return days.day(days.municipality())


def after(in_already: int = 8, **other: object) -> PublicDay:
    made = days.municipality(now=NIGHT, in_already=in_already)
    return PublicDay((PublicElection(days.election(**other), (made,)),), False, NIGHT)


MUNICIPALITY = "nl/GR2022_Nijmegen/0268/index.html"
ENGLISH = "en/GR2022_Nijmegen/0268/index.html"
DATA = "data/v1/GR2022_Nijmegen/0268.json"


class Shape(HTMLParser):
    """Fails on tags that do not close in order, repeated ids, inline style and inline script."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert "style" not in given
        assert not any(name.startswith("on") for name in given)
        if tag == "script":
            assert given.get("src")
        assert tag != "style"
        self.ids += [str(given["id"])] if "id" in given else []
        self.links += [str(given[name]) for name in ("href", "src") if name in given]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


ALL_DAYS = {
    "before": before(),
    "after": after(),
    "none counted": after(0),
    "all counted": after(99),
    "corrected": PublicDay(
        (PublicElection(days.election(), (days.corrected(days.municipality(now=NIGHT, in_already=9), 2),)),),
        False,
        NIGHT,
    ),
    "referendum": PublicDay((days.local_referendum(NIGHT),), False, NIGHT),
    "rehearsal": days.day(days.municipality(in_already=3), rehearsal=True),
    "nothing": PublicDay(()),
    "no municipality": PublicDay((PublicElection(days.election(), ()),)),
}


@pytest.mark.parametrize("name", ALL_DAYS)
def test_pages_are_well_formed_and_every_link_resolves(name: str) -> None:
    made = files(ALL_DAYS[name])
    for path, body in made.items():
        if not path.endswith(".html"):
            continue
        shape = Shape()
        shape.feed(body.decode())
        assert shape.open == [], path
        assert len(set(shape.ids)) == len(shape.ids), path
        for link in shape.links:
            if link.startswith("#"):
                assert link[1:] in shape.ids
                continue
            assert link.startswith("/"), link
            address, _, place = link[1:].partition("#")
            target = address + "index.html" if address.endswith("/") else address
            assert target in made, f"{path} links to {link}"
            assert not place or f'id="{place}"' in made[target].decode(), f"{path} links to {link}"


@pytest.mark.parametrize("name", ALL_DAYS)
def test_addresses_in_data_resolve(name: str) -> None:
    made = files(ALL_DAYS[name])
    for path, body in made.items():
        if path.endswith(".json"):
            for address in re.findall(r'"data":"([^"]+)"', body.decode()):
                assert address[1:] in made, path


@pytest.mark.parametrize("name", ALL_DAYS)
def test_every_page_says_that_the_record_leads(name: str) -> None:
    for path, html in pages(ALL_DAYS[name]).items():
        assert "proces-verbaal" in html, path
    for path, body in files(ALL_DAYS[name]).items():
        if path.endswith(".json") and "/schema/" not in path:
            told = json.loads(body)
            assert "proces-verbaal" in told.get("_stemdag", told)["note"]["nl"], path


def test_same_day_same_bytes() -> None:
    assert files(after()) == files(after())


def test_paths_are_told_apart_and_leaves_come_first() -> None:
    paths = [node.path for node in tree(after())]
    assert len(paths) == len(set(paths))
    first = "nl/GR2022_Nijmegen/0268/1/index.html"
    assert paths.index("data/v1/GR2022_Nijmegen/0268.json") < paths.index(first) < paths.index(MUNICIPALITY)
    assert paths.index(MUNICIPALITY) < paths.index("nl/GR2022_Nijmegen/index.html")


variations = st.fixed_dictionaries(
    {
        "stations": st.integers(1, 6),
        "in_already": st.none() | st.integers(0, 6),
        "minutes": st.integers(0, 700),
        "rehearsal": st.booleans(),
        "electorate": st.sampled_from([None, 0, 500, 147_174]),
        "passed": st.booleans(),
        "corrected": st.booleans(),
        "name": st.sampled_from(["Nijmegen", "'s-Gravenhage <b>&"]),
        "seats": st.sampled_from([None, 15, 39]),
        "moment": st.sampled_from([0, 30]),
        "blank_list": st.booleans(),
    }
)


def varied(given: dict[str, object]) -> PublicDay:
    """A day by what varies."""
    minutes, moment = (
        timedelta(minutes=int(str(given["minutes"]))),
        timedelta(minutes=int(str(given["moment"]))),
    )
    in_already = given["in_already"]
    made = days.municipality(
        int(str(given["stations"])),
        days.OPENS + minutes,
        int(str(in_already)) if in_already is not None else None,
        municipality=Municipality("0268", str(given["name"]), given["electorate"]),  # type: ignore[arg-type]
        moment=days.CLOSES + moment,
    )
    if given["blank_list"]:
        lists = made.ballot.lists
        made = replace(made, ballot=Ballot((replace(lists[0], name=""), *lists[1:])))
    if given["corrected"] and made.released and 1 in made.released.counts:
        made = days.corrected(made, 1)
    election = days.election(rehearsal=bool(given["rehearsal"]), seats=given["seats"])
    as_of = NIGHT if given["passed"] else days.OPENS
    return PublicDay((PublicElection(election, (made,)),), bool(given["rehearsal"]), as_of)


@settings(max_examples=40, deadline=None)
@given(
    variations,
    st.dictionaries(
        st.sampled_from(
            [
                "in_already",
                "minutes",
                "passed",
                "corrected",
                "moment",
                "seats",
                "electorate",
                "rehearsal",
                "name",
                "blank_list",
            ]
        ),
        st.just(None),
        max_size=1,
    ),
    variations,
)
def test_equal_keys_mean_equal_bytes(
    one: dict[str, object], differ: dict[str, None], other: dict[str, object]
) -> None:
    """Two days that differ in at most one thing: where a file's key is the same, its bytes are."""
    second, kept = {**one, **{name: other[name] for name in differ}}, Kept()
    first_nodes = {node.path: node for node in tree(varied(one), kept=kept)}
    following = {node.path: node for node in tree(varied(second), kept=kept)}
    for node in tree(varied(second)):
        after_another = following.pop(node.path)
        assert after_another.key == node.key
        assert after_another.parts or after_another.render() == node.render(), node.path
        same = first_nodes.get(node.path)
        if same is not None and same.key == node.key:
            assert same.render() == node.render(), node.path
    if not differ:
        assert [node.key for node in first_nodes.values()] == [node.key for node in tree(varied(second))]
    assert not following


def test_of_a_municipality_without_news_nothing_is_made_again() -> None:
    kept = Kept()
    first = {node.path: node for node in tree(after(4), kept=kept)}
    again = {node.path: node for node in tree(after(4), kept=kept)}
    assert again[MUNICIPALITY] is first[MUNICIPALITY]
    more = {node.path: node for node in tree(after(5), kept=kept)}
    assert more[MUNICIPALITY].key != first[MUNICIPALITY].key


def test_a_new_turnout_report_touches_only_its_own_pages() -> None:
    """What a writer must render after one report: one station, its municipality, the election, the front."""
    made = days.municipality()
    report = replace(made.reports[-1], station=2, admitted=900, at=made.reports[-1].at + timedelta(minutes=9))
    old = {node.path: node.key for node in tree(days.day(made))}
    new = days.day(replace(made, reports=(*made.reports, report)))
    changed = {node.path for node in tree(new) if old[node.path] != node.key}
    assert {path for path in changed if re.search(r"/\d+/index.html$", path) and path.count("/") == 4} == {
        "nl/GR2022_Nijmegen/0268/2/index.html",
        "en/GR2022_Nijmegen/0268/2/index.html",
    }


@pytest.mark.parametrize("whole_page", [MUNICIPALITY, "nl/GR2022_Nijmegen/index.html"])
def test_the_short_form_of_a_page_is_what_moves_in_it(whole_page: str) -> None:
    """The same bytes as in the page, so that they can take their place; no candidates, stations or tables."""
    made = days.municipality(now=days.CLOSES + timedelta(hours=2), in_already=4)
    shown = pages(days.day(made))
    part = re.compile(r'<div id="now">(.*?)</div>\n<(?:/main|div id="later")>', re.DOTALL)
    page, short_page = shown[whole_page], shown[whole_page.replace("/index", "/now/index")]
    short, whole = part.search(short_page), part.search(page)
    assert short is not None
    assert whole is not None
    assert short[1] == whole[1]
    assert 'class="results"' in short[1]
    assert '<table class="list" id=' in page
    assert '<table class="list" id=' not in short_page
    link = f'href="/nl/GR2022_Nijmegen/0268/{made.stations[7].number}/"'
    assert (link in page) is (whole_page == MUNICIPALITY)
    assert link not in short_page


# --- before the release


def test_nothing_of_a_result_before_the_release() -> None:
    made = files(before())
    for path, html in pages(before()).items():
        # Who stands on the lists is public all day.
        words = NUMBER_WORDS if NAMES_LISTS.search(path) else RESULT_WORDS
        assert not words.search(html), (path, words.search(html))
    body = json.loads(made[DATA])
    assert body["state"] == "before"
    assert not {"result", "released", "ballot_types"} & set(body)
    assert all("count" not in station for station in body["stations"])
    assert b"votes" not in made["data/v1/GR2022_Nijmegen/0268.csv"]
    assert not {"result", "seats"} & set(json.loads(made["data/v1/GR2022_Nijmegen/election.json"]))


def test_the_moment_and_its_countdown() -> None:
    html = pages(before())[MUNICIPALITY]
    assert '<time datetime="2022-03-16T21:00+01:00">woensdag 16 maart, 21:00</time>' in html
    assert 'data-until="2022-03-16T21:00+01:00"' in html
    assert "Wednesday 16 March, 21:00" in pages(before())[ENGLISH]


def test_a_postponed_moment_is_the_one_shown() -> None:
    later = days.municipality(moment=days.CLOSES + timedelta(hours=1))
    assert "woensdag 16 maart, 22:00" in pages(days.day(later))[MUNICIPALITY]


def test_the_beat_shows_only_by_the_moment_it_passes() -> None:
    made = days.municipality()
    election = PublicElection(days.election(), (made,))
    one = files(PublicDay((election,), False, days.OPENS))
    assert one == files(PublicDay((election,), False, days.CLOSES - timedelta(seconds=1)))
    assert one == files(PublicDay((election,), False, None))
    assert one != files(PublicDay((election,), False, days.CLOSES))


def test_not_released_at_the_moment_is_said_by_name() -> None:
    """A municipality that is held or was never armed."""
    election = days.election(Category.PS, domain=Area("6", "Gelderland"), name="Provinciale Staten")
    held = replace(days.municipality(now=NIGHT), municipality=Municipality("0202", "Arnhem", 120_000))
    other = days.municipality(now=NIGHT, in_already=4)
    day = PublicDay((PublicElection(election, (other, held), True),), False, NIGHT)
    made = pages(day)
    assert "De gemeente Arnhem heeft haar uitslag nog niet vrijgegeven." in text(
        made["nl/GR2022_Nijmegen/0202/index.html"]
    )
    assert "Nog niet vrijgegeven: Arnhem" in text(made["nl/GR2022_Nijmegen/index.html"])
    assert json.loads(files(day)["data/v1/GR2022_Nijmegen/0202.json"])["state"] == "not-released"
    assert not RESULT_WORDS.search(made["nl/GR2022_Nijmegen/0202/index.html"])


def test_a_station_page_without_count_does_not_depend_on_the_release() -> None:
    """So the release moment rewrites only the stations that have a result."""
    waiting = pages(after(3))["nl/GR2022_Nijmegen/0268/12/index.html"]
    assert waiting == pages(days.day(days.municipality(now=NIGHT)))["nl/GR2022_Nijmegen/0268/12/index.html"]


# --- results


def rows(html: str) -> Iterator[str]:
    found = re.search(r'<table class="results">.*?</table>', html, re.S)
    assert found
    for row in re.findall(r"<tr>.*?</tr>", found.group(), re.S):
        yield text(row)


def test_results_in_numbers_and_percentages_largest_first() -> None:
    on = days.ballot(0, ("Een", "Twee", ""))
    count = days.count_of({1: 100, 2: 250, 3: 50}, on, blank=7, invalid=3)
    station = days.stations(1)
    released = Released(days.CLOSES, {1: days.ReleasedCount(1, 1, count, NIGHT)})
    made = PublicMunicipality(Municipality("0268", "Nijmegen", 1000), on, station, (), days.CLOSES, released)
    html = pages(days.day(made, seats=None))
    assert list(rows(html[MUNICIPALITY])) == [
        "Lijst Stemmen",
        "Twee 62,5% 250",
        "Een 25,0% 100",
        "Blanco lijst 3 12,5% 50",
        "Blanco 7",
        "Ongeldig 3",
        "Uitgebrachte stemmen 410",
    ]
    assert "Blank list 3 12.5% 50" in list(rows(html["en/GR2022_Nijmegen/0268/1/index.html"]))


def test_what_changed_since_an_earlier_election() -> None:
    on = days.ballot(0, ("Een", "Twee", "Drie"))
    count = days.count_of({1: 100, 2: 250, 3: 50}, on, blank=7, invalid=3)
    station = days.stations(1)
    released = Released(days.CLOSES, {1: days.ReleasedCount(1, 1, count, NIGHT)})
    then = Earlier("Gemeenteraad 2018", date(2018, 3, 21), {"EEN": 300, "Twee": 700}, 1010, 2000)
    made = PublicMunicipality(
        Municipality("0268", "Nijmegen", 1000), on, station, (), days.CLOSES, released, then
    )
    day = days.day(made, seats=None)
    html = pages(day)
    assert list(rows(html[MUNICIPALITY]))[:4] == [
        "Lijst Stemmen t.o.v. 2018",
        "Twee 62,5% 250 \N{MINUS SIGN}7,5",
        "Een 25,0% 100 \N{MINUS SIGN}5,0",
        "Drie 12,5% 50 nieuw",
    ]
    assert "Opkomst toen: 50,5%." in text(html[MUNICIPALITY])
    assert "t.o.v. 2018" in text(html["nl/GR2022_Nijmegen/index.html"])
    assert json.loads(files(day)[DATA])["earlier"]["lists"][0] == {"name": "EEN", "share": 0.3, "votes": 300}
    # Before the moment it is known as well: it is of another election.
    before = days.day(replace(made, released=None), seats=None)
    assert json.loads(files(before)[DATA])["earlier"]["date"] == "2018-03-21"
    assert "t.o.v." not in text(pages(before)[MUNICIPALITY])


def test_counted_of_total_and_missing_types_by_name() -> None:
    """Incident: totals that miss the postal or early votes (Deventer, Ommen, Haringey)."""
    html = text(pages(after(8))[MUNICIPALITY])
    assert "8 van 12 stembureaus geteld" in html
    assert "Nog niet binnen: 4 stembureaus." in html
    assert "Briefstembureau 3" in html
    assert "Briefstemmen ontbreekt: Briefstembureau (3) 0 van 1" in html
    body = json.loads(files(after(8))[DATA])
    assert {"counted": 0, "kind": "postal", "missing": [3], "stations": 1} in body["ballot_types"]


def test_a_municipality_without_postal_votes_in_is_named_for_the_country() -> None:
    assert "Briefstemmen: Nijmegen" in text(pages(after(8))["nl/GR2022_Nijmegen/index.html"])


def test_referendum_shares_include_blank_votes() -> None:
    day = ALL_DAYS["referendum"]
    found = list(rows(pages(day)["en/LR2022_Nijmegen/0268/index.html"]))
    assert found[0] == "Option Votes"
    assert [each.split()[0] for each in found[1:4]] == ["For", "Against", "Blank"]
    shares = [float(re.search(r"([\d.]+)%", each).group(1)) for each in found[1:4]]  # type: ignore[union-attr]
    assert sum(shares) == pytest.approx(100, abs=0.2)
    assert list(rows(pages(day)["nl/LR2022_Nijmegen/0268/index.html"]))[1].startswith("Voor ")


def test_seats_only_where_the_whole_election_is_here() -> None:
    def seats(day: PublicDay) -> dict[str, object]:
        return dict(json.loads(files(day)["data/v1/GR2022_Nijmegen/election.json"])["seats"])

    whole = seats(after(8, seats=39))
    assert sum(each["seats"] for each in whole["lists"]) == 39  # type: ignore[attr-defined]
    assert whole["steps"]
    assert seats(after(8, seats=None))["why"] == "number-of-seats-unknown"
    part = replace(after(8).elections[0], complete=False)
    assert seats(PublicDay((part,), False, NIGHT))["why"] == "only-part-of-the-election"
    assert "Geen zetels: het aantal zetels is niet bekend." in text(
        pages(after(8, seats=None))["nl/GR2022_Nijmegen/index.html"]
    )
    assert "39 zetels, verdeeld alsof de telling zo blijft." in text(pages(after(8))[MUNICIPALITY])


def test_lists_that_differ_between_municipalities_are_not_added_up() -> None:
    one = days.municipality(now=NIGHT, in_already=4)
    lists = one.ballot.lists
    other = replace(
        one,
        municipality=Municipality("0202", "Arnhem", 120_000),
        ballot=Ballot((replace(lists[0], name="Een andere lijst"), *lists[1:])),
    )
    day = PublicDay((PublicElection(days.election(), (one, other), True),), False, NIGHT)
    body = json.loads(files(day)["data/v1/GR2022_Nijmegen/election.json"])
    assert "result" not in body
    assert body["seats"]["why"] == "lists-differ-between-municipalities"
    assert "de lijsten verschillen" in text(pages(day)["nl/GR2022_Nijmegen/index.html"])


def test_candidates_stand_in_the_municipality() -> None:
    day = after(12)
    counts = day.elections[0].municipalities[0].released
    assert counts is not None
    first = sum((each.count.lists[1].candidates or {})[1] for each in counts.counts.values())
    html = pages(day)[MUNICIPALITY]
    assert re.search(
        rf"<td class=\"r\">1</td><th scope=\"row\">Jansen, A.A.</th><td class=\"r\">{first:,}",
        html.replace(".", ","),
    ) or (f">{first:,}<".replace(",", ".") in html)
    station = json.loads(files(day)[DATA])["stations"][0]
    assert station["count"]["lists"][0]["candidates"]["1"] == counts.counts[1].count.lists[1].candidates[1]  # type: ignore[index]


def test_a_correction_says_what_changed_when_and_why() -> None:
    html = text(pages(ALL_DAYS["corrected"])["en/GR2022_Nijmegen/0268/2/index.html"])
    assert "Corrected 22:35 Lijst 1 en 2 waren verwisseld." in html
    released = ALL_DAYS["corrected"].elections[0].municipalities[0].released
    assert released is not None
    now = released.counts[2]
    was, is_ = (count.lists[1].total for count in (now.changes[0].before, now.count) if count)
    assert f"GroenLinks {was} {is_}" in html
    station = json.loads(files(ALL_DAYS["corrected"])[DATA])["stations"][1]
    assert station["count"]["version"] == 2
    assert station["count"]["changes"][0]["reason"] == "Lijst 1 en 2 waren verwisseld."


# --- turnout


@pytest.mark.parametrize("electorate", [None, 0])
def test_turnout_without_electorate_is_a_number(electorate: int | None) -> None:
    """Incident: three municipalities filed 0 eligible voters."""
    made = days.municipality(municipality=Municipality("0268", "Nijmegen", electorate))
    html = text(pages(days.day(made))[MUNICIPALITY])
    assert "toegelaten kiezers; geen percentage" in html
    assert json.loads(files(days.day(made))[DATA])["turnout"]["share"] is None
    assert "geen percentage" in text(pages(days.day(made))["nl/GR2022_Nijmegen/index.html"])


def test_turnout_over_a_hundred_percent_is_shown() -> None:
    """Incident: Schiermonnikoog, 117 %."""
    admitted = sum(each.admitted for each in {r.station: r for r in days.municipality().reports}.values())
    made = days.municipality(municipality=Municipality("0268", "Nijmegen", admitted * 100 // 117))
    assert re.search(r"11[67],\d%", pages(days.day(made))[MUNICIPALITY])


def test_postal_votes_count_in_the_turnout_once_they_are_public() -> None:
    """Incident: Haringey counted votes of which the turnout knew nothing."""
    made = days.municipality(now=NIGHT)
    chosen = [each for each in made.stations if each.kind is Kind.POSTAL]
    counts = days.counted(chosen, made.ballot)
    released = replace(made, released=Released(days.CLOSES, counts))
    with_postal = json.loads(files(days.day(released))[DATA])["turnout"]["admitted"]
    without = json.loads(files(days.day(made))[DATA])["turnout"]["admitted"]
    assert with_postal == without + counts[3].count.admitted


def test_the_curve_has_its_table() -> None:
    html = pages(before())[MUNICIPALITY]
    assert '<svg class="curve"' in html
    assert re.search(
        r"<th scope=\"row\">08:\d\d</th><td class=\"r\">[\d.]+</td><td class=\"r\">\d+,\d%", html
    )


# --- names, rehearsal, odd input


def test_equal_names_are_told_apart() -> None:
    """Incident: same name, no postcode, gaps, −1 as a number."""
    odd = (
        Station(-1, "De Brug", postcode=None),
        Station(4, "De Brug", postcode="6511AA"),
        Station(9, "De Brug", postcode="6511AA"),
    )
    made = days.municipality(stations=odd, reports=())
    html = pages(days.day(made))
    assert "nl/GR2022_Nijmegen/0268/-1/index.html" in html
    assert "Stembureau 4 · 6511AA" in html["nl/GR2022_Nijmegen/0268/4/index.html"]
    assert "Stembureau -1" in html["nl/GR2022_Nijmegen/0268/-1/index.html"]
    listed = text(html[MUNICIPALITY])
    assert "-1 De Brug" in listed
    assert "9 De Brug" in listed


def test_a_rehearsal_says_so_everywhere() -> None:
    """Incident: dummy results with real names were public."""
    for path, body in files(ALL_DAYS["rehearsal"]).items():
        if path.endswith(".html"):
            assert b'class="rehearsal"' in body, path
            assert b"noindex" in body, path
        elif path.endswith(".feed.json"):
            assert json.loads(body)["_stemdag"]["rehearsal"] is True, path
            assert json.loads(body)["title"].startswith(("Oefening", "Rehearsal")), path
        elif path.endswith(".atom"):
            assert b"<title>Oefening: " in body or b"<title>Rehearsal: " in body, path
        elif path.endswith(".json") and "/schema/" not in path:
            assert json.loads(body)["rehearsal"] is True, path
        elif path.endswith(".osv4-3.csv"):
            assert b"Oefening (rehearsal)" in body.splitlines()[0], path
        elif path.endswith(".eml.xml"):
            assert b"<TransactionId>oefening<" in body, path
        elif path.endswith(".csv"):
            assert all(line.startswith("true,") for line in body.decode().splitlines()[1:]), path
    assert not any(b'rehearsal"' in body for path, body in files(before()).items() if path.endswith(".html"))


def test_names_are_escaped() -> None:
    nasty = '<script>alert("x")</script>'
    made = days.municipality(
        now=NIGHT,
        in_already=3,
        stations=tuple(replace(each, name=nasty) for each in days.stations(5)),
        municipality=Municipality("0268", nasty, 100),
    )
    for path, html in pages(days.day(made, name=nasty)).items():
        assert nasty not in html, path


def test_ids_that_are_no_addresses_become_ones() -> None:
    one = PublicElection(days.election(id="AB2023_Aa & Maas/../x"), (days.municipality(4),))
    two = PublicElection(days.election(id="AB2023_Aa+Maas/../x"), (days.municipality(4),))
    paths = [node.path for node in tree(PublicDay((one, two)))]
    assert len(paths) == len(set(paths))
    assert "nl/AB2023_Aa-Maas-..-x/index.html" in paths
    assert "nl/AB2023_Aa-Maas-..-x-2/index.html" in paths


def test_through_the_day_a_municipality_says_who_reported_when() -> None:
    """The oldest report by name, who never reported, and voters per hour; postal votes report nothing."""
    made = days.municipality()
    late = tuple(each for each in made.reports if each.station != 7 or each.at.hour < 12)
    page = text(pages(days.day(replace(made, reports=late)))[ENGLISH])
    assert "Reported longest ago: Stadhuis (7) , 11:37" in page
    assert "No report yet: Postal-vote station 3 (Briefstembureau)" in page
    hours = re.search(r"Reported since (07:00.*?) Polling stations", page)
    assert hours is not None
    assert "11:00–12:00" in hours[1]
    assert "10 of 11" in hours[1]
    assert "11 of 11" in hours[1]


def test_once_results_are_shown_turnout_is_of_the_counts() -> None:
    page = text(pages(after())[ENGLISH])
    assert "Reported longest ago" not in page
    assert "Voters per hour" in page


def test_turnout_of_before_stands_behind_that_of_today_and_in_its_table() -> None:
    then = Earlier(
        "Gemeenteraad 2018", date(2018, 3, 21), {}, 500, 1000, ((450, 0), (960, 300), (1260, 5_000))
    )
    made = replace(days.municipality(), earlier=then)
    page = pages(days.day(made))[ENGLISH]
    assert page.count('class="then"') == 1
    said = text(page)
    assert "Dashed: turnout in 2018." in said
    hour = re.search(r"Time Voters Share 2018 08:42 [\d,]+ [\d.]+% ([\d.]+%)", said)
    assert hour is not None
    assert hour[1] == "0.4%"  # 72 of 510 minutes on the way to 3%
    told = json.loads(files(days.day(made))[DATA])["earlier"]
    assert told["curve"] == [[450, 0.0], [960, 0.03], [1260, 0.5]]
    # The axis has room for it.
    assert "60%" in said
    unknown = replace(made, municipality=replace(made.municipality, electorate=None))
    assert "Dashed" not in text(pages(days.day(unknown))[ENGLISH]), (
        "a share has no place on an axis of voters"
    )


def test_turnout_of_before_of_several_municipalities_says_of_which() -> None:
    then = Earlier("Raad", date(2018, 3, 21), {}, 500, 1000, ((450, 0), (1260, 5_000)))
    one = replace(days.municipality(), earlier=then)
    other = replace(one, municipality=Municipality("0225", "Druten", 15_000))
    said = text(pages(days.day(one, other))["en/GR2022_Nijmegen/index.html"])
    assert "Dashed: turnout in 2018, of the 2 municipalities together by their electorates of then." in said
    silent = replace(other, earlier=replace(then, curve=()))
    assert "Dashed" not in text(pages(days.day(one, silent))["en/GR2022_Nijmegen/index.html"])


def test_over_several_days_no_turnout_of_before_is_drawn() -> None:
    then = Earlier("Toen", date(2018, 3, 21), {}, 500, 1000, ((450, 0), (1260, 5_000)))
    several = (days.DAY - timedelta(days=1), days.DAY)
    day = days.day(replace(days.municipality(), earlier=then), days=several)
    assert "Dashed" not in text(pages(day)[ENGLISH])
