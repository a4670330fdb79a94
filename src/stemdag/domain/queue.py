"""How busy a polling station says it is, and how long that may be passed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from stemdag.domain.station import Station

#: What was said longer ago says nothing of now: a station is asked for its turnout by the hour.
FRESH = timedelta(hours=1)


class Queue(StrEnum):
    """How long the queue (rij) is, in the words of the station's app."""

    NONE = "none"
    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class QueueReport:
    """What a station said of its queue at `at` (aware), by its device's clock set right."""

    at: datetime
    station: int
    queue: Queue


def standing(
    said: Mapping[int, QueueReport], stations: Iterable[Station], now: datetime
) -> dict[int, QueueReport]:
    """What of these, the last of each station by its number, holds `now`, in the order of the stations.

    Not what is older than `FRESH`, and nothing while a station is closed. Where no hours are known only the
    age counts.
    """
    found = {}
    for each in stations:
        report = said.get(each.number)
        if report is None or now - report.at > FRESH:
            continue
        if not each.hours or any(one.opens <= now < one.closes for one in each.hours):
            found[each.number] = report
    return found
