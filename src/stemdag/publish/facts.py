"""What pages and data files show, derived from a `PublicDay`: sums, states, what is in and what is missing.

A facts value compares by what it was made from, so two equal ones give the same bytes; everything derived is
worked out once, when a file asks for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from stemdag.domain.ballot import Ballot, CandidateList
from stemdag.domain.count import Count
from stemdag.domain.earlier import Earlier, together
from stemdag.domain.election import Election
from stemdag.domain.station import Kind, Municipality, Station
from stemdag.domain.theme import Theme
from stemdag.domain.turnout import Turnout, TurnoutReport, latest
from stemdag.domain.withdrawal import Withdrawal
from stemdag.publish import curve, dots
from stemdag.publish.chosen import Lists
from stemdag.publish.day import PublicElection, PublicMunicipality, ReleasedCount
from stemdag.publish.hours import Hour, per_hour
from stemdag.publish.leading import Leading, leading


class State(StrEnum):
    """Where the results of a municipality stand for the public."""

    BEFORE = "before"  # the release moment has not come
    WITHHELD = "not-released"  # it has come, but this municipality has not released
    RELEASED = "released"
    WITHDRAWN = "withdrawn"  # its results are not shown, whether they were or not


class Status(StrEnum):
    """What the counts of an area are: ours, or those of the official record; some of them in between."""

    PRELIMINARY = "preliminary"
    PARTLY = "partly-official"
    OFFICIAL = "official"  # every station's is


@dataclass(frozen=True, slots=True)
class Result:
    """The sum of counts. `votes` by list number; `of` counts were added up."""

    of: int = 0
    votes: Mapping[int, int] = field(default_factory=dict)
    blank: int = 0
    invalid: int = 0
    admitted: int = 0
    cast: int = 0

    @property
    def candidate_votes(self) -> int:
        return sum(self.votes.values())

    def whole(self, referendum: bool) -> int:
        """What a share is a share of: votes on lists, at a referendum also blank ones."""
        return self.candidate_votes + (self.blank if referendum else 0)


def add_up(results: Iterable[Result]) -> Result:
    votes: Counter[int] = Counter()
    of = blank = invalid = admitted = cast = 0
    for each in results:
        of += each.of
        blank += each.blank
        invalid += each.invalid
        admitted += each.admitted
        cast += each.cast
        for number, more in each.votes.items():
            votes[number] += more
    return Result(of, dict(sorted(votes.items())), blank, invalid, admitted, cast)


def of_count(count: Count) -> Result:
    votes = {number: each.total for number, each in sorted(count.lists.items())}
    return Result(1, votes, count.blank, count.invalid, count.admitted, count.cast)


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


@dataclass(frozen=True)
class ElectionFacts:
    """What an election's page and data file show: its municipalities together."""

    rehearsal: bool
    folder: str
    public: PublicElection
    municipalities: tuple[MunicipalityFacts, ...]
    folders: tuple[str, ...]
    site: str = ""

    @property
    def election(self) -> Election:
        return self.public.election

    @cached_property
    def state(self) -> State:
        """Released as soon as one municipality is; before, as long as one still waits for its moment."""
        states = {each.state for each in self.municipalities}
        if State.RELEASED in states:
            return State.RELEASED
        if states == {State.WITHDRAWN}:
            return State.WITHDRAWN
        return State.BEFORE if State.BEFORE in states or not states else State.WITHHELD

    @property
    def withdrawn(self) -> Withdrawal | None:
        """Why nothing of the election is shown; None where something is, or waits for its moment."""
        if self.state is not State.WITHDRAWN:
            return None
        acts = [each.public.withdrawn for each in self.municipalities if each.public.withdrawn]
        return max(acts, key=lambda act: (act.at, act.id))

    @property
    def moment(self) -> datetime:
        return max((each.public.moment for each in self.municipalities), default=self.election.release)

    @cached_property
    def stations(self) -> int:
        return sum(len(each.stations) for each in self.municipalities)

    @cached_property
    def official(self) -> int:
        """Of how many stations the official count is public."""
        return sum(each.official for each in self.municipalities)

    @property
    def status(self) -> Status:
        if not self.official:
            return Status.PRELIMINARY
        return Status.OFFICIAL if self.official == self.stations else Status.PARTLY

    @cached_property
    def reported(self) -> int:
        return sum(len(each.admitted_by_station) for each in self.municipalities)

    @cached_property
    def turnout(self) -> Turnout:
        """The electorate is known only where every municipality's is."""
        known = [each.turnout for each in self.municipalities]
        electorate = sum(each.electorate or 0 for each in known) if all(t.electorate for t in known) else None
        return Turnout(sum(each.admitted for each in known), electorate)

    @cached_property
    def electorate_counted(self) -> tuple[int, int] | None:
        """Of all municipalities together; None where it is not known of one."""
        known = [each.electorate_counted for each in self.municipalities]
        parts = [each for each in known if each is not None]
        if len(parts) < len(known):
            return None
        return sum(counted for counted, _ in parts), sum(whole for _, whole in parts)

    @cached_property
    def points(self) -> tuple[curve.Point, ...]:
        return curve.points(curve.together(each.steps for each in self.municipalities))

    @cached_property
    def result(self) -> Result:
        return add_up(each.result for each in self.municipalities)

    @cached_property
    def earlier(self) -> Earlier | None:
        """The earlier election, where all municipalities have a result of it."""
        return together(each.public.earlier for each in self.municipalities)

    @cached_property
    def ballot(self) -> Ballot:
        """The lists of all municipalities by number, without candidates; the first name of a number holds."""
        found: dict[int, CandidateList] = {}
        for ballot in {id(each.public.ballot): each.public.ballot for each in self.municipalities}.values():
            for one in ballot:
                found.setdefault(one.number, one)
        referendum = any(each.public.ballot.referendum for each in self.municipalities)
        return Ballot(tuple(found[number] for number in sorted(found)), referendum)

    @cached_property
    def lists_agree(self) -> bool:
        """Whether a list number means the same list everywhere: else votes cannot be added up."""
        return agree(each.public.ballot for each in self.municipalities)

    @property
    def complete(self) -> bool:
        return is_complete(self.public)

    @cached_property
    def lists(self) -> Lists:
        """The lists with their candidates, seats and elected."""
        return Lists(self)

    @cached_property
    def districts(self) -> tuple[DistrictFacts, ...]:
        """Its electoral districts that have a page: there are none where there is but one."""
        found: dict[str, list[tuple[MunicipalityFacts, str]]] = {}
        for each, folder in zip(self.municipalities, self.folders, strict=True):
            if each.district:
                found.setdefault(each.district, []).append((each, folder))
        return tuple(DistrictFacts(self, district, these) for district, these in found.items())

    @cached_property
    def by_name(self) -> list[tuple[MunicipalityFacts, str]]:
        """The municipalities with their folders, in the order of their names."""
        pairs = zip(self.municipalities, self.folders, strict=True)
        return sorted(pairs, key=lambda one: (_sortable(one[0].municipality.name), one[0].municipality.code))

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        return span(one for each in self.municipalities for one in each.public.stations)


class DistrictFacts:
    """An electoral district (kieskring) of an election: its municipalities as if they were one."""

    def __init__(
        self, whole: ElectionFacts, folder: str, municipalities: Sequence[tuple[MunicipalityFacts, str]]
    ) -> None:
        facts = tuple(each for each, _ in municipalities)
        area = facts[0].municipality.district
        assert area is not None
        self.area, self.folder = area, folder
        self.part = ElectionFacts(
            whole.rehearsal,
            whole.folder,
            PublicElection(whole.election, tuple(each.public for each in facts), complete=False),
            facts,
            tuple(part for _, part in municipalities),
        )


def _sortable(name: str) -> str:
    """`'s-Gravenhage` stands under the g, as in Dutch lists."""
    return name.lower().removeprefix("'s-").removeprefix("'s ").removeprefix("'t ")


def agree(ballots: Iterable[Ballot]) -> bool:
    """Whether a list number means the same list on all of them."""
    names: dict[int, str] = {}
    return all(
        names.setdefault(one.number, one.name) == one.name
        for ballot in {id(each): each for each in ballots}.values()
        for one in ballot
    )


def span(stations: Iterable[Station]) -> tuple[datetime, datetime] | None:
    """From the first opening to the last closing; None where no hours are known."""
    hours = [each for station in stations for each in station.hours]
    if not hours:
        return None
    return min(each.opens for each in hours), max(each.closes for each in hours)


def is_complete(public: PublicElection) -> bool:
    """Whether all municipalities of the election are in this system."""
    if public.complete is not None:
        return public.complete
    domain = public.election.domain
    return domain is not None and [each.municipality.code for each in public.municipalities] == [domain.code]
