"""Official counts and corrections on the public site: what is said of them, where, and from when on."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from stemdag.publish import views, words
from stemdag.publish.data import in_each
from stemdag.publish.day import Change, PublicDay, PublicElection, PublicMunicipality, Released
from stemdag.publish.language import language
from stemdag.publish.result import Result, Status
from stemdag.publish.seats import Why, divided, sentence
from stemdag.publish.tree import tree
from tests.publish import days
from tests.publish.test_tree import text

NIGHT = days.CLOSES + timedelta(hours=2)
TOWN, DATA = "GR2022_Nijmegen/0268", "data/v1/GR2022_Nijmegen/0268"
PAGES = tuple(f"{code}/{TOWN}/official/index.html" for code in ("nl", "en"))


def counted(in_already: int = 9) -> PublicMunicipality:
    """The night: station 4 was corrected, two lists swapped."""
    return days.corrected(days.municipality(10, now=NIGHT, in_already=in_already), 4)


def files(*made: PublicMunicipality, rehearsal: bool = False) -> dict[str, bytes]:
    election = PublicElection(days.election(rehearsal=rehearsal), made)
    return {node.path: node.render() for node in tree(PublicDay((election,), rehearsal, NIGHT))}


def page(made: Mapping[str, bytes], at: str = "", code: str = "nl") -> str:
    return text(made[f"{code}/{TOWN}/{at}index.html"].decode())


def body(made: Mapping[str, bytes], path: str = DATA) -> dict[str, Any]:
    return json.loads(made[f"{path}.json"])


def items(made: Mapping[str, bytes], path: str = DATA, code: str = "nl") -> list[dict[str, Any]]:
    return json.loads(made[f"{path}.{code}.feed.json"])["items"]


@pytest.mark.parametrize(
    ("only", "word", "preliminary", "how_many"),
    [([], "Voorlopig", True, 0), ([1, 2], "Deels officieel", True, 2), (None, "Officieel", False, 10)],
)
def test_each_place_says_what_the_counts_are(
    only: list[int] | None, word: str, preliminary: bool, how_many: int
) -> None:
    made = files(days.official(counted(), only))
    for at in ("", "screen/"):
        assert f" {word} " in page(made, at)
    assert f"<span>{word}" not in page(made)
    election = text(made["nl/GR2022_Nijmegen/index.html"].decode())
    assert f" {word} " in election
    some = f"waarvan {how_many} officieel"
    assert (some in page(made)) == (word == "Deels officieel")
    front = text(made["nl/index.html"].decode())
    assert f" {word} " in front
    assert (some in front) == (word == "Deels officieel")
    assert ("met hun officiële telling." in front) == (word == "Officieel")
    assert (" stembureaus geteld" in front) == (word != "Officieel")
    assert ("Voorlopige telling." in front) == (word != "Officieel")
    for path in (DATA, "data/v1/GR2022_Nijmegen/election"):
        told = body(made, path)
        assert told["preliminary"] is preliminary
        assert told["result"]["stations_official"] == how_many
    eml = made[f"{DATA}.eml.xml"].decode()
    assert f'<?stemdag preliminary="{str(preliminary).lower()}" rehearsal="false"?>' in eml
    root = etree.fromstring(eml.encode())
    transaction = root.findtext("{urn:oasis:names:tc:evs:schema:eml}TransactionId")
    assert transaction == ("voorlopig" if preliminary else "afschrift")
    note = {"Voorlopig": "Voorlopige telling.", "Deels officieel": "Deels officieel."}
    assert body(made)["note"]["nl"].startswith(note.get(word, "Officiële telling,"))


def test_a_station_says_its_own() -> None:
    made = files(days.official(counted(), [2]))
    assert "Officieel Officiële telling van do 17 mrt 12:00" in page(made, "2/")
    assert "De officiële telling van do 17 mrt 12:00 verschilt van onze voorlopige." in page(made, "2/")
    assert "Code van onze voorlopige telling: " in page(made, "2/")
    assert " Voorlopig " in page(made, "1/")
    assert "Code van deze telling: " in page(made, "1/")
    assert "Officiële telling" not in page(made, "1/")
    assert "is gelijk aan onze voorlopige." in page(files(days.official(counted(), [1])), "1/")
    stations = {each["number"]: each for each in body(made)["stations"]}
    assert stations[2]["count"]["official"] is True
    [change] = stations[2]["count"]["changes"]
    assert (change["official"], change["reason"]) == (False, "")
    assert change["before"]["cast"] == stations[2]["count"]["cast"]
    assert stations[1]["count"]["official"] is False


def test_the_page_of_differences_is_there_from_the_first_official_count_on() -> None:
    names = {*PAGES, f"{DATA}.official.csv"}
    assert not names & files(days.municipality(10)).keys()
    assert not names & files(counted()).keys()
    assert names <= files(days.official(counted(), [1])).keys()
    withdrawn = replace(days.official(counted()), released=None)
    assert not names & files(withdrawn).keys()


def test_what_stands_on_the_page_of_differences() -> None:
    made = files(days.official(counted(), [1, 2, 3, 4, 5]))
    said = page(made, "official/")
    assert "officiële telling van 5 van 10 stembureaus" in said
    # Station 3 had no preliminary count; of the other four one differs.
    assert "Bij 1 van de 4 stembureaus met een voorlopige telling van ons verschilt een cijfer." in said
    one = said.partition("Stembureaus met verschillen")[2].partition("Stembureaus zonder")[0]
    assert "Stadhuis (2)" in one
    assert re.search(r"GroenLinks \d+ \d+ \N{MINUS SIGN}10 Stadspartij Nijmegen \d+ \d+ \+9", one)
    assert re.search(r"Blanco \d+ \d+ \+1", one)
    assert "D66" not in one.partition("Kandidaten")[0]
    assert "Elk cijfer is gelijk bij stembureau nummer 1, 4–5." in said
    assert "Hiervan stond hier geen voorlopige telling: Briefstembureau (3)" in said
    waiting = said.partition("Nog niet officieel")[2].partition(" Deels officieel")[0]
    assert re.findall(r"\((\d+)\)", waiting) == ["6", "7", "8", "9", "10"]
    english = page(made, "official/", "en")
    assert "At 1 of 4 stations with a preliminary count of ours a figure differs." in english
    assert 'href="/nl/GR2022_Nijmegen/0268/official/"' in made[f"nl/{TOWN}/index.html"].decode()


def test_the_same_as_a_table() -> None:
    made = files(days.official(counted(), [2, 3]))
    rows = list(csv.DictReader(io.StringIO(made[f"{DATA}.official.csv"].decode())))
    assert {each["station"] for each in rows} == {"2", "3"}
    told = {
        (each["station"], each["measure"], each["list"], each["candidate"]): (
            each["preliminary"],
            each["official"],
            each["difference"],
        )
        for each in rows
    }
    ours, official, more = told["2", "votes", "1", ""]
    assert int(official) - int(ours) == int(more) == -10
    assert told["2", "blank", "", ""][2] == "1"
    assert told["2", "cast", "", ""][2] == "0"
    candidates = [
        each for each in rows if each["station"] == "2" and each["list"] == "1" and each["candidate"]
    ]
    assert len(candidates) == 12
    assert sum(int(each["difference"]) for each in candidates) == -10
    assert {each[:1] + each[2:] for key, each in told.items() if key[0] == "3"} == {("", "")}


def test_candidates_are_compared_where_both_counts_have_them() -> None:
    """Stations that count centrally send none; their official count brings them."""
    of = days.official(counted(), [1])
    assert of.released is not None
    one = of.released.counts[1]
    before = one.changes[0].before
    assert before is not None
    lists = {n: replace(each, candidates=None, page_total=None) for n, each in before.lists.items()}
    changes = (replace(one.changes[0], before=replace(before, lists=lists)),)
    counts = {**of.released.counts, 1: replace(one, changes=changes)}
    made = files(replace(of, released=replace(of.released, counts=counts)))
    assert "Bij alle stembureaus met een voorlopige telling van ons zijn beide gelijk." in page(
        made, "official/"
    )
    assert "Kandidaten bij wie" not in page(made, "official/")


def test_corrections_stand_on_the_municipality_s_page_with_when_and_why() -> None:
    said = page(files(counted()))
    [told] = re.findall("Correcties Wat hier is veranderd.*?(?= Stembureaus Nr)", said)
    assert "22:35 Basisschool De Buut (4) : Lijst 1 en 2 waren verwisseld." in told
    found = re.search(r"GroenLinks (\d+) (\d+) Stadspartij Nijmegen (\d+) (\d+)", told)
    assert found
    assert found[1] == found[4]
    assert found[2] == found[3]
    assert "Correcties" not in page(files(days.municipality(10, now=NIGHT, in_already=9)))


def test_a_total_that_went_down_says_so_beside_it() -> None:
    made = files(days.official(counted()))
    result = page(made).partition("Uitgebrachte stemmen")[2].partition("Zetels")[0]
    assert "Lager dan eerder: GroenLinks −10: door de officiële telling, do 17 mrt 12:00." in result
    assert re.search(
        r"−\d+: Basisschool De Buut \(4\) is gecorrigeerd, 22:35. Reden: Lijst 1 en 2 waren verwisseld.",
        result,
    )
    nothing = files(days.official(days.municipality(10, now=NIGHT, in_already=9), [1]))
    assert "Lager dan eerder" not in page(nothing)


def test_a_second_official_count_is_a_correction_with_its_reason() -> None:
    of = days.official(counted())
    assert of.released is not None
    one = of.released.counts[5]
    later = days.CLOSES + timedelta(days=2)
    recount = replace(one.count, invalid=one.count.invalid + 4, cast=one.count.cast + 4)
    change = Change(
        1, later, "Hertelling door het gemeentelijk stembureau.", one.count, None, one.since, True
    )
    two = replace(one, version=2, count=recount, since=later, changes=(*one.changes, change))
    silent = replace(two, changes=(*one.changes, replace(change, reason="")))
    made = files(replace(of, released=Released(of.released.at, {**of.released.counts, 5: two})))
    assert "Hertelling door het gemeentelijk stembureau." in page(made).partition("Correcties")[2]
    assert "Hertelling door het gemeentelijk stembureau." in page(made, "5/")
    # Our last preliminary count stays what it is compared with.
    assert "Bij 2 van de 9" in page(made, "official/")
    without = files(replace(of, released=Released(of.released.at, {**of.released.counts, 5: silent})))
    assert "Er kwam een andere officiële telling binnen." in page(without)


def test_older_corrections_are_folded_away_and_none_is_left_out() -> None:
    of = days.municipality(12, now=NIGHT, in_already=11)
    for station in (1, 2, 4, 5, 6, 7, 8):
        of = days.corrected(of, station)
    html = files(of)[f"nl/{TOWN}/index.html"].decode()
    shown, _, folded = html.partition('id="corrections"')[2].partition("Eerdere correcties: 2")
    assert shown.count("Lijst 1 en 2 waren verwisseld.") == 5
    assert folded.partition("Stembureaus")[0].count("Lijst 1 en 2 waren verwisseld.") == 2
    assert "en nog 1, hieronder" in html


def test_the_feeds_tell_official_counts_that_came_in_together_as_one() -> None:
    made = files(days.official(counted()))
    for path in (DATA, "data/v1/GR2022_Nijmegen/election"):
        [told] = [each for each in items(made, path) if each["_stemdag"]["kind"] == "official"]
        assert told["title"] == "Nijmegen: officiële telling, stembureaus: 10"
        assert told["content_text"] == "Stembureaus met een ander cijfer dan wij hadden: 1."
        assert told["url"] == "/nl/GR2022_Nijmegen/0268/official/"
        about = {"kind": "official", "municipality": "0268", "stations": 10, "differing": 1}
        assert told["_stemdag"] == about
    kinds = [each["_stemdag"]["kind"] for each in items(made)]
    # Each station came in once, station 3 with its official count; one was corrected in the night.
    assert (kinds.count("counted"), kinds.count("corrected"), kinds.count("complete")) == (10, 1, 1)
    night = {each["id"] for each in items(files(counted()))}
    assert night < {each["id"] for each in items(made)}
    assert b'<category term="official"/>' in made[f"{DATA}.en.atom"]


def test_official_counts_of_two_moments_are_two_changes() -> None:
    part = days.official(counted(), [1, 2])
    more = days.official(part, [4, 5], days.CLOSES + timedelta(hours=20))
    told = [each for each in items(files(more)) if each["_stemdag"]["kind"] == "official"]
    assert [each["_stemdag"]["stations"] for each in told] == [2, 2]
    assert len({each["id"] for each in told}) == 2
    assert told[0]["content_text"] == "Geen cijfer verschilt van onze voorlopige telling."


def test_an_official_count_that_came_first_is_told_as_such() -> None:
    silent = days.municipality(3, now=NIGHT, in_already=0)
    made = items(files(days.official(silent)))
    [complete] = [each for each in made if each["_stemdag"]["kind"] == "complete"]
    assert complete["content_text"] == "Alle stembureaus zijn binnen, met hun officiële telling."


def test_a_rehearsal_says_so_of_its_official_counts_as_well() -> None:
    made = files(days.official(counted()), rehearsal=True)
    assert "Niets op deze pagina is echt" in page(made, "official/")
    rows = csv.DictReader(io.StringIO(made[f"{DATA}.official.csv"].decode()))
    assert {each["rehearsal"] for each in rows} == {"true"}
    eml = made[f"{DATA}.eml.xml"].decode()
    assert '<?stemdag preliminary="false" rehearsal="true"?>' in eml
    assert "<TransactionId>oefening</TransactionId>" in eml


SO_FAR = {
    "nl": ("die geteld zijn", "zo blijft", "zou zijn", "tot nu toe", "staat bovenaan", "Laatste:"),
    "en": ("so far", "stays like this", "as the count stands", "leads with", "Latest:"),
    "fy": ("dy’t teld binne", "sa bliuw", "wêze soe", "oant no ta", "boppe-oan", "Lêste:"),
}
BY_THE_RECORD = {
    "nl": ("verdeeld naar de officiële telling", "Wie gekozen is volgens", "op kandidaten volgens de off"),
    "en": ("divided by the official count", "Who is elected by", "on candidates by the official count"),
    "fy": ("neffens de offisjele telling", "Wa’t keazen is", "op kandidaten neffens de off"),
}


@pytest.mark.parametrize("code", ["nl", "en", "fy"])
def test_an_official_result_does_not_speak_of_a_count_that_goes_on(code: str) -> None:
    """On no page, screen, frame, preview or picture; until all of it is official they all do."""

    def said(of: PublicMunicipality) -> dict[str, str]:
        of = replace(of, stations=tuple(replace(each, quarter="Hatert") for each in of.stations))
        election = PublicElection(days.election(), (of,), True)
        made = tree(PublicDay((election,), False, NIGHT), ("nl", "en", "fy"))
        shown = (each for each in made if each.path.startswith(f"{code}/{days.election().id}/"))
        return {
            each.path.removeprefix(f"{code}/"): each.render().decode()
            for each in shown
            if each.path.endswith((".html", ".svg"))
        }

    whole = days.municipality(10, now=NIGHT, in_already=10)
    assert whole.released is not None
    counts = days.counted(whole.stations, whole.ballot)
    whole = replace(whole, released=Released(days.CLOSES, counts))
    partly, official = said(days.official(whole, [1, 2])), said(days.official(whole))
    for name, html in official.items():
        found = [each for each in SO_FAR[code] if each in html]
        assert not found, f"{name}: {found}"
    page, partial = official[f"{TOWN}/index.html"], partly[f"{TOWN}/index.html"]
    assert [each for each in BY_THE_RECORD[code] if each not in page] == []
    assert [each for each in BY_THE_RECORD[code] if each in partial] == []
    speaking = {name for name, html in partly.items() if any(each in html for each in SO_FAR[code])}
    assert {f"{TOWN}/index.html", f"{TOWN}/now/index.html", "GR2022_Nijmegen/list/1/index.html"} <= speaking
    frame = official[f"{TOWN}/embed/index.html"]
    assert words.weight(language(code), Status.OFFICIAL) in frame


def test_what_shares_a_link_says_that_the_count_is_official() -> None:
    made = files(days.official(counted()))
    for at in (TOWN, "GR2022_Nijmegen"):
        page = made[f"nl/{at}/index.html"].decode()
        [said] = re.findall(r'<meta property="og:description" content="([^"]*)"', page)
        assert said.startswith("Officiële telling van alle stembureaus; ")


def test_lots_are_not_said_to_be_needed_perhaps() -> None:
    """Two lists with as many votes for one seat, in the official count."""
    found = divided(days.election(seats=1), days.ballot(2, ("A", "B")), Result(1, {1: 9, 2: 9}), True, {})
    assert found.why is Why.LOTS
    said = {status: sentence(language("nl"), found, 1, status) for status in Status}
    assert said[Status.OFFICIAL] == "Geen zetels: bij de officiële telling is loting nodig."
    assert said[Status.PARTLY] == said[Status.PRELIMINARY]
    assert said[Status.PARTLY] == "Geen zetels: bij deze stand van de telling is loting nodig."


@pytest.mark.parametrize("status", list(Status))
def test_pages_and_files_say_the_same_of_their_weight(status: Status) -> None:
    note = in_each(False, "municipality", status)["note"]
    assert note.keys() == {"nl", "en"}
    for code, said in note.items():
        assert said.startswith(f"{views.status(language(code), status).note} ")
        assert said.endswith(f" /{code}/data/")
