"""Who would be elected as the count stands: once all is in, before that it would be a guess with names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from stemdag.domain.elected import elected, preference_threshold
from stemdag.domain.election import Election
from stemdag.domain.seats import rule_for
from stemdag.publish.candidates import Person, Roster, Standing, rosters
from stemdag.publish.seats import Seats, seats

if TYPE_CHECKING:
    from stemdag.publish.facts import MunicipalityFacts
    from stemdag.publish.facts_together import ElectionFacts


@dataclass(frozen=True, slots=True)
class ListChosen:
    """The elected of one list in their order, each with whether its own votes did it.

    `open` are those between whom lots decide; `empty` seats no candidate is left for; `unsure` ones go by the
    order of lists that differ between districts.
    """

    number: int
    seats: int
    chosen: tuple[tuple[Standing, bool], ...]
    open: tuple[Standing, ...]
    empty: int
    unsure: int


def told(parts: Sequence[MunicipalityFacts]) -> bool:
    """Whether the count of each station is public, and tells the votes of the candidates."""
    return (
        bool(parts)
        and all(each.has_counts and each.all_in for each in parts)
        and all(each.telling == len(each.counts) for each in parts)
    )


def votes_of(roster: Roster, parts: Sequence[MunicipalityFacts]) -> dict[Person, int]:
    """Votes by person, over all public counts that tell them."""
    found = []
    for each in parts:
        on = each.public.ballot.by_number.get(roster.number)
        if on is not None and on.candidates:
            found.append((on, each.candidate_votes.get(roster.number, {})))
    return roster.votes(found)


def chosen(
    election: Election,
    parts: Sequence[MunicipalityFacts],
    lists: Mapping[int, Roster],
    by_list: Mapping[int, int] | None,
) -> dict[int, ListChosen]:
    """The elected by list; empty where they cannot be told: seats unknown, counts missing or without them."""
    if by_list is None or election.seats is None or not told(parts):
        return {}
    cast = sum(each.result.candidate_votes for each in parts)
    rule = rule_for(election.category, election.seats, election.date)
    threshold = preference_threshold(cast, election.seats, rule, election.threshold)
    found = {}
    for number, given in sorted(by_list.items()):
        roster = lists.get(number)
        if not given:
            continue
        if roster is None or not roster.candidates:
            return {}
        found[number] = _of_list(roster, parts, given, threshold)
    return found


def _of_list(
    roster: Roster, parts: Sequence[MunicipalityFacts], seats: int, threshold: Fraction
) -> ListChosen:
    votes = votes_of(roster, parts)
    own = {at: votes.get(each.person, 0) for at, each in enumerate(roster.candidates)}
    taken = elected(list(own), own, seats, threshold, roster.agreed)
    return ListChosen(
        roster.number,
        seats,
        tuple((roster.candidates[one.candidate], one.preference) for one in taken.chosen),
        tuple(roster.candidates[at] for at in taken.open),
        taken.empty,
        taken.unsure,
    )


class Lists:
    """The lists of an election with their seats and elected, worked out once for all that show them."""

    def __init__(self, facts: ElectionFacts) -> None:
        self.facts = facts

    @cached_property
    def rosters(self) -> dict[int, Roster]:
        return rosters([each.public.ballot for each in self.facts.municipalities])

    @cached_property
    def seats(self) -> Seats:
        return seats(self.facts)

    @cached_property
    def chosen(self) -> dict[int, ListChosen]:
        facts = self.facts
        if not told(facts.municipalities):  # asked at each beat: before all is in no seats are divided for it
            return {}
        return chosen(facts.election, facts.municipalities, self.rosters, self.seats.by_list)

    @cached_property
    def telling(self) -> int:
        """Of how many counts the votes of candidates are known."""
        return sum(each.telling for each in self.facts.municipalities)
