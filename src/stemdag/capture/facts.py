"""The one door for facts of a device: each judged by itself, written in order, answered once and for all.

What arrives is on disk before it is answered. A repeat gets the answer of the first time. A fact that is
refused leaves nothing, and the others stand. Clocks of devices are not trusted: how far one is off is
measured at each request and kept beside the fact; states follow from the server's own clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.views.decorators.debug import sensitive_variables

from stemdag.capture import brought, intake, photos, scanned, wire
from stemdag.capture.models import Device
from stemdag.capture.place import Place
from stemdag.domain.errors import Refused
from stemdag.elections.form import read as read_count
from stemdag.journal import devices as devices_said
from stemdag.journal.append import Fact, Receipt, Told, append, append_many
from stemdag.journal.models import DeviceDay
from stemdag.journal.scans import KIND


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one fact: its receipt, or why it was refused. `id` is None where it had none.

    `others`: where else passes of a batch of scans were used.
    """

    id: str | None
    receipt: Receipt | None = None
    refusal: Refused | None = None
    held: bool | None = None
    others: Sequence[Mapping[str, Any]] = ()

    @property
    def state(self) -> str:
        if self.receipt is None:
            return "refused"
        return "known" if self.receipt.repeated else "taken"


@sensitive_variables()
def take(
    device: Device, at: Sequence[Place], given: Sequence[Any], sent_at: datetime, now: datetime, **about: Any
) -> tuple[list[Answer], list[list[int]]]:
    """Take facts in at `now`; `at` are the device's places, `sent_at` its clock when it sent them.

    The answers in the order of the facts, and the ranges of the device's order that never came. What the
    device said `about` itself (`journal.devices.heard`) is kept in the same transaction, since another one
    would wait for the disk again; nothing, where it did not come itself.
    """
    offset = now - sent_at
    with transaction.atomic():
        row = devices_said.locked(device.pk)
        places = {each.election.id: each for each in at}
        answers: list[Answer] = []
        for are_scans, several in groupby(given, key=_is_scans):
            if are_scans:
                answers += _scans(row, places, list(several), offset, now)
            else:
                answers += [_take(row, places, each, offset, now) for each in several]
        arrived = [each["seq"] for each in given if _has_seq(each)]
        devices_said.arrived(row, arrived)
        if about:
            devices_said.heard(row, _ms(offset), now, **about)
        devices_said.keep(row)
    return answers, row.missing


@sensitive_variables()
def _take(
    device: DeviceDay, places: Mapping[str, Place], given: Any, offset: timedelta, now: datetime
) -> Answer:
    named = _name(given)
    try:
        sent, place, told = _read(device, places, given, offset, now)
        # Its day may have moved on with the fact before.
        fresh = Place(place.row)
        with transaction.atomic():
            if sent.kind == "count.sent":
                return _count(fresh, sent, told, now)
            if sent.kind == "export.carried":
                return Answer(named, brought.take(fresh, sent, told, now))
            if sent.kind == photos.KIND:
                return Answer(named, photos.take(fresh, sent, told, now))
            _refuse(fresh, sent, told)
            return Answer(named, _write(fresh, sent, told, now))
    except Refused as refusal:
        return Answer(named, refusal=refusal)


@sensitive_variables()
def _scans(
    device: DeviceDay, places: Mapping[str, Place], given: Sequence[Any], offset: timedelta, now: datetime
) -> list[Answer]:
    """Batches of scans, written together."""
    refused: dict[int, Refused] = {}
    batches: dict[int, Fact] = {}
    for turn, each in enumerate(given):
        try:
            sent, place, told = _read(device, places, each, offset, now)
            scanned.refuse(place)
            batches[turn] = scanned.fact(place, sent, told, device, offset, now)
        except Refused as refusal:
            refused[turn] = refusal
    outcomes = dict(zip(batches, append_many(list(batches.values())), strict=True)) | refused
    return [
        Answer(_name(each), refusal=found)
        if isinstance(found := outcomes[turn], Refused)
        else Answer(_name(each), found, others=scanned.other_uses(found.doubles, batches[turn].election))
        for turn, each in enumerate(given)
    ]


@sensitive_variables()
def _read(
    device: DeviceDay, places: Mapping[str, Place], given: Any, offset: timedelta, now: datetime
) -> tuple[wire.Sent, Place, Told]:
    """What was sent, where it belongs, and what the device says beside it."""
    sent = wire.read(given)
    place = places.get(sent.election)
    if place is None:
        raise Refused("fact.election", "this device is not for that election", "election")
    happened = _happened(device, sent.at, offset, now)
    return sent, place, Told(device.device, sent.seq, sent.at, _ms(offset), happened)


def _name(given: Any) -> str | None:
    name = given.get("id") if isinstance(given, dict) else None
    return name[:40] if isinstance(name, str) else None


def _is_scans(given: Any) -> bool:
    return isinstance(given, dict) and given.get("kind") == KIND


def _ms(offset: timedelta) -> int:
    return round(offset / timedelta(milliseconds=1))


def _happened(device: DeviceDay, at: datetime, offset: timedelta, now: datetime) -> datetime:
    """When it happened by our clock, as far as can be known: not before the device came, not after now."""
    try:
        right = at + offset
    except OverflowError:
        return now
    return max(device.enrolled_at, min(right, now))


def _refuse(place: Place, sent: wire.Sent, told: Told) -> None:
    """What the state of the station refuses, judged as of when it happened."""
    if sent.kind == "station.opened":
        if told.happened.astimezone(place.election.tz).date() < place.first_day:
            raise Refused("station.early", f"the first day of this station is {place.first_day.isoformat()}")
    elif sent.kind == "turnout.reported" and place.must_open and place.day.opened_at is None:
        raise Refused("turnout.unopened", "a station that is not open has no turnout yet; open it first")
    elif sent.kind == "presence.noted":
        begins, ends = sent.facts["from"], sent.facts["to"]
        # One that ends as it begins was struck out.
        if ends is not None and datetime.fromisoformat(ends) < datetime.fromisoformat(begins):
            raise Refused("presence.order", "nobody leaves before they came", "facts.to")


def _write(place: Place, sent: wire.Sent, told: Told, now: datetime) -> Receipt:
    return append(
        Fact(
            place.election.id,
            place.municipality.code,
            sent.kind,
            at=now,
            by=place.by,
            client_id=sent.id,
            station=place.number,
            facts={name: each for name, each in sent.facts.items() if name != "fingerprint"},
            fingerprint=sent.facts.get("fingerprint"),
            texts=sent.texts,
            told=told,
        )
    )


@sensitive_variables()
def _count(place: Place, sent: wire.Sent, told: Told, now: datetime) -> Answer:
    """A count: checked in memory, sealed, and only then written."""
    form = _form(sent)
    if form is None:
        raise Refused("count.malformed", "the numbers of this count cannot be read", "facts.numbers")
    given = read_count(form, place.ballot, place.counting, place.election.category)
    if waiting := place.not_counting(now):
        raise Refused(waiting, "this station may not send a count yet")
    if given.count is None:
        first = given.problems[0]
        raise Refused(first.code, "the count cannot be of this ballot", first.where, **first.params)
    findings = intake.judge(place, given)
    receipt = intake.take(place, given, findings, now, told)
    return Answer(str(sent.id), receipt, held=any(each.is_error for each in findings))


@sensitive_variables()
def _form(sent: wire.Sent) -> QueryDict | None:
    """The count as the form on the page would post it; None where it is not one."""
    facts = sent.facts
    numbers, version = facts["numbers"], facts["version"]
    texts = [facts["nonce"], *facts["boxes"], *facts["explained"]] if _lists(facts) else [None]
    if (
        not isinstance(numbers, dict)
        or type(version) is not int
        or not all(isinstance(t, str) for t in texts)
    ):
        return None
    form = QueryDict(mutable=True)
    for mark, typed in numbers.items():
        if not isinstance(typed, str):
            return None
        form[mark] = typed
    form.setlist("boxes", list(facts["boxes"]))
    form.setlist("explained", list(facts["explained"]))
    form["client_id"], form["nonce"], form["version"] = str(sent.id), facts["nonce"], str(version)
    form["reason"], form["action"] = sent.texts.get("reason", ""), "send"
    return form


def _lists(facts: Mapping[str, Any]) -> bool:
    return isinstance(facts["boxes"], list) and isinstance(facts["explained"], list)


def _has_seq(given: Any) -> bool:
    if not isinstance(given, dict):
        return False
    seq = given.get("seq")
    return type(seq) is int and 1 <= seq <= 10_000_000
