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

    It shows itself by a token of which a keyed hash is stored. `seq` is the highest place of its own order
    that it has sent, `missing` the places before it that never came, `offset_ms` how far its clock was
    behind ours when it last spoke, `unsent` how many facts it said it still holds.
    """

    code = models.OneToOneField(StationCode, on_delete=models.CASCADE, related_name="device")
    digest = models.CharField(max_length=64, unique=True)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    seq = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)
    last_seen = models.DateTimeField()
    offset_ms = models.BigIntegerField(default=0)
    unsent = models.PositiveIntegerField(default=0)
    shell = models.CharField(max_length=32, blank=True)

    def __str__(self) -> str:
        return f"device {self.pk} of {self.code}"
