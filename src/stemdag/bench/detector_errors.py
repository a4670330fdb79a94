"""Errors of each kind put into a real count so that every sum still holds: no F rule finds them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from stemdag.domain.across.pages import COLUMN
from stemdag.domain.checks import check_file
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Category

#: Votes by list and candidate; a central count has one nameless candidate, 0, for each list.
Votes = Mapping[int, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error: its name in a measure and in words, the rule that should name it, and how it is made.

    `every` gives all that it could do to these votes.
    `fitted`: the station also made the admitted voters fit, so that ballots and voters do not differ.
    """

    name: str
    words: str
    code: str
    every: Callable[[Votes], Iterator[Votes]]
    fitted: bool = False
    by_candidate: bool = False


def votes_of(count: Count) -> Votes:
    return {
        number: {0: each.total} if each.candidates is None else each.candidates
        for number, each in count.lists.items()
    }


def size(before: Votes, after: Votes) -> int:
    """By how many votes the field that changed most is off, totals of lists included."""
    changed = [(page, after[number]) for number, page in before.items() if after[number] is not page]
    return max(
        (
            max(
                abs(sum(now.values()) - sum(page.values())),
                max((abs(now[each] - votes) for each, votes in page.items()), default=0),
            )
            for page, now in changed
        ),
        default=0,
    )


def with_votes(count: Count, votes: Votes, fitted: bool) -> Count:
    """The count as its station would send it with these votes: every sum, I and J follow."""
    lists = {
        number: ListCount(
            sum(votes[number].values()), None, None if each.candidates is None else dict(votes[number])
        )
        for number, each in count.lists.items()
    }
    valid = sum(each.total for each in lists.values())
    cast = valid + count.blank + count.invalid
    shift = cast - count.cast if fitted else 0
    admitted = count.admitted + shift
    return replace(
        count,
        lists=lists,
        candidate_votes=valid,
        cast=cast,
        poll_cards=count.poll_cards + shift,
        admitted=admitted,
        more=max(0, cast - admitted),
        fewer=max(0, admitted - cast),
    )


def passes(count: Count, category: Category) -> bool:
    """Whether no F rule stands on it, its difference explained."""
    return count.poll_cards >= 0 and not any(each.is_error for each in check_file(count, 0, category))


def injected(
    kind: Kind, count: Count, category: Category, least: int, most: int, random: Random
) -> Count | None:
    """The count with one error of this kind of `least` to `most` votes, all as likely; None without one."""
    before = votes_of(count)
    every = [after for after in kind.every(before) if least <= size(before, after) <= most]
    while every:
        after = every.pop(random.randrange(len(every)))
        found = with_votes(count, after, kind.fitted)
        if passes(found, category):
            return found
    return None


def _pairs(numbers: Mapping[int, object]) -> Iterator[tuple[int, int]]:
    ordered = sorted(numbers)
    yield from itertools.pairwise(ordered)


def _lists_swapped(votes: Votes) -> Iterator[Votes]:
    for one, other in _pairs(votes):
        there = _on_page(votes[one], votes[other])
        here = _on_page(votes[other], votes[one])
        if here is not None and there is not None:
            yield {**votes, one: here, other: there}


def _on_page(votes: Mapping[int, int], page: Mapping[int, int]) -> Mapping[int, int] | None:
    """The votes of a list line by line on another list's page; None where it has too few lines."""
    lines = [votes[each] for each in sorted(votes)]
    if any(lines[len(page) :]):
        return None
    lines += [0] * (len(page) - len(lines))
    return dict(zip(sorted(page), lines, strict=False))


def _pile_moved(votes: Votes) -> Iterator[Votes]:
    """The pile of a list's most chosen candidate, counted with the most chosen of any other list."""
    first = {number: max(page, key=page.__getitem__) for number, page in votes.items() if page}
    for one, leader in first.items():
        pile = votes[one][leader]
        for other, place in first.items():
            if other != one:
                yield {
                    **votes,
                    one: {**votes[one], leader: 0},
                    other: {**votes[other], place: votes[other][place] + pile},
                }


def _candidates_swapped(votes: Votes) -> Iterator[Votes]:
    for number, page in votes.items():
        for one, other in _pairs(page):
            yield {**votes, number: {**page, one: page[other], other: page[one]}}


def _each_number(change: Callable[[str], Iterator[str]]) -> Callable[[Votes], Iterator[Votes]]:
    def every(votes: Votes) -> Iterator[Votes]:
        for number, page in votes.items():
            for each, stated in page.items():
                for wrong in change(str(stated)):
                    yield {**votes, number: {**page, each: int(wrong)}}

    return every


def _transposed(text: str) -> Iterator[str]:
    for at in range(len(text) - 1):
        if text[at] != text[at + 1]:
            yield text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _dropped(text: str) -> Iterator[str]:
    if len(text) > 1:
        yield from {text[:at] + text[at + 1 :] for at in range(len(text))}


def _doubled(text: str) -> Iterator[str]:
    if text != "0":
        yield from {text[: at + 1] + text[at:] for at in range(len(text))}


def _list_empty(votes: Votes) -> Iterator[Votes]:
    for number, page in votes.items():
        yield {**votes, number: dict.fromkeys(page, 0)}


def _lists_from(votes: Votes) -> Iterator[Votes]:
    """Only the first lists were entered: Boxmeer 2017."""
    for first in sorted(votes)[1:-1]:
        yield {number: page if number < first else dict.fromkeys(page, 0) for number, page in votes.items()}


def _column_empty(votes: Votes) -> Iterator[Votes]:
    for number, page in votes.items():
        lines = sorted(page)
        for first in range(0, len(lines), COLUMN) if len(lines) > COLUMN else ():
            yield {**votes, number: {**page, **dict.fromkeys(lines[first : first + COLUMN], 0)}}


_SLIPS = (
    ("digits-swapped", "two digits swapped", _each_number(_transposed)),
    ("digit-dropped", "a digit dropped", _each_number(_dropped)),
    ("digit-doubled", "a digit doubled", _each_number(_doubled)),
)

KINDS: tuple[Kind, ...] = (
    Kind("lists-swapped", "neighbouring lists swapped", "S.201", _lists_swapped),
    Kind("pile-moved", "a pile counted with another list", "S.202", _pile_moved),
    Kind("names-swapped", "neighbouring candidates swapped", "S.203", _candidates_swapped, by_candidate=True),
    *(Kind(name, words, "S.204", every) for name, words, every in _SLIPS),
    *(
        Kind(f"{name}-fitted", f"{words}, voters made to fit", "S.204", every, fitted=True)
        for name, words, every in _SLIPS
    ),
    Kind("list-empty", "one list empty", "S.205", _list_empty),
    Kind("lists-cut", "only the first lists entered", "S.205", _lists_from),
    Kind("column-empty", "a column of candidates empty", "S.205", _column_empty, by_candidate=True),
)
