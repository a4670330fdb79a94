"""Which list has the most votes at a station."""

from __future__ import annotations

from typing import NamedTuple

from stemdag.domain.count import Count


class Leading(NamedTuple):
    """The largest list, several where they are equal, none where nobody got a vote.

    `votes` are its votes, `whole` those that they are a share of.
    """

    lists: tuple[int, ...]
    votes: int
    whole: int

    @property
    def alone(self) -> int | None:
        """Its number, where it is one list."""
        return self.lists[0] if len(self.lists) == 1 else None


def leading(count: Count, referendum: bool) -> Leading:
    """The largest list of a count; at a referendum blank votes are in the whole."""
    totals = [each.total for each in count.lists.values()]
    most = max(totals, default=0)
    first = tuple(sorted(of for of, each in count.lists.items() if each.total == most)) if most else ()
    return Leading(first, most, sum(totals) + (count.blank if referendum else 0))
