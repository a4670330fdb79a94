"""A rehearsed day as a list of what happens when: pure, ordered, the same each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import IntEnum

from stemdag.domain.checks import check
from stemdag.domain.count import Count
from stemdag.domain.day_shape import TILBURG_2021, Shape, spans
from stemdag.domain.election import Election
from stemdag.domain.station import Kind, Station
from stemdag.rehearsal.chance import SEED, chance
from stemdag.rehearsal.day import RehearsedElection, RehearsedMunicipality

#: When stations are asked for their turnout on the last day, and on the days before it.
ASKED = (time(10, 30), time(13, 0), time(16, 0), time(18, 30), time(20, 30))
ASKED_EARLIER = (time(13, 0), time(17, 0))
#: After the close a count takes from the first to the second of these, the small stations first.
QUICKEST, SLOWEST = timedelta(minutes=20), timedelta(minutes=270)
#: Counts in the daytime: so long after the moment from which the station may count.
DAYTIME: Mapping[Kind, tuple[timedelta, timedelta]] = {
    Kind.POSTAL: (timedelta(minutes=70), timedelta(minutes=240)),
}
DAYTIME_OTHER = (timedelta(minutes=30), timedelta(minutes=420))
#: The office arms this long before the release moment (18:00 for 21:00).
ARMED_BEFORE = timedelta(hours=3)

CORRECTED = "Bij het overnemen zijn cijfers verwisseld; nagekeken op het proces-verbaal."
ACCEPTED = "Telefonisch nagevraagd bij de voorzitter: zo staat het op het proces-verbaal."


class Act(IntEnum):
    """What happens; at one moment in this order."""

    SIGN_IN = 1  # the chair, with the station code
    OPEN = 2
    SCAN = 3  # passes that were handed in since the last time
    TURNOUT = 4
    ARM = 5  # the office
    HOLD = 6  # the office
    COUNT = 7  # the chair sends; `version` over 1 is a correction, with a reason
    ACCEPT = 8  # the office, a held count, with a reason


@dataclass(frozen=True, slots=True)
class Event:
    """One act of one station or one municipality's office, at `at` (aware).

    `station` is None for acts of the office on the municipality. `admitted` belongs to TURNOUT, `count` and
    `version` to COUNT, `reason` to a correction and to ACCEPT. `scanned` is of SCAN: poll cards, proxies,
    voter cards. What is `offline` the device tells with its next that is not.
    """

    at: datetime
    act: Act
    election: str
    municipality: str
    station: int | None = None
    admitted: int | None = None
    count: Count | None = None
    version: int = 1
    reason: str = ""
    scanned: tuple[int, int, int] | None = None
    offline: bool = False

    @property
    def place(self) -> tuple[str, str, int | None]:
        return self.election, self.municipality, self.station


@dataclass(frozen=True, slots=True)
class Plan:
    """The events of a day in order, and what was played."""

    elections: tuple[RehearsedElection, ...]
    events: tuple[Event, ...]

    @property
    def release(self) -> datetime:
        """The first release moment of the day: up to it nothing outside may depend on a vote."""
        return min(each.election.release for each in self.elections)

    def until(self, moment: datetime) -> Plan:
        """The day up to and without `moment`."""
        return replace(self, events=tuple(event for event in self.events if event.at < moment))

    def sealed_at(self, moment: datetime) -> int:
        """How many stations have a count in by `moment`."""
        return len({e.place for e in self.events if e.act is Act.COUNT and e.at < moment})

    def ballots_in(self, moment: datetime, kind: Kind) -> int:
        """Ballots (H) in the counts of stations of one kind that are in by `moment`, latest version each."""
        kinds = {
            (each.election.id, town.municipality.code, station.number): station.kind
            for each in self.elections
            for town in each.municipalities
            for station in town.stations
        }
        latest: dict[tuple[str, str, int | None], int] = {}
        for event in self.events:
            if event.count is not None and event.at < moment and kinds[_known(event)] is kind:
                latest[event.place] = event.count.cast
        return sum(latest.values())


def _known(event: Event) -> tuple[str, str, int]:
    if event.station is None:
        raise ValueError(f"a count without a station at {event.at}")
    return event.election, event.municipality, event.station


def ordered(events: Iterable[Event]) -> tuple[Event, ...]:
    """In order of time; at one moment by act, then by place."""
    return tuple(
        sorted(events, key=lambda e: (e.at, e.act, e.election, e.municipality, e.station or 0, e.version))
    )


def is_held(count: Count, election: Election) -> bool:
    """Whether an error (F) stands, so that the count waits for the office."""
    return any(found.is_error for found in check(count, election.category))


def plan(elections: Iterable[RehearsedElection], seed: int = SEED, form: Shape | None = None) -> Plan:
    """The day of these elections; the same seed gives the same day.

    Everything falls on a whole minute, so that many things happen at once, as they do.
    The times and figures of turnout depend on the admitted voters (D) of a count and on nothing else of it.
    """
    played = tuple(elections)
    found: list[Event] = []
    for each in played:
        for town in each.municipalities:
            found.extend(_office(each.election, town))
            ready = _ready(each.election, town, seed)
            for station in town.stations:
                found.extend(
                    _station(each.election, town, station, ready[station.number], seed, form or TILBURG_2021)
                )
    return Plan(played, ordered(found))


def _office(election: Election, town: RehearsedMunicipality) -> Iterator[Event]:
    yield Event(election.release - ARMED_BEFORE, Act.ARM, election.id, town.municipality.code)


def _station(
    election: Election,
    town: RehearsedMunicipality,
    station: Station,
    ready: datetime,
    seed: int,
    form: Shape,
) -> Iterator[Event]:
    rng = chance("day", seed, election.id, town.municipality.code, station.number)
    count = town.counts[station.number]
    first = Event(ready, Act.COUNT, election.id, town.municipality.code, station.number)
    if not station.hours:
        yield replace(first, act=Act.SIGN_IN, at=ready - timedelta(minutes=30))
    for at, admitted in reports(election, station, count.admitted, rng.lognormvariate(0, 0.1), form):
        yield replace(first, act=Act.TURNOUT, at=at + timedelta(minutes=rng.randrange(10)), admitted=admitted)
    if station.hours:
        opens = station.hours[0].opens
        yield replace(first, act=Act.SIGN_IN, at=opens - timedelta(minutes=rng.randrange(10, 40)))
        yield replace(first, act=Act.OPEN, at=opens)
    yield from arrivals(election, first, count, town.first_tries.get(station.number), rng.randrange(6, 25))


def arrivals(
    election: Election, first: Event, count: Count, first_try: Count | None, minutes: int
) -> Iterator[Event]:
    """The count as it comes in at `first.at`: a slip and its correction if there was one, then acceptance."""
    later = timedelta(minutes=minutes)
    last = replace(first, count=count)
    if first_try is not None:
        yield replace(first, count=first_try)
        last = replace(last, at=first.at + later, version=2, reason=CORRECTED)
    yield last
    if is_held(count, election):
        yield replace(last, act=Act.ACCEPT, at=last.at + later, count=None, reason=ACCEPTED)


def reports(
    election: Election, station: Station, admitted: int, pace: float, form: Shape
) -> Iterator[tuple[datetime, int]]:
    """Admitted voters so far at the hours at which stations are asked, and D after the close.

    `pace` over 1 is a station whose voters come late.
    """
    days = spans(station.hours, election.date)
    for turn, day in enumerate(station.hours):
        asked = ASKED if day.opens.date() == election.date else ASKED_EARLIER
        moments = [datetime.combine(day.opens.date(), clock, day.opens.tzinfo) for clock in asked]
        for at in moments:
            if day.opens < at < day.closes - timedelta(minutes=15):
                yield at, int(admitted * form.share(days, at) ** pace)
        last = turn == len(station.hours) - 1
        share = 1.0 if last else form.share(days, day.closes)
        yield day.closes + timedelta(minutes=3), admitted if last else int(admitted * share**pace)


def _ready(election: Election, town: RehearsedMunicipality, seed: int) -> dict[int, datetime]:
    """When each station's count is done: by size among those that start together, with some luck."""
    together: dict[tuple[datetime, Kind | None], list[Station]] = {}
    for station in town.stations:
        start = counting_from(election, station)
        daytime = station.kind if station.counts_from is not None else None
        together.setdefault((start, daytime), []).append(station)
    found: dict[int, datetime] = {}
    for (start, kind), stations in together.items():
        low, high = DAYTIME.get(kind, DAYTIME_OTHER) if kind is not None else (QUICKEST, SLOWEST)
        rng = chance("ready", seed, election.id, town.municipality.code, start.isoformat())
        luck = {station.number: rng.uniform(0.75, 1.25) for station in stations}
        stations.sort(key=lambda s: (town.counts[s.number].admitted * luck[s.number], s.number))
        offset = rng.random()  # where there is one only, not always at the same minute
        for turn, station in enumerate(stations):
            minutes = (high - low) * (turn + offset) / len(stations) // timedelta(minutes=1)
            found[station.number] = start + low + timedelta(minutes=minutes)
    return found


def counting_from(election: Election, station: Station) -> datetime:
    """The first moment at which a station may count: set, or its close, or the release moment."""
    if station.counts_from is not None:
        return station.counts_from
    return station.hours[-1].closes if station.hours else election.release
