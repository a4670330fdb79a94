"""Seats on the public pages: when they can be known, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from stemdag.domain.ballot import Ballot
from stemdag.domain.election import Election
from stemdag.domain.seats import Apportionment, apportion, rule_for
from stemdag.publish.language import Language
from stemdag.publish.result import Status

if TYPE_CHECKING:
    from stemdag.publish.facts import MunicipalityFacts
    from stemdag.publish.facts_together import ElectionFacts
    from stemdag.publish.result import Result


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
    """Seats by list number as the count stands, or `why` there are none; the steps either way."""

    by_list: Mapping[int, int] | None
    why: Why | None
    apportionment: Apportionment | None = None


def seats(facts: ElectionFacts) -> Seats:
    """Apportion the seats over all votes counted so far; preliminary like the votes themselves."""
    if not facts.lists_agree:
        return Seats(None, Why.LISTS_DIFFER)
    on = {number: len(each.candidates) for number, each in facts.lists.rosters.items() if each.candidates}
    return divided(facts.election, facts.ballot, facts.result, facts.complete, on)


def of_one(facts: MunicipalityFacts) -> Seats | None:
    """The same for a municipality that is the whole election; None where it is not."""
    if not facts.alone:
        return None
    ballot = facts.public.ballot
    on = {each.number: len(each.candidates) for each in ballot if each.candidates}
    return divided(facts.election, ballot, facts.result, True, on)


def divided(
    election: Election, ballot: Ballot, result: Result, complete: bool, candidates: Mapping[int, int]
) -> Seats:
    """The seats of an election; `complete` says that all its municipalities are in this system.

    `candidates`: how many each list has, as far as lists have any.
    """
    if election.category.is_referendum or ballot.referendum:
        return Seats(None, Why.REFERENDUM)
    if election.seats is None:
        return Seats(None, Why.NUMBER_UNKNOWN)
    if not complete:
        return Seats(None, Why.PART)
    if not any(result.votes.values()):
        return Seats(None, Why.NO_VOTES)
    rule = rule_for(election.category, election.seats, election.date)
    found = apportion(result.votes, election.seats, rule, candidates=candidates)
    if found.open_lots:
        return Seats(None, Why.LOTS, found)
    return Seats(found.seats, None, found)


def sentence(lang: Language, found: Seats, number: int | None, status: Status) -> str:
    """What the page says under the result: how many seats, or why none; `status`: of the votes."""
    official = status is Status.OFFICIAL
    if found.by_list is not None:
        if official:
            return lang.say("%(number)s seats, divided by the official count.", number=number)
        return lang.say("%(number)s seats, as the count stands.", number=number)
    return {
        Why.REFERENDUM: "",
        Why.NUMBER_UNKNOWN: lang.say("No seats are shown: the number of seats is not known."),
        Why.PART: lang.say("No seats are shown: only a part of this election is in this system."),
        Why.LISTS_DIFFER: lang.say(
            "The lists differ between municipalities, so votes and seats are not added up."
        ),
        Why.NO_VOTES: "",
        Why.LOTS: lang.say("No seats are shown: by the official count, lots must be drawn.")
        if official
        else lang.say("No seats are shown: as the count stands, lots would have to be drawn."),
        None: "",
    }[found.why]
