"""The lines of the board: where a station stands, whether it needs a hand, and which filters show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from stemdag.desk.board.stock import Stock
from stemdag.desk.talk.line import SILENT
from stemdag.domain.count_state import CountState
from stemdag.domain.day_shape import Span, spans
from stemdag.domain.location import Location
from stemdag.domain.presence import Manned
from stemdag.domain.station import Kind
from stemdag.domain.turnout import Turnout
from stemdag.elections import values
from stemdag.elections.models import Municipality, Station
from stemdag.journal.models import StationDay

#: A station that has not opened so long after its opening time needs a telephone call.
LATE = timedelta(minutes=15)
#: The filters of the board, in order on the screen.
FILTERS = ("all", "hand", "silent", "expected", "counting", "held", "accepted")
#: Why a station needs a hand, the most pressing first.
HANDS = ("urgent", "voters", "held", "stock", "silent", "short", "late")
#: Those that cannot wait.
PRESSING = HANDS[:3]
_ORDER = {hand: turn for turn, hand in enumerate((*HANDS, ""))}


@dataclass(frozen=True, slots=True)
class Place:
    """What the definition says of a station. `postcode` only where its name alone would not tell it apart;
    `search` is all that it is found by beside number and name. `counts_from` is when it may count."""

    number: int
    name: str
    postcode: str
    search: str
    kind: Kind
    electorate: int | None
    quarter: str
    open_in: tuple[Span, ...]
    counts_from: datetime
    location: Location | None

    def votes(self, now: datetime) -> bool:
        """Whether it is open for voters by its hours."""
        return any(each.opens <= now < each.closes for each in self.open_in)

    def is_over(self, now: datetime) -> bool:
        """Whether it has closed for good by its hours."""
        return bool(self.open_in) and now >= self.open_in[-1].closes


@dataclass(frozen=True)
class Line:
    """One station.

    `state` is where its count stands; `by_office` where the office accepted it, `returned` where it handed it
    back, `counting` where it may count and nothing is in. `closed` is
    since when the office has the station closed, `silent` since when none of its devices was heard.
    `hand` says why it needs one: `urgent` (an incident that nobody answered), `voters` (came after the office
    closed it), `held`, `stock` (ballots are short, or something was asked for), `silent`, `short` (of
    members), `late` (should be open and is not), or nothing. `unanswered` are its messages since the office
    last wrote to it. `ahead` is by how many points its turnout is above what was expected of it.
    """

    place: Place
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
    counting: bool = False
    silent: datetime | None = None
    manned: Manned | None = None
    ahead: int | None = None

    @property
    def number(self) -> int:
        return self.place.number

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def postcode(self) -> str:
        return self.place.postcode

    @property
    def kind(self) -> Kind:
        return self.place.kind

    @property
    def pressing(self) -> bool:
        """Whether it cannot wait: red, where other hands are yellow."""
        return self.hand in PRESSING

    @property
    def order(self) -> int:
        """How pressing it is: 0 the most."""
        return _ORDER[self.hand]

    @cached_property
    def under(self) -> tuple[str, ...]:
        """The filters under which it stands."""
        marks = {
            "all": True,
            "hand": bool(self.hand),
            "silent": self.silent is not None,
            "expected": self.state is CountState.EXPECTED,
            "counting": self.counting,
            "held": self.state.waits or self.returned,
            "accepted": self.state.counts,
        }
        return tuple(name for name, true in marks.items() if true)

    def answers(self, query: str) -> bool:
        """Whether the line is what somebody looks for: a number, or a part of name, postcode or quarter."""
        if query.lstrip("-").isdigit():
            return str(self.number) == query or query in self.name
        wanted = query.casefold()
        return wanted in self.name.casefold() or wanted.replace(" ", "") in self.place.search

    def belongs(self, chosen: str) -> bool:
        """Whether the line stands under a filter."""
        return chosen in self.under


@dataclass(frozen=True)
class Board:
    """The lines of all stations by number, and their figures.

    `other_electorate` is what another source says of the municipality's. `without_electorate` are the regular
    stations whose own is missing or 0, where others have one: a postal station has none by its nature.
    """

    lines: tuple[Line, ...]
    turnout: Turnout
    other_electorate: int | None = None

    @property
    def stations(self) -> int:
        return len(self.lines)

    @cached_property
    def opened(self) -> int:
        return sum(line.opened_at is not None for line in self.lines)

    @cached_property
    def per_filter(self) -> dict[str, int]:
        found = Counter(name for line in self.lines for name in line.under)
        return {each: found[each] for each in FILTERS}

    @cached_property
    def received(self) -> int:
        return sum(line.state is not CountState.EXPECTED for line in self.lines)

    @cached_property
    def without_electorate(self) -> tuple[int, ...]:
        regular = [line.place for line in self.lines if line.kind is Kind.REGULAR]
        missing = tuple(each.number for each in regular if not each.electorate)
        return missing if len(missing) < len(regular) else ()


def places(row: Municipality, stations: Sequence[Station]) -> dict[int, Place]:
    """The stations of a municipality by number, in order."""
    election = values.election(row.election)
    names = Counter(each.name for each in stations)
    found = {}
    for each in sorted(stations, key=lambda one: one.number):
        value = values.station(each)
        found[each.number] = Place(
            number=each.number,
            name=each.name,
            postcode=each.postcode if names[each.name] > 1 else "",
            search=f"{each.postcode} {each.quarter}".casefold().replace(" ", ""),
            kind=value.kind,
            electorate=each.electorate,
            quarter=each.quarter,
            open_in=spans(value.hours, election.date, election.tz),
            counts_from=values.counts_from(election, value),
            location=value.location,
        )
    return found


def line(
    place: Place,
    day: StationDay,
    stock: Stock,
    manned: Manned | None,
    heard: datetime | None,
    ahead: float | None,
    now: datetime,
) -> Line:
    """The line of a station. `heard` is when the last of its devices was, None where it has none."""
    silent = heard if heard is not None and _is_silent(place, day, heard, now) else None
    return Line(
        place=place,
        opened_at=day.opened_at,
        turnout=Turnout(day.admitted, place.electorate) if day.admitted is not None else None,
        state=CountState(day.state),
        by_office=day.state == CountState.ACCEPTED and day.accepted_at != day.received_at,
        received_at=day.received_at,
        last_seen=day.last_seen,
        hand=_hand(place, day, stock, manned, now, is_silent=silent is not None),
        unanswered=day.unanswered,
        urgent=day.urgent,
        returned=day.is_returned,
        closed=day.office_closed_at,
        stock=stock,
        counting=day.state == CountState.EXPECTED and now >= place.counts_from,
        silent=silent,
        manned=manned,
        ahead=None if ahead is None else round(ahead * 100),
    )


def _is_silent(place: Place, day: StationDay, heard: datetime, now: datetime) -> bool:
    """Whether a station that should be in touch is not: while it votes, and while it counts."""
    at_work = place.votes(now) or now >= place.counts_from
    through = CountState(day.state).counts or day.office_closed_at is not None
    return day.opened_at is not None and at_work and not through and now - heard > SILENT


def _hand(
    place: Place, day: StationDay, stock: Stock, manned: Manned | None, now: datetime, *, is_silent: bool
) -> str:
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
    if is_silent:
        return "silent"
    if day.opened_at is not None:
        return "short" if manned is not None and manned.is_short and place.votes(now) else ""
    opens = min((each.opens for each in place.open_in), default=None)
    late = opens is not None and day.state == CountState.EXPECTED and now >= opens + LATE
    return "late" if late else ""
