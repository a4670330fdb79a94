"""What is said of results: where they stand, whether they are official, and counts added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stemdag.domain.count import Count


class State(StrEnum):
    """Where the results of a municipality stand for the public."""

    BEFORE = "before"  # the release moment has not come
    WITHHELD = "not-released"  # it has come, but this municipality has not released
    RELEASED = "released"
    WITHDRAWN = "withdrawn"  # its results are not shown, whether they were or not


class Status(StrEnum):
    """What the counts of an area are: ours, or those of the official record; some of them in between."""

    PRELIMINARY = "preliminary"
    PARTLY = "partly-official"
    OFFICIAL = "official"  # every station's is


@dataclass(frozen=True, slots=True)
class Result:
    """The sum of counts. `votes` by list number; `of` counts were added up."""

    of: int = 0
    votes: Mapping[int, int] = field(default_factory=dict)
    blank: int = 0
    invalid: int = 0
    admitted: int = 0
    cast: int = 0

    @property
    def candidate_votes(self) -> int:
        return sum(self.votes.values())

    def whole(self, referendum: bool) -> int:
        """What a share is a share of: votes on lists, at a referendum also blank ones."""
        return self.candidate_votes + (self.blank if referendum else 0)


def add_up(results: Iterable[Result]) -> Result:
    votes: Counter[int] = Counter()
    of = blank = invalid = admitted = cast = 0
    for each in results:
        of += each.of
        blank += each.blank
        invalid += each.invalid
        admitted += each.admitted
        cast += each.cast
        for number, more in each.votes.items():
            votes[number] += more
    return Result(of, dict(sorted(votes.items())), blank, invalid, admitted, cast)


def of_count(count: Count) -> Result:
    votes = {number: each.total for number, each in sorted(count.lists.items())}
    return Result(1, votes, count.blank, count.invalid, count.admitted, count.cast)
