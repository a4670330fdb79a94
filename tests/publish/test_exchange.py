"""EML and OSV4-3 CSV of the tree: there with the first count, read back equal, never hurried."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemdag.domain.ballot import Ballot, CandidateList
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Area, Category, Election
from stemdag.domain.station import Counting, Municipality, Station
from stemdag.files import CountFile, ResultFile, read
from stemdag.publish.address import EML, OSV
from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality, Released, ReleasedCount
from stemdag.publish.node import Node, Pace
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer
from tests.files.test_round_trip import one
from tests.files.test_writing import valid
from tests.publish import days
from tests.reference import reference

NIGHT = days.CLOSES + timedelta(hours=2)
TOWN = "data/v1/GR2022_Nijmegen/0268"
WHOLE = "data/v1/GR2022_Nijmegen/election"


def exchange(day: PublicDay) -> dict[str, bytes]:
    return {node.path: node.render() for node in tree(day) if node.path.endswith((EML, OSV))}


def after(in_already: int = 8, **other: object) -> PublicDay:
    made = days.municipality(now=NIGHT, in_already=in_already)
    return PublicDay((PublicElection(days.election(**other), (made,)),), False, NIGHT)


def test_before_the_first_count_there_is_none() -> None:
    assert exchange(days.day(days.municipality())) == {}
    assert exchange(after(0)) == {}
    assert exchange(after(1)).keys() == {TOWN + EML, TOWN + OSV, WHOLE + EML}


def plain(count: Count) -> Count:
    """A count without what the formats have no place for: boxes, the totals of pages, the kind of form."""
    lists = {n: replace(each, page_total=None) for n, each in count.lists.items()}
    counted = any(each.candidates is not None for each in lists.values())
    counting = Counting.DECENTRAL if counted else Counting.CENTRAL
    return replace(count, lists=lists, counting=counting, boxes=None, explained=None)


def told(files: dict[str, bytes], path: str) -> CountFile:
    found = one(files[path])
    assert isinstance(found, CountFile)
    # The electorate is the whole municipality's, also while stations are missing.
    odd = [each.text for each in found.oddities if "differs" in each.code]
    assert all("electorate" in each for each in odd), odd
    return found


def same_counts(found: CountFile, day: PublicDay) -> None:
    [of] = day.elections[0].municipalities
    assert of.released is not None
    assert {each.number: each.count for each in found.units} == {
        number: plain(each.count) for number, each in of.released.counts.items()
    }
    stations = {each.number: each for each in of.stations}
    for unit in found.units:
        station = stations[unit.number or 0]
        assert (unit.name, unit.electorate) == (station.name, station.electorate or 0)
    assert found.total.count.cast == sum(each.count.cast for each in of.released.counts.values())
    assert found.total.electorate == of.municipality.electorate


@given(st.integers(1, 12), st.booleans())
@settings(max_examples=15, deadline=None)
def test_both_are_read_back_equal_and_valid(in_already: int, corrected: bool) -> None:
    made = days.municipality(now=NIGHT, in_already=in_already)
    if corrected:
        made = days.corrected(made, 1)
    day = PublicDay((PublicElection(days.election(), (made,)),), False, NIGHT)
    files = exchange(day)
    for path in (TOWN + EML, TOWN + OSV):
        same_counts(told(files, path), day)
    eml = told(files, TOWN + EML)
    assert made.released is not None
    assert eml.created == max(each.since for each in made.released.counts.values())
    assert eml.election == replace(days.election(), seats=None)
    whole = told(files, WHOLE + EML)
    assert whole.form == "510d"
    assert whole.total.count == eml.total.count
    assert [each.id for each in whole.units] == ["0268"]
    for path in (TOWN + EML, WHOLE + EML):
        valid(files[path], "510-count")


def test_a_referendum_has_its_own() -> None:
    day = PublicDay((days.local_referendum(NIGHT),), False, NIGHT)
    files = exchange(day)
    base = "data/v1/LR2022_Nijmegen/0268"
    same_counts(told(files, base + EML), day)
    assert base + OSV not in files or told(files, base + OSV).election.category is Category.LR
    valid(files[base + EML], "510-count")


def test_a_rehearsal_says_so() -> None:
    files = exchange(days.day(days.municipality(in_already=3), rehearsal=True))
    for path in (TOWN + EML, WHOLE + EML):
        assert b"<TransactionId>oefening<" in files[path]
        assert b"nothing of this is real" in files[path]


def test_what_a_format_cannot_say_is_not_there() -> None:
    assert exchange(after(2, id="raad")).keys() == {"data/v1/raad/0268" + OSV}
    stations = (replace(days.stations(1)[0], number=-1),)
    made = days.municipality(1, stations=stations)
    counts = days.counted(stations, made.ballot)
    made = replace(made, released=Released(days.CLOSES, counts))
    files = exchange(PublicDay((PublicElection(days.election(), (made,)),), False, NIGHT))
    assert files.keys() == {TOWN + OSV, WHOLE + EML}


def test_lists_that_differ_are_not_added_up() -> None:
    here = days.municipality(4, now=NIGHT, in_already=2)
    other = days.ballot(names=("Lokaal Anders", *days.LISTS[1:]))
    there = replace(here, municipality=Municipality("0228", "Ede", 90_000), ballot=other)
    day = PublicDay((PublicElection(days.election(), (here, there)),), False, NIGHT)
    assert WHOLE + EML not in exchange(day)
    same = replace(there, ballot=here.ballot)
    files = exchange(PublicDay((PublicElection(days.election(), (here, same)),), False, NIGHT))
    assert [each.id for each in told(files, WHOLE + EML).units] == ["0268", "0228"]
    fewer = Ballot(tuple(replace(e, candidates=e.candidates[:-1]) for e in here.ballot))
    files = exchange(
        PublicDay((PublicElection(days.election(), (here, replace(there, ballot=fewer))),), False, NIGHT)
    )
    assert told(files, WHOLE + EML).ballot == Ballot(
        tuple(CandidateList(each.number, each.name) for each in here.ballot)
    )


RESULT = "data/v1/GR2022_Nijmegen/result.eml.xml"


def all_in(**other: object) -> PublicDay:
    made = days.municipality(3, now=NIGHT, in_already=0)
    counts = days.counted(made.stations, made.ballot)
    made = replace(made, released=Released(days.CLOSES, counts))
    return PublicDay((PublicElection(days.election(**other), (made,)),), False, NIGHT)


def test_who_would_be_elected_is_told_once_all_is_in() -> None:
    day = all_in(threshold=100)
    data = {node.path: node.render() for node in tree(day)}
    found = one(data[RESULT])
    assert isinstance(found, ResultFile)
    told = json.loads(data[WHOLE + ".json"])["seats"]["lists"]
    assert found.seats == {each["number"]: each["seats"] for each in told if each["seats"]}
    assert sum(found.seats.values()) == 39
    # Votes are shared evenly, so nobody has as many as a quota: the order of the list decides.
    [of] = day.elections[0].municipalities
    for number, seats in found.seats.items():
        names = [each.name for each in of.ballot.by_number[number].candidates[:seats]]
        assert [each.name for each in found.elected if each.list == number] == names
    assert {each.ranking for each in found.elected} == {2}
    assert found.election == replace(days.election(), seats=None)
    valid(data[RESULT], "520-result")


def test_nobody_is_elected_before_or_where_seats_do_not_follow() -> None:
    assert RESULT not in exchange(after(2))
    assert RESULT not in exchange(all_in(seats=None, threshold=100))
    lists = len(days.LISTS)
    assert RESULT not in exchange(all_in(seats=30 * lists, threshold=100))  # more seats than candidates


@pytest.mark.parametrize(("third", "there"), [(12, True), (13, False)])
def test_nobody_is_elected_where_lots_decide(third: int, there: bool) -> None:
    """Two seats for a list of which the second and third have preference votes: equal, or not."""
    made = days.municipality(1, now=NIGHT, in_already=0, ballot=days.ballot(6, ("Een", "Twee")))
    own = {1: 14, 2: 26 - third, 3: third, 4: 0, 5: 0, 6: 0}
    lists = {1: ListCount(40, 40, own), 2: ListCount(120, 120, dict.fromkeys(range(1, 7), 20))}
    count = replace(days.count_of({1: 40, 2: 120}, made.ballot), lists=lists)
    released = Released(days.CLOSES, {1: ReleasedCount(1, 1, count, NIGHT)})
    of = PublicElection(days.election(seats=8), (replace(made, released=released),))
    files = exchange(PublicDay((of,), False, NIGHT))
    assert (RESULT in files) is there
    if there:
        found = one(files[RESULT])
        assert isinstance(found, ResultFile)
        assert [each.number for each in found.elected if each.list == 1] == [1, 2]


def _written(writer: Writer, node: Node, seconds: int) -> bool:
    writes = writer.write([node], NIGHT + timedelta(seconds=seconds))
    return any(each.path == node.path for each in writes)


def test_a_node_with_a_pace_waits_but_not_with_what_is_urgent(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path, durable=False), rehearsal=False)

    def node(what: int, urgent: str = "") -> Node:
        return Node("data/v1/x.csv", what, partial(bytes, str(what).encode()), pace=Pace(60, urgent))

    assert _written(writer, node(1), 0)
    assert not _written(writer, node(2), 30)
    assert (tmp_path / "data/v1/x.csv").read_bytes() == b"1"
    assert not _written(writer, node(3), 59)
    assert _written(writer, node(3), 60)
    assert not _written(writer, node(3), 200)
    assert _written(writer, node(4), 210)
    assert _written(writer, node(5, "complete"), 215)
    writer.write([], NIGHT + timedelta(seconds=220))
    assert _written(writer, node(6, "complete"), 225)  # it was gone: that it is back does not wait
    assert (tmp_path / "data/v1/x.csv").read_bytes() == b"6"


def test_of_many_that_come_due_at_once_some_are_made_at_a_time_the_oldest_first(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path, durable=False), rehearsal=False)
    names = [f"data/v1/{number:02d}.csv" for number in range(60)]

    def nodes(what: int) -> list[Node]:
        return [Node(name, what, partial(bytes, b"%d" % what), pace=Pace(60)) for name in names]

    def written(what: int, seconds: int) -> list[str]:
        writes = writer.write(nodes(what), NIGHT + timedelta(seconds=seconds))
        return sorted(each.path for each in writes if each.path in names)

    assert written(1, 0) == names
    some, more, rest = written(2, 60), written(2, 61), written(3, 62)
    assert (len(some), len(more), len(rest)) == (24, 24, 12)
    assert sorted(some + more + rest) == names, "those that waited longest come first, changed again or not"
    assert [written(3, 63), written(3, 130), written(3, 131)] == [[], some, more]


def _public(file: CountFile) -> PublicDay:
    """A real count as the public would get it."""
    stations = tuple(
        Station(each.number or 0, each.name, postcode=each.postcode, electorate=each.electorate)
        for each in file.units
    )
    counts = {each.number or 0: ReleasedCount(each.number or 0, 1, each.count, NIGHT) for each in file.units}
    made = PublicMunicipality(
        Municipality(file.area.code, file.area.name, file.total.electorate),
        file.ballot,
        stations,
        (),
        file.election.release,
        Released(file.election.release, counts),
    )
    return PublicDay((PublicElection(file.election, (made,)),), False, NIGHT)


def test_a_real_council_is_read_back_as_the_official_file_has_it() -> None:
    path = reference("gr2022", "gr2022_stembureaus_osv4-3_csv.zip")
    councils = [each for each in read(path) if isinstance(each, CountFile)][::28]
    assert len(councils) == 8
    for found in councils:
        files = exchange(_public(found))
        base = f"data/v1/{found.election.id}/{found.area.code}"
        without = sorted(
            (replace(each, unexplained=0, reasons={}) for each in found.units),
            key=lambda unit: unit.number or 0,
        )
        for each in (told(files, base + OSV), told(files, base + EML)):
            assert list(each.units) == without
            assert each.total.count == found.total.count
        assert told(files, base + OSV).ballot == found.ballot
        valid(files[base + EML], "510-count")


def test_a_national_total_of_central_counts_has_lists_only() -> None:
    ballot = Ballot((CandidateList(1, "Een"), CandidateList(2, "Twee")))
    count = Count(Counting.CENTRAL, 10, 0, 0, 10, {1: ListCount(6), 2: ListCount(3)}, 9, 1, 0, 10)
    towns = tuple(
        PublicMunicipality(
            Municipality(code, code, None),
            ballot,
            (Station(1, "Een"),),
            (),
            days.CLOSES,
            Released(days.CLOSES, {1: ReleasedCount(1, 1, count, NIGHT)}) if code != "0003" else None,
        )
        for code in ("0001", "0002", "0003")
    )
    election = Election("TK2021", Category.TK, "Tweede Kamer", days.DAY, (days.DAY,), days.CLOSES, seats=150)
    files = exchange(PublicDay((PublicElection(election, towns, True),), False, NIGHT))
    whole = told(files, "data/v1/TK2021/election" + EML)
    assert whole.area == Area("CSB", "Tweede Kamer")
    assert [each.id for each in whole.units] == ["0001", "0002"]
    assert whole.total.count.lists == {1: ListCount(12), 2: ListCount(6)}
    valid(files["data/v1/TK2021/election" + EML], "510-count")
