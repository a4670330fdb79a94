"""The row of one station's day."""

from __future__ import annotations

from stemdag.domain.errors import Refused
from stemdag.journal.models import Chain, StationDay


def station_day(chain: Chain, number: int | None) -> StationDay:
    """The station's row, new where the day has none yet."""
    if number is None:
        raise Refused("journal.station", "this entry needs a station")
    day, _ = StationDay.objects.get_or_create(chain=chain, station=number)
    return day
