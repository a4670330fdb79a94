"""Days to publish: small ones by hand, large ones by seed. Figures are made up."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from stemdag.domain.ballot import Ballot, Candidate, CandidateList, referendum
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Area, Category, Election
from stemdag.domain.location import located
from stemdag.domain.receipt import NONCE_SIZE
from stemdag.domain.station import Counting, Hours, Kind, Municipality, Station
from stemdag.domain.turnout import TurnoutReport
from stemdag.publish.day import (
    Change,
    PublicDay,
    PublicElection,
    PublicMunicipality,
    Released,
    ReleasedCount,
)

ZONE = ZoneInfo("Europe/Amsterdam")
DAY = date(2022, 3, 16)
OPENS = datetime(2022, 3, 16, 7, 30, tzinfo=ZONE)
CLOSES = datetime(2022, 3, 16, 21, 0, tzinfo=ZONE)
LISTS = (
    "GroenLinks",
    "Stadspartij Nijmegen",
    "D66",
    "PvdA",
    "Partij voor de Dieren",
    "SP",
    "VVD",
    "CDA",
    "GewoonNijmegen.Nu",
    "Forum voor Democratie",
    "50PLUS",
    "",
)
NAMES = ("Wijkcentrum Hatert", "De Schakel", "Stadhuis", "Sporthal Jan Massink", "Basisschool De Buut")


def election(category: Category = Category.GR, **other: object) -> Election:
    """A council election of one municipality."""
    given: dict[str, object] = {
        "id": "GR2022_Nijmegen",
        "category": category,
        "name": "Gemeenteraad 2022",
        "date": DAY,
        "days": (DAY,),
        "release": CLOSES,
        "seats": 39,
        "domain": Area("0268", "Nijmegen"),
    }
    return Election(**{**given, **other})  # type: ignore[arg-type]


def ballot(candidates: int = 12, names: Sequence[str] = LISTS) -> Ballot:
    return Ballot(
        tuple(
            CandidateList(
                number,
                name,
                tuple(Candidate(c, f"Jansen, A.{chr(64 + c % 26 or 26)}.") for c in range(1, candidates + 1)),
            )
            for number, name in enumerate(names, 1)
        )
    )


def count_of(votes: Mapping[int, int], of: Ballot, blank: int = 3, invalid: int = 2, more: int = 0) -> Count:
    """A count that adds up, candidates sharing their list's votes."""
    total = sum(votes.values())
    cast = total + blank + invalid
    lists = {}
    for each in of:
        given = votes.get(each.number, 0)
        shared = None
        if each.candidates:
            part, rest = divmod(given, len(each.candidates))
            shared = {c.number: part + (rest if at == 0 else 0) for at, c in enumerate(each.candidates)}
        lists[each.number] = ListCount(given, given if shared else None, shared)
    return Count(
        Counting.DECENTRAL,
        cast - more,
        0,
        None,
        cast - more,
        lists,
        total,
        blank,
        invalid,
        cast,
        max(more, 0),
        max(-more, 0),
    )


def stations(how_many: int) -> tuple[Station, ...]:
    """Stations of every kind; names repeat."""
    kinds = {3: Kind.POSTAL, 4: Kind.EARLY, 5: Kind.MOBILE}
    return tuple(
        Station(
            number,
            "Briefstembureau" if kinds.get(number) is Kind.POSTAL else NAMES[number % len(NAMES)],
            kinds.get(number, Kind.REGULAR),
            None if number % 7 == 0 or number == 3 else f"65{number:02d}AB"[:6],
            None if kinds.get(number) else 900 + number,
            (Hours(OPENS, CLOSES),),
        )
        for number in range(1, how_many + 1)
    )


def placed(of: PublicMunicipality, *without: int) -> PublicMunicipality:
    """The same with its stations on the map, but for these; several at one address."""
    where = tuple(
        each
        if each.number in without
        else replace(
            each, location=located(51.80 + each.number // 2 % 7 / 100, 5.80 + each.number // 2 % 11 / 99)
        )
        for each in of.stations
    )
    return replace(of, stations=where)


def reports(of: Sequence[Station], until: datetime, seed: int = 1) -> tuple[TurnoutReport, ...]:
    chance = random.Random(seed)
    found = []
    admitted = {each.number: 0 for each in of}
    at = OPENS + timedelta(hours=1)
    while at <= min(until, CLOSES):
        for each in of:
            if each.kind is Kind.POSTAL:
                continue
            admitted[each.number] += chance.randint(10, 70)
            moment = at + timedelta(minutes=each.number % 25)
            found.append(TurnoutReport(moment, each.number, admitted[each.number]))
        at += timedelta(hours=1)
    return tuple(sorted(each for each in found if each.at <= until))


def counted(of: Sequence[Station], on: Ballot, seed: int = 1) -> dict[int, ReleasedCount]:
    """A count of each station, coming in through the evening."""
    chance = random.Random(seed)
    found = {}
    for place, each in enumerate(of):
        weights = [chance.randint(5, 220) // (1 + index // 3) for index in range(len(on))]
        votes = dict(zip((one.number for one in on), weights, strict=True))
        count = count_of(votes, on, chance.randint(0, 8), chance.randint(0, 5), chance.choice([0, 0, 1, -1]))
        since = CLOSES + timedelta(minutes=3 * place)
        found[each.number] = ReleasedCount(each.number, 1, count, since, (), chance.randbytes(NONCE_SIZE))
    return found


def municipality(
    how_many: int = 12,
    now: datetime = datetime(2022, 3, 16, 16, 20, tzinfo=ZONE),
    in_already: int | None = None,
    **other: object,
) -> PublicMunicipality:
    """Nijmegen at `now`; with `in_already`, released and that many stations counted."""
    of, on = stations(how_many), ballot()
    released = None
    if in_already is not None:
        chosen = [each for each in of if each.kind is not Kind.POSTAL][:in_already]
        released = Released(CLOSES, counted(chosen, on))
    made = PublicMunicipality(
        Municipality("0268", "Nijmegen", 147_174), on, of, reports(of, now), CLOSES, released
    )
    return replace(made, **other)  # type: ignore[arg-type]


def day(*municipalities: PublicMunicipality, rehearsal: bool = False, **other: object) -> PublicDay:
    return PublicDay(
        (PublicElection(election(rehearsal=rehearsal, **other), municipalities),),  # type: ignore[arg-type]
        rehearsal,
        max((each.at for one in municipalities for each in one.reports), default=OPENS),
    )


def corrected(of: PublicMunicipality, station: int) -> PublicMunicipality:
    """The same with a second version of one station's count: two lists were swapped."""
    assert of.released is not None
    first = of.released.counts[station]
    votes = {number: each.total for number, each in first.count.lists.items()}
    votes[1], votes[2] = votes[2], votes[1]
    second = ReleasedCount(
        station,
        2,
        count_of(votes, of.ballot, first.count.blank, first.count.invalid),
        CLOSES + timedelta(minutes=95),
        (
            Change(
                1,
                CLOSES + timedelta(minutes=95),
                "Lijst 1 en 2 waren verwisseld.",
                first.count,
                first.nonce,
                first.since,
            ),
        ),
        bytes(range(NONCE_SIZE)),
    )
    return replace(of, released=Released(of.released.at, {**of.released.counts, station: second}))


def official(
    of: PublicMunicipality, only: Sequence[int] | None = None, at: datetime = CLOSES + timedelta(hours=15)
) -> PublicMunicipality:
    """The same after the official count: of every station, or of some; at station 2 it differs, by ten votes
    that were given to the wrong list and one that was blank."""
    assert of.released is not None
    whole = counted(of.stations, of.ballot)
    counts = dict(of.released.counts)
    for each in of.stations:
        if only is not None and each.number not in only:
            continue
        before = counts.get(each.number)
        count = replace((before or whole[each.number]).count, boxes=None, explained=None)
        if each.number == 2:
            votes = {number: one.total for number, one in count.lists.items()}
            moved = min(10, votes[1])
            votes |= {1: votes[1] - moved, 2: votes[2] + moved - 1}
            count = count_of(votes, of.ballot, count.blank + 1, count.invalid)
        changes: tuple[Change, ...] = ()
        if before is not None:
            change = Change(before.version, at, "", before.count, before.nonce, before.since)
            changes = (*before.changes, change)
        counts[each.number] = ReleasedCount(each.number, 1, count, at, changes, official=True)
    return replace(of, released=Released(of.released.at, counts))


def local_referendum(now: datetime = CLOSES, in_already: bool = True) -> PublicElection:
    """A referendum in the same municipality on the same day."""
    of, on = stations(6), referendum()
    counts = {
        each.number: ReleasedCount(
            each.number, 1, count_of({1: 200 + each.number, 2: 180}, on, 9, 4), CLOSES + timedelta(hours=1)
        )
        for each in of
    }
    return PublicElection(
        election(Category.LR, id="LR2022_Nijmegen", name="Referendum", seats=None),
        (
            PublicMunicipality(
                Municipality("0268", "Nijmegen", 147_174),
                on,
                of,
                reports(of, now, 2),
                CLOSES,
                Released(CLOSES, counts) if in_already else None,
            ),
        ),
    )
