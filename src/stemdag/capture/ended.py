"""What lets stations in, at the end of an election: codes and devices stop working."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from stemdag.capture.models import Device, StationCode
from stemdag.elections import ending
from stemdag.elections.models import Municipality


def register() -> None:
    """Tell the end of an election what is here."""
    ending.register("codes", lambda row: _codes(row).filter(device=None).count(), _withdraw)
    ending.register("devices", lambda row: _devices(row).count(), lambda row, _: None)


def _codes(row: Municipality) -> QuerySet[StationCode]:
    return StationCode.objects.filter(station__municipality=row, withdrawn_at=None)


def _devices(row: Municipality) -> QuerySet[Device]:
    return Device.objects.filter(code__station__municipality=row, code__withdrawn_at=None)


def _withdraw(row: Municipality, now: datetime) -> None:
    """Codes, and with them the sessions and devices that came in by one."""
    _codes(row).update(withdrawn_at=now)
