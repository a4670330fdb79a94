"""What we write is read back equal by our own readers, and EML is valid against the Kiesraad's schemas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from stemdag.domain.ballot import Ballot, CandidateList, referendum
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Area, Category
from stemdag.domain.station import Counting
from stemdag.files import CountFile, Elected, ElectionFile, ResultFile, UnitCount, read
from stemdag.files.eml.count_writing import write_count
from stemdag.files.eml.envelope_writing import sayable
from stemdag.files.eml.result_writing import write_result
from stemdag.files.osv_writing import election_name, write_csv
from tests.files import made
from tests.files.test_round_trip import files, one, sums
from tests.reference import reference

MADE = datetime(2022, 3, 16, 22, 14, 5, tzinfo=UTC)
VERSIONS = ("1.2.2", "1.3-draft")


@lru_cache
def schema(version: str, name: str) -> etree.XMLSchema:
    path = reference("eml_nl_xsd", version, f"{name}-kiesraad-strict.xsd")
    return etree.XMLSchema(etree.parse(path))


def valid(data: bytes, name: str) -> None:
    for version in VERSIONS:
        rules = schema(version, name)
        assert rules.validate(etree.fromstring(data)), (version, rules.error_log)


def in_schema(file: CountFile) -> CountFile:
    """The same with station numbers that the schema has room for."""
    return replace(
        file,
        form="510b",
        created=MADE,
        units=tuple(
            replace(each, number=abs(each.number or 0) + at, id=f"0268::SB{abs(each.number or 0) + at}")
            for at, each in enumerate(file.units, 1000)
        ),
    )


def equal(found: ElectionFile, written: CountFile, names: bool = True) -> None:
    assert isinstance(found, CountFile)
    assert (found.election, found.area) == (written.election, written.area)
    assert found.total == written.total
    assert found.units == written.units
    if names:
        assert found.ballot == written.ballot
    else:  # EML 510 names candidates by number alone
        assert [(e.number, e.name) for e in found.ballot] == [(e.number, e.name) for e in written.ballot]
    assert sums(found) == []


@given(files())
@settings(max_examples=60, deadline=None)
def test_a_csv_is_read_back_equal(written: CountFile) -> None:
    equal(one(b"".join(write_csv(written))), written)


@given(files().map(in_schema), st.booleans())
@settings(max_examples=60, deadline=None)
def test_an_eml_is_read_back_equal_and_is_valid(written: CountFile, rehearsal: bool) -> None:
    data = b"".join(write_count(written, "Preliminary -- not official", rehearsal))
    found = one(data)
    equal(found, written, names=False)
    assert isinstance(found, CountFile)
    assert found.created == MADE
    assert found.form == "510b"
    valid(data, "510-count")


def lists_only(of: UnitCount, ballot: Ballot) -> UnitCount:
    lists = {each.number: ListCount(of.count.lists[each.number].total) for each in ballot}
    return replace(of, count=replace(of.count, counting=Counting.CENTRAL, lists=lists))


def test_candidates_stand_in_a_file_only_where_every_unit_has_them() -> None:
    whole = in_schema(made.small())
    part = replace(whole, units=(whole.units[0], lists_only(whole.units[1], whole.ballot)))
    expected = replace(
        part,
        total=lists_only(part.total, part.ballot),
        units=tuple(lists_only(each, part.ballot) for each in part.units),
        ballot=Ballot(tuple(CandidateList(each.number, each.name) for each in part.ballot)),
    )
    equal(one(b"".join(write_csv(part))), expected)
    data = b"".join(write_count(part, "x"))
    equal(one(data), expected)
    valid(data, "510-count")


def test_a_referendum_is_read_back_equal() -> None:
    lists = {1: ListCount(60), 2: ListCount(40)}
    count = Count(Counting.CENTRAL, 100, 5, None, 105, lists, 100, 3, 2, 105)
    unit = UnitCount("0268::SB3", "12", 3, None, 0, count, 0, {})
    election = replace(
        made.election(), id="LR2022_Nijmegen", category=Category.LR, name="Lokaal referendum 2022"
    )
    area = Area("0268", "Nijmegen")
    total = replace(unit, id=area.code, name=area.name, number=None)
    written = CountFile("", "510b", election, area, referendum(), total, (unit,), (), MADE)
    data = b"".join(write_count(written, "x"))
    found = one(data)
    equal(found, written)
    assert isinstance(found, CountFile)
    assert found.ballot.referendum
    valid(data, "510-count")


def test_a_total_of_municipalities_is_read_back_equal() -> None:
    small = in_schema(made.small())
    towns = tuple(
        replace(small.total, id=code, name=name)
        for code, name in (("0268", "Nijmegen"), ("0228", "Ede & <Otterlo>"))
    )
    area = Area("6", "Gelderland")
    total = made.added(towns, area, small.ballot)
    election = replace(
        made.election(Category.PS), id="PS2023_Gelderland", subcategory="PS1", domain=Area("6", "Gelderland")
    )
    written = replace(small, form="510d", election=election, area=area, total=total, units=towns)
    data = b"".join(write_count(written, "x"))
    found = one(data)
    equal(found, written, names=False)
    valid(data, "510-count")


def test_a_result_is_read_back_equal() -> None:
    elected = (
        Elected(4, 1, None, "Öztürk, D.", 1),
        Elected(4, 3, None, "'t Hart", 2),
        Elected(1, 2, None, "van der Berg & Zn, J.P.", None),
    )
    election = replace(made.election(), seats=None)
    written = ResultFile("", election, {4: 2, 1: 1, 7: 0}, elected)
    data = b"".join(write_result(written, "Nijmegen", {1: "Partij <Een>", 4: "", 7: "x"}, MADE, "x"))
    found = one(data)
    assert isinstance(found, ResultFile)
    assert found.election == election
    assert found.seats == {4: 2, 1: 1}
    assert found.elected == elected
    valid(data, "520-result")


def test_a_written_file_says_what_it_is_to_programs_and_people() -> None:
    data = b"".join(write_count(in_schema(made.small()), "Not official", rehearsal=True))
    root = etree.fromstring(data)
    assert root.findtext("{*}TransactionId") == "oefening"
    before = list(root.itersiblings(preceding=True))
    assert {each.text.strip() for each in before} == {
        'preliminary="true" rehearsal="true"',
        "Not official",
    }
    assert b"<TransactionId>voorlopig<" in b"".join(write_count(in_schema(made.small()), "x"))


def test_what_the_schema_has_no_room_for_is_not_written() -> None:
    election, ballot = made.election(), made.BALLOT
    assert sayable(election, ballot, ["0268"], [0, 1])
    assert not sayable(election, ballot, ["0268"], [-1])
    assert not sayable(election, ballot, ["0268"], [1, 1])
    assert not sayable(election, ballot, ["268"], [1])
    assert not sayable(election, Ballot(()), ["0268"], [1])
    assert not sayable(election, Ballot((CandidateList(0, "x"),)), ["0268"], [1])
    assert not sayable(replace(election, id="raad"), ballot, ["0268"], [1])
    assert not sayable(replace(election, id="KC2023", category=Category.KC), ballot, ["0268"], [1])


def test_a_csv_says_what_is_elected() -> None:
    election = made.election()
    assert election_name(election) == election.name
    assert (
        election_name(replace(election, name="De raad van Nijmegen")) == "Gemeenteraad: De raad van Nijmegen"
    )
    assert election_name(replace(election, name="Provinciaal referendum")) is None


def test_a_name_is_no_formula_and_no_second_line() -> None:
    small = made.small()
    units = (replace(small.units[0], name='=HYPERLINK("x")\n;2'), small.units[1])
    data = b"".join(write_csv(replace(small, units=units)))
    assert b'" =HYPERLINK(""x"") ;2"' in data


def _counts(paths: Iterator[Path]) -> Iterator[CountFile]:
    for path in paths:
        for found in read(path):
            if isinstance(found, CountFile):
                yield found


def test_every_real_council_of_2022_is_read_back_equal() -> None:
    path = reference("gr2022", "gr2022_stembureaus_osv4-3_csv.zip")
    total = 0
    for found in _counts(iter([path])):
        again = one(b"".join(write_csv(found)))
        assert isinstance(again, CountFile)
        assert (again.election, again.area, again.ballot) == (found.election, found.area, found.ballot)
        assert (again.total, again.units) == (found.total, found.units)
        numbers = [each.number or 0 for each in found.units]
        if not sayable(found.election, found.ballot, [found.area.code], numbers):
            continue
        if total % 16 == 0:  # all of them in EML would take a minute
            data = b"".join(write_count(replace(found, form="510b", created=MADE), "x"))
            again = one(data)
            assert isinstance(again, CountFile)
            assert (again.total, again.units) == (found.total, found.units)
            valid(data, "510-count")
        total += 1
    assert total > 200


@pytest.mark.parametrize(
    "parts",
    [
        ("gr2022", "Telling_GR2022_WestMaasenWaal.eml.xml"),
        ("tk2023", "Telling_TK2023_gemeente_Aa_en_Hunze.eml.xml"),
    ],
)
def test_a_real_eml_is_read_back_equal(parts: tuple[str, str]) -> None:
    [found] = _counts(iter([reference(*parts)]))
    data = b"".join(write_count(found, "x"))
    again = one(data)
    assert isinstance(again, CountFile)
    assert (again.election, again.area, again.total) == (found.election, found.area, found.total)
    assert again.units == found.units
    assert again.created == found.created
    valid(data, "510-count")
