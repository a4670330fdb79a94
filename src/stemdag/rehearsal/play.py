"""Plays a planned day through the doors, under a clock that it moves itself from beat to beat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

import httpx

from stemdag.domain.checks import check
from stemdag.domain.election import Category
from stemdag.domain.passes import PassKind
from stemdag.rehearsal.device import AppDoor, Pass
from stemdag.rehearsal.doors import Chair, OfficeDoor, StationDoor, Visitor
from stemdag.rehearsal.plan import Act, Event, Plan

#: Moves the clock of all zones; returns when the gate has done its beat, where there is one at this moment.
MoveClock = Callable[[datetime], None]

OF_THE_OFFICE = frozenset({Act.ARM, Act.HOLD, Act.ACCEPT})


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the office hands out on paper: codes of stations, the desk's accounts and passphrases."""

    codes: Mapping[tuple[str, str, int], str]
    accounts: Mapping[tuple[str, str], tuple[str, str]]
    passphrases: Mapping[tuple[str, str], str]


@dataclass
class Player:
    """Everybody of a day: chairs and officials, each with a browser.

    `hands` is how many of them act at once where acts fall on the same moment; 1 makes a day repeatable to
    the byte. Chairs have the app; those of the stations whose numbers are in `by_pages`, the pages.
    """

    http: httpx.Client
    credentials: Credentials
    plan: Plan
    hands: int = 4
    by_pages: frozenset[int] = frozenset()
    _stations: dict[tuple[str, str, int], Chair] = field(default_factory=dict)
    _offices: dict[tuple[str, str], OfficeDoor] = field(default_factory=dict)
    _open: set[tuple[str, str, int]] = field(default_factory=set)
    _unlocked: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def play(self, moments: Iterable[datetime], move: MoveClock, seen: Callable[[Event], None]) -> None:
        """Play the events in order; `moments` are the beats at which the clock stops in between."""
        beats = sorted(moments)
        events = groupby(self.plan.events, key=lambda event: event.at)
        with ThreadPoolExecutor(self.hands) as pool:
            for at, group in events:
                while beats and beats[0] <= at:
                    move(beats.pop(0))
                move(at)
                for _, acts in groupby(group, key=lambda event: event.act):
                    together = list(acts)
                    for event in (
                        pool.map(self._act, together) if self.hands > 1 else map(self._act, together)
                    ):
                        seen(event)
            for beat in beats:
                move(beat)

    def hear(self, at: datetime) -> None:
        """Every app asks for news, as it does each minute: so long as it does, the desk sees it as there."""
        for door in self._stations.values():
            if isinstance(door, AppDoor):
                door.hear(at)

    def _act(self, event: Event) -> Event:
        match event.act:
            case Act.SIGN_IN:
                self._station(event)
            case Act.OPEN:
                self._opened(event)
            case Act.SCAN:
                self._scan(event)
            case Act.TURNOUT:
                assert event.admitted is not None
                self._station(event).turnout(event.admitted, event.at)
            case Act.ARM:
                self._office(event).arm()
            case Act.HOLD:
                self._office(event).hold()
            case Act.COUNT:
                self._send(event)
            case Act.ACCEPT:
                self._accept(event)
        return event

    def _scan(self, event: Event) -> None:
        """Passes at a station with the app; the pages have no scanner."""
        door = self._station(event)
        if isinstance(door, AppDoor):
            door.offline = event.offline
            door.scan(passes(event), event.at)

    def _send(self, event: Event) -> None:
        assert event.count is not None
        if self._place(event) not in self._open:
            self._opened(event)  # a station without hours opens when it starts to count
        category = next(e.election.category for e in self.plan.elections if e.election.id == event.election)
        seen = errors(event, category)
        self._station(event).count(event.count, event.version, event.reason, seen, event.at)

    def _accept(self, event: Event) -> None:
        place = (event.election, event.municipality)
        office = self._office(event)
        # The control view locks itself after half an hour without use.
        if event.at - self._unlocked.get(place, datetime.min.replace(tzinfo=UTC)) > timedelta(minutes=20):
            office.unlock(self.credentials.passphrases[place])
        self._unlocked[place] = event.at
        assert event.station is not None
        office.look(event.station, event.version, event.reason)
        office.accept(event.station, event.version, event.reason)

    def _opened(self, event: Event) -> None:
        self._station(event).open(event.at)
        self._open.add(self._place(event))

    def _station(self, event: Event) -> Chair:
        """The chair's device; it signs in with the code when it is first taken up."""
        place = self._place(event)
        if place not in self._stations:
            visitor = Visitor(self.http)
            pages = event.station in self.by_pages
            door: Chair = StationDoor(visitor) if pages else AppDoor(visitor, event.election)
            door.sign_in(self.credentials.codes[place])
            self._stations[place] = door
        return self._stations[place]

    def _office(self, event: Event) -> OfficeDoor:
        place = (event.election, event.municipality)
        if place not in self._offices:
            office = OfficeDoor(Visitor(self.http), *place)
            office.sign_in(*self.credentials.accounts[place])
            self._offices[place] = office
        return self._offices[place]

    @staticmethod
    def _place(event: Event) -> tuple[str, str, int]:
        assert event.station is not None
        return event.election, event.municipality, event.station


def passes(event: Event) -> list[Pass]:
    """The passes of an event, each with a number that no other one of the day has."""
    assert event.scanned is not None
    name = f"{event.municipality}{abs(event.station or 0):04}{event.at:%d%H%M}"
    kinds = [kind for kind, number in zip(PassKind, event.scanned, strict=True) for _ in range(number)]
    return [Pass(f"{name}{turn:04}", kind, f"{name}-{turn}") for turn, kind in enumerate(kinds)]


def errors(event: Event, category: Category) -> str:
    """The codes of the errors on a form, as the page hands them back once the chair has seen them."""
    assert event.count is not None
    found = {each.code for each in check(event.count, category) if each.is_error}
    return ",".join(sorted(found))


def beats(first: datetime, last: datetime, seconds: int) -> list[datetime]:
    """Every beat from just before `first` to just after `last`; whole multiples since 2000, as the gate's."""
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    step = timedelta(seconds=seconds)
    at = epoch + ((first - epoch) // step) * step
    found = [at]
    while at <= last:
        at += step
        found.append(at)
    return found
