"""Real files of real elections: everything must read, and the totals must be the official ones."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import timedelta
from functools import cache

from stemdag.files import CountFile, read
from tests.reference import reference


@cache
def council_files() -> tuple[CountFile, ...]:
    found = tuple(read(reference("gr2022", "gr2022_stembureaus_osv4-3_csv.zip")))
    assert all(isinstance(each, CountFile) for each in found)
    return tuple(each for each in found if isinstance(each, CountFile))


def test_council_totals_are_the_expected_ones() -> None:
    with reference("gr2022", "expected_totals.csv").open(encoding="utf-8-sig", newline="") as rows:
        expected = {row["cbs_code"]: row for row in csv.DictReader(rows) if row["cbs_code"].isdigit()}
    assert len(council_files()) == len(expected) == 224
    for file in council_files():
        row = expected[file.area.code]
        found = {
            "polling_stations": len(file.units),
            "lists": len(file.ballot),
            "candidates": sum(len(each.candidates) for each in file.ballot),
            "eligible": file.total.electorate,
            "admitted": file.total.count.admitted,
            "valid": file.total.count.candidate_votes,
            "blank": file.total.count.blank,
            "invalid": file.total.count.invalid,
        }
        assert found == {key: int(row[key]) for key in found}, file.source
        largest = max(file.total.count.lists.items(), key=lambda each: each[1].total)
        assert largest[1].total == int(row["largest_list_votes"])
        assert file.ballot.by_number[largest[0]].name == row["largest_list"]


def test_council_oddities_are_those_that_a_separate_script_counted() -> None:
    found = Counter(oddity.code for file in council_files() for oddity in file.oddities)
    assert found["no-postcodes"] == 20
    assert found["equal-names"] == 119
    assert found["no-electorate"] == 5
    assert found["station-without-electorate"] == 2330
    assert found["more-admitted-than-eligible"] == 239
    assert found["voter-cards"] == 8
    assert not {code for code in found if "differs" in code}


def test_a_station_of_nijmegen() -> None:
    [file] = [each for each in council_files() if each.area.code == "0268"]
    assert file.election.id == "GR2022_0268"
    assert file.election.seats is None
    assert (file.election.release.hour, file.election.release.utcoffset()) == (21, timedelta(hours=1))
    assert file.source.endswith(".zip/06_Gelderland/osv4-3_telling_gr2022_nijmegen.csv")
    unit = file.units[2]
    assert (unit.id, unit.number, unit.name) == ("0268::SB3", 3, "Festivalhuis")
    assert (unit.postcode, unit.electorate, unit.unexplained) == ("6511 PS", 1886, 0)
    count = unit.count
    assert (count.poll_cards, count.proxies, count.voter_cards, count.admitted) == (989, 68, 0, 1057)
    assert (count.candidate_votes, count.blank, count.invalid, count.cast) == (1050, 6, 1, 1057)
    assert count.lists[1].total == 237
    assert count.lists[1].candidates is not None
    assert (count.lists[1].candidates[1], count.lists[1].candidates[3]) == (38, 31)
    assert (count.boxes, count.explained, count.lists[1].page_total) == (None, None, None)
