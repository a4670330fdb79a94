"""S.301: a ballot type that the municipality has is missing from its total."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stemdag.domain.across.ballot_types import MissingType, missing_types, uncounted_types
from stemdag.domain.count import Count, ListCount
from stemdag.domain.station import Counting, Kind

FULL = Count(Counting.CENTRAL, 10, 0, None, 10, {1: ListCount(10)}, 10, 0, 0, 10)
EMPTY = replace(FULL, poll_cards=0, admitted=0, lists={1: ListCount(0)}, candidate_votes=0, cast=0)
STATIONS = {1: Kind.REGULAR, 2: Kind.REGULAR, 900: Kind.POSTAL, 901: Kind.POSTAL, 950: Kind.EARLY}


def test_all_are_in() -> None:
    counts = dict.fromkeys(STATIONS, FULL)
    assert missing_types({Kind.POSTAL, Kind.EARLY}, STATIONS, counts) == ()


def test_a_type_whose_stations_are_not_in_is_missing() -> None:
    """Ommen 2021: the postal votes were forgotten."""
    counts = {1: FULL, 2: FULL, 950: FULL}
    assert missing_types((), STATIONS, counts) == (MissingType(Kind.POSTAL, (900, 901), ()),)


def test_a_type_that_was_filled_in_as_nothing_is_missing() -> None:
    """Deventer 2021: the votes stood in another column."""
    counts = {1: FULL, 2: FULL, 900: EMPTY, 901: EMPTY, 950: FULL}
    (found,) = missing_types((), STATIONS, counts)
    assert (found.code, found.kind, found.counted) == ("S.301", Kind.POSTAL, (900, 901))


def test_one_of_several_stations_with_votes_is_enough() -> None:
    counts = {1: FULL, 901: FULL, 950: FULL}
    assert missing_types((), STATIONS, counts) == ()


def test_a_type_that_was_never_set_up_is_missing() -> None:
    assert missing_types({Kind.MOBILE}, {1: Kind.REGULAR}, {1: FULL}) == (MissingType(Kind.MOBILE, (), ()),)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_type_that_the_municipality_does_not_have_is_not(kind: Kind) -> None:
    assert missing_types((), {1: kind}, {1: FULL}) == ()


def test_nothing_is_in() -> None:
    kinds = [each.kind for each in missing_types((), STATIONS, {})]
    assert kinds == [Kind.REGULAR, Kind.POSTAL, Kind.EARLY]


def test_without_opening_any_count_a_type_is_missed_of_which_none_is_in() -> None:
    assert uncounted_types(STATIONS, STATIONS) == ()
    assert uncounted_types(STATIONS, [901]) == tuple(
        each for each in uncounted_types(STATIONS, ()) if each.kind is not Kind.POSTAL
    )
    postal = next(each for each in uncounted_types(STATIONS, ()) if each.kind is Kind.POSTAL)
    assert postal == MissingType(Kind.POSTAL, (900, 901), ())
    assert uncounted_types({}, ()) == ()
