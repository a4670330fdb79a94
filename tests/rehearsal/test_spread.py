"""Spreading totals over stations: exact sums, forms that are right by themselves, the same each time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.count import Count, Explained, box_of
from stemdag.rehearsal.chance import apportion, chance, draw
from stemdag.rehearsal.spread import Totals, spread

#: Of the seed "fixed": who changes these changes every rehearsed day.
FIXED = [[275, 98, 22], [140, 93, 14], [85, 109, 5]]
FIXED_DIFFERENCES = [(409, 0, 9), (253, 0, 0), (197, 3, 0)]


@st.composite
def towns(draw: st.DrawFn) -> tuple[Totals, list[int]]:
    votes = draw(st.lists(st.integers(0, 5_000), min_size=1, max_size=12))
    blank, invalid = draw(st.integers(0, 300)), draw(st.integers(0, 300))
    lists = dict(zip(range(1, 3 * len(votes), 3), votes, strict=True))  # numbers with gaps
    cast = sum(votes) + blank + invalid
    weights = draw(st.lists(st.integers(1, 50), min_size=2, max_size=40))
    boxes = apportion(cast, weights)
    filled = sorted(box for box in boxes if box)
    more = draw(st.integers(0, filled[-1] // 2)) if len(filled) > 1 else 0
    fewer = draw(st.integers(0, 80)) if len(filled) > 2 else 0
    admitted = cast - more + fewer
    proxies = draw(st.integers(0, admitted // 3))
    cards = draw(st.integers(0, admitted // 3))
    unexplained = draw(st.integers(0, more + fewer))
    return Totals(lists, blank, invalid, more, fewer, proxies, cards, unexplained), boxes


def sums(counts: tuple[Count, ...], numbers: list[int]) -> dict[str, object]:
    return {
        "lists": {n: sum(count.lists[n].total for count in counts) for n in numbers},
        "blank": sum(count.blank for count in counts),
        "invalid": sum(count.invalid for count in counts),
        "more": sum(count.more for count in counts),
        "fewer": sum(count.fewer for count in counts),
        "proxies": sum(count.proxies for count in counts),
        "voter_cards": sum(count.voter_cards or 0 for count in counts),
    }


def is_right(count: Count) -> bool:
    """Written apart from the checks: the arithmetic of the paper form."""
    difference = count.cast - count.admitted
    return (
        count.poll_cards + count.proxies + (count.voter_cards or 0) == count.admitted
        and min(count.poll_cards, count.proxies, count.voter_cards or 0) >= 0
        and sum(each.total for each in count.lists.values()) == count.candidate_votes
        and count.candidate_votes + count.blank + count.invalid == count.cast
        and (count.more, count.fewer) == (max(difference, 0), max(-difference, 0))
        and count.boxes == {box_of(count.admitted, count.cast)}
        and len(count.explained or ()) == (1 if difference else 0)
    )


@given(towns(), st.integers())
def test_sums_are_exact_and_every_form_is_right(town: tuple[Totals, list[int]], seed: int) -> None:
    totals, boxes = town
    counts = spread(totals, boxes, seed)
    assert sums(counts, list(totals.lists)) == {
        "lists": totals.lists,
        "blank": totals.blank,
        "invalid": totals.invalid,
        "more": totals.more,
        "fewer": totals.fewer,
        "proxies": totals.proxies,
        "voter_cards": totals.voter_cards,
    }
    assert [count.cast for count in counts] == boxes
    assert sum(count.admitted for count in counts) == totals.admitted
    assert all(map(is_right, counts))
    unexplained = sum(c.more + c.fewer for c in counts if c.explained == {Explained.NO})
    assert unexplained <= totals.unexplained


@pytest.mark.parametrize("seed", range(20))
def test_a_station_is_left_for_ballots_too_few(seed: int) -> None:
    """Three too many fit in the largest box alone; drawn small boxes first, they would take all three."""
    counts = spread(Totals({1: 0}, 0, 8, more=3, fewer=1), [6, 1, 1], seed)
    assert (sum(c.more for c in counts), sum(c.fewer for c in counts)) == (3, 1)
    assert all(map(is_right, counts))


@given(towns(), st.integers())
def test_the_same_seed_gives_the_same_counts(town: tuple[Totals, list[int]], seed: int) -> None:
    assert spread(*town, seed) == spread(*town, seed)


def test_a_fixed_seed_stays_the_same_from_release_to_release() -> None:
    counts = spread(Totals({1: 500, 4: 300, 9: 41}, 7, 5, 3, 9, 60, 4, 6), [400, 253, 200], "fixed")
    assert [[each.total for each in c.lists.values()] for c in counts] == FIXED
    assert [(c.admitted, c.more, c.fewer) for c in counts] == FIXED_DIFFERENCES


def test_postal_stations_have_no_proxies_cards_or_differences() -> None:
    totals = Totals({1: 900, 2: 700}, 20, 10, 15, 40, 200, 30, 20)
    post, *others = spread(totals, [630, 400, 300, 300], 7, by_post={0})
    assert (post.proxies, post.voter_cards, post.more, post.fewer) == (0, 0, 0, 0)
    assert sum(count.proxies for count in others) == 200


def test_boxes_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="hold 9 ballots, the totals 10"):
        spread(Totals({1: 10}, 0, 0), [4, 5], 1)


def test_differences_need_stations_of_their_own() -> None:
    with pytest.raises(ValueError, match="no station is left"):
        spread(Totals({1: 10}, 0, 0, more=1, fewer=1), [10, 0], 1)


@given(
    st.lists(st.tuples(st.integers(0, 500), st.floats(0.01, 20)), min_size=1, max_size=30),
    st.integers(),
    st.data(),
)
def test_a_draw_takes_what_it_was_asked_and_never_more_than_there_is(
    kinds: list[tuple[int, float]], seed: int, data: st.DataObject
) -> None:
    pool = [there for there, _ in kinds]
    size = data.draw(st.integers(0, sum(pool)))
    taken = draw(size, pool, [like for _, like in kinds], chance(seed))
    assert sum(taken) == size
    assert all(0 <= gone <= there for gone, there in zip(taken, pool, strict=True))


def test_a_draw_of_more_than_there_is_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot draw 4 from a pool of 3"):
        draw(4, [1, 2], [1, 1], chance(1))


@given(st.integers(0, 10**7), st.lists(st.integers(1, 1000), min_size=1, max_size=60))
def test_apportioned_parts_add_up_and_lie_within_one_of_their_share(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - total * w / sum(weights)) <= 1 + 1e-6 for part, w in zip(parts, weights, strict=True)
    )


def test_small_lists_do_not_pile_up_in_the_last_station() -> None:
    totals = Totals({1: 40_000, 2: 40}, 0, 0)
    counts = spread(totals, [400] * 100 + [40], "tail")
    assert counts[-1].lists[2].total <= 3
    assert sum(1 for count in counts if count.lists[2].total) >= 20
