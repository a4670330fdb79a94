"""What a station's device says of itself at each request: no fact of the day, so not in the chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from stemdag.journal.models import DeviceDay


def locked(device: int) -> DeviceDay:
    """The device's first row; all are locked until the transaction ends: two requests come one by one."""
    return next(iter(DeviceDay.objects.select_for_update().filter(device=device).order_by("pk")))


def standing(device: int) -> DeviceDay:
    """How the device stood when it last spoke."""
    return DeviceDay.objects.filter(device=device).order_by("pk")[0]


def arrived(row: DeviceDay, places: Iterable[int]) -> None:
    """These places of the device's order came, whoever brought them."""
    row.seq, row.missing = gaps(row.seq, row.missing, places)


def heard(
    row: DeviceDay, offset_ms: int, now: datetime, *, unsent: int, shell: str, news: Mapping[str, int]
) -> None:
    """The device spoke at `now`, by a clock that is `offset_ms` behind.

    `unsent`: how much it still holds; `shell`: which version of the app it runs; `news`: up to which entry it
    has those of each election.
    """
    row.offset_ms, row.last_seen, row.unsent, row.shell = offset_ms, now, unsent, shell
    row.heard = {**row.heard, **news}


def keep(row: DeviceDay) -> None:
    """Write what was said of a device in its row of each election of its day: what it can change, no more."""
    kept = ("seq", "missing", "offset_ms", "last_seen", "unsent", "shell", "heard")
    DeviceDay.objects.filter(device=row.device).update(**{each: getattr(row, each) for each in kept})


def gaps(seq: int, missing: Sequence[Sequence[int]], arrived: Iterable[int]) -> tuple[int, list[list[int]]]:
    """The highest place and the missing ranges `[first, last]`, after these places of a device came."""
    ranges = [[first, last] for first, last in missing]
    for place in sorted(set(arrived)):
        if place > seq:
            if place > seq + 1:
                ranges.append([seq + 1, place - 1])
            seq = place
            continue
        ranges = [part for each in ranges for part in _without(each, place)]
    return seq, ranges


def _without(part: list[int], place: int) -> list[list[int]]:
    first, last = part
    if not first <= place <= last:
        return [part]
    return [each for each in ([first, place - 1], [place + 1, last]) if each[0] <= each[1]]
