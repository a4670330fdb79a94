"""Spreads the totals of a municipality over its stations: made-up counts with real sums."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from stemdag.domain.count import Box, Count, Explained, ListCount, box_of
from stemdag.domain.station import Counting
from stemdag.rehearsal.chance import chance, draw

#: How far a station's taste lies from its town's (standard deviation of the logarithm of a list's share).
TASTE = 0.3
#: One station in this many has a difference, if there are differences enough.
ONE_IN = 5


@dataclass(frozen=True, slots=True)
class Totals:
    """What the stations of a municipality must add up to; letters as on the form."""

    lists: Mapping[int, int]
    blank: int
    invalid: int
    more: int = 0
    fewer: int = 0
    proxies: int = 0
    voter_cards: int = 0
    unexplained: int = 0

    @property
    def cast(self) -> int:
        """H."""
        return sum(self.lists.values()) + self.blank + self.invalid

    @property
    def admitted(self) -> int:
        """D = H − I + J: the files of 2021 hold no admitted voters."""
        return self.cast - self.more + self.fewer


def spread(
    totals: Totals, boxes: Sequence[int], seed: object, by_post: Collection[int] = ()
) -> tuple[Count, ...]:
    """One central count per station, in the order of `boxes` (the ballots in each one's box, H).

    Lists, blank, invalid, proxies, voter cards, more and fewer add up to `totals` exactly; each count is
    right by itself (no F). Stations at an index in `by_post` get no proxies, voter cards or differences.
    The same seed gives the same counts. Raises ValueError where the boxes do not add up to H, or where the
    differences do not fit in them.
    """
    if sum(boxes) != totals.cast:
        raise ValueError(f"the boxes hold {sum(boxes)} ballots, the totals {totals.cast}")
    rng = chance("spread", seed)
    more, fewer = _differences(totals, boxes, by_post, rng)
    admitted = [h - i + j for h, i, j in zip(boxes, more, fewer, strict=True)]
    room = [0 if at in by_post else d for at, d in enumerate(admitted)]
    proxies = _share_out(totals.proxies, room, rng)
    cards = _share_out(totals.voter_cards, [r - b for r, b in zip(room, proxies, strict=True)], rng)
    explained = _explained(totals.unexplained, more, fewer, rng)
    votes = _votes(totals, boxes, rng)
    return tuple(
        _count(totals, votes[at], admitted[at], proxies[at], cards[at], more[at], fewer[at], explained[at])
        for at in range(len(boxes))
    )


def _votes(totals: Totals, boxes: Sequence[int], rng: Random) -> list[list[int]]:
    """Per station the votes of each list, then blank, then invalid, drawn from what is left in the pool."""
    pool = [*totals.lists.values(), totals.blank, totals.invalid]
    found: list[list[int]] = []
    for box in boxes:
        liking = [rng.lognormvariate(0, TASTE) for _ in pool]
        taken = draw(box, pool, liking, rng)
        pool = [there - gone for there, gone in zip(pool, taken, strict=True)]
        found.append(taken)
    return found


def _share_out(total: int, room: Sequence[int], rng: Random) -> list[int]:
    return draw(total, room, [rng.lognormvariate(0, TASTE) for _ in room], rng)


def _differences(
    totals: Totals, boxes: Sequence[int], by_post: Collection[int], rng: Random
) -> tuple[list[int], list[int]]:
    """I and J per station: never both at one, few large ones and many of a single ballot."""
    more, fewer = [0] * len(boxes), [0] * len(boxes)
    order = [at for at, box in enumerate(boxes) if box > 0 and at not in by_post]
    rng.shuffle(order)
    some = max(1, len(order) // ONE_IN)
    with_more = _with_more(totals.more, some // 2, boxes, order)
    if totals.fewer and len(with_more) == len(order):
        # As drawn, small boxes took every station; the largest ones leave some.
        order.sort(key=lambda at: boxes[at])
        with_more = _with_more(totals.more, 0, boxes, order)
    left = order[: len(order) - len(with_more)]
    with_fewer = left[: min(some, totals.fewer)]
    if totals.fewer and not with_fewer:
        raise ValueError(f"no station is left for {totals.fewer} ballots too few")
    _scatter(totals.more, with_more, more, [boxes[at] for at in with_more], rng)
    _scatter(totals.fewer, with_fewer, fewer, [totals.fewer] * len(with_fewer), rng)
    return more, fewer


def _with_more(more: int, least: int, boxes: Sequence[int], order: Sequence[int]) -> list[int]:
    """Stations from the end of `order`, at least so many, whose boxes can hold all ballots too many."""
    found: list[int] = []
    while more and (len(found) < min(least, more) or sum(boxes[at] for at in found) < more):
        if len(found) == len(order):
            raise ValueError(f"{more} ballots too many do not fit in these boxes")
        found.append(order[-1 - len(found)])
    return found


def _scatter(total: int, where: Sequence[int], into: list[int], room: Sequence[int], rng: Random) -> None:
    """One for each while stocks last, the rest with a long tail."""
    first = [1 if turn < total else 0 for turn in range(len(where))]
    rest = draw(
        total - sum(first),
        [r - f for r, f in zip(room, first, strict=True)],
        [rng.lognormvariate(0, 1.2) for _ in where],
        rng,
    )
    for at, one, others in zip(where, first, rest, strict=True):
        into[at] = one + others


def _explained(
    unexplained: int, more: Sequence[int], fewer: Sequence[int], rng: Random
) -> list[Explained | None]:
    """Whether each difference is explained: "no" until the ballots without explanation are used up."""
    found: list[Explained | None] = [None] * len(more)
    order = [at for at in range(len(more)) if more[at] or fewer[at]]
    rng.shuffle(order)
    left = unexplained
    for at in order:
        size = more[at] + fewer[at]
        found[at] = Explained.NO if 0 < size <= left else Explained.YES
        left -= size if found[at] is Explained.NO else 0
    return found


def _count(
    totals: Totals,
    votes: Sequence[int],
    admitted: int,
    proxies: int,
    cards: int,
    more: int,
    fewer: int,
    explained: Explained | None,
) -> Count:
    *lists, blank, invalid = votes
    cast = sum(votes)
    boxes: frozenset[Box] = frozenset({box_of(admitted, cast)})
    return Count(
        counting=Counting.CENTRAL,
        poll_cards=admitted - proxies - cards,
        proxies=proxies,
        voter_cards=cards,
        admitted=admitted,
        lists={number: ListCount(n) for number, n in zip(totals.lists, lists, strict=True)},
        candidate_votes=sum(lists),
        blank=blank,
        invalid=invalid,
        cast=cast,
        more=more,
        fewer=fewer,
        boxes=boxes,
        explained=frozenset({explained}) if explained else frozenset(),
    )
