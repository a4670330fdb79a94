"""Stations that scan their passes: batches all day, an hour without a line, and turnout that follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

from stemdag.domain.count import Count
from stemdag.domain.day_shape import TILBURG_2021, spans
from stemdag.domain.election import Election
from stemdag.domain.station import Station
from stemdag.rehearsal.day import RehearsedMunicipality
from stemdag.rehearsal.plan import Act, Event, Plan, ordered

#: How often a device tells what was scanned.
STEP = timedelta(minutes=20)
#: Stations of an election that scan, and of a rehearsal.
EACH, MOST = 4, 16
#: On every day in this hour the line is gone at each second station that scans.
GONE, BACK = time(13, 0), time(14, 0)

Numbers = tuple[int, int, int]


def with_scans(day: Plan, each: int = EACH, most: int = MOST) -> Plan:
    """The day, with scans at the `each` smallest stations of the smallest municipality of each election.

    At no others, and at no more than `most` in all: where turnout moves all day, the pages of a municipality
    are made anew all day, and a rehearsal is to take no longer. Of what such a station reports by hand only
    the last stays: D, after the close. Those without a line come back at the same moment, and tell an hour.
    """
    scans: list[Event] = []
    places: set[tuple[str, str, int | None]] = set()
    for played in day.elections:
        town = min(played.municipalities, key=lambda one: (len(one.stations), one.municipality.code))
        code = town.municipality.code
        for turn, station in enumerate(_smallest(town, min(each, most - len(places)))):
            first = Event(day.events[0].at, Act.SCAN, played.election.id, code, station.number)
            places.add(first.place)
            scans += _scans(first, played.election, station, town.counts[station.number], gone=turn % 2 == 1)
    typed = {e.place: e for e in day.events if e.act is Act.TURNOUT}  # the last of each
    kept = [e for e in day.events if e.act is not Act.TURNOUT or e.place not in places or typed[e.place] is e]
    return replace(day, events=ordered([*kept, *scans]))


def _smallest(town: RehearsedMunicipality, most: int) -> list[Station]:
    open_ones = [each for each in town.stations if each.hours]
    return sorted(open_ones, key=lambda each: (town.counts[each.number].admitted, each.number))[:most]


def _scans(
    first: Event, election: Election, station: Station, count: Count, *, gone: bool
) -> Iterator[Event]:
    totals = (count.poll_cards, count.proxies, count.voter_cards or 0)
    days = spans(station.hours, election.date)
    moments = [moment for day in station.hours for moment in _moments(day.opens, day.closes)]
    shares = [0.0, *(TILBURG_2021.share(days, at) for at in moments[:-1]), 1.0]
    for at, (before, now) in zip(moments, pairwise(shares), strict=True):
        a, b, c = (int(total * now) - int(total * before) for total in totals)
        offline = gone and GONE < at.timetz().replace(tzinfo=None) < BACK
        if a or b or c:
            yield replace(first, at=at, scanned=(a, b, c), offline=offline)


def _moments(opens: datetime, closes: datetime) -> Iterator[datetime]:
    at = opens + STEP
    while at < closes:
        yield at
        at += STEP
    yield closes
