"""Which hours a station has not reported its turnout of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo

from stemdag.domain.day_shape import Span

#: So long after the hour nobody is late yet, and so long before it a report is of that hour.
GRACE = timedelta(minutes=15)


def missing(
    hours: Sequence[time], open_in: Sequence[Span], reported: datetime | None, now: datetime, zone: tzinfo
) -> list[datetime]:
    """The moments of reporting (local `hours`, `Tailoring.turnout_hours`) that passed since the last report,
    while the station was open or as it closed. The last report is of `reported`, None where there was none.
    """
    found = []
    for span in open_in:
        day = span.opens.astimezone(zone).date()
        for each in hours:
            due = datetime.combine(day, each, zone)
            if not span.opens < due <= span.closes or now < due + GRACE:
                continue
            if reported is None or reported < due - GRACE:
                found.append(due)
    return sorted(found)
