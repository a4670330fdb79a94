"""Turnout: how many voters were admitted so far, and out of how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction


@dataclass(frozen=True, slots=True, order=True)
class TurnoutReport:
    """`admitted` voters at one station, cumulative over its days, as reported at `at` (aware)."""

    at: datetime
    station: int
    admitted: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """A turnout: `electorate` is None where it is missing or 0, and the percentage is then not known."""

    admitted: int
    electorate: int | None

    @property
    def share(self) -> Fraction | None:
        """Admitted over electorate; over 1 is shown, never refused (Schiermonnikoog: 117 %)."""
        return Fraction(self.admitted, self.electorate) if self.electorate else None


@dataclass(frozen=True, slots=True)
class Standing:
    """A station's turnout as its facts come in: totals that it says, and passes that it scans.

    A total that is said stands for all before its moment `said_at`; passes scanned after it come on top. A
    station that only scans has what it scanned, in whatever order that comes in.
    """

    admitted: int | None = None
    said_at: datetime | None = None

    def said(self, admitted: int, at: datetime) -> Standing:
        """The station says how many it admitted up to `at`; nothing new where it said so of later already."""
        return self if self.said_at is not None and at < self.said_at else Standing(admitted, at)

    def scanned(self, more: int, at: datetime) -> Standing:
        """`more` passes were counted at `at`; fewer than none where a scan was undone."""
        if not more or (self.said_at is not None and at <= self.said_at):
            return self
        return replace(self, admitted=max(0, (self.admitted or 0) + more))


def latest(reports: Iterable[TurnoutReport]) -> dict[int, TurnoutReport]:
    """The last report of each station; a later one replaces an earlier one, also when it is lower."""
    found: dict[int, TurnoutReport] = {}
    for report in reports:
        if report.station not in found or found[report.station].at <= report.at:
            found[report.station] = report
    return found


def curve(reports: Iterable[TurnoutReport]) -> list[tuple[datetime, int]]:
    """Admitted voters of all stations together after each report, in order of time."""
    now: dict[int, int] = {}
    total = 0
    points: list[tuple[datetime, int]] = []
    for report in sorted(reports):
        total += report.admitted - now.get(report.station, 0)
        now[report.station] = report.admitted
        if points and points[-1][0] == report.at:
            points[-1] = (report.at, total)
        else:
            points.append((report.at, total))
    return points
