"""17 March 2021 in four municipalities: the figures written down, and what is made of them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from stemdag.domain.count import refuse_foreign
from stemdag.domain.election import Category
from stemdag.domain.location import Location, kilometres
from stemdag.domain.station import Counting, Kind
from stemdag.rehearsal import sketch
from stemdag.rehearsal.chance import SEED
from stemdag.rehearsal.tk2021 import POSTAL, figures, postal_votes, slip, tk2021, totals
from tests.reference import reference

TOWNS = {each["code"]: each for each in figures()["municipalities"]}
DAY = tk2021()


@pytest.mark.parametrize("code", TOWNS)
def test_figures_are_those_of_the_count_files(code: str) -> None:
    with reference("tk2021", "expected_municipalities.csv").open(encoding="utf-8-sig") as lines:
        official = next(row for row in csv.DictReader(lines) if row["cbs_code"] == code)
    facts = TOWNS[code]
    whole = totals(facts)
    assert (sum(whole.lists.values()), whole.blank, whole.invalid) == (
        int(official["valid"]),
        int(official["blank"]),
        int(official["invalid"]),
    )
    assert facts["candidate_votes"] == sum(whole.lists.values())
    assert facts["as_filed"] == int(official["eligible_as_filed"])
    assert len(whole.lists) == int(official["lists"])
    largest = max(whole.lists, key=lambda number: whole.lists[number])
    assert whole.lists[largest] == int(official["largest_list_votes"])
    assert figures()["lists"][str(largest)] == official["largest_list"]


@pytest.mark.parametrize("town", DAY.municipalities, ids=lambda town: town.municipality.code)
def test_stations_add_up_to_the_municipality(town) -> None:  # type: ignore[no-untyped-def]
    whole = totals(TOWNS[town.municipality.code])
    counts = town.counts.values()
    for number, votes in whole.lists.items():
        assert sum(count.lists[number].total for count in counts) == votes
    assert sum(count.blank for count in counts) == whole.blank
    assert sum(count.invalid for count in counts) == whole.invalid
    assert sum(count.more for count in counts) == whole.more
    assert sum(count.fewer for count in counts) == whole.fewer
    assert sum(count.admitted for count in counts) == whole.cast - whole.more + whole.fewer
    assert sum(s.electorate or 0 for s in town.stations) == TOWNS[town.municipality.code]["as_filed"]
    assert len(town.stations) == len(town.counts) == TOWNS[town.municipality.code]["stations"]


def test_every_form_may_be_sent_in() -> None:
    for town in DAY.municipalities:
        for count in (*town.counts.values(), *town.first_tries.values()):
            refuse_foreign(count, town.ballot, Counting.CENTRAL)


def test_postal_stations_hold_the_votes_that_could_be_read_in_2021() -> None:
    boxes = {town.municipality.code: town.counts[POSTAL].cast for town in DAY.municipalities}
    assert sum(boxes.values()) == postal_votes() == 5942
    assert boxes["0518"] == 147
    assert 2450 <= boxes["0268"] < 2500


def test_early_and_postal_stations_count_in_the_daytime_of_the_last_day() -> None:
    for town in DAY.municipalities:
        for station in town.stations:
            if station.kind is Kind.REGULAR:
                assert station.counts_from is None
            else:
                assert station.counts_from is not None
                assert station.counts_from.date() == DAY.election.date
                assert station.hours[-1].closes < station.counts_from < DAY.election.release


def test_it_is_a_rehearsal_of_a_national_election_without_seats() -> None:
    assert DAY.election.rehearsal
    assert DAY.election.category is Category.TK
    assert DAY.election.seats is None  # four municipalities are not the country


def test_a_seed_gives_the_same_day_and_another_seed_another() -> None:
    assert tk2021(SEED) == DAY
    assert tk2021(SEED + 1) != DAY


def test_a_slip_changes_one_list_and_no_other_number() -> None:
    count = DAY.municipalities[0].counts[1]
    wrong = slip(count)
    assert sum(each.total for each in wrong.lists.values()) != wrong.candidate_votes
    assert len([n for n in count.lists if count.lists[n] != wrong.lists[n]]) == 1
    assert (wrong.admitted, wrong.cast) == (count.admitted, count.cast)


def test_each_station_but_the_postal_one_has_a_place_within_the_borders() -> None:
    listed = list(csv.reader(io.StringIO(sketch.places_csv(DAY))))[1:]
    assert len(listed) == sum(len(town.stations) - 1 for town in DAY.municipalities)
    assert len({(code, *place) for code, _, *place in listed}) == len(listed)
    assert str(POSTAL) not in {number for _, number, *_ in listed}
    for town in DAY.municipalities:
        assert town.centre
        nearest = min(kilometres(Location(*town.centre), Location(*each)) for each in sketch.ring(town))
        assert all(kilometres(Location(*town.centre), each) < nearest for _, each in sketch.places(town))
    assert len(json.loads(sketch.borders_json(DAY))["features"]) == len(DAY.municipalities)


def test_an_election_that_was_not_made_up_has_no_sketch() -> None:
    towns = tuple(replace(town, centre=None) for town in DAY.municipalities)
    assert sketch.has_places(DAY)
    assert not sketch.has_places(replace(DAY, municipalities=towns))
    assert list(sketch.places(towns[0])) == sketch.ring(towns[0]) == []
