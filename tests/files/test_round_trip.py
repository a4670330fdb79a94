"""What is written is read: made-up counts as CSV and as EML, whole and cut off."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.election import Category
from stemdag.files import CountFile, ElectionFile, UnitCount, Unreadable, read
from stemdag.files.names import postcode, station_name
from stemdag.files.own import read_definition, write_definition
from tests.files import made

_NAMES = st.text(st.sampled_from("aZé \"';,().-7&<"), min_size=1, max_size=12).map(
    lambda s: " ".join(s.split())
)
_STATIONS = _NAMES.filter(lambda name: any(map(str.isalpha, name)) and station_name(name) == (name, None))
_NUMBERS = st.integers(0, 50_000)


@st.composite
def ballots(draw: st.DrawFn) -> Ballot:
    numbers = draw(st.lists(st.integers(1, 40), min_size=1, max_size=4, unique=True))
    lists = []
    for number in numbers:
        candidates = draw(st.lists(st.integers(1, 80), min_size=1, max_size=4, unique=True))
        people = tuple(Candidate(each, draw(_NAMES)) for each in candidates)
        lists.append(CandidateList(number, draw(_NAMES), people))
    return Ballot(tuple(lists))


@st.composite
def files(draw: st.DrawFn) -> CountFile:
    ballot = draw(ballots())
    category = draw(st.sampled_from([Category.GR, Category.PS, Category.AB]))
    passes = draw(st.booleans())
    units = []
    for number in draw(st.lists(st.integers(-1, 999), min_size=1, max_size=4, unique=True)):
        votes = [[draw(_NUMBERS) for _ in each.candidates] for each in ballot]
        reasons = draw(st.dictionaries(st.sampled_from(list(made.REASONS.values())), st.integers(1, 9)))
        units.append(
            UnitCount(
                f"0268::SB{number}",
                draw(_STATIONS),
                number,
                draw(st.sampled_from([None, "6511 PP", "1234 AB"])),
                draw(_NUMBERS),
                made.count(
                    votes,
                    ballot,
                    cards=draw(_NUMBERS),
                    proxies=draw(_NUMBERS),
                    passes=draw(_NUMBERS) if passes else None,
                    blank=draw(_NUMBERS),
                    invalid=draw(_NUMBERS),
                    more=draw(_NUMBERS),
                    fewer=draw(_NUMBERS),
                ),
                draw(_NUMBERS),
                reasons,
            )
        )
    return made.file(ballot, units, category)


def one(data: bytes, name: str = "made") -> ElectionFile:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        [found] = read(path)
        return found


def sums(found: CountFile) -> list[str]:
    return [each.code for each in found.oddities if "differs" in each.code or each.code == "empty-cell"]


@given(files(), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_csv_says_what_was_written(written: CountFile, quoted: bool, bom: bool) -> None:
    found = one(made.as_csv(written, quoted=quoted, bom=bom))
    assert isinstance(found, CountFile)
    assert (found.form, found.election, found.area) == ("osv4-3", written.election, written.area)
    assert found.ballot == written.ballot
    assert found.total == written.total
    assert found.units == written.units
    assert sums(found) == []


@given(files(), st.sampled_from(["", "ns6", "eml"]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_an_eml_says_what_was_written(written: CountFile, prefix: str, declared: bool) -> None:
    found = one(made.as_eml(written, prefix=prefix, declared=declared))
    assert isinstance(found, CountFile)
    assert (found.form, found.election, found.area) == ("510b", written.election, written.area)
    assert {each.number: each.name for each in found.ballot} == {e.number: e.name for e in written.ballot}
    assert found.total == written.total
    assert found.units == written.units
    assert sums(found) == []
    assert found.created is not None
    assert found.created.isoformat() == "2022-03-17T01:32:49.834123+01:00"


@given(files(), st.booleans(), st.floats(0, 1))
@example(made.small(), False, 1.0)
@settings(max_examples=100, deadline=None)
def test_a_csv_that_was_cut_off_never_passes_for_a_whole_one(
    written: CountFile, quoted: bool, share: float
) -> None:
    data = made.as_csv(written, quoted=quoted)
    try:
        found = one(data[: int(share * len(data))])
    except Unreadable:
        return
    assert isinstance(found, CountFile)
    if not sums(found):
        # Only a tail without votes can go unnoticed: candidates who got none.
        for have, was in zip([found.total, *found.units], [written.total, *written.units], strict=True):
            assert have.count.candidate_votes == was.count.candidate_votes
            for number, each in was.count.lists.items():
                read_ = have.count.lists[number].candidates if number in have.count.lists else {}
                lost = {
                    key: votes for key, votes in (each.candidates or {}).items() if key not in (read_ or {})
                }
                assert not any(lost.values())


@given(files(), st.floats(0, 1, exclude_max=True))
@settings(max_examples=60, deadline=None)
def test_an_eml_that_was_cut_off_is_refused(written: CountFile, share: float) -> None:
    data = made.as_eml(written)
    with pytest.raises(Unreadable):
        one(data[: int(share * len(data))])


@given(st.text(max_size=12))
def test_a_postcode_once_read_stays_as_it_is(text: str) -> None:
    once = postcode(text)
    assume(once is not None)
    assert once is not None
    assert postcode(once) == once


def test_a_definition_says_what_was_written() -> None:
    path = Path(__file__).with_name("definition.json")
    found = read_definition("definition.json", path.read_bytes())
    assert read_definition("definition.json", write_definition(found)) == found
