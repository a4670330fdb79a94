"""What a process keeps of a board, and how it is brought up to date.

Brought up to the journal each time: the entries after the one up to which it knows say which stations to
read again. Where the journal is another one, or the definition, all is read anew. What needs the clock alone
(late, silent, short of members) is judged each time, a forecast of ballots every ten minutes, each station's
at another one, so that a board of 600 neither thinks nor sends all of it at once.

Kept in memory alone. Nothing of a vote is in it: of a count it knows where it stands.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

from django.db.models import Max
from django.utils.safestring import SafeString

from stemdag.desk.board import passes
from stemdag.desk.board.lines import Board, Line, Place, line, places
from stemdag.desk.board.mark import mark
from stemdag.desk.board.present import People, note
from stemdag.desk.board.stock import Stock, stock
from stemdag.desk.release import acts as releases
from stemdag.domain.expectation import Told, ahead, end_share, shape_of, told
from stemdag.domain.presence import manned
from stemdag.domain.turnout import Turnout
from stemdag.elections import earlier, tailored
from stemdag.elections.models import Municipality, Station
from stemdag.journal.models import Chain, DeviceDay, Entry, StationDay

#: For how long the definition is taken to be as it was, and what devices said of themselves: no entries tell.
OUTSIDE = timedelta(seconds=10)
#: Every how many minutes a forecast is made again where nothing new was said.
FORECAST = 10
#: More new entries than this are read as a new day.
MOST = 5_000
#: Of a definition, what the lines of a board follow from.
_COLUMNS = (
    "number", "name", "kind", "postcode", "electorate", "hours", "counts_from", "quarter",
    "latitude", "longitude",
)  # fmt: skip


@dataclass
class Kept:
    """One municipality's board. `lines` by number; one that is as it was is the same object, so that what
    was made of it (`marks`, `drawn`; by `rows`) still holds. `placed` is the mark of the
    definition's part. `standing` is the release's, `twice` the passes that count twice."""

    lines: dict[int, Line] = field(default_factory=dict)
    board: Board = field(default_factory=lambda: Board((), Turnout(0, None)))
    marks: dict[int, tuple[Line, date, str]] = field(default_factory=dict)
    drawn: dict[tuple[Any, ...], tuple[Line | str, SafeString]] = field(default_factory=dict)
    placed: str = ""
    standing: releases.Standing | None = None
    twice: tuple[passes.Twice, ...] = ()
    lock: Lock = field(default_factory=Lock)
    as_of: datetime | None = None
    _at: tuple[int, str] = (0, "")
    _defined: Any = None
    _looked: datetime | None = None
    _places: dict[int, Place] = field(default_factory=dict)
    _stations: dict[int, Station] = field(default_factory=dict)
    _days: dict[int, StationDay] = field(default_factory=dict)
    _stocks: dict[int, Stock] = field(default_factory=dict)
    _slots: dict[int, tuple[int, bool]] = field(default_factory=dict)
    _people: People = field(default_factory=lambda: defaultdict(dict))
    _told: dict[int, Told] = field(default_factory=dict)
    _usual: float | None = None
    _heard: dict[int, datetime] = field(default_factory=dict)

    def renew(self, row: Municipality, now: datetime) -> None:
        """Bring it up to what the journal says now, and within `OUTSIDE` to what does not stand in it."""
        # The chain first: what comes in after it is read now, and once more the next time.
        chain = Chain.objects.filter(election=row.election.eml_id, municipality=row.code).first()
        since = self._since(row, chain)
        due = self._looked is None or not timedelta() <= now - self._looked < OUTSIDE
        if due:
            defined = _defined(row)
            if defined != self._defined:
                since, self._defined = None, defined
            self._looked = now
        if since is None:
            self._begin(row)
            since = set(self._stations)
        head, before = (chain.length, chain.head) if chain else (0, ""), self._at
        self._at = head
        if due or head != before:
            due_too = self._read(row, chain, since, now, devices=due)
            self._write(row, now, set(self._places) if due else since | due_too)
        # Not of this chain alone: a moment is put later for a whole election, a pass comes back elsewhere.
        self.standing, self.twice = releases.standing(row), tuple(passes.twice(row))
        self.as_of = now

    def _since(self, row: Municipality, chain: Chain | None) -> set[int] | None:
        """The stations of the entries that are new, taken in where that needs no more; None to begin anew."""
        length, head = self._at
        if chain is None:
            return set() if not length else None
        if (chain.length, chain.head) == self._at:
            return set()
        if not 0 <= chain.length - length <= MOST:
            return None
        entries = list(
            Entry.objects.filter(chain=chain, seq__gte=length)
            .order_by("seq")
            .values_list("seq", "hash", "station", "kind")
        )
        if length and (not entries or entries[0][:2] != (length, head)):
            return None
        fresh = [each for each in entries if each[0] > length]
        if any(kind == "presence.noted" for *_, kind in fresh):
            note(row, length, self._people)
        if any(station is None for _, _, station, _ in fresh):
            # What concerns them all may be of the definition.
            self._looked = None
        return {station for _, _, station, _ in fresh if station in self._stations}

    def _begin(self, row: Municipality) -> None:
        stations = list(row.stations.all())
        self._stations = {each.number: each for each in stations}
        self._places = places(row, stations)
        self.placed = mark(list(self._places.values()))
        self._days, self._told, self._slots, self._stocks = {}, {}, {}, {}
        self.lines, self.marks, self.drawn, self._at = {}, {}, {}, (0, "")
        self.board = Board((), Turnout(0, row.electorate), row.other_electorate)
        self._people = note(row)

    def _read(
        self, row: Municipality, chain: Chain | None, these: set[int], now: datetime, *, devices: bool
    ) -> set[int]:
        """Read these stations again, and forecasts whose turn it is; whose those are."""
        if devices or len(these) == len(self._stations):
            there = DeviceDay.objects.filter(chain=chain, revoked_at=None).order_by()
            self._heard = dict(
                there.values_list("station").annotate(last=Max("last_seen")).values_list("station", "last")
            )
        shape = shape_of(earlier.value(row))
        if chain is not None and these:
            only = {} if len(these) == len(self._stations) else {"station__in": these}
            self._days |= {day.station: day for day in StationDay.objects.filter(chain=chain, **only)}
        for number in these:
            day, place = self._days.get(number), self._places[number]
            said = (day.admitted, day.reported_at) if day else (None, None)
            self._told[number] = told(*said, place.open_in, place.electorate, shape)
        minutes = int(now.timestamp()) // 60
        slots = {
            number: ((minutes + number) // FORECAST, place.is_over(now))
            for number, place in self._places.items()
        }
        due = {number for number, slot in slots.items() if self._slots.get(number) != slot} | these
        self._slots = slots
        if due:
            self._stocks |= stock(row, [self._stations[each] for each in sorted(due)], self._days, now)
        return due

    def _write(self, row: Municipality, now: datetime, these: set[int]) -> None:
        """The lines of these stations anew; of all where what they are set against is another."""
        usual = end_share(earlier.value(row), list(self._told.values()))
        if usual != self._usual or not self.lines:
            these, self._usual = set(self._places), usual
        least = tailored.tailoring(row).least_members
        found = dict(self.lines)
        for number in sorted(these):
            place = self._places[number]
            fresh = line(
                place,
                self._days.get(number) or StationDay(station=number),
                self._stocks[number],
                manned(self._people[number].values(), least, now),
                self._heard.get(number),
                ahead(self._told[number], usual),
                now,
            )
            before = self.lines.get(number)
            found[number] = before if before == fresh and before is not None else fresh
        if any(found[number] is not self.lines.get(number) for number in found) or not self.board.lines:
            admitted = sum(each.turnout.admitted for each in found.values() if each.turnout)
            turnout = Turnout(admitted, row.electorate)
            self.board = Board(tuple(found.values()), turnout, row.other_electorate)
        self.lines = found


def _defined(row: Municipality) -> Any:
    """Of a definition, what the lines of a board follow from."""
    of = row.election
    return (
        list(row.stations.values_list(*_COLUMNS)),
        row.tailoring,
        row.earlier,
        (row.electorate, row.other_electorate, of.date, of.zone),
    )
