"""The board: one line per station, what needs a hand on top. Four queries, however many stations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stemdag.desk.board.stock import Stock, stock
from stemdag.domain.count_state import CountState
from stemdag.domain.station import Kind
from stemdag.domain.turnout import Turnout
from stemdag.elections.models import Municipality, Station
from stemdag.journal.models import StationDay

#: A station that has not opened so long after its opening time needs a telephone call.
LATE = timedelta(minutes=15)
#: The filters of the board, in order on the screen.
FILTERS = ("all", "hand", "expected", "held", "accepted")
#: Why a station needs a hand, the most pressing first.
HANDS = ("urgent", "voters", "held", "stock", "late")
_ORDER = {hand: turn for turn, hand in enumerate((*HANDS, ""))}


@dataclass(frozen=True, slots=True)
class Line:
    """One station. `postcode` only where its name alone would not tell it apart.

    `state` is where its count stands; `by_office` where the office decided on it, `returned` where it handed
    it back. `closed` is since when the office has the station closed.
    `hand` says why it needs one: `urgent` (an incident that nobody answered), `voters` (came after the office
    closed it), `held`, `stock` (ballots are short, or something was asked for), `late` (should be open and is
    not), or nothing. `unanswered` are its messages since the office last wrote to it.
    """

    number: int
    name: str
    postcode: str
    kind: Kind
    electorate: int | None
    opened_at: datetime | None
    turnout: Turnout | None
    state: CountState
    by_office: bool
    received_at: datetime | None
    last_seen: datetime | None
    hand: str
    unanswered: int = 0
    urgent: int = 0
    returned: bool = False
    closed: datetime | None = None
    stock: Stock = field(default_factory=Stock)

    @property
    def pressing(self) -> bool:
        """Whether it cannot wait: red, where other hands are yellow."""
        return self.hand in HANDS[:3]

    def answers(self, query: str) -> bool:
        """Whether the line is what somebody looks for: a number, or a part of name or postcode."""
        if query.lstrip("-").isdigit():
            return str(self.number) == query or query in self.name
        wanted = query.casefold()
        return wanted in self.name.casefold() or (
            wanted.replace(" ", "") in self.postcode.casefold().replace(" ", "")
        )

    def belongs(self, chosen: str) -> bool:
        """Whether the line stands under a filter."""
        groups = {
            "all": True,
            "hand": bool(self.hand),
            "held": self.state.waits or self.returned,
            "accepted": self.state.counts,
        }
        return groups.get(chosen, self.state == chosen)


@dataclass(frozen=True, slots=True)
class Board:
    """The lines asked for, and the figures of all stations.

    `other_electorate` is what another source says of the municipality's. `without_electorate` are the regular
    stations whose own is missing or 0, where others have one: a postal station has none by its nature.
    """

    lines: tuple[Line, ...]
    stations: int
    opened: int
    turnout: Turnout
    per_filter: dict[str, int]
    other_electorate: int | None = None
    without_electorate: tuple[int, ...] = ()

    @property
    def received(self) -> int:
        return self.per_filter["held"] + self.per_filter["accepted"]


def board(row: Municipality, now: datetime, query: str = "", chosen: str = "all") -> Board:
    """The board of a municipality at `now`, narrowed to `query` and to the filter `chosen`."""
    found = lines(row, now)
    query = query.strip()
    shown = [line for line in found if line.belongs(chosen) and (not query or line.answers(query))]
    return Board(
        lines=tuple(sorted(shown, key=lambda line: (_ORDER[line.hand], line.number))),
        stations=len(found),
        opened=sum(line.opened_at is not None for line in found),
        turnout=Turnout(sum(line.turnout.admitted for line in found if line.turnout), row.electorate),
        per_filter={each: sum(line.belongs(each) for line in found) for each in FILTERS},
        other_electorate=row.other_electorate,
        without_electorate=_without(found),
    )


def _without(found: list[Line]) -> tuple[int, ...]:
    regular = [line for line in found if line.kind is Kind.REGULAR]
    missing = tuple(line.number for line in regular if not line.electorate)
    return missing if len(missing) < len(regular) else ()


def lines(row: Municipality, now: datetime) -> list[Line]:
    """Every station of a municipality by number, with what the journal knows of its day."""
    days = {
        day.station: day
        for day in StationDay.objects.filter(
            chain__election=row.election.eml_id, chain__municipality=row.code
        )
    }
    stations = list(row.stations.all())
    names = Counter(station.name for station in stations)
    stocks = stock(row, stations, days, now)
    return [
        _line(
            station,
            days.get(station.number) or StationDay(station=station.number),
            stocks[station.number],
            names,
            now,
        )
        for station in stations
    ]


def _line(station: Station, day: StationDay, stock: Stock, names: Counter[str], now: datetime) -> Line:
    return Line(
        number=station.number,
        name=station.name,
        postcode=station.postcode if names[station.name] > 1 else "",
        kind=Kind(station.kind),
        electorate=station.electorate,
        opened_at=day.opened_at,
        turnout=Turnout(day.admitted, station.electorate) if day.admitted is not None else None,
        state=CountState(day.state),
        by_office=day.state == CountState.CORRECTED
        or (day.state == CountState.ACCEPTED and day.accepted_at != day.received_at),
        received_at=day.received_at,
        last_seen=day.last_seen,
        hand=_hand(station, day, stock, now),
        unanswered=day.unanswered,
        urgent=day.urgent,
        returned=day.is_returned,
        closed=day.office_closed_at,
        stock=stock,
    )


def _hand(station: Station, day: StationDay, stock: Stock, now: datetime) -> str:
    if day.urgent:
        return "urgent"
    if day.office_closed_at and day.after_closing:
        return "voters"
    if CountState(day.state).waits:
        return "held"
    if stock.needs:
        return "stock"
    if day.office_closed_at:
        return ""
    opens = min((datetime.fromisoformat(opens) for opens, _ in station.hours), default=None)
    late = (
        opens is not None
        and day.opened_at is None
        and day.state == CountState.EXPECTED
        and now >= opens + LATE
    )
    return "late" if late else ""
