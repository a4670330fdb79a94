"""The count of one station: the numbers of the paper form, by their letters.

Forms: N 10-1 (decentral), N 10-2 (central), N 29 (postal).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from stemdag.domain.ballot import Ballot
from stemdag.domain.errors import Refused
from stemdag.domain.station import Counting

#: The largest number that any field of a form may hold: nine digits.
LARGEST = 999_999_999


class Box(StrEnum):
    """The three boxes of which one is ticked."""

    EQUAL = "D=H"
    MORE = "H>D"
    FEWER = "H<D"


class Explained(StrEnum):
    """Whether the difference is fully explained by the logged events."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class ListCount:
    """The votes of one list.

    `total` is E.n, from the form's page of totals.
    `page_total` is L.n, the total on the list's own page; `candidates` its c.n.m by candidate number.
    Both are None in a central count, and where a file does not hold them.
    """

    total: int
    page_total: int | None = None
    candidates: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A count as on paper (preliminary: the paper record leads).

    Letters as on the form: A `poll_cards`, B `proxies`, C `voter_cards` (None where the form has none),
    D `admitted`, E.n in `lists`, E `candidate_votes`, F `blank`, G `invalid`, H `cast`,
    I `more`, J `fewer`.
    `boxes` are the boxes ticked, `explained` the answers ticked; None where the source (a file) has no boxes.
    """

    counting: Counting
    poll_cards: int
    proxies: int
    voter_cards: int | None
    admitted: int
    lists: Mapping[int, ListCount]
    candidate_votes: int
    blank: int
    invalid: int
    cast: int
    more: int = 0
    fewer: int = 0
    boxes: frozenset[Box] | None = None
    explained: frozenset[Explained] | None = None


def box_of(admitted: int, cast: int) -> Box:
    """The box that belongs to D and H."""
    if cast == admitted:
        return Box.EQUAL
    return Box.MORE if cast > admitted else Box.FEWER


def fields(count: Count) -> dict[str, int | None]:
    """Every number of the form by its mark: `A`, `E.3`, `L.3`, `c.3.12`."""
    found: dict[str, int | None] = {
        "A": count.poll_cards,
        "B": count.proxies,
        "C": count.voter_cards,
        "D": count.admitted,
        "E": count.candidate_votes,
        "F": count.blank,
        "G": count.invalid,
        "H": count.cast,
        "I": count.more,
        "J": count.fewer,
    }
    for number, each in count.lists.items():
        found[f"E.{number}"] = each.total
        if each.page_total is not None:
            found[f"L.{number}"] = each.page_total
        for candidate, votes in (each.candidates or {}).items():
            found[f"c.{number}.{candidate}"] = votes
    return found


def refuse_foreign(count: Count, ballot: Ballot, counting: Counting) -> None:
    """Raise `Refused` where a count cannot be of this ballot: nothing of it may be stored.

    Refused are numbers below 0 or over 999,999,999, lists or candidates that are unknown or missing,
    and a form of the other kind (`checks.md`, Refused at the door).
    """
    if count.counting is not counting:
        raise Refused("count.form", f"this station counts {counting}, the form is for {count.counting}")
    for mark, number in fields(count).items():
        if number is not None and not 0 <= number <= LARGEST:
            raise Refused(
                "count.number", f"{mark} holds {number}; a number from 0 to {LARGEST} belongs there", mark
            )
    _same_numbers("list", set(count.lists), set(ballot.by_number), "E")
    if counting is Counting.DECENTRAL:
        for each in ballot:
            _same_numbers(
                f"candidate of list {each.number}",
                set(count.lists[each.number].candidates or {}),
                {c.number for c in each.candidates},
                f"L.{each.number}",
            )
    else:
        for number, found in count.lists.items():
            if found.candidates:
                raise Refused(
                    "count.candidates", f"list {number}: a central count has no candidates", f"L.{number}"
                )


def _same_numbers(what: str, given: set[int], expected: set[int], where: str) -> None:
    for number in sorted(given - expected):
        raise Refused("count.unknown", f"{what} {number} is not on this ballot", where, number=number)
    for number in sorted(expected - given):
        raise Refused("count.missing", f"{what} {number} is missing", where, number=number)
