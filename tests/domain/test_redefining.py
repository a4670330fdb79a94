"""What lies between two definitions, and what a source leaves as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.location import Location
from stemdag.domain.redefining import FIELDS, Defined, merged, plan
from stemdag.domain.station import Counting, Kind, Municipality, Station

TOWN = Municipality("9901", "Voorbeeld", 31_250)
BALLOT = Ballot((CandidateList(1, "Dorp", (Candidate(1, "Akker", "AkkerA"),)), CandidateList(3, "")))
HALL = Station(1, "Gemeentehuis", postcode="1234 AB", electorate=1450, quarter="Noord")
BUS = Station(2, "Bus", Kind.MOBILE, location=Location(52.1, 5.1))
BEFORE = Defined(TOWN, BALLOT, (HALL, BUS))


def test_a_source_changes_what_it_speaks_of() -> None:
    given = (Station(1, "Stadhuis", electorate=1500), Station(3, "Kerk"))
    after = merged(BEFORE.stations, given, {"electorate"})
    assert after == (replace(HALL, name="Stadhuis", electorate=1500), BUS, Station(3, "Kerk"))
    assert merged(BEFORE.stations, given, {"electorate"}, whole=True) == (after[0], after[2])


def test_an_assumed_kind_takes_no_place() -> None:
    given = (Station(1, "Gemeentehuis", Kind.POSTAL), Station(2, "Bus"))
    assert [each.kind for each in merged(BEFORE.stations, given, set())] == [Kind.POSTAL, Kind.MOBILE]
    assert [each.kind for each in merged(BEFORE.stations, given, {"kind"})] == [Kind.POSTAL, Kind.REGULAR]


def test_the_same_is_nothing() -> None:
    found = plan(BEFORE, BEFORE)
    assert found.empty
    assert (found.same, found.facts(), found.ballot) == (2, {}, (2, 1))
    # None and 0 are both not known; a short code is how a file names somebody.
    unknown = replace(HALL, electorate=None)
    coded = Ballot((CandidateList(1, "Dorp", (Candidate(1, "Akker"),)), CandidateList(3, "")))
    one, other = (replace(BEFORE, ballot=each, stations=(unknown,)) for each in (BALLOT, coded))
    assert plan(one, replace(other, stations=(replace(HALL, electorate=0),))).empty


def test_every_kind_of_change_is_told() -> None:
    lists = (
        CandidateList(1, "Dorp", (Candidate(1, "Akker"), Candidate(2, "Berg"))),
        CandidateList(4, "Nieuw"),
    )
    town = replace(TOWN, electorate=None, counting=Counting.CENTRAL)
    found = plan(BEFORE, Defined(town, Ballot(lists), (replace(HALL, postcode=None), Station(5, "Kerk"))))
    assert [each.number for each in found.added] == [5]
    assert [each.number for each in found.removed] == [2]
    assert [(c.field, c.old, c.new) for each in found.changed for c in each.changes] == [
        ("postcode", "1234 AB", None)
    ]
    assert [(each.field, each.new) for each in found.own] == [("electorate", None), ("counting", "central")]
    assert [(each.number, each.old, each.new) for each in found.lists] == [
        (1, 1, 2),
        (3, 0, None),
        (4, None, 0),
    ]
    assert found.numbers == (1, 2, 5)
    assert found.facts() == {
        "added": [5],
        "changed": {"1": ["postcode"]},
        "removed": [2],
        "own": {"electorate": [31_250, None], "counting": ["decentral", "central"]},
        "lists": [1, 3, 4],
    }


def test_where_nothing_was_all_is_added() -> None:
    found = plan(None, BEFORE)
    assert [each.number for each in found.added] == [1, 2]
    assert {each.field for each in found.own} == {"name", "electorate", "counting"}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_one_of_a_station(name: str) -> None:
    assert hasattr(HALL, name)
