from __future__ import annotations

import csv
import json
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stemdag.domain.election import Category
from stemdag.domain.errors import Refused
from stemdag.domain.seats import (
    Apportionment,
    Residual,
    SeatRule,
    StepKind,
    apportion,
    as_json,
    rule_for,
)
from tests.reference import reference

DAY = date(2022, 3, 16)


def council(votes: list[int], seats: int, lots: tuple[int, ...] = ()) -> Apportionment:
    rule = rule_for(Category.GR, seats, DAY)
    return apportion(dict(enumerate(votes, 1)), seats, rule, lots)


#: Seats, votes, outcome, lots as (between, drawn).
VECTORS: list[tuple[int, str, str, list[tuple[str, int]]]] = [
    (15, "480 160 160 160 80 80 80", "6 2 2 2 1 1 1", []),
    (15, "540 160 160 80 80 80 60 40", "7 2 2 1 1 1 1 0", []),
    (15, "808 59 58 57 56 55 54 53", "12 1 1 1 0 0 0 0", []),
    (15, "480 240 240 55 50 45 45 45", "7 4 4 0 0 0 0 0", []),
    (3, "8 7 6 5 4 3 2 1 1 1", "1 1 1 0 0 0 0 0 0 0", []),
    (10, "0 3 5 6 7 79", "0 0 0 0 1 9", []),
    (10, "0 0 0 0 0", "0 0 0 0 0", []),
    (15, "2571 977 567 536 453", "8 3 2 1 1", []),
    (15, "2552 987 570 539 456", "7 3 2 2 1", []),
    (15, "2552 511 511 511 509 509", "8 2 1 2 1 1", [("2 3 4", 3)]),
    (15, "540 160 160 80 80 80 55 45", "7 2 2 1 1 2 0 0", [("2 3 4 5 6", 6)]),
    (
        15,
        "500 140 140 140 140 140",
        "6 2 1 2 2 2",
        [("2 3 4 5 6", 4), ("2 3 5 6", 2), ("3 5 6", 5), ("3 6", 6)],
    ),
    (23, "600 302 98 99 101", "12 6 1 2 2", []),
    (19, "808 57 56 55 54 53 52 51 14", "15 1 1 1 1 0 0 0 0", []),
    (25, "576 288 96 96 96 48", "12 6 2 2 2 1", []),
    (24, "7501 1249 1249 1249 1249 1249 1248 7", "13 2 2 2 2 2 1 0", []),
    (23, "500 140 140 140 140 140", "10 3 2 3 3 2", [("2 3 4 5 6", 4), ("2 3 5 6", 2), ("3 5 6", 5)]),
]


def figures(text: str) -> list[int]:
    return [int(word) for word in text.split()]


@pytest.mark.parametrize(("seats", "votes", "outcome", "lots"), VECTORS)
def test_vectors(seats: int, votes: str, outcome: str, lots: list[tuple[str, int]]) -> None:
    for known, (between, _) in enumerate(lots):
        stopped = council(figures(votes), seats, tuple(drawn for _, drawn in lots[:known]))
        assert stopped.open_lots == tuple(figures(between))
        assert stopped.steps[-1].kind is StepKind.LOTS
        assert sum(stopped.seats.values()) <= seats
    final = council(figures(votes), seats, tuple(drawn for _, drawn in lots))
    assert final.open_lots == ()
    assert list(final.seats.values()) == figures(outcome)


@pytest.mark.parametrize(("seats", "votes", "outcome", "lots"), VECTORS)
def test_steps_add_up_to_the_seats(seats: int, votes: str, outcome: str, lots: list[tuple[str, int]]) -> None:
    final = council(figures(votes), seats, tuple(drawn for _, drawn in lots))
    replayed = dict.fromkeys(final.seats, 0)
    for step in final.steps:
        if step.list is not None:
            replayed[step.list] += step.seats
        if step.loser is not None:
            replayed[step.loser] -= step.seats
    assert replayed == final.seats
    residual = [step.residual for step in final.steps if step.residual]
    assert residual == list(range(1, len(residual) + 1))


def test_steps_of_a_real_council_say_how_each_seat_came_about() -> None:
    steps = council([2571, 977, 567, 536, 453], 15).steps
    quota = Fraction(5104, 15)
    assert [(s.kind, s.article) for s in steps] == [
        (StepKind.QUOTA, "P 5"),
        *[(StepKind.FULL, "P 6")] * 5,
        *[(StepKind.REMAINDER, "P 8")] * 3,
        (StepKind.MAJORITY, "P 9"),
    ]
    assert steps[0].figure == quota
    assert [(s.list, s.seats, s.figure) for s in steps[1:6]] == [
        (1, 7, 2571 - 7 * quota),
        (2, 2, 977 - 2 * quota),
        (3, 1, 567 - quota),
        (4, 1, 536 - quota),
        (5, 1, 453 - quota),
    ]
    assert [(s.list, s.residual, s.figure) for s in steps[6:9]] == [
        (2, 1, 977 - 2 * quota),
        (3, 2, 567 - quota),
        (4, 3, 536 - quota),
    ]
    assert set(steps[6].figures) == {1, 2, 3, 4, 5}
    assert set(steps[8].figures) == {1, 4, 5}
    assert (steps[9].list, steps[9].loser, steps[9].by_lot) == (1, 4, False)


def test_the_json_holds_exact_figures_and_survives_json() -> None:
    found = council([2552, 511, 511, 511, 509, 509], 15)
    told = as_json(found)
    assert json.loads(json.dumps(told)) == told
    assert set(told) == {"seats", "steps", "open_lots"}
    assert told["seats"] == {"1": 7, "2": 2, "3": 2, "4": 2, "5": 1, "6": 1}
    assert told["open_lots"] == [2, 3, 4]
    steps = told["steps"]
    assert isinstance(steps, list)
    assert steps[0]["figure"] == "1701/5"
    assert steps[-1] == {
        "kind": "lots", "article": "P 9", "list": None, "seats": 0, "residual": None, "figure": None,
        "figures": {}, "equals": [2, 3, 4], "by_lot": False, "loser": None,
    }  # fmt: skip


def test_a_remainder_threshold_is_met_at_exactly_three_quarters() -> None:
    # Quota 80: 60 votes are exactly 75 %.
    assert council([540, 160, 160, 80, 80, 80, 60, 40], 15).seats[7] == 1
    # One vote moved from list 7 (now 59) to list 8.
    assert council([540, 160, 160, 80, 80, 80, 59, 41], 15, lots=(2,)).seats[7] == 0


def test_averages_without_limit_follow_when_each_list_has_had_one() -> None:
    # Quota 10; only list 1 may share in residual seats: one by remainder, one by average, one without limit.
    rule = SeatRule(Residual.REMAINDERS_THEN_AVERAGES, residual_from=Fraction(1))
    found = apportion({1: 40, 2: 6, 3: 6, 4: 6, 5: 6, 6: 6}, 7, rule)
    assert found.seats == {1: 7, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0}
    kinds = [step.kind for step in found.steps if step.residual]
    assert kinds == [StepKind.REMAINDER, StepKind.AVERAGE, StepKind.AVERAGE]


def test_a_seat_that_nobody_may_take_stays_empty_and_says_so() -> None:
    rule = SeatRule(Residual.AVERAGES, residual_from=Fraction(1))
    # Quota 15, and every list has 10 votes.
    found = apportion(dict.fromkeys(range(1, 31), 10), 20, rule)
    assert sum(found.seats.values()) == 0
    assert (found.steps[-1].kind, found.steps[-1].seats) == (StepKind.EMPTY, 20)


def exhausted(votes: list[int], seats: int, candidates: dict[int, int]) -> Apportionment:
    return apportion(
        dict(enumerate(votes, 1)), seats, rule_for(Category.GR, seats, DAY), candidates=candidates
    )


@pytest.mark.parametrize(
    ("seats", "votes", "candidates", "outcome", "given_back"),
    [
        # From 19 seats the highest averages go on without the list that is full.
        (19, "808 57 56 55 54 53 52 51 14", {1: 12}, "12 1 1 1 1 1 1 1 0", [1] * 3),
        (19, "808 57 56 55 54 53 52 51 14", {1: 11}, "11 2 1 1 1 1 1 1 0", [1] * 4),
        # Below 19: a remainder that had no seat yet (list 5), then the highest average (list 2).
        (15, "2552 987 570 539 456", {1: 5}, "5 4 2 2 2", [1, 1]),
        (15, "480 160 160 160 80 80 80", {1: 6}, "6 2 2 2 1 1 1", []),
        # The list that takes over is full as well: the next one goes on.
        (19, "610 290 50 50", {1: 9, 2: 6}, "9 6 2 2", [1, 1, 1]),
        # Nobody is left.
        (19, "600 300", {1: 5, 2: 4}, "5 4", [1] * 8 + [2] * 2),
    ],
)
def test_a_list_without_candidates_left_gives_seats_back(
    seats: int, votes: str, candidates: dict[int, int], outcome: str, given_back: list[int]
) -> None:
    found = exhausted(figures(votes), seats, candidates)
    assert list(found.seats.values()) == figures(outcome)
    back = [step for step in found.steps if step.kind is StepKind.EXHAUSTED]
    assert [step.loser for step in back] == given_back
    assert {step.article for step in back} <= {"P 10"}
    empty = seats - sum(found.seats.values())
    assert [step.seats for step in found.steps if step.kind is StepKind.EMPTY] == ([empty] if empty else [])


def test_a_list_that_gave_a_seat_to_the_majority_may_have_one_more_when_a_list_is_exhausted() -> None:
    """P 9 took the residual seat of list 4; when list 2 is full it may have one by remainder all the same."""
    votes, on = [2571, 977, 567, 536, 453], {2: 2}
    found = exhausted(votes, 15, on)
    assert list(exhausted(votes, 15, {}).seats.values()) == [8, 3, 2, 1, 1]
    assert list(found.seats.values()) == [8, 2, 2, 2, 1]


@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=8),
    st.integers(1, 30),
    st.dictionaries(st.integers(1, 8), st.integers(1, 12)),
)
def test_no_list_has_more_seats_than_candidates_and_none_is_lost(
    votes: list[int], seats: int, candidates: dict[int, int]
) -> None:
    found = exhausted(votes, seats, candidates)
    assume(sum(votes) and not found.open_lots)
    assert all(found.seats[n] <= candidates.get(n, seats) for n in found.seats)
    room = any(each and found.seats[n] < candidates.get(n, seats) for n, each in enumerate(votes, 1))
    assert sum(found.seats.values()) == seats or not room


def test_the_house_of_2021() -> None:
    with reference("tk2021", "expected_parties.csv").open(encoding="utf-8", newline="") as file:
        rows = {int(row["list"]): row for row in csv.DictReader(file) if row["list"] != "TOTAL"}
    votes = {number: int(row["votes"]) for number, row in rows.items()}
    found = apportion(votes, 150, rule_for(Category.TK, 150, date(2021, 3, 17)))
    assert found.seats == {number: int(row["seats"]) for number, row in rows.items()}
    assert found.open_lots == ()


def test_below_the_quota_no_residual_seat_in_the_house_and_one_in_a_council() -> None:
    # Quota 500.
    votes = {1: 9_000, 2: 490, 3: 510}
    assert apportion(votes, 20, rule_for(Category.GR, 20, DAY)).seats == {1: 18, 2: 1, 3: 1}
    assert apportion(votes, 20, rule_for(Category.TK, 20, DAY)).seats == {1: 19, 2: 0, 3: 1}
    assert apportion(votes, 20, rule_for(Category.EP, 20, DAY)).seats == {1: 19, 2: 0, 3: 1}


@pytest.mark.parametrize(
    ("category", "seats", "residual", "from_quota", "preference"),
    [
        (Category.GR, 18, Residual.REMAINDERS_THEN_AVERAGES, 0, Fraction(1, 2)),
        (Category.GR, 19, Residual.AVERAGES, 0, Fraction(1, 4)),
        (Category.AB, 18, Residual.REMAINDERS_THEN_AVERAGES, 0, Fraction(1, 4)),
        (Category.PS, 39, Residual.AVERAGES, 0, Fraction(1, 4)),
        (Category.TK, 150, Residual.AVERAGES, 1, Fraction(1, 4)),
        (Category.EP, 31, Residual.AVERAGES, 1, Fraction(1, 10)),
        (Category.ER, 5, Residual.REMAINDERS_THEN_AVERAGES, 0, Fraction(1, 2)),
    ],
)
def test_rules_by_type_of_election(
    category: Category, seats: int, residual: Residual, from_quota: int, preference: Fraction
) -> None:
    rule = rule_for(category, seats, DAY)
    assert rule == SeatRule(residual, Fraction(from_quota), Fraction(3, 4), preference)


@pytest.mark.parametrize(
    ("category", "day"),
    [(Category.EK, DAY), (Category.NR, DAY), (Category.LR, DAY), (Category.GR, date(2017, 11, 30))],
)
def test_where_no_rule_is_known_none_is_made_up(category: Category, day: date) -> None:
    with pytest.raises(Refused) as caught:
        rule_for(category, 19, day)
    assert caught.value.code == "seats.no-rule"
    assert rule_for(Category.GR, 19, date(2017, 12, 1)).residual is Residual.AVERAGES


def test_what_cannot_be_is_refused() -> None:
    rule = rule_for(Category.GR, 15, DAY)
    for votes, seats, lots, code in (
        ({1: 5}, 0, (), "seats.number"),
        ({1: -1, 2: 4}, 15, (), "seats.votes"),
        ({1: 4, 2: 4}, 15, (3,), "seats.lots"),
        ({1: 5, 2: 4}, 9, (1,), "seats.lots"),
    ):
        with pytest.raises(Refused) as caught:
            apportion(votes, seats, rule, lots)
        assert caught.value.code == code


elections = st.lists(st.one_of(st.integers(0, 60), st.integers(0, 20_000)), min_size=1, max_size=12)
large = st.integers(19, 45)


def dhondt(votes: list[int], seats: int) -> list[int]:
    """D'Hondt by its divisors: the largest of all votes / 1, votes / 2, …; another way to the same seats."""
    offers = sorted(
        ((Fraction(each, divisor), -at) for at, each in enumerate(votes) for divisor in range(1, seats + 1)),
        reverse=True,
    )
    given_ = [0] * len(votes)
    for _, at in offers[:seats]:
        given_[-at] += 1
    return given_


@given(elections, large)
def test_from_19_seats_it_is_dhondt_but_for_the_absolute_majority(votes: list[int], seats: int) -> None:
    found = council(votes, seats)
    assume(sum(votes) and not found.open_lots)
    moved = [step for step in found.steps if step.kind is StepKind.MAJORITY]
    expected = dict(enumerate(dhondt(votes, seats), 1))
    for step in moved:
        assert step.list is not None
        assert step.loser is not None
        assert 2 * votes[step.list - 1] > sum(votes)
        assert 2 * expected[step.list] <= seats
        expected[step.list] += 1
        expected[step.loser] -= 1
    assert found.seats == expected


@given(elections, st.integers(1, 45))
def test_the_seats_add_up_and_a_majority_of_votes_is_one_of_seats(votes: list[int], seats: int) -> None:
    found = council(votes, seats)
    assume(not found.open_lots)
    assert sum(found.seats.values()) == (seats if sum(votes) else 0)
    residual_given = any(step.residual for step in found.steps)
    for number, each in enumerate(votes, 1):
        assert found.seats[number] >= 0
        assert each or not found.seats[number]
        if 2 * each > sum(votes) and residual_given:
            assert 2 * found.seats[number] > seats


@given(elections, st.integers(1, 45), st.randoms())
def test_the_order_of_lists_does_not_matter(votes: list[int], seats: int, random: Random) -> None:
    order = list(range(len(votes)))
    random.shuffle(order)
    one = council(votes, seats)
    other = council([votes[at] for at in order], seats)
    assert {order[number - 1] + 1 for number in other.open_lots} == set(one.open_lots)
    if not one.open_lots:
        assert {order[number - 1] + 1: each for number, each in other.seats.items()} == one.seats


@given(elections, large)
def test_more_seats_never_cost_a_list_one(votes: list[int], seats: int) -> None:
    one, more = council(votes, seats), council(votes, seats + 1)
    assume(not one.open_lots and not more.open_lots)
    assert all(more.seats[number] >= one.seats[number] for number in one.seats)


@given(elections, large, st.integers(0, 11), st.integers(1, 5_000))
def test_a_list_that_gains_votes_never_loses_a_seat(
    votes: list[int], seats: int, which: int, gain: int
) -> None:
    which %= len(votes)
    one = council(votes, seats)
    more = council([each + gain * (at == which) for at, each in enumerate(votes)], seats)
    assume(not one.open_lots and not more.open_lots)
    assert more.seats[which + 1] >= one.seats[which + 1]


@given(elections, st.integers(1, 30), st.data())
def test_lots_end_for_any_outcome_and_are_asked_one_at_a_time(
    votes: list[int], seats: int, data: st.DataObject
) -> None:
    lots: tuple[int, ...] = ()
    found = council(votes, seats)
    while found.open_lots:
        assert len(found.open_lots) > 1
        lots = (*lots, data.draw(st.sampled_from(found.open_lots)))
        assert len(lots) <= seats + 1
        further = council(votes, seats, lots)
        assert further.steps[: len(found.steps) - 1] == found.steps[:-1]
        found = further
    assert sum(found.seats.values()) == (seats if sum(votes) else 0)
