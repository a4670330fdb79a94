"""Devices of a station: let in with a code, known by a token, shut out at the desk."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from stemdag import clock
from stemdag.capture.models import Device, StationCode
from stemdag.capture.place import Place
from stemdag.elections import models
from stemdag.elections.writing import write
from stemdag.journal.models import DeviceDay

#: Bytes of a device's token.
TOKEN = 32


def enrol(code: StationCode) -> tuple[Device, str]:
    """The device that came with this code, just redeemed, and its token: shown once, stored nowhere here.

    It comes in each election of its station's day, so that each of them has it on record.
    """
    token, now = secrets.token_urlsafe(TOKEN), clock.now()
    with transaction.atomic():
        device = Device.objects.create(code=code, digest=_digest(token))
        for place in places(device):
            write(
                place.municipality,
                "device.enrolled",
                now,
                place.by,
                station=place.number,
                facts={"device": device.pk},
            )
    return device, token


@dataclass(frozen=True, slots=True)
class Known:
    """Whose token it is. `revoked`: it may no longer send or read, shut out at the desk or with its code."""

    device: Device
    revoked: bool


def known(token: str) -> Known | None:
    """The device of a token, revoked or not; None where there is none."""
    shut_out = DeviceDay.objects.filter(device=OuterRef("pk"), revoked_at__isnull=False)
    found = (
        Device.objects.filter(digest=_digest(token))
        .select_related("code__station__municipality__election")
        .defer("code__station__municipality__ballot")
        .annotate(shut_out=Exists(shut_out))
        .first()
    )
    if found is None:
        return None
    return Known(found, found.shut_out or found.code.withdrawn_at is not None)


def places(device: Device) -> list[Place]:
    """The device's station in each election of its day, by EML id.

    Elections of one day have one station each in the definition. They are the same room where municipality,
    number and name are the same.
    """
    own = device.code.station
    election = own.municipality.election
    rows = models.Station.objects.filter(
        number=own.number,
        name__iexact=own.name,
        municipality__code=own.municipality.code,
        municipality__election__date=election.date,
        municipality__election__rehearsal=election.rehearsal,
    ).select_related("municipality__election", "municipality__register")
    # Half a megabyte and some kilobytes, and every request comes through here.
    rows = rows.defer("municipality__register__filter", "municipality__ballot")
    return [Place(each) for each in rows.order_by("municipality__election__eml_id")]


def _digest(token: str) -> str:
    return salted_hmac("stemdag.capture.devices", token, algorithm="sha256").hexdigest()
