"""Voters per hour: what came in between two reports of a station, spread over the hours between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from stemdag.domain.station import Hours, Station
from stemdag.domain.turnout import TurnoutReport

_HOUR = 3600
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hour:
    """One clock hour from `begin` (UTC) on: `voters` of the stations together.

    `known` of the `open` stations have reported since its end, or since they closed in it. The others may
    still have had voters in it, so where these differ the hour is not complete. Stations that never reported
    are not among `open`: nothing of them is known in any hour.
    """

    begin: datetime
    voters: int
    known: int
    open: int

    @property
    def complete(self) -> bool:
        return self.known == self.open


def per_hour(stations: Iterable[Station], reports: Iterable[TurnoutReport]) -> tuple[Hour, ...]:
    """Every clock hour from the first in which a station was open to the last that was reported of.

    What a station reports at once for several hours is spread evenly over the time that it was open in
    between, from its opening on, to whole voters. A lower later report means that those above it were too
    high. Without opening hours a report counts in its own hour, the first one too. The hours add up to the
    last reports of these stations.
    """
    of: dict[int, list[tuple[int, int]]] = {}
    for report in reports:
        of.setdefault(report.station, []).append((int(report.at.timestamp()), report.admitted))
    voters: dict[int, int] = {}
    last: dict[tuple[Hours, ...], list[int]] = {}
    spans: dict[tuple[Hours, ...], Spans] = {}
    for station in stations:
        said = of.get(station.number)
        if said is None:
            continue
        if station.hours not in spans:
            spans[station.hours] = tuple(
                sorted((int(each.opens.timestamp()), int(each.closes.timestamp())) for each in station.hours)
            )
        said = _rising(said)
        _spread(voters, said, spans[station.hours])
        last.setdefault(station.hours, []).append(said[-1][0])
    is_open: dict[int, int] = {}
    is_known: dict[int, int] = {}
    for hours, ends in last.items():
        ends.sort()
        for opens, closes in spans[hours]:
            for hour in range(opens // _HOUR, -(-closes // _HOUR)):
                late = len(ends) - bisect_left(ends, min((hour + 1) * _HOUR, closes))
                is_open[hour] = is_open.get(hour, 0) + len(ends)
                if late:
                    is_known[hour] = is_known.get(hour, 0) + late
    told = voters.keys() | is_known.keys()
    if not told:
        return ()
    first, end = min(told | is_open.keys()), max(told)
    return tuple(
        Hour(
            datetime.fromtimestamp(hour * _HOUR, UTC),
            voters.get(hour, 0),
            is_known.get(hour, 0),
            is_open.get(hour, 0),
        )
        for hour in range(first, end + 1)
        if hour in voters or hour in is_open
    )


def _rising(said: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order of time, none above a later one."""
    said.sort()
    for place in range(len(said) - 2, -1, -1):
        if said[place][1] > said[place + 1][1]:
            said[place] = (said[place][0], said[place + 1][1])
    return said


def _spread(voters: dict[int, int], said: Sequence[tuple[int, int]], spans: Spans) -> None:
    """Add a station's voters to the hours in which they came."""
    before, had = spans[0][0] if spans else said[0][0], 0
    for at, admitted in said:
        more = admitted - had
        if not more:
            before = max(before, at)
            continue
        pieces = [(max(before, opens), min(at, closes)) for opens, closes in spans]
        whole = sum(stop - start for start, stop in pieces if start < stop)
        if not whole:
            hour = _last_open(at, spans) // _HOUR
            voters[hour] = voters.get(hour, 0) + more
        passed = given = 0
        for start, stop in pieces:
            while start < stop:
                hour = start // _HOUR
                until = min((hour + 1) * _HOUR, stop)
                passed += until - start
                # Totals are rounded and not shares, so that nothing is lost or made.
                total = more * passed // whole
                voters[hour] = voters.get(hour, 0) + total - given
                start, given = until, total
        before, had = max(before, at), admitted


def _last_open(at: int, spans: Spans) -> int:
    """The last second up to `at` in which the station was open; `at` itself where there is none."""
    return max((min(at, closes - 1) for opens, closes in spans if opens <= at), default=at)
