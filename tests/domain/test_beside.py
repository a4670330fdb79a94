"""The official count beside ours: every municipality of 2022 beside its replay, and what is put into it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

from stemdag.domain.beside import Difference, beside, differences
from stemdag.domain.count import Count, ListCount
from stemdag.domain.sealed import decode, encode
from stemdag.domain.station import Counting
from stemdag.files import CountFile, read
from stemdag.rehearsal.replay import as_form
from tests.factories import make_count
from tests.reference import reference


def municipalities() -> list[CountFile]:
    path = reference("gr2022", "gr2022_stembureaus_osv4-3_csv.zip")
    return [each for each in read(path) if isinstance(each, CountFile)]


def official(file: CountFile) -> dict[int, Count]:
    return {unit.number: unit.count for unit in file.units if unit.number is not None}


def replayed(file: CountFile) -> dict[int, Count]:
    """What its stations would have sent, forms with boxes and pages, as an envelope gives them back."""
    forms = {
        unit.number: as_form(unit, Counting.DECENTRAL, file.ballot)
        for unit in file.units
        if unit.number is not None
    }
    return {
        number: decode(encode(form, (), file.ballot, Counting.DECENTRAL))[0] for number, form in forms.items()
    }


def with_votes(count: Count, number: int, candidate: int, more: int) -> Count:
    """A count in which one candidate has more votes, and every sum with it."""
    each = count.lists[number]
    assert each.candidates is not None
    candidates = dict(each.candidates) | {candidate: each.candidates[candidate] + more}
    lists = dict(count.lists) | {number: replace(each, total=each.total + more, candidates=candidates)}
    return replace(count, lists=lists, candidate_votes=count.candidate_votes + more, cast=count.cast + more)


def test_every_official_count_of_2022_beside_its_replay_shows_nothing_then_what_was_put_into_it() -> None:
    files = municipalities()
    assert len(files) == 224
    chance = random.Random(20220316)
    for file in files:
        ours, theirs = replayed(file), official(file)
        found = beside(ours, theirs)
        assert not found.differing, file.source
        assert len(found.pairs) == len(theirs), file.source
        assert found.ours_alone == found.official_alone == ()

        wanted: dict[int, set[str]] = {}
        for number in chance.sample(sorted(theirs), min(3, len(theirs))):
            count = theirs[number]
            at, filed = chance.choice([each for each in count.lists.items() if each[1].candidates])
            candidate = chance.choice(sorted(filed.candidates or {}))
            theirs[number] = with_votes(count, at, candidate, chance.randint(1, 40))
            wanted[number] = {f"E.{at}", f"c.{at}.{candidate}", "E", "H"}
        found = beside(ours, theirs)
        assert {each.station: {one.mark for one in each.differences} for each in found.differing} == wanted
        assert set(found.same) == theirs.keys() - wanted.keys()


def test_a_difference_says_what_both_have() -> None:
    ours = make_count(Counting.DECENTRAL)
    theirs = replace(ours, blank=3, cast=102, poll_cards=92, admitted=102)
    assert differences(ours, theirs) == (
        Difference("A", 90, 92),
        Difference("D", 100, 102),
        Difference("F", 1, 3),
        Difference("H", 100, 102),
    )


def test_candidates_are_set_beside_each_other_only_where_both_have_them() -> None:
    assert not differences(make_count(Counting.CENTRAL), make_count(Counting.DECENTRAL))
    ours, theirs = make_count(Counting.DECENTRAL), with_votes(make_count(Counting.DECENTRAL), 1, 2, 5)
    assert [(each.mark, each.place, each.more) for each in differences(ours, theirs)] == [
        ("E.1", "E.1", 5),
        ("c.1.2", "E.1", 5),
        ("E", "E", 5),
        ("H", "H", 5),
    ]


@pytest.mark.parametrize(("mine", "theirs"), [({}, {7: ListCount(4)}), ({7: ListCount(4)}, {})])
def test_a_list_on_one_side_only_is_set_beside_nothing(
    mine: Mapping[int, ListCount], theirs: Mapping[int, ListCount]
) -> None:
    count = make_count()
    found = differences(
        replace(count, lists={**count.lists, **mine}), replace(count, lists={**count.lists, **theirs})
    )
    assert [(each.mark, abs(each.more)) for each in found] == [("E.7", 4)]


def test_stations_are_matched_by_number_and_the_rest_is_listed() -> None:
    count = make_count()
    found = beside({1: count, 2: count}, {2: count, 3: count, 9: count}, stations=[1, 2, 3])
    assert [each.station for each in found.pairs] == [2]
    assert (found.ours_alone, found.official_alone, found.unknown) == ((1,), (3,), (9,))


def test_what_is_explained_goes_behind_what_is_open() -> None:
    count = make_count()
    other = replace(count, blank=2, invalid=0)
    found = beside({1: count, 2: count}, {1: other, 2: other}, {1: ["F", "G"], 2: ["F"]})
    assert [(each.station, each.open) for each in found.differing] == [(2, ("G",)), (1, ())]
