"""What an incident is, and the ground that it is played on: a town, its stations, its office, its servers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from heapq import heapify, heappop, heappush
from typing import Any

import httpx

from stemdag.rehearsal.day import RehearsedElection
from stemdag.rehearsal.device import AppDoor
from stemdag.rehearsal.doors import DoorClosed, OfficeDoor, StationDoor, Visitor
from stemdag.zones import NotUp

#: An official who did nothing for longer signs in again, as a session ends.
SIGNED_IN = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Seen:
    """What must be seen at a door, and what was."""

    what: str
    expected: object
    seen: object

    @property
    def right(self) -> bool:
        return self.expected == self.seen


def words(value: object) -> str:
    """What was expected or seen, to be read."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, set):
        return words(sorted(value))
    if isinstance(value, (list, tuple)):
        return ", ".join(map(words, value)) or "none"
    return str(value) or "nothing"


@dataclass(frozen=True, slots=True)
class Server:
    """A back office beside the others: its line, and its end as in a power cut."""

    line: httpx.Client
    kill: Callable[[], None]


@dataclass
class Ground(ABC):
    """A town of which each incident has stations of its own; all incidents share its day and its clock."""

    played: RehearsedElection
    http: httpx.Client
    account: tuple[str, str]
    now: datetime
    _taken: int = 0
    _office: OfficeDoor | None = None
    _signed_in: datetime | None = field(default=None)

    @abstractmethod
    def move(self, moment: datetime) -> None:
        """The clock of everybody goes on to `moment`."""

    @abstractmethod
    def code(self, station: int) -> str:
        """A station code on paper, for one device."""

    @abstractmethod
    def register(self, lines: Sequence[str]) -> None:
        """The municipality loads its register of invalid passes, by its command."""

    @abstractmethod
    def public(self) -> dict[str, Any]:
        """The town's data file on the public site, as of the gate's last beat."""

    @abstractmethod
    def servers(self) -> tuple[Server, Server]:
        """Two more servers of the back office."""

    @property
    def election(self) -> str:
        return self.played.election.id

    @property
    def code_of_town(self) -> str:
        return self.played.municipalities[0].municipality.code

    def at(self, clock: str, days: int = 0) -> datetime:
        """A moment of the election's day by the clock on the wall, or of a day beside it."""
        day = self.played.election.date + timedelta(days=days)
        return datetime.combine(day, time.fromisoformat(clock), self.played.election.tz)

    def wall(self, moment: str | datetime) -> str:
        """That moment by the clock on the wall."""
        found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return f"{found.astimezone(self.played.election.tz):%H:%M}"

    def station(self) -> int:
        """A station that no other incident has."""
        self._taken += 1
        return self.played.municipalities[0].stations[self._taken - 1].number

    def device(self, station: int, http: httpx.Client | None = None) -> AppDoor:
        """A device that is put to use with a card of this station."""
        door = AppDoor(Visitor(http or self.http), self.election)
        door.sign_in(self.code(station))
        return door

    def pages(self, station: int) -> StationDoor:
        """A browser without the app, signed in at this station."""
        door = StationDoor(Visitor(self.http))
        door.sign_in(self.code(station))
        return door

    def office(self) -> OfficeDoor:
        """An official at the town's desk."""
        if self._office is None or self._signed_in is None or self.now - self._signed_in > SIGNED_IN:
            self._office = OfficeDoor(Visitor(self.http), self.election, self.code_of_town)
            self._office.sign_in(*self.account)
            self._signed_in = self.now
        return self._office


@dataclass(frozen=True, slots=True)
class Incident:
    """`play` waits for each moment that it gives, and says what it sees in between."""

    number: int
    happened: str
    play: Callable[[Ground], Iterator[datetime | Seen]]


def play(
    incidents: Sequence[Incident], ground: Ground, told: Callable[[Incident, datetime, Seen], None]
) -> None:
    """All of them on one day, each waiting for its own moments.

    One that a door stops has ended as it should not; the others go on.
    """
    waiting = [(ground.now, turn, each, each.play(ground)) for turn, each in enumerate(incidents)]
    heapify(waiting)
    while waiting:
        moment, turn, incident, steps = heappop(waiting)
        if moment > ground.now:
            ground.move(moment)
        try:
            for step in steps:
                if isinstance(step, datetime):
                    heappush(waiting, (step, turn, incident, steps))
                    break
                told(incident, ground.now, step)
        except (DoorClosed, NotUp, LookupError, httpx.HTTPError) as error:
            told(incident, ground.now, Seen("what stopped it", "nothing", f"{type(error).__name__}: {error}"))
