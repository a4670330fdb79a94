"""Where a chair is: the station that signed in, its election, and what the day's record has of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from stemdag.domain import station as s
from stemdag.domain.ballot import Ballot
from stemdag.domain.election import Election
from stemdag.domain.letters import Day
from stemdag.elections import models, values
from stemdag.journal import aside
from stemdag.journal.models import Chain, Entry, StationDay, TurnoutReport


@dataclass(frozen=True)
class Place:
    """One station on its day, as it stood when the request came in."""

    row: models.Station

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def by(self) -> str:
        """Who writes, in the journal."""
        return f"station:{self.row.number}"

    @property
    def municipality(self) -> models.Municipality:
        return self.row.municipality

    @cached_property
    def election(self) -> Election:
        return values.election(self.municipality.election)

    @cached_property
    def station(self) -> s.Station:
        return values.station(self.row)

    @cached_property
    def ballot(self) -> Ballot:
        return values.ballot(self.municipality)

    @property
    def counting(self) -> s.Counting:
        return s.Counting(self.municipality.counting)

    @cached_property
    def chain(self) -> Chain | None:
        return Chain.objects.filter(election=self.election.id, municipality=self.municipality.code).first()

    @cached_property
    def day(self) -> StationDay:
        """What the record has of this station; an unsaved, empty row where that is nothing yet."""
        found = (
            StationDay.objects.filter(chain=self.chain, station=self.number).first() if self.chain else None
        )
        return found or StationDay(chain=self.chain, station=self.number)

    def reports(self) -> list[TurnoutReport]:
        """Its turnout reports, the last one first."""
        if self.chain is None:
            return []
        return list(TurnoutReport.objects.filter(chain=self.chain, station=self.number).order_by("-seq"))

    @cached_property
    def known(self) -> Day:
        """What the record itself has of this day, to set beside a count."""
        day = self.day
        scanned = {"A": day.poll_cards, "B": day.proxies, "C": day.voter_cards}
        after = self.station.hours[-1].closes if self.station.hours else self.counts_from
        late = [each for each in self.reports() if each.at >= after]
        last = max(late, key=lambda each: (each.at, each.seq), default=None)
        return Day(
            scanned=scanned if any(scanned.values()) else None,
            admitted=last.admitted if last else None,
            electorate=self.station.electorate or None,
        )

    @cached_property
    def handed_back(self) -> str | None:
        """The office's words where it handed the count back and waits; empty where they were destroyed."""
        return self._word("count.returned") if self.day.is_returned else None

    @cached_property
    def to_look_at(self) -> frozenset[str]:
        """The fields of the form that the office marked where it handed the count back."""
        return (
            frozenset(self._word("count.returned", "marks").split()) if self.day.is_returned else frozenset()
        )

    @cached_property
    def closed_by_office(self) -> str | None:
        """Why the office closed this station, while it is closed; empty where the words were destroyed."""
        return self._word("station.closed_by_office") if self.day.office_closed_at else None

    def _word(self, kind: str, name: str = "reason") -> str:
        assert self.chain is not None
        entry = self.chain.entries.filter(kind=kind, station=self.number).order_by("seq").last()
        texts = [aside.read(each) for each in entry.asides.filter(name=name)] if entry else []
        return " ".join(each for each in texts if each)

    def received(self) -> list[Entry]:
        """The entries of its own counts (not those of official files), the last one first."""
        if self.chain is None:
            return []
        rows = self.chain.entries.filter(kind="count.received", station=self.number, by=self.by)
        return list(rows.order_by("-seq"))

    @property
    def first_day(self) -> date:
        """The first day on which this station does anything."""
        if self.station.hours:
            return self.station.hours[0].opens.astimezone(self.election.tz).date()
        return self.election.days[0]

    @property
    def must_open(self) -> bool:
        """Whether voters come to it: a postal station without hours has no door to open."""
        return self.station.kind is not s.Kind.POSTAL or bool(self.station.hours)

    @property
    def counts_from(self) -> datetime:
        """The earliest moment of counting."""
        return values.counts_from(self.election, self.station)

    @property
    def register(self) -> int:
        """The version of the municipality's register of invalid passes; 0 where there is none."""
        try:
            return self.municipality.register.version
        except models.PassRegister.DoesNotExist:
            return 0

    def not_counting(self, now: datetime) -> str | None:
        """Why no count can be sent yet: `count.early`, `count.unopened`, or None."""
        if now < self.counts_from:
            return "count.early"
        if self.must_open and self.day.opened_at is None:
            return "count.unopened"
        return None
