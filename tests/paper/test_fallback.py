"""The paper form: its letters are those of the count page, and each page says whose it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.utils import translation

from stemdag.capture import sheet as screen
from stemdag.domain.ballot import Ballot, Candidate, CandidateList, referendum
from stemdag.domain.election import Category, Election
from stemdag.domain.errors import Refused
from stemdag.domain.station import Counting, Hours, Kind, Municipality, Station
from stemdag.paper import words
from stemdag.paper.fallback import fallback_sheets, parts
from tests.factories import BALLOT, DAY, at
from tests.paper.reading import pages, reader, text

COUNCIL = Election("GR2022", Category.GR, "Gemeenteraad", DAY, (DAY,), at("21:00"))
HOUSE = replace(COUNCIL, category=Category.TK, name="Tweede Kamer")
TOWN = Municipality("1900", "Súdwest-Fryslân", counting=Counting.DECENTRAL)
CENTRAL = replace(TOWN, counting=Counting.CENTRAL)
HALL = Station(12, "Doarpshûs ’t Waltahûs", hours=(Hours(at("07:30"), at("21:00")),))
NAMES = ("Lokker, K.A. (Karel)", "Évrard, F.J.M. (Françoise)", "Gül, H.", "Dŷkstra, Tsj.")


def ballot(lists: int, candidates: int) -> Ballot:
    """As large as asked, with gaps in the numbers."""
    return Ballot(
        tuple(
            CandidateList(
                2 * each,
                f"Partij {each}",
                tuple(
                    Candidate(number + number // 10, NAMES[number % 4]) for number in range(1, candidates + 1)
                ),
            )
            for each in range(1, lists + 1)
        )
    )


def test_the_day_is_on_it() -> None:
    said = text(fallback_sheets(COUNCIL, TOWN, BALLOT, [HALL], phone="0515 48 90 00"))
    for each in (
        "Stembureau 12 Doarpshûs ’t Waltahûs",
        "0515 48 90 00",
        "woensdag 16 maart 2022",
        "Openingstijden 07:30 tot 21:00",
        "Open om",
        "10:00",
        "20:00",
        "Na sluiting",
        "Biljetten over",
        "Aanwezig",
        "Gebeurtenissen die een verschil kunnen verklaren",
        "Ontvangstcode",
        "Het bureau herhaalt elk getal.",
        "Geheim zodra er stemmen op staan, tot 16 maart, 21:00",
    ):
        assert each in said, each


def letters(said: str) -> list[str]:
    """The letters of the count in their order, from the heading of the count on."""
    count = said.split("De telling", 1)[1].split("Stemmen per kandidaat", 1)[0]
    return re.findall(r"(?<![\w.])(?<![+−] )(?<! en )(?<! dan )(E\.\d+|[A-J])(?= [A-ZÀ-Ý][a-zà-ÿ])", count)


@pytest.mark.parametrize(("election", "passes"), [(COUNCIL, ["A", "B"]), (HOUSE, ["A", "B", "C"])])
def test_the_letters_are_in_the_order_of_the_record(election: Election, passes: list[str]) -> None:
    found = letters(text(fallback_sheets(election, CENTRAL, BALLOT, [HALL])))
    assert found == [*passes, "D", "E.1", "E.2", "E.5", "E", "F", "G", "H", "I", "J"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_words_of_the_letters_are_those_on_the_screen(language: str) -> None:
    said = words.words(language)
    with translation.override(language):
        for letter, label in screen.LABELS.items():
            assert said[letter] == str(label)
        for box, label in screen.BOXES.items():
            assert said[box.value] == str(label)


def test_both_languages_have_every_word() -> None:
    dutch, english = words.words("nl"), words.words("en")
    assert dutch.keys() == english.keys()
    assert all(dutch.values())
    assert all(english.values())
    for key, value in dutch.items():
        assert set(re.findall(r"{\w+}", value)) == set(re.findall(r"{\w+}", english[key])), key


def test_a_central_count_stops_at_the_lists() -> None:
    said = text(fallback_sheets(COUNCIL, CENTRAL, BALLOT, [HALL]))
    assert "E.5 Blanco lijst 5" in said
    assert "Gül" not in said
    assert "L.1" not in said


def test_a_decentral_count_goes_on_to_the_candidates() -> None:
    said = text(fallback_sheets(COUNCIL, TOWN, BALLOT, [HALL])).split("Stemmen per kandidaat")[1]
    for each in BALLOT:
        assert f"Lijst {each.number} {each.label}" in said
        assert f"L.{each.number} Totaal van deze lijst" in said
        for candidate in each.candidates:
            assert f"{candidate.number} {candidate.name}" in said


def test_a_referendum_asks_for_and_against() -> None:
    election = replace(COUNCIL, category=Category.LR, name="Referendum")
    for town in (TOWN, CENTRAL):
        said = text(fallback_sheets(election, town, referendum(), [HALL]))
        assert "E.1 Voor" in said
        assert "E.2 Tegen" in said
        assert "E Stemmen voor en tegen" in said
        assert "kandida" not in said


@pytest.mark.parametrize(("lists", "candidates", "most"), [(1, 1, 4), (9, 22, 8), (33, 33, 20)])
def test_a_ballot_of_any_size_is_whole(lists: int, candidates: int, most: int) -> None:
    made = pages(fallback_sheets(HOUSE, TOWN, ballot(lists, candidates), [HALL]))
    assert len(made) <= most
    said = " ".join(made)
    for number in range(2, 2 * lists + 1, 2):
        assert f"E.{number} Partij {number // 2}" in said
        assert said.count(f"L.{number} Totaal") == 1
    last = candidates + candidates // 10
    assert said.count(f" {last} {NAMES[candidates % 4]}") == lists


def test_a_loose_page_finds_home() -> None:
    other = replace(HALL, number=-1, name="Stadhuis")
    made = pages(fallback_sheets(COUNCIL, TOWN, ballot(9, 22), [HALL, other]))
    half = len(made) // 2
    assert len(made) == 2 * half
    for turn, page in enumerate(made):
        number, name = ("12", HALL.name) if turn < half else ("−1", "Stadhuis")
        assert f"Stembureau {number} · bladzijde {turn % half + 1} van {half}" in page
        assert f"Stembureau {number} {name}" in page


def test_hours_of_ones_own_on_each_day() -> None:
    early = replace(
        HALL,
        kind=Kind.EARLY,
        hours=tuple(
            Hours(at("09:00", day), at("17:00", day))
            for day in (DAY - timedelta(days=2), DAY - timedelta(days=1))
        ),
    )
    said = text(
        fallback_sheets(COUNCIL, CENTRAL, BALLOT, [early], turnout_at=[time(8), time(11, 30), time(17)])
    )
    assert "maandag 14 maart 2022" in said
    assert "dinsdag 15 maart 2022" in said
    assert said.count("11:30") == 2
    assert "08:00" not in said
    assert said.count("17:00") == 2  # as closing time alone


def test_a_postal_station_has_no_door_to_open() -> None:
    said = text(fallback_sheets(COUNCIL, CENTRAL, BALLOT, [Station(3, "Briefstembureau", Kind.POSTAL)]))
    assert "Open om" not in said
    assert "Stempassen" in said


def test_in_english_and_as_a_rehearsal() -> None:
    practice = replace(COUNCIL, rehearsal=True)
    made = pages(fallback_sheets(practice, TOWN, BALLOT, [HALL], language="en"))
    assert all("REHEARSAL" in page for page in made)
    assert all("page" in page for page in made)
    assert "Poll cards" in " ".join(made)


@pytest.mark.parametrize(
    "name", ["Şişli Çay Evi", "Łódź, Dŷkstra, Ĳlst", "Zaal " * 40, '#panic("x") $x$ *b* <l> @r \\']
)
def test_any_name_fits(name: str) -> None:
    odd = Ballot(
        tuple(CandidateList(n, name, (Candidate(1, name), Candidate(2, "Bos, C."))) for n in range(1, 13))
    )
    said = text(
        fallback_sheets(COUNCIL, replace(TOWN, name=name[:120]), odd, [replace(HALL, name=name.strip())])
    )
    assert re.sub(r"\s+", " ", name)[:30] in said
    assert said.count("2 Bos, C.") == 12


def test_the_same_form_is_the_same_bytes_and_can_be_read_aloud() -> None:
    made = fallback_sheets(COUNCIL, TOWN, BALLOT, [HALL])
    assert made == fallback_sheets(COUNCIL, TOWN, BALLOT, [HALL])
    root = reader(made).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"


def test_many_stations_come_in_parts_that_hold_them_all_in_order() -> None:
    stations = [replace(HALL, number=number) for number in range(1, 410)]
    for town, given, most in (
        (TOWN, ballot(20, 30), 40),
        (CENTRAL, ballot(20, 30), 250),
        (TOWN, ballot(1, 1), 400),
    ):
        found = parts(town, given, stations)
        assert [each for part in found for each in part] == stations
        assert all(0 < len(part) <= most for part in found)
    assert parts(TOWN, BALLOT, []) == []


def test_what_cannot_be_printed_is_refused() -> None:
    for stations, language, code in (([], "nl", "paper.empty"), ([HALL], "fy", "paper.language")):
        with pytest.raises(Refused) as refusal:
            fallback_sheets(COUNCIL, TOWN, BALLOT, stations, language=language)
        assert refusal.value.code == code


def test_a_date_is_that_of_the_election() -> None:
    later = date(2026, 3, 18)
    moved = replace(COUNCIL, date=later, days=(later,), release=at("21:00", later))
    assert "woensdag 18 maart 2026" in text(fallback_sheets(moved, CENTRAL, BALLOT, [Station(1, "Hal")]))
