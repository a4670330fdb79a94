"""What the pages and data files of a station and a municipality show: sums, what is in, what is missing.

Derived from a `PublicDay`. A facts value compares by what it was made from, so two equal ones give the same
bytes; everything derived is worked out once, when a file asks for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from stemdag.domain import dots
from stemdag.domain.ballot import Ballot
from stemdag.domain.election import Election
from stemdag.domain.queue import QueueReport
from stemdag.domain.station import Kind, Municipality, Station
from stemdag.domain.theme import Theme
from stemdag.domain.turnout import Turnout, TurnoutReport, latest
from stemdag.domain.withdrawal import Withdrawal
from stemdag.publish import curve
from stemdag.publish.day import PublicMunicipality, ReleasedCount
from stemdag.publish.hours import Hour, per_hour
from stemdag.publish.leading import Leading, leading
from stemdag.publish.result import Result, State, Status, add_up, of_count


@dataclass(frozen=True, slots=True)
class BallotType:
    """One kind of station: how many there are, how many are counted, which are missing."""

    kind: Kind
    total: int
    missing: tuple[Station, ...]

    @property
    def counted(self) -> int:
        return self.total - len(self.missing)


@dataclass(frozen=True)
class StationFacts:
    """What a station's page shows. `released` is None until its count is public."""

    rehearsal: bool
    folder: str
    election: Election
    municipality: Municipality
    ballot: Ballot
    station: Station
    reports: tuple[TurnoutReport, ...]
    moment: datetime
    released: ReleasedCount | None
    withdrawn: Withdrawal | None = None
    theme: Theme | None = None
    queue: QueueReport | None = None

    @cached_property
    def points(self) -> tuple[curve.Point, ...]:
        return curve.points(curve.steps(self.reports))

    @property
    def turnout(self) -> Turnout:
        """By the count where it is public, else by the last report."""
        admitted = self.released.count.admitted if self.released else 0
        if not self.released and self.reports:
            admitted = max(self.reports, key=lambda each: each.at).admitted
        return Turnout(admitted, self.station.electorate or None)

    @property
    def result(self) -> Result | None:
        return of_count(self.released.count) if self.released else None

    @property
    def status(self) -> Status:
        return Status.OFFICIAL if self.released and self.released.official else Status.PRELIMINARY

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        return span([self.station])


@dataclass(frozen=True)
class MunicipalityFacts:
    """What a municipality's page and data file show. `alone`: it is the whole election.

    `listed`: its lists have pages, for a number means the same list in the whole election. `district`: the
    folder of the page of its electoral district (kieskring), "" where there is none.
    """

    rehearsal: bool
    folder: str
    election: Election
    public: PublicMunicipality
    withheld: bool
    alone: bool
    listed: bool = False
    district: str = ""
    site: str = ""

    @property
    def municipality(self) -> Municipality:
        return self.public.municipality

    @property
    def state(self) -> State:
        if self.public.withdrawn is not None:
            return State.WITHDRAWN
        if self.public.released is not None:
            return State.RELEASED
        return State.WITHHELD if self.withheld else State.BEFORE

    @cached_property
    def stations(self) -> tuple[Station, ...]:
        return tuple(sorted(self.public.stations, key=lambda each: each.number))

    @cached_property
    def counts(self) -> dict[int, ReleasedCount]:
        """Public counts of the stations that the definition knows."""
        released = self.public.released
        if released is None:
            return {}
        known = {each.number for each in self.public.stations}
        return {number: each for number, each in sorted(released.counts.items()) if number in known}

    @property
    def has_counts(self) -> bool:
        """Whether any count is public; asked of each municipality at each beat, so it works nothing out."""
        released = self.public.released
        return released is not None and any(each.number in released.counts for each in self.public.stations)

    @property
    def all_in(self) -> bool:
        """Whether the count of each station is public."""
        released = self.public.released
        return released is not None and all(each.number in released.counts for each in self.public.stations)

    @cached_property
    def official(self) -> int:
        """Of how many stations the official count is public."""
        return sum(each.official for each in self.counts.values())

    @property
    def status(self) -> Status:
        if not self.official:
            return Status.PRELIMINARY
        return Status.OFFICIAL if self.official == len(self.stations) else Status.PARTLY

    @cached_property
    def last_reports(self) -> dict[int, TurnoutReport]:
        known = {each.number for each in self.public.stations}
        return {n: each for n, each in latest(self.public.reports).items() if n in known}

    @cached_property
    def admitted_by_station(self) -> dict[int, int]:
        """Admitted voters by station number: by its count where that is public, else by its last report."""
        found = {number: each.admitted for number, each in self.last_reports.items()}
        found.update((number, each.count.admitted) for number, each in self.counts.items())
        return found

    @cached_property
    def turnout(self) -> Turnout:
        return Turnout(sum(self.admitted_by_station.values()), self.municipality.electorate or None)

    @cached_property
    def electorate_counted(self) -> tuple[int, int] | None:
        """Voters called up to the stations that are counted, and to all; None where that is not known.

        Postal, early and mobile stations have none of their own: their voters are called up elsewhere.
        """
        if any(each.kind is Kind.REGULAR and not each.electorate for each in self.public.stations):
            return None
        own = {each.number: each.electorate or 0 for each in self.public.stations}
        return sum(own[number] for number in self.counts), sum(own.values())

    @cached_property
    def steps(self) -> curve.Steps:
        return curve.steps(self.public.reports)

    @cached_property
    def points(self) -> tuple[curve.Point, ...]:
        return curve.points(self.steps)

    @cached_property
    def hours(self) -> tuple[Hour, ...]:
        return per_hour(self.public.stations, self.public.reports)

    @cached_property
    def result(self) -> Result:
        return add_up(of_count(each.count) for each in self.counts.values())

    @cached_property
    def ballot_types(self) -> tuple[BallotType, ...]:
        """Every kind of station that there is, in the order of `Kind`."""
        found = []
        for kind in Kind:
            these = [each for each in self.stations if each.kind is kind]
            if these:
                missing = tuple(each for each in these if each.number not in self.counts)
                found.append(BallotType(kind, len(these), missing))
        return tuple(found)

    @cached_property
    def candidate_votes(self) -> dict[int, dict[int, int]]:
        """Votes by list and candidate over the public counts that have candidates."""
        found: dict[int, Counter[int]] = {}
        for released in self.counts.values():
            for number, each in released.count.lists.items():
                if each.candidates is not None:
                    found.setdefault(number, Counter()).update(each.candidates)
        return {number: dict(each) for number, each in found.items()}

    @cached_property
    def telling(self) -> int:
        """How many public counts have the votes of the candidates, on each list that has any."""
        having = {each.number for each in self.public.ballot if each.candidates}
        return sum(
            bool(having)
            and all(
                each.candidates is not None for number, each in one.count.lists.items() if number in having
            )
            for one in self.counts.values()
        )

    @cached_property
    def newest(self) -> ReleasedCount | None:
        """The count that became public last; of several at once, that of the highest station number."""
        return max(self.counts.values(), key=lambda each: (each.since, each.station), default=None)

    @cached_property
    def leading(self) -> dict[int, Leading]:
        """The largest list by station with a public count."""
        referendum = self.public.ballot.referendum
        return {number: leading(each.count, referendum) for number, each in self.counts.items()}

    @cached_property
    def dots(self) -> dots.Drawing | None:
        """Its stations on a map: by votes once any count is public, by voters before; None without places."""
        cast = {number: each.count.cast for number, each in self.counts.items()}
        return dots.draw(self.stations, cast or self.admitted_by_station, self.public.outline)

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        return span(self.public.stations)


def span(stations: Iterable[Station]) -> tuple[datetime, datetime] | None:
    """From the first opening to the last closing; None where no hours are known."""
    hours = [each for station in stations for each in station.hours]
    if not hours:
        return None
    return min(each.opens for each in hours), max(each.closes for each in hours)
