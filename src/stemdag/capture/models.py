"""What lets a station in: codes. A fact of the day is never stored here; those go through the journal."""

from __future__ import annotations

from django.db import models

from stemdag.elections.models import Station


class StationCode(models.Model):
    """A station code (stembureaucode): printed, for one sign-in, until it expires.

    Only a keyed hash of it is stored. The row outlives the sign-in: the session it began names it, so that
    withdrawing the code ends the session as well.
    """

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code of station {self.station_id}"


class Device(models.Model):
    """A tablet that was let in with a station code, for every election of its station on that day.

    It shows itself by a token of which a keyed hash is stored. How it stands is in the journal's `DeviceDay`.
    """

    code = models.OneToOneField(StationCode, on_delete=models.CASCADE, related_name="device")
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"device {self.pk} of {self.code}"
