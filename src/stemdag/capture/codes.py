"""Station codes: made, printed once, used once.

A code is twelve characters of thirty that cannot be mistaken for each other, 58 bits. The database holds
HMAC-SHA-256 of it under the server's secret, so that a copy of the database cannot be searched for codes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac

from stemdag import clock
from stemdag.capture.models import StationCode
from stemdag.domain.clear import LETTERS
from stemdag.domain.errors import Refused
from stemdag.elections import models, values
from stemdag.elections.writing import write

GROUPS, GROUP = 3, 4
#: A chair's device, a deputy's, and two to spare.
MOST_EACH: Final = 4
#: A code that nobody names an end for lasts until the night of the last voting day is over.
AFTER_LAST_DAY: Final = timedelta(hours=30)


def issue(
    row: models.Municipality,
    stations: Iterable[models.Station],
    expires: datetime,
    *,
    by: str = "cli",
) -> dict[int, str]:
    """A fresh code for each station, by its number; see `issue_several`."""
    return {number: codes[0] for number, codes in issue_several(row, stations, expires, by=by).items()}


def issue_several(
    row: models.Municipality,
    stations: Iterable[models.Station],
    expires: datetime,
    each: int = 1,
    *,
    by: str = "cli",
    replacing: int | None = None,
) -> dict[int, tuple[str, ...]]:
    """`each` fresh codes for each station, by its number; the only moment at which the codes are readable.

    A station's codes that nobody used stop working, so that a lost sheet opens nothing: who needs two devices
    in asks for two codes at once. `replacing` is the last code that may stop so (`Unused.last`): a later one,
    of a colleague or of a first click, refuses it all; None stops whatever there is. `Refused` also where
    `expires` (aware) is over already, a station is another municipality's, or `each` is not 1 to `MOST_EACH`.
    Journaled without the codes.
    """
    now, chosen = clock.now(), list(stations)
    if expires <= now:
        raise Refused(
            "codes.expired", f"codes that expire at {expires.isoformat()} could not be used", "expires"
        )
    if not 1 <= each <= MOST_EACH:
        raise Refused("codes.each", f"{each} codes for each station: 1 to {MOST_EACH}", "each")
    for station in chosen:
        if station.municipality_id != row.pk:
            raise Refused("codes.station", f"station {station.number} is not one of {row.name}")
    made = {station.number: tuple(_new() for _ in range(each)) for station in chosen}
    with transaction.atomic():
        # One at a time: what a second click asks is answered after the first.
        models.Municipality.objects.select_for_update().get(pk=row.pk)
        if replacing is not None and unused(chosen).last > replacing:
            raise Refused(
                "codes.unused", "there are codes of these stations that nobody used yet", "replacing"
            )
        StationCode.objects.filter(station__in=chosen, used_at=None, withdrawn_at=None).update(
            withdrawn_at=now
        )
        StationCode.objects.bulk_create(
            StationCode(station=station, digest=_digest(code), issued_at=now, expires_at=expires)
            for station in chosen
            for code in made[station.number]
        )
        said = {"stations": sorted(made), "each": each, "expires": expires.isoformat()}
        write(row, "codes.issued", now, by, facts=said)
    return made


@dataclass(frozen=True, slots=True)
class Unused:
    """Codes that still let a device in: how many, of how many stations, and the last one made (0: none)."""

    codes: int
    stations: int
    last: int


def unused(stations: Iterable[models.Station]) -> Unused:
    """What of these stations would stop if they got fresh codes."""
    rows = StationCode.objects.filter(
        station__in=list(stations), used_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )
    found = list(rows.values_list("pk", "station"))
    return Unused(len(found), len({station for _, station in found}), max((pk for pk, _ in found), default=0))


def until(row: models.Municipality) -> datetime:
    """Until when codes work that nobody names an end for: 6:00 after the last voting day.

    Played after its day, an election has nothing left of its own hours: a day from now then.
    """
    election = values.election(row.election)
    end = datetime.combine(election.date, datetime.min.time(), election.tz) + AFTER_LAST_DAY
    now = clock.now()
    return end if now < end else now + timedelta(days=1)


def redeem(typed: str) -> StationCode | None:
    """Use a code as it was typed; None where it is unknown, used, expired or withdrawn: all the same.

    Of two who use one code at the same time, one gets in.
    """
    now = clock.now()
    found = StationCode.objects.filter(
        digest=_digest(tidy(typed)), used_at=None, withdrawn_at=None, expires_at__gt=now
    )
    code = found.first()
    if code is None or not found.filter(pk=code.pk).update(used_at=now):
        return None
    code.used_at = now
    return code


def withdraw(stations: Iterable[models.Station]) -> int:
    """Stop every code of these stations and end the sessions that began with one; how many codes that were.

    For a device that was lost or a sheet that went to the wrong hands.
    """
    return StationCode.objects.filter(station__in=list(stations), withdrawn_at=None).update(
        withdrawn_at=clock.now()
    )


def tidy(typed: str) -> str:
    """A code as it was printed, from one with other capitals, spaces or dashes."""
    bare = "".join(each for each in typed.upper() if each.isascii() and each.isalnum())[: GROUPS * GROUP + 1]
    return "-".join(bare[start : start + GROUP] for start in range(0, len(bare), GROUP))


def _new() -> str:
    return tidy("".join(secrets.choice(LETTERS) for _ in range(GROUPS * GROUP)))


def _digest(code: str) -> str:
    return salted_hmac("stemdag.capture.codes", code, algorithm="sha256").hexdigest()
