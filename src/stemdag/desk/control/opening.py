"""The control view: the only place of the desk where envelopes open.

An unlocked session holds control and intake key under a secret that only the browser's cookie carries, so
that neither the database nor the cookie alone is a key. What was opened lives in memory until the page is
made.
"""

from __future__ import annotations

import base64
import json
from binascii import Error as BadBase64
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from stemdag import clock
from stemdag.desk.access import Official
from stemdag.domain.count import Count
from stemdag.domain.count_state import CountState
from stemdag.domain.errors import Refused
from stemdag.domain.sealed import decode
from stemdag.elections.keys import intake_context, make_intake, wrap_context
from stemdag.elections.models import Municipality
from stemdag.elections.sealing import intake_binding
from stemdag.elections.writing import write
from stemdag.journal import append as journal
from stemdag.journal import aside
from stemdag.journal.models import Entry, Envelope, StationDay
from stemdag.seal import keys, session
from stemdag.seal.binding import Binding
from stemdag.seal.open import NotOpened, open_sealed

COOKIE = "control"
#: How long an unlocked view stays open when nobody uses it.
IDLE = timedelta(minutes=30)
_HELD = "control"
_CONTROL, _INTAKE = "control", "intake"


@dataclass(frozen=True, slots=True)
class Opening:
    """One entry `control.opened`: who looked at which version, how far (step 1 or 2), when and why."""

    at: datetime
    by: str
    version: int
    step: int
    reason: str


def unlock(request: HttpRequest, response: HttpResponse, official: Official, passphrase: str) -> None:
    """Unlock the view for this browser and journal it. Raises `keys.WrongPassphrase`.

    Keys from before there was an intake key get one here, the only place that has their passphrase.
    """
    row, outside = official.municipality, settings.STEMDAG.control_secret
    private = keys.unwrap(bytes(row.control_wrapped or b""), passphrase, outside, wrap_context(row))
    if row.intake_public is None:
        make_intake(row, passphrase, clock.now(), official.by)
    intake = keys.unwrap(bytes(row.intake_wrapped or b""), passphrase, outside, intake_context(row))
    secret = session.new_secret()
    write(row, "control.unlocked", clock.now(), official.by)
    kept: dict[str, object] = {
        name: base64.b64encode(session.hold(each, secret, _context(official, name))).decode()
        for name, each in ((_CONTROL, private), (_INTAKE, intake))
    }
    _keep(request, row, kept | {"used": _second()})
    # Only the control pages of this municipality get the cookie.
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(secret).decode(),
        path=official.page("control"),
        httponly=True,
        samesite="Strict",
        secure=settings.STEMDAG.tls,
    )


def lock(request: HttpRequest, response: HttpResponse, official: Official) -> None:
    """Forget the keys: in the session and in the browser."""
    forget(request.session, official.municipality)
    response.delete_cookie(COOKIE, path=official.page("control"), samesite="Strict")


def holds(session: Mapping[str, Any], row: Municipality) -> bool:
    """Whether what a session says has keys of a municipality in it."""
    return str(row.pk) in session.get(_HELD, {})


def forget(session: MutableMapping[str, Any], row: Municipality) -> None:
    """Take the keys of a municipality out of a session."""
    session[_HELD] = {name: each for name, each in session.get(_HELD, {}).items() if name != str(row.pk)}


def key(request: HttpRequest, official: Official) -> bytes | None:
    """The control key of an unlocked view, or None; using it starts the half hour again."""
    return _taken(request, official, _CONTROL)


def intake_key(request: HttpRequest, official: Official) -> bytes | None:
    """The intake key of an unlocked view, as `key`."""
    return _taken(request, official, _INTAKE)


def _taken(request: HttpRequest, official: Official, name: str) -> bytes | None:
    kept = request.session.get(_HELD, {}).get(str(official.municipality.pk))
    if kept is None:
        return None
    if _second() - kept["used"] > IDLE.total_seconds():
        forget(request.session, official.municipality)
        return None
    try:
        secret = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
        private = session.take(base64.b64decode(kept.get(name, "")), secret, _context(official, name))
    except (BadBase64, ValueError):
        # No cookie, another's, or a changed one: the view is locked for this browser.
        return None
    if _second() - kept["used"] >= 60:
        _keep(request, official.municipality, kept | {"used": _second()})
    return private


def held(row: Municipality) -> list[StationDay]:
    """The stations whose last count waits: for the office, or handed back for the station; by number."""
    waits = [each for each in CountState if each.waits or each is CountState.RETURNED]
    return list(_days(row).filter(state__in=waits).order_by("station"))


def accepted(row: Municipality, station: int) -> StationDay | None:
    """The day of a station whose count was accepted by the office, else None."""
    decided = [CountState.ACCEPTED, CountState.CORRECTED]
    return (
        _days(row)
        .filter(station=station, state__in=decided, version__gt=0)
        .exclude(accepted_at=F("received_at"))
        .first()
    )


def count_day(row: Municipality, station: int) -> StationDay:
    """The day of one station that sent a count; `Refused("count.not-held")` where it sent none."""
    day = _days(row).filter(station=station, version__gt=0).first()
    if day is None:
        raise Refused("count.not-held", f"station {station} sent no count")
    return day


def _days(row: Municipality) -> QuerySet[StationDay]:
    return StationDay.objects.filter(chain__election=row.election.eml_id, chain__municipality=row.code)


def openings(row: Municipality, station: int) -> list[Opening]:
    """Who looked at the counts of a station before, in order."""
    entries = (
        Entry.objects.filter(
            chain__election=row.election.eml_id,
            chain__municipality=row.code,
            kind="control.opened",
            station=station,
        )
        .prefetch_related("asides__entry__chain")
        .order_by("seq")
    )
    found = []
    for entry in entries:
        facts = json.loads(entry.facts)
        texts = [aside.read(each) or "" for each in entry.asides.all()]
        found.append(Opening(entry.at, entry.by, facts["version"], facts["step"], texts[0] if texts else ""))
    return found


def decide(
    official: Official,
    station: int,
    kind: str,
    version: int,
    reason: str,
    client_id: UUID,
    marks: Sequence[str] = (),
    seen: str = "",
) -> None:
    """Accept a count (`count.accepted`), or hand it back (`count.returned`) with the fields to look at.

    Only who looked at it can. `Refused` where it does not wait for the office, was handed back already, or
    waits for another official than who typed it; and where it stands otherwise than the page said (`seen`),
    so that nobody undoes unknowingly what a colleague decided. Who says nothing is taken at its word.
    """
    if not looked(official, station, version):
        raise Refused("control.step", "look at the differences first")
    row = official.municipality
    with transaction.atomic():
        # From here to the entry nobody else of this municipality decides.
        chain = journal.lock(row.election.eml_id, row.code)
        is_repeat = chain.entries.filter(client_id=client_id).exists()
        if seen and not is_repeat and count_day(row, station).state != seen:
            raise Refused("count.state", "somebody acted in the meantime")
        write(
            row,
            kind,
            clock.now(),
            official.by,
            client_id,
            station=station,
            facts={"version": version},
            # Which fields are wrong tells of the votes: beside the entry, encrypted as the reason is.
            texts={"reason": reason, "marks": " ".join(marks)},
        )


def looked(official: Official, station: int, version: int) -> bool:
    """Whether this official opened this version before."""
    return any(
        (each.by, each.version) == (official.by, version) for each in openings(official.municipality, station)
    )


def typed_by(row: Municipality, station: int, version: int) -> str:
    """Who sent or typed a version, as the journal knows them."""
    return _envelope(row, station, version).entry.by


def _envelope(row: Municipality, station: int, version: int) -> Envelope:
    return Envelope.objects.select_related("entry").get(
        entry__chain__election=row.election.eml_id,
        entry__chain__municipality=row.code,
        entry__station=station,
        source="station",
        version=version,
    )


def open_count(
    official: Official, private: bytes, station: int, version: int, step: int, reason: str
) -> tuple[Count, tuple[str, ...]]:
    """A count of a station with its codes, once the journal has it on disk that this official looked.

    The first time an official opens a version a reason is asked; step 2 follows on step 1 only. Raises
    `Refused`, also where the envelope is not one of this key.
    """
    row = official.municipality
    before = looked(official, station, version)
    if step == 2 and not before:
        raise Refused("control.step", "look at the differences first")
    if not before and not reason:
        raise Refused("control.reason", "say why you open this count", "reason")
    envelope = _envelope(row, station, version)
    binding = Binding("control", row.election.eml_id, row.code, station, "station", version)
    try:
        count = decode(open_sealed(bytes(envelope.control), private, binding))
    except NotOpened as error:
        raise Refused("control.not-opened", str(error)) from error
    # Without an id of its own: looking twice is two entries.
    write(
        row,
        "control.opened",
        clock.now(),
        official.by,
        station=station,
        facts={"station": station, "version": version, "step": step},
        texts={"reason": "" if before else reason},
    )
    return count


def open_intake(private: bytes, sealed: bytes, row: Municipality, station: int) -> bytes:
    """What was sealed to the intake key for this station; `Refused` where it does not open.

    The caller has it journaled, as only what is in it says what was opened.
    """
    try:
        return open_sealed(sealed, private, intake_binding(row, station))
    except NotOpened as error:
        raise Refused("control.not-opened", str(error)) from error


def _keep(request: HttpRequest, row: Municipality, value: dict[str, object]) -> None:
    request.session[_HELD] = request.session.get(_HELD, {}) | {str(row.pk): value}


def _context(official: Official, name: str) -> str:
    about = {_CONTROL: wrap_context, _INTAKE: intake_context}[name]
    return f"{about(official.municipality)} {official.by}"


def _second() -> int:
    """The second on the wall: whoever walked away from a rehearsal did so in real time."""
    return int(timezone.now().timestamp())
