"""Ballots and materials of the stations: what is left, until when, and what was asked for.

The same forecast as the station's app makes (`domain.stock`). It is kept for a minute; the board asks for it
more seldom still (`kept`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from stemdag.domain.day_shape import Span, spans
from stemdag.domain.stock import Forecast, Level, Rules, Seen, Supply, forecast
from stemdag.domain.tailoring import MOST_BALLOTS, Tailoring
from stemdag.elections import tailored, values
from stemdag.elections.models import Municipality, Station
from stemdag.journal.line_facts import BALLOTS
from stemdag.journal.models import StationDay, StockReport, TurnoutReport

__all__ = ["BALLOTS", "MOST_BALLOTS", "Delivery", "Stock", "stock"]


#: Up to so many stations are asked for by number; else all of the chain.
FEW = 100


@dataclass(frozen=True, slots=True)
class Delivery:
    """One material as it stands: `asked`, `sent` or `received`, whichever was said last."""

    what: str
    state: str
    amount: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Stock:
    """What a station has and waits for. `left` and `until` are None where that cannot be said."""

    left: int | None = None
    until: datetime | None = None
    level: Level | None = None
    deliveries: tuple[Delivery, ...] = ()
    #: Ballots are short and none are on their way, or have been for longer than a delivery takes.
    alarm: bool = False

    @property
    def asked(self) -> tuple[Delivery, ...]:
        """What the station asked for and nobody sent yet."""
        return tuple(each for each in self.deliveries if each.state == "asked")

    @property
    def needs(self) -> bool:
        """Whether the office has something to do."""
        return self.alarm or bool(self.asked)


def stock(
    row: Municipality, stations: Iterable[Station], days: Mapping[int, StationDay], now: datetime
) -> dict[int, Stock]:
    """The stock of these stations, by number; two queries, however many they are."""
    numbers = {each.number: each for each in stations}
    chain = {"chain__election": row.election.eml_id, "chain__municipality": row.code}
    only = {"station__in": numbers} if len(numbers) <= FEW else {}
    told: dict[int, list[StockReport]] = defaultdict(list)
    for report in StockReport.objects.filter(**chain, **only).order_by("at", "seq"):
        told[report.station].append(report)
    seen: dict[int, list[Seen]] = defaultdict(list)
    turnout = TurnoutReport.objects.filter(**chain, **only).order_by("seq")
    for number, at, admitted in turnout.values_list("station", "at", "admitted"):
        seen[number].append(Seen(at, admitted))
    tailoring, election = tailored.tailoring(row), values.election(row.election)
    found = {}
    for number, station in numbers.items():
        day = days.get(number) or StationDay(station=number)
        if day.admitted is not None and day.reported_at is not None:
            # With what came by scans.
            seen[number].append(Seen(day.reported_at, day.admitted))
        hours = values.station(station).hours
        open_in = spans(hours, election.date, election.tz)
        found[number] = _stock(told[number], seen[number], open_in, day, tailoring, now)
    return found


def _stock(
    told: list[StockReport],
    seen: list[Seen],
    open_in: tuple[Span, ...],
    day: StationDay,
    tailoring: Tailoring,
    now: datetime,
) -> Stock:
    deliveries = _deliveries(told)
    ballots = [each for each in told if each.what == BALLOTS and each.amount is not None]
    supply = Supply(
        tailoring.ballots_at_start,
        tuple(Seen(each.at, each.amount or 0) for each in ballots if each.kind == "received"),
        tuple(Seen(each.at, each.amount or 0) for each in ballots if each.kind == "left"),
    )
    if not open_in or (supply.at_start is None and not supply.reports):
        return Stock(deliveries=deliveries)
    minute = now.replace(second=0, microsecond=0)
    expected = _forecast(supply, tuple(seen), open_in, minute, tailoring.stock_rules)
    votes_still = now < open_in[-1].closes and day.office_closed_at is None and not day.version
    late = [
        each.state != "sent" or now - each.at > tailoring.stock_rules.lead
        for each in deliveries
        if each.what == BALLOTS
    ]
    alarm = votes_still and expected.level is Level.SHORT and all(late)
    level = expected.level if votes_still else None
    return Stock(expected.left, expected.out_at if votes_still else None, level, deliveries, alarm)


@lru_cache(maxsize=4096)
def _forecast(
    supply: Supply, seen: tuple[Seen, ...], open_in: tuple[Span, ...], minute: datetime, rules: Rules
) -> Forecast:
    return forecast(supply, seen, open_in, minute, rules=rules)


def _deliveries(told: list[StockReport]) -> tuple[Delivery, ...]:
    last = {
        each.what: Delivery(each.what, each.kind, each.amount, each.at)
        for each in told
        if each.kind != "left"
    }
    return tuple(last.values())
