"""What the pages and data files of an election and its districts show: their municipalities together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from stemdag.domain.ballot import Ballot, CandidateList
from stemdag.domain.earlier import Earlier, together
from stemdag.domain.election import Election
from stemdag.domain.theme import Theme
from stemdag.domain.turnout import Turnout
from stemdag.domain.withdrawal import Withdrawal
from stemdag.publish import curve
from stemdag.publish.chosen import Lists
from stemdag.publish.day import PublicElection
from stemdag.publish.facts import MunicipalityFacts, span
from stemdag.publish.result import Result, State, Status, add_up


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

    @property
    def theme(self) -> Theme | None:
        """Of an election of one municipality: that of the municipality."""
        return self.municipalities[0].public.theme if len(self.municipalities) == 1 else None

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


def agree(ballots: Iterable[Ballot]) -> bool:
    """Whether a list number means the same list on all of them."""
    names: dict[int, str] = {}
    return all(
        names.setdefault(one.number, one.name) == one.name
        for ballot in {id(each): each for each in ballots}.values()
        for one in ballot
    )


def is_complete(public: PublicElection) -> bool:
    """Whether all municipalities of the election are in this system."""
    if public.complete is not None:
        return public.complete
    domain = public.election.domain
    return domain is not None and [each.municipality.code for each in public.municipalities] == [domain.code]
