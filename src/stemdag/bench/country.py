"""A made-up country for measuring: 342 municipalities, 10,000 stations, 37 lists, turnout and counts."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Category, Election
from stemdag.domain.location import located
from stemdag.domain.outline import Outline, outline
from stemdag.domain.station import Counting, Hours, Kind, Municipality, Station
from stemdag.domain.turnout import TurnoutReport
from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality, Released, ReleasedCount

MUNICIPALITIES, LISTS = 342, 37
ZONE = ZoneInfo("Europe/Amsterdam")
OPENS = datetime(2021, 3, 17, 7, 30, tzinfo=ZONE)
CLOSES = datetime(2021, 3, 17, 21, 0, tzinfo=ZONE)
#: Hours at which each station reports its turnout.
REPORTS = 7


def country(stations: int, *, candidates: int = 0, municipalities: int = MUNICIPALITIES) -> PublicDay:
    """A day with every station counted; `candidates` on each list of a decentral count, else a central one.

    The larger the country the more stations in each municipality, in equal shares: only size differs.
    """
    chance = random.Random(stations)  # noqa: S311 (figures for a bench)
    ballot = Ballot(
        tuple(
            CandidateList(
                number,
                f"Lijst van de partij nummer {number}",
                tuple(Candidate(c, f"Achternaam-{number}-{c}, V.L.") for c in range(1, candidates + 1)),
            )
            for number in range(1, LISTS + 1)
        )
    )
    sizes = _shared(stations, municipalities)
    election = Election(
        id="TK2021",
        category=Category.TK,
        name="Tweede Kamer 2021",
        date=date(2021, 3, 17),
        days=(date(2021, 3, 17),),
        release=CLOSES,
        seats=150,
    )
    made = tuple(_municipality(at, size, ballot, chance) for at, size in enumerate(sizes))
    return PublicDay((PublicElection(election, made, complete=True),), False, CLOSES + timedelta(hours=3))


def _shared(stations: int, municipalities: int) -> list[int]:
    """Stations over municipalities: a few large ones, many small ones, at least one each."""
    chance = random.Random(municipalities)  # noqa: S311
    weights = [chance.paretovariate(1.5) for _ in range(municipalities)]
    sizes = [1 + int((stations - municipalities) * weight / sum(weights)) for weight in weights]
    sizes[0] += stations - sum(sizes)
    return sizes


def _municipality(at: int, size: int, ballot: Ballot, chance: random.Random) -> PublicMunicipality:
    hours = (Hours(OPENS, CLOSES),)
    stations = tuple(
        Station(
            number,
            f"Stemlokaal in wijkgebouw {number} aan de Dorpsstraat",
            Kind.POSTAL if number == 1 else Kind.REGULAR,
            f"{1000 + at}{chance.choice('ABCDE')}{chance.choice('ABCDE')}",
            chance.randint(800, 2500),
            hours,
        )
        for number in range(1, size + 1)
    )
    stations = _placed(stations, at)
    reports: list[TurnoutReport] = []
    counts: dict[int, ReleasedCount] = {}
    for station in stations:
        admitted = 0
        for hour in range(REPORTS):
            admitted += chance.randint(20, 160)
            when = OPENS + timedelta(hours=2 * hour, minutes=chance.randint(0, 90))
            reports.append(TurnoutReport(when, station.number, admitted))
        since = CLOSES + timedelta(seconds=chance.randint(0, 10_000))
        counts[station.number] = ReleasedCount(station.number, 1, _count(ballot, admitted, chance), since)
    code = f"{at + 1:04d}"
    counting = Counting.DECENTRAL if any(each.candidates for each in ballot) else Counting.CENTRAL
    electorate = sum(each.electorate or 0 for each in stations)
    return PublicMunicipality(
        Municipality(code, f"Gemeente {code}", electorate, counting),
        ballot,
        stations,
        tuple(sorted(reports)),
        CLOSES,
        Released(CLOSES, counts),
        outline=_square(at),
    )


def _placed(stations: tuple[Station, ...], at: int) -> tuple[Station, ...]:
    """On the map, a few kilometres around the middle of the town; postal votes have no place."""
    chance = random.Random(at)  # noqa: S311
    middle = 51.5 + at % 18 / 10, 4.5 + at // 18 / 10
    return tuple(
        each
        if each.kind is Kind.POSTAL
        else replace(each, location=located(chance.gauss(middle[0], 0.02), chance.gauss(middle[1], 0.03)))
        for each in stations
    )


def _square(at: int) -> Outline:
    """Its area: a square among those of its neighbours, with as many points as real borders have."""
    west, south, size = 44_500 + at // 18 * 1_000, 514_500 + at % 18 * 1_000, 1_000
    along = range(0, size, 200)

    def jag(along: int) -> int:
        return 150 * (along // 200 % 2)

    ring = [
        *((west + n, south + jag(n)) for n in along),
        *((west + size + jag(n), south + n) for n in along),
        *((west + size - n, south + size + jag(size - n)) for n in along),
        *((west + jag(size - n), south + size - n) for n in along),
    ]
    return outline([ring], "CBS, Kadaster")


def _count(ballot: Ballot, admitted: int, chance: random.Random) -> Count:
    lists: dict[int, ListCount] = {}
    total = 0
    for each in ballot:
        if each.candidates:
            votes = {one.number: int(chance.paretovariate(0.8)) - 1 for one in each.candidates}
            share = sum(votes.values())
            lists[each.number] = ListCount(share, share, votes)
        else:
            share = chance.randint(0, 2 * admitted // LISTS)
            lists[each.number] = ListCount(share)
        total += share
    cast = total + 4
    counting = Counting.DECENTRAL if any(each.candidates for each in ballot) else Counting.CENTRAL
    return Count(counting, cast, 0, 0, cast, lists, total, 3, 1, cast)
