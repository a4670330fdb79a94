"""Elected candidates: preference before list order, lots open, and the Tweede Kamer of 2021 as it was."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.elected import Chosen, Elected, elected, preference_threshold
from stemdag.domain.election import Category
from stemdag.domain.seats import apportion, rule_for
from stemdag.files import CountFile, ResultFile, read
from tests.reference import reference

LIST = (1, 2, 3, 4)


def chosen(preference: tuple[int, ...], order: tuple[int, ...] = ()) -> tuple[Chosen, ...]:
    return (*(Chosen(each, True) for each in preference), *(Chosen(each, False) for each in order))


@pytest.mark.parametrize(
    ("votes", "seats", "expected"),
    [
        ((50, 3, 2, 1), 2, Elected(chosen((1,), (2,)))),
        ((5, 3, 2, 40), 2, Elected(chosen((4,), (1,)))),
        ((20, 3, 2, 40), 2, Elected(chosen((4, 1)))),
        ((10, 10, 10, 10), 1, Elected(chosen((), (1,)))),  # not more than the threshold
        ((11, 3, 11, 12), 3, Elected(chosen((4, 1, 3)))),  # equal, and both elected all the same
        ((11, 3, 11, 12), 2, Elected(chosen((4,)), (1, 3))),
        ((11, 11, 11, 12), 1, Elected(chosen((4,)))),
        ((11, 11, 5, 5), 1, Elected((), (1, 2))),
        ((0, 0, 0, 0), 6, Elected(chosen((), LIST), empty=2)),
        ((50, 3, 2, 1), 0, Elected(())),
    ],
)
def test_by_preference_then_in_list_order(votes: tuple[int, ...], seats: int, expected: Elected) -> None:
    assert elected(LIST, dict(zip(LIST, votes, strict=True)), seats, Fraction(10)) == expected


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8), st.integers(0, 9), st.integers(0, 20))
def test_each_seat_is_filled_open_or_empty(votes: list[int], seats: int, threshold: int) -> None:
    candidates = range(1, len(votes) + 1)
    given_ = dict(zip(candidates, votes, strict=True))
    found = elected(candidates, given_, seats, Fraction(threshold))
    taken = [each.candidate for each in found.chosen]
    assert len(set(taken)) == len(taken)
    if found.open:
        assert 0 < seats - len(taken) < len(found.open)
        assert not set(taken) & set(found.open)
    else:
        assert len(taken) + found.empty == seats
    assert [each for each in found.chosen if each.preference] == [
        each for each in found.chosen if given_[each.candidate] > threshold
    ]


def test_the_threshold_is_a_part_of_the_quota() -> None:
    day = date(2022, 3, 16)
    small = rule_for(Category.GR, 15, day)
    large = rule_for(Category.GR, 39, day)
    assert preference_threshold(1500, 15, small) == 50
    assert preference_threshold(3900, 39, large) == 25
    assert preference_threshold(3900, 39, large, percent=10) == 10


def test_the_preference_votes_of_the_tweede_kamer_of_2021() -> None:
    """Who was elected by own votes, against the official result; lists differ per kieskring beyond that."""
    files = list(read(reference("tk2021", "EML_bestanden_TK2021_deel_1.zip")))
    [total] = [each for each in files if isinstance(each, CountFile) and each.form == "510d"]
    [official] = [each for each in files if isinstance(each, ResultFile)]
    votes = {number: each.total for number, each in total.total.count.lists.items()}
    rule = rule_for(Category.TK, 150, total.election.date)
    seats = apportion(votes, 150, rule).seats
    threshold = preference_threshold(sum(votes.values()), 150, rule)
    found = set()
    for each in total.ballot:
        own = total.total.count.lists[each.number].candidates or {}
        codes = {one.number: one.short_code for one in each.candidates}
        one_list = elected(list(codes), own, seats[each.number], threshold)
        assert not one_list.open
        found |= {codes[one.candidate] for one in one_list.chosen if one.preference}
    assert found == {each.short_code for each in official.elected if each.ranking == 1}
    assert len(found) > 40
