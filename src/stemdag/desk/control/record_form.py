"""The form on which the record of a station is typed: its fields, and the count that stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stemdag.domain.count import LARGEST, Count, ListCount
from stemdag.domain.election import Category
from stemdag.domain.station import Counting
from stemdag.elections import values
from stemdag.elections.models import Municipality


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form said: numbers as typed by mark, marks at fault, and the count where none is."""

    values: Mapping[str, str]
    wrong: frozenset[str]
    count: Count | None


def marks(row: Municipality) -> tuple[str, ...]:
    """The fields of a record, in the form's order."""
    ballot = values.ballot(row)
    passes = "ABCD" if Category(row.election.category).has_voter_cards else "ABD"
    lists = [
        mark
        for each in ballot
        for mark in (*(f"c.{each.number}.{one.number}" for one in each.candidates), f"E.{each.number}")
    ]
    return (*passes, *lists, *"EFGHIJ")


def read(post: Mapping[str, str], row: Municipality) -> Typed:
    """The numbers of a form; an empty field is 0, as on paper, but for a form that is empty altogether."""
    typed = {mark: post.get(mark, "").strip()[:20] for mark in marks(row)}
    wrong = frozenset(mark for mark, each in typed.items() if not _is_number(each))
    if not any(typed.values()):
        wrong = frozenset({"H"})
    if wrong:
        return Typed(typed, wrong, None)
    numbers = {mark: int(each or "0") for mark, each in typed.items()}
    lists = {
        each.number: ListCount(
            numbers[f"E.{each.number}"],
            None,
            {one.number: numbers[f"c.{each.number}.{one.number}"] for one in each.candidates} or None,
        )
        for each in values.ballot(row)
    }
    count = Count(
        counting=Counting.DECENTRAL,
        poll_cards=numbers["A"],
        proxies=numbers["B"],
        voter_cards=numbers.get("C", 0),
        admitted=numbers["D"],
        lists=lists,
        candidate_votes=numbers["E"],
        blank=numbers["F"],
        invalid=numbers["G"],
        cast=numbers["H"],
        more=numbers["I"],
        fewer=numbers["J"],
    )
    return Typed(typed, wrong, count)


def _is_number(typed: str) -> bool:
    return not typed or (typed.isascii() and typed.isdigit() and int(typed) <= LARGEST)
