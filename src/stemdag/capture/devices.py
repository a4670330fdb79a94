"""Devices of a station: let in with a code, known by a token, shut out at the desk."""

from __future__ import annotations

import secrets

from django.db import transaction
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
    """The device that came with this code, just redeemed, and its token: shown once, stored nowhere here."""
    token, now = secrets.token_urlsafe(TOKEN), clock.now()
    with transaction.atomic():
        device = Device.objects.create(code=code, digest=_digest(token))
        station = code.station
        write(
            station.municipality,
            "device.enrolled",
            now,
            f"station:{station.number}",
            station=station.number,
            facts={"device": device.pk},
        )
    return device, token


def known(token: str) -> Device | None:
    """The device of a token, revoked or not; None where there is none."""
    return (
        Device.objects.filter(digest=_digest(token))
        .select_related("code__station__municipality__election")
        .defer("code__station__municipality__ballot")
        .first()
    )


def is_revoked(device: Device) -> bool:
    """Whether it may no longer send or read: revoked at the desk, or with the code that let it in."""
    if device.code.withdrawn_at is not None:
        return True
    return DeviceDay.objects.filter(device=device.pk, revoked_at__isnull=False).exists()


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
    # Half a megabyte, and every request comes through here.
    rows = rows.defer("municipality__register__filter")
    return [Place(each) for each in rows.order_by("municipality__election__eml_id")]


def _digest(token: str) -> str:
    return salted_hmac("stemdag.capture.devices", token, algorithm="sha256").hexdigest()
