"""What goes wrong at two stations on the day of the pictures, and the committee's file that has it right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Area, Election
from stemdag.files.model import CountFile, UnitCount
from stemdag.files.osv_writing import write_csv
from stemdag.rehearsal.day import RehearsedMunicipality
from stemdag.rehearsal.plan import Plan

#: Its chair writes the votes of list 3 at list 4, and the other way round.
SWAPPED, SWAPPED_LISTS = 57, (3, 4)
#: Here the committee finds two poll cards among the proxies.
MISCOUNTED, MOVED = 40, 2


def swapped(day: Plan) -> Plan:
    """The day on which one chair swaps two lists; all sums hold."""
    events = (
        replace(each, count=_swap(each.count)) if each.station == SWAPPED and each.count else each
        for each in day.events
    )
    return replace(day, events=tuple(events))


def _swap(count: Count) -> Count:
    one, other = SWAPPED_LISTS
    return replace(count, lists={**count.lists, one: count.lists[other], other: count.lists[one]})


def official_csv(election: Election, town: RehearsedMunicipality) -> bytes:
    """OSV4-3: what is on the forms, with what is wrong at the two stations put right."""
    counts = dict(town.counts)
    first = counts[MISCOUNTED]
    counts[MISCOUNTED] = replace(first, poll_cards=first.poll_cards + MOVED, proxies=first.proxies - MOVED)
    code, name = town.municipality.code, town.municipality.name
    units = tuple(_unit(code, each.number, each.name, counts[each.number]) for each in town.stations)
    whole = _unit(code, None, name, _sum(tuple(counts.values())))
    file = CountFile("", "osv4-3", election, Area(code, name), town.ballot, whole, units)
    return b"".join(write_csv(file))


def _unit(code: str, number: int | None, name: str, count: Count) -> UnitCount:
    filed = replace(count, boxes=None, explained=None)
    return UnitCount(f"{code}::SB{number}", name, number, None, 0, filed, 0, {})


def _sum(counts: tuple[Count, ...]) -> Count:
    def of(take: Callable[[Count], int | None]) -> int:
        return sum(take(each) or 0 for each in counts)

    lists = {
        number: ListCount(sum(each.lists[number].total for each in counts)) for number in counts[0].lists
    }
    return Count(
        counting=counts[0].counting,
        poll_cards=of(lambda each: each.poll_cards),
        proxies=of(lambda each: each.proxies),
        voter_cards=of(lambda each: each.voter_cards),
        admitted=of(lambda each: each.admitted),
        lists=lists,
        candidate_votes=of(lambda each: each.candidate_votes),
        blank=of(lambda each: each.blank),
        invalid=of(lambda each: each.invalid),
        cast=of(lambda each: each.cast),
        more=of(lambda each: each.more),
        fewer=of(lambda each: each.fewer),
    )
