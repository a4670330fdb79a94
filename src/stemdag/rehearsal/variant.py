"""A second day with equal public facts and other votes: what the embargo is measured with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Box, Count, Explained, ListCount
from stemdag.domain.election import Election
from stemdag.domain.station import Station
from stemdag.rehearsal.chance import chance, draw
from stemdag.rehearsal.day import RehearsedElection, RehearsedMunicipality
from stemdag.rehearsal.plan import Act, Event, Plan, arrivals, counting_from, ordered
from stemdag.rehearsal.tk2021 import slip

#: Of the stations one in so many sends nothing, a form with its boxes wrong, a slip that it corrects.
LEFT_OUT, BOXES_WRONG, SLIPS = 6, 8, 10
#: Acts that the public may know of: they are the same on both days.
PUBLIC = frozenset({Act.SIGN_IN, Act.OPEN, Act.SCAN, Act.TURNOUT})


def public_facts(plan: Plan) -> tuple[object, ...]:
    """What two days must share to look the same outside: definitions, turnout, release, last arming."""
    armed: dict[tuple[str, str], Act] = {}
    for event in plan.events:
        if event.act in (Act.ARM, Act.HOLD):
            armed[event.election, event.municipality] = event.act
    defined = tuple(
        (
            each.election,
            tuple((town.municipality, town.ballot, town.stations) for town in each.municipalities),
        )
        for each in plan.elections
    )
    return defined, tuple(e for e in plan.events if e.act in PUBLIC), tuple(sorted(armed.items()))


def without_votes_changed(plan: Plan, seed: object) -> Plan:
    """A day with the same public facts, in which everything else about the counts differs.

    Stations send each other's forms with the votes dealt out anew among the lists; some send nothing, some
    tick their boxes wrong, some correct themselves; counts come at other moments; each office holds the
    release for a while and arms it again. The same seed gives the same day.
    """
    events = [event for event in plan.events if event.act in PUBLIC or event.act is Act.ARM]
    elections = []
    for each in plan.elections:
        towns = []
        for town in each.municipalities:
            rng = chance("variant", seed, each.election.id, town.municipality.code)
            counts = _swapped(town, rng)
            towns.append(replace(town, counts=counts, first_tries={}))
            events.extend(_counts(each.election, town, counts, rng))
            events.extend(_held_for_a_while(plan, each, town, rng))
        elections.append(replace(each, municipalities=tuple(towns)))
    return Plan(tuple(elections), ordered(events))


def _swapped(town: RehearsedMunicipality, rng: Random) -> dict[int, Count]:
    """For each station the form of another one, its votes dealt out anew."""
    numbers = sorted(town.counts)
    others = numbers[:]
    rng.shuffle(others)
    return {
        number: shuffled_votes(town.counts[other], town.ballot, rng)
        for number, other in zip(numbers, others, strict=True)
    }


def shuffled_votes(count: Count, ballot: Ballot, rng: Random) -> Count:
    """The count with its list totals dealt out anew among the lists; its sums still hold."""
    numbers = [each.number for each in ballot]
    votes = [count.lists[number].total for number in numbers]
    rng.shuffle(votes)
    return replace(
        count,
        lists={
            number: _list_count(count.lists[number], total, rng)
            for number, total in zip(numbers, votes, strict=True)
        },
    )


def _list_count(before: ListCount, total: int, rng: Random) -> ListCount:
    if before.candidates is None:
        return ListCount(total)
    numbers = list(before.candidates)
    if not numbers:
        return ListCount(total, total, {})
    votes = draw(total, [total] * len(numbers), [rng.lognormvariate(0, 1) for _ in numbers], rng)
    return ListCount(total, total, dict(zip(numbers, votes, strict=True)))


def _counts(
    election: Election, town: RehearsedMunicipality, counts: Mapping[int, Count], rng: Random
) -> Iterator[Event]:
    for station in town.stations:
        if rng.randrange(LEFT_OUT) == 0:
            continue
        count = counts[station.number]
        if rng.randrange(BOXES_WRONG) == 0:
            count = replace(count, boxes=frozenset(Box), explained=frozenset(Explained))
        first_try = slip(count) if rng.randrange(SLIPS) == 0 and any(_totals(count)) else None
        yield from arrivals(
            election, _arrival(election, town, station, rng), count, first_try, rng.randrange(4, 50)
        )


def _totals(count: Count) -> Iterator[int]:
    return (each.total for each in count.lists.values())


def _arrival(election: Election, town: RehearsedMunicipality, station: Station, rng: Random) -> Event:
    at = counting_from(election, station) + timedelta(minutes=rng.randrange(25, 240))
    return Event(at, Act.COUNT, election.id, town.municipality.code, station.number)


def _held_for_a_while(
    plan: Plan, each: RehearsedElection, town: RehearsedMunicipality, rng: Random
) -> Iterator[Event]:
    armed: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in plan.events:
        if event.act is Act.ARM:
            armed[event.election, event.municipality].append(event)
    for event in armed[each.election.id, town.municipality.code][-1:]:
        held = event.at + timedelta(minutes=rng.randrange(5, 60))
        again = held + timedelta(minutes=rng.randrange(5, 60))
        if again < each.election.release:
            yield replace(event, at=held, act=Act.HOLD)
            yield replace(event, at=again)
