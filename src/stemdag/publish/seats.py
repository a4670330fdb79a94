"""Seats on the public pages: when they can be known, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from stemdag.publish.facts import ElectionFacts
from stemdag.publish.language import Language


class Why(StrEnum):
    """Why no seats are shown."""

    REFERENDUM = "referendum"
    NUMBER_UNKNOWN = "number-of-seats-unknown"
    PART = "only-part-of-the-election"
    LISTS_DIFFER = "lists-differ-between-municipalities"
    NO_VOTES = "no-votes-yet"
    LOTS = "lots-must-be-drawn"


@dataclass(frozen=True, slots=True)
class Seats:
    """Seats by list number as the count stands, or `why` there are none."""

    by_list: Mapping[int, int] | None
    why: Why | None


def seats(facts: ElectionFacts) -> Seats:
    """Apportion the seats over all votes counted so far; preliminary like the votes themselves."""
    election = facts.election
    if election.category.is_referendum or facts.ballot.referendum:
        return Seats(None, Why.REFERENDUM)
    if election.seats is None:
        return Seats(None, Why.NUMBER_UNKNOWN)
    if not facts.complete:
        return Seats(None, Why.PART)
    if not facts.lists_agree:
        return Seats(None, Why.LISTS_DIFFER)
    from stemdag.domain.seats import apportion, rule_for

    votes = facts.result.votes
    if not any(votes.values()):
        return Seats(None, Why.NO_VOTES)
    found = apportion(votes, election.seats, rule_for(election.category, election.seats, election.date))
    if found.open_lots:
        return Seats(None, Why.LOTS)
    return Seats(found.seats, None)


def sentence(lang: Language, found: Seats, number: int | None) -> str:
    """What the page says under the result: how many seats, or why none."""
    if found.by_list is not None:
        return lang.say("%(number)s seats, divided as if the count stays like this.", number=number)
    return {
        Why.REFERENDUM: "",
        Why.NUMBER_UNKNOWN: lang.say("No seats are shown: the number of seats is not known."),
        Why.PART: lang.say("No seats are shown: only a part of this election is in this system."),
        Why.LISTS_DIFFER: lang.say("No seats are shown: the lists differ between municipalities."),
        Why.NO_VOTES: "",
        Why.LOTS: lang.say("No seats are shown: as the count stands, lots would have to be drawn."),
        None: "",
    }[found.why]
