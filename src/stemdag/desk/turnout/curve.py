"""The day's turnout as a drawing and as a table: today, the earlier election, the expected end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

from stemdag.desk.turnout.figures import Area, Figures
from stemdag.domain.turnout import Turnout, TurnoutReport, curve
from stemdag.elections import values
from stemdag.elections.models import Municipality
from stemdag.journal.models import TurnoutReport as Row

WIDTH, HEIGHT, LEFT = 720, 260, 44
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hour:
    """One line of the table: what had come by `at`, and of the electorate then what had come by this hour."""

    at: datetime
    turnout: Turnout
    before: Fraction | None

    @property
    def points(self) -> Fraction | None:
        """By how much of the electorate it is above the earlier election."""
        share = self.turnout.share
        return None if share is None or self.before is None else share - self.before


@dataclass(frozen=True, slots=True)
class Drawing:
    """Paths of an SVG of `WIDTH` by `HEIGHT`; each is empty where there is nothing to draw. `fan` is the area
    in which the end is expected, `across` and `up` are where a mark stands and what it says."""

    today: str
    before: str
    fan: str
    end: tuple[int, int] | None
    across: tuple[tuple[int, datetime], ...]
    up: tuple[tuple[int, int], ...]


def reported(row: Municipality, found: Figures, now: datetime) -> list[tuple[datetime, int]]:
    """What all stations together had admitted after each report, up to now."""
    rows = Row.objects.filter(chain__election=row.election.eml_id, chain__municipality=row.code)
    reports = [
        TurnoutReport(at, station, admitted)
        for station, at, admitted in rows.order_by("seq").values_list("station", "at", "admitted")
    ]
    points = [each for each in curve(reports) if each[0] <= now]
    last = max((each.reported_at for each in found.stations if each.reported_at), default=None)
    if last is not None and (not points or points[-1][0] <= last):
        # With what came by scans since.
        points.append((last, found.whole.turnout.admitted))
    return points


def hours(
    row: Municipality, found: Figures, points: Sequence[tuple[datetime, int]], now: datetime
) -> list[Hour]:
    """The full hours of the last voting day that are over, and the latest report; the last first."""
    zone = values.election(row.election).tz
    opens, closes = _day(row, found)
    at = opens.astimezone(zone).replace(minute=0, second=0, microsecond=0) + HOUR
    moments = []
    while at <= min(now, closes):
        moments.append(at)
        at += HOUR
    table = []
    for each in moments:
        come = [admitted for moment, admitted in points if moment <= each]
        if not come:
            continue
        local = each.astimezone(zone)
        then = found.before.turnout_at(local.hour * 60 + local.minute) if found.before else None
        table.append(Hour(each, Turnout(come[-1], row.electorate), then))
    return table[::-1]


def draw(row: Municipality, found: Figures, points: Sequence[tuple[datetime, int]]) -> Drawing | None:
    """The drawing; None where the electorate is not known, as then there is no share to draw."""
    electorate = row.electorate
    if not electorate:
        return None
    zone = values.election(row.election).tz
    opens, closes = _day(row, found)
    span = (closes - opens).total_seconds()
    midnight = opens.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    before = [
        (midnight + timedelta(minutes=minute), share / 10_000)
        for minute, share in (found.before.curve if found.before else ())
    ]
    before = [(at, share) for at, share in before if opens <= at <= closes]
    today = [(max(at, opens), admitted / electorate) for at, admitted in points]
    whole: Area = found.whole
    ends = [whole.expectation.high / electorate] if whole.expectation else []
    shares = [share for _, share in (*before, *today)] + ends
    if not shares:
        return None
    top = min(1.0, max(0.2, ceil(max(shares) * 10) / 10)) if max(shares) <= 1 else max(shares)

    def spot(at: datetime, share: float) -> tuple[int, int]:
        across = min(1.0, max(0.0, (at - opens).total_seconds() / span))
        return LEFT + round((WIDTH - LEFT - 8) * across), HEIGHT - round((HEIGHT - 10) * share / top)

    def path(line: Sequence[tuple[datetime, float]]) -> str:
        return "M" + "L".join("{} {}".format(*spot(*each)) for each in line) if len(line) > 1 else ""

    fan, end = "", None
    if today and whole.expectation and today[-1][0] < closes:
        corners = [
            today[-1],
            (closes, whole.expectation.high / electorate),
            (closes, whole.expectation.low / electorate),
        ]
        fan, end = path(corners) + "z", spot(closes, whole.expectation.end / electorate)
    marks = [opens + HOUR * turn for turn in range(int(span // 3600) + 1)]
    whole_hours = [each.astimezone(zone).replace(minute=0, second=0) for each in marks]
    return Drawing(
        path(today),
        path(before),
        fan,
        end,
        tuple((spot(each, 0)[0], each) for each in whole_hours if each >= opens and each.hour % 2 == 0),
        tuple((spot(opens, top * part / 4)[1], round(top * part * 25)) for part in (1, 2, 3, 4)),
    )


def _day(row: Municipality, found: Figures) -> tuple[datetime, datetime]:
    """From the first opening to the last close of the last voting day; by the law's hours where none is."""
    election = values.election(row.election)
    spans = [each for one in found.stations for each in one.place.open_in if each.day == 0]
    start = datetime.combine(election.date, datetime.min.time(), election.tz)
    opens = min((each.opens for each in spans), default=start + timedelta(minutes=450))
    closes = max((each.closes for each in spans), default=start + timedelta(minutes=1260))
    return opens, closes
