"""Elections as they were: files put together, stations with the days in their names, forms behind files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.count import Box, Count, Explained, ListCount, refuse_foreign
from stemdag.domain.election import Area, Category, Election
from stemdag.domain.errors import Refused
from stemdag.domain.station import Counting, Kind
from stemdag.files.door import read
from stemdag.files.model import CountFile, DefinitionFile, ElectionFile, UnitCount
from stemdag.rehearsal.replay import replay
from tests.reference import reference

DATE = date(2022, 3, 16)


def election(name: str = "GR2022_0268", domain: Area | None = None) -> Election:
    release = datetime(2022, 3, 16, 20, tzinfo=UTC)
    return Election(name, Category.GR, name, DATE, (DATE,), release, domain=domain)


def unit(number: int | None, name: str = "Zaal", **changes: object) -> UnitCount:
    count = Count(
        Counting.DECENTRAL,
        poll_cards=8,
        proxies=2,
        voter_cards=0,
        admitted=10,
        lists={3: ListCount(9, None, {1: 5, 4: 4})},
        candidate_votes=9,
        blank=0,
        invalid=0,
        cast=9,
        fewer=1,
    )
    found = UnitCount(f"x::SB{number}", name, number, None, 0, replace(count, **changes), 0, {})  # type: ignore[arg-type]
    return found


def file(
    code: str = "0268", form: str = "osv4-3", *units: UnitCount, of: Election | None = None
) -> CountFile:
    ballot = Ballot((CandidateList(3, "", (Candidate(1, "A"), Candidate(4, "B"))),))
    stations = units or (unit(1), unit(-1))
    whole = of or election(f"GR2022_{code}")
    return CountFile(f"{form}-{code}", form, whole, Area(code, "Stad"), ballot, stations[0], stations)


def test_a_station_with_number_minus_one_is_a_station() -> None:
    (played,) = replay([file()])
    (town,) = played.municipalities
    assert [station.number for station in town.stations] == [1, -1]
    assert set(town.counts) == {1, -1}


def test_the_box_follows_from_the_numbers_and_the_answer_from_the_explanations() -> None:
    unexplained = replace(unit(2), unexplained=1)
    equal = unit(3, admitted=9, poll_cards=7, fewer=0)
    (played,) = replay([file("0268", "osv4-3", unit(1), unexplained, equal)])
    counts = played.municipalities[0].counts
    assert (counts[1].boxes, counts[1].explained) == ({Box.FEWER}, {Explained.YES})
    assert counts[2].explained == {Explained.NO}
    assert (counts[3].boxes, counts[3].explained) == ({Box.EQUAL}, frozenset())
    assert counts[1].lists[3] == ListCount(9, 9, {1: 5, 4: 4})


def test_files_without_candidates_are_played_as_a_central_count() -> None:
    lists_only = unit(1, lists={3: ListCount(9)}, counting=Counting.CENTRAL)
    (played,) = replay([file("0268", "510b", lists_only)])
    (town,) = played.municipalities
    assert town.municipality.counting is Counting.CENTRAL
    assert town.ballot.by_number[3].candidates == ()
    refuse_foreign(town.counts[1], town.ballot, Counting.CENTRAL)


@pytest.mark.parametrize(
    ("name", "kind", "days"),
    [
        ("Stadhuis", Kind.REGULAR, [16]),
        ("De Brink maandag", Kind.EARLY, [14]),
        ("Raadhuis (di)", Kind.EARLY, [15]),
        ("Gemeentehuis op 15 maart 2022", Kind.EARLY, [15]),
        ("De Schutse (14-03)", Kind.EARLY, [14]),
        ("Stadhuis vervroegd stemmen", Kind.EARLY, [14, 15]),
        ("Drive Thru 14,15 en 16 maart 2022", Kind.REGULAR, [14, 15, 16]),
        ("Ons Huis 16 maart 2022", Kind.REGULAR, [16]),
        ("Van 14 t/m 16 maart", Kind.REGULAR, [14, 15, 16]),
        ("Briefstembureau", Kind.POSTAL, [14, 15]),
        ("Mobiel Stembureau 2", Kind.MOBILE, [16]),
        ("Stembureau 14", Kind.REGULAR, [16]),
    ],
)
def test_a_name_tells_kind_and_days(name: str, kind: Kind, days: list[int]) -> None:
    (played,) = replay([file("0268", "osv4-3", unit(1, name))])
    (station,) = played.municipalities[0].stations
    assert station.kind is kind
    assert [hours.opens.day for hours in station.hours] == days
    assert (station.counts_from is None) == (16 in days)


def test_two_councils_are_two_elections_also_when_one_file_each_has_no_domain() -> None:
    played = replay([file("0268"), file("0014")])
    assert [each.election.id for each in played] == ["GR2022_0268", "GR2022_0014"]
    assert all(each.election.rehearsal for each in played)


def test_eml_files_of_one_election_are_one() -> None:
    water = election("AB2022_X", Area("4", "Water"))
    played = replay([file("0737", "510b", of=water), file("0080", "510b", of=replace(water, id="other"))])
    assert [[t.municipality.code for t in each.municipalities] for each in played] == [["0737", "0080"]]


def test_a_csv_and_an_eml_of_one_municipality_count_once() -> None:
    eml = file("0268", "510b", of=election("GR2022_Stad", Area("0268", "Stad")))
    (played,) = replay([eml, file("0268")])
    assert played.election.id == "GR2022_Stad"
    with pytest.raises(Refused, match="differ on one municipality"):
        replay([eml, file("0268", "osv4-3", unit(1))])


def test_seats_are_known_where_a_definition_is_given() -> None:
    defined = DefinitionFile("110a", replace(election(), seats=39), (), ())
    assert replay([file(), defined])[0].election.seats == 39
    assert replay([file()])[0].election.seats is None


def test_what_cannot_be_played_is_refused() -> None:
    with pytest.raises(Refused, match="9999"):
        replay([file()], only=["9999"])
    with pytest.raises(Refused, match=r"give EML 510b or OSV4-3 CSV \(found: 510c-0268\)"):
        replay([file("0268", "510c")])
    with pytest.raises(Refused, match="no number of its own"):
        replay([file("0268", "osv4-3", unit(1), unit(1))])
    with pytest.raises(Refused, match="no number of its own"):
        replay([file("0268", "osv4-3", unit(None))])


def _councils() -> Iterator[ElectionFile]:
    return read(reference("gr2022", "gr2022_stembureaus_osv4-3_csv.zip"))


def test_every_council_of_2022_can_be_played_and_adds_up_to_its_official_totals() -> None:
    played = {each.municipalities[0].municipality.code: each for each in replay(_councils())}
    with reference("gr2022", "expected_totals.csv").open(encoding="utf-8-sig") as lines:
        expected = {row["cbs_code"]: row for row in csv.DictReader(lines) if row["cbs_code"]}
    assert set(played) == set(expected)
    for code, row in expected.items():
        (town,) = played[code].municipalities
        counts = town.counts.values()
        for count in counts:
            refuse_foreign(count, town.ballot, town.municipality.counting)
        assert len(town.stations) == int(row["polling_stations"])
        assert sum(count.admitted for count in counts) == int(row["admitted"])
        assert sum(each.total for c in counts for each in c.lists.values()) == int(row["valid"])
        assert sum(count.blank for count in counts) == int(row["blank"])
        assert sum(count.invalid for count in counts) == int(row["invalid"])
        assert town.municipality.electorate == (int(row["eligible"]) or None)


def test_only_the_codes_asked_for() -> None:
    played = replay(_councils(), only=["268", "0014"])
    assert {each.municipalities[0].municipality.code for each in played} == {"0268", "0014"}
    assert played[0].election.days == tuple(date(2022, 3, day) for day in (14, 15, 16))
