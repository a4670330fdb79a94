"""The shape of a voting day: which part of the voters has come by when. Pure.

Twin on the device: `day_shape.js`. Both count in whole minutes and add in the same order, so that they agree
to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from stemdag.domain.station import Hours

MINUTE = timedelta(minutes=1)
#: Minutes of the day at which voting begins and ends: 7:30 and 21:00 (Kieswet J 1).
OPENS, CLOSES = 450, 1260


@dataclass(frozen=True, slots=True)
class Span:
    """One stay open, from `opens` to `closes` (aware).

    `day` is counted back from the last voting day (0, −1, −2); `minute` is the local minute of the day at
    which it opens.
    """

    opens: datetime
    closes: datetime
    day: int
    minute: int


def spans(hours: Sequence[Hours], last: date, zone: tzinfo | None = None) -> tuple[Span, ...]:
    """Hours as spans, when `last` is the last voting day. Local time is that of `zone`, else their own."""
    found = []
    for each in hours:
        local = each.opens.astimezone(zone) if zone else each.opens
        found.append(
            Span(each.opens, each.closes, (local.date() - last).days, local.hour * 60 + local.minute)
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Shape:
    """Points of a cumulative turnout, by day counted back from the last: (minute of the day, percent).

    Each day starts at its opening with the figure at which the day before ended; between points the line is
    straight.
    """

    points: Mapping[int, tuple[tuple[int, float], ...]]

    def rise(self, day: int, minute: int) -> float:
        """Percentage points that came on a day up to a minute of it; a day without points is as the last."""
        known = day if day in self.points else 0
        start = self._start(known)
        before, low = OPENS, start
        for at, percent in self.points[known]:
            if minute < at:
                return low - start + (percent - low) * max(0, minute - before) / (at - before)
            before, low = at, percent
        return low - start

    def _start(self, day: int) -> float:
        earlier = [percent for each, line in self.points.items() if each < day for _, percent in line]
        return max(earlier, default=0.0)

    def share_before(self, day: date, last: date) -> float:
        """Which part of all voters had come before `day` began, when `last` is the last voting day."""
        return self._start((day - last).days) / self.points[0][-1][1]

    def share(self, open_in: Sequence[Span], at: datetime) -> float:
        """Which part of its voters a station with these spans has had by `at`: from 0 to 1, never falling.

        Hours in which nobody comes in this shape (a rehearsal at night) are taken as equally busy throughout.
        """
        whole = come = 0.0
        minutes = gone = 0
        for span in open_in:
            length, passed = _minutes(span, span.closes), _minutes(span, at)
            before = self.rise(span.day, span.minute)
            whole += self.rise(span.day, span.minute + length) - before
            come += self.rise(span.day, span.minute + passed) - before
            minutes += length
            gone += passed
        if whole > 0:
            return min(1.0, come / whole)
        if minutes > 0:
            return gone / minutes
        return 1.0 if open_in and at >= open_in[-1].closes else 0.0

    def moment(self, open_in: Sequence[Span], share: float, after: datetime) -> datetime:
        """The first moment, in whole minutes from `after`, by which a share has come; at most the close.

        At least one span; `after` where the share has come by then.
        """
        low, high = 0, max(0, -((after - open_in[-1].closes) // MINUTE))
        while low < high:
            middle = (low + high) // 2
            if self.share(open_in, after + middle * MINUTE) >= share:
                high = middle
            else:
                low = middle + 1
        return after + low * MINUTE


def _minutes(span: Span, at: datetime) -> int:
    """Whole minutes from the opening to `at`, as far as the station is open."""
    return max(0, (min(at, span.closes) - span.opens) // MINUTE)


#: Tilburg, House of Representatives 2021: percent of the electorate that had voted, postal voters among them
#: (https://tilburg.nieuws.nl/nieuws/56527/1630-uur-opkomstcijfers-verkiezingen/). The last point is no press
#: figure: ballots cast over electorate in the Kiesraad's count file (119,494 of 165,550), put at 21:00. That
#: nobody came on the first evening between 19:00 and 21:00 is ours, for want of a figure.
TILBURG_2021 = Shape(
    {
        -2: ((780, 4.2), (1020, 7.6), (1140, 7.9), (CLOSES, 7.9)),
        -1: ((690, 10.4), (960, 13.3), (CLOSES, 14.6)),
        0: ((600, 22.3), (780, 33.9), (960, 45.8), (CLOSES, 72.2)),
    }
)
