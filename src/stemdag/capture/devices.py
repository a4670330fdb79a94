"""Devices of a station: let in with a code, known by a token, revoked at the desk."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from uuid import uuid4

from django.db import transaction
from django.utils.crypto import salted_hmac

from stemdag import clock
from stemdag.capture.models import Device, StationCode
from stemdag.capture.place import Place
from stemdag.elections import models
from stemdag.journal.append import Fact, append

#: Bytes of a device's token.
TOKEN = 32


def enrol(code: StationCode) -> tuple[Device, str]:
    """The device that came with this code, just redeemed, and its token: shown once, stored nowhere here."""
    token, now = secrets.token_urlsafe(TOKEN), clock.now()
    with transaction.atomic():
        device = Device.objects.create(code=code, digest=_digest(token), enrolled_at=now, last_seen=now)
        _journal(device, "device.enrolled", f"station:{code.station.number}")
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
    """Whether it may no longer send or read: revoked itself, or with the code that let it in."""
    return device.revoked_at is not None or device.code.withdrawn_at is not None


def revoke(device: Device, by: str) -> None:
    """Shut out one device, for good; a lost tablet. Doing it again changes nothing."""
    with transaction.atomic():
        if Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=clock.now()):
            _journal(device, "device.revoked", by)


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
    ).select_related("municipality__election")
    return [Place(each) for each in rows.order_by("municipality__election__eml_id")]


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


def _journal(device: Device, kind: str, by: str) -> None:
    station = device.code.station
    append(
        Fact(
            station.municipality.election.eml_id,
            station.municipality.code,
            kind,
            at=clock.now(),
            by=by,
            client_id=uuid4(),
            station=station.number,
            facts={"device": device.pk},
        )
    )


def _digest(token: str) -> str:
    return salted_hmac("stemdag.capture.devices", token, algorithm="sha256").hexdigest()
