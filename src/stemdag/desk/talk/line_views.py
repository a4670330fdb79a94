"""The page of one station: how it stands, the conversation with it, and what the office does to it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.board import passes, stock
from stemdag.desk.pages import names, page, refused, unstored
from stemdag.desk.people.fresh import confirmed
from stemdag.desk.submission import amount, client_id, text, whole
from stemdag.desk.talk import line, phrases
from stemdag.domain.errors import Refused
from stemdag.domain.role import SEES, WORKS
from stemdag.domain.wording import Item
from stemdag.elections import tailored
from stemdag.elections.models import Station
from stemdag.journal.models import StationDay

log = logging.getLogger("stemdag.desk")
Act = Callable[[Station, datetime, UUID], None]


@open_to(SEES)
def station(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """How it stands and the conversation, which renews itself without touching what is being typed.

    Opening the page is reading what the station wrote, and its devices are told so. A page that renews itself
    may stand open with nobody at it, so that writes nothing.
    """
    row, now = official.station(number), clock.now()
    partial = request.headers.get("HX-Request") == "true"
    said = line.talk(official.municipality, number)
    if request.method == "GET" and not partial and official.may_act("station-write"):
        try:
            line.see(official.municipality, number, said, official.by, now)
        except DatabaseError:
            # What was written must be readable also where nothing can be stored.
            log.exception("not stored that messages were read")
    return _page(request, official, row, said, partial=partial)


def _page(
    request: HttpRequest,
    official: Official,
    row: Station,
    said: list[line.Said],
    *,
    partial: bool,
    typed: str = "",
) -> HttpResponse:
    municipality, number, now = official.municipality, row.number, clock.now()
    known = names(each.by for each in said if each.mine)
    day = _day(official, number)
    tailoring = tailored.tailoring(municipality)
    materials = labels(tailoring.materials)
    incidents, events = labels(tailoring.incident_categories), labels(tailoring.event_categories)
    has = stock.stock(municipality, [row], {number: day}, now)[number]
    closing = next((each for each in reversed(said) if each.kind == "station.closed_by_office"), None)
    context: dict[str, object] = {
        "station": row,
        "day": day,
        "closing": (closing, known.get(closing.by, "")) if closing and day.office_closed_at else None,
        "stock": has,
        "deliveries": [(each, materials.get(each.what, each.what)) for each in has.deliveries],
        "materials": materials.items(),
        "first_asked": has.asked[0] if has.asked else None,
        "talk": [
            (
                each,
                known.get(each.by, ""),
                (incidents | materials).get(
                    each.about.get("category") or each.about.get("what", ""),
                    each.about.get("category") or each.about.get("what", ""),
                ),
            )
            for each in said
        ],
        "events": [
            (each, events.get(each.category, each.category)) for each in line.events(municipality, number)
        ],
        "devices": line.devices(municipality, number, now),
        "counting": line.is_counting(row, now),
        "passes": passes.standing(row),
        "section": "board",
        "phrases": [] if partial else phrases.phrases(municipality),
        "typed": typed,
        "client_id": uuid4(),
        "delivery_id": uuid4(),
        "now": now,
        "partial": partial,
    }
    return page(request, official, "desk/station_part.html" if partial else "desk/station.html", context)


def labels(items: Iterable[Item]) -> dict[str, str]:
    """What a municipality's list calls its keys, in the language of the page."""
    dutch = get_language() == "nl"
    return {each.key: each.nl if dutch else each.en for each in items}


@open_to(WORKS)
def write(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Write to the station, or put a text that is kept into the field."""
    if request.method == "POST" and "phrase" in request.POST:
        row = official.station(number)
        kept = phrases.phrases(official.municipality)
        typed = phrases.joined(text(request, "text"), whole(request, "phrase"), kept)
        said = line.talk(official.municipality, number)
        return _page(request, official, row, said, partial=False, typed=typed)

    def act(row: Station, now: datetime, sent: UUID) -> None:
        line.write(row, text(request, "text"), official.by, now, sent)

    return _done(request, official, number, act)


@open_to(WORKS)
def send(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Say that ballots or materials are on their way."""

    def act(row: Station, now: datetime, sent: UUID) -> None:
        what, note = text(request, "what"), text(request, "note")
        line.send(row, what, amount(request, "amount"), note, official.by, now, sent)

    return _done(request, official, number, act)


@open_to(WORKS)
def close(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Close the station from the office. GET asks once more; POST does it."""

    def act(row: Station, now: datetime, sent: UUID) -> None:
        line.close(row, text(request, "reason"), official.by, now, sent)

    return _confirmed(request, official, number, act, closes=True)


@open_to(WORKS)
def reopen(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Open a station again that the office closed. GET asks once more; POST does it."""

    def act(row: Station, now: datetime, sent: UUID) -> None:
        line.reopen(row, text(request, "reason"), official.by, now, sent)

    return _confirmed(request, official, number, act, closes=False)


def _confirmed(
    request: HttpRequest, official: Official, number: int, act: Act, *, closes: bool
) -> HttpResponse:
    if request.method == "POST":
        return _done(request, official, number, act)
    row, is_closed = official.station(number), _day(official, number).office_closed_at is not None
    if is_closed is closes:
        return redirect(official.page("station", number=number))
    context: dict[str, object] = {
        "station": row,
        "closes": closes,
        "client_id": uuid4(),
        "section": "board",
    }
    return page(request, official, "desk/station_close.html", context)


@open_to(WORKS)
@confirmed("client_id", "device", "reason")
def shut_out(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Shut out one device. GET asks once more; POST does it."""
    row, here = official.station(number), official.page("station", number=number)
    if request.method != "POST":
        found = line.devices(official.municipality, number, clock.now())
        asked = request.GET.get("device", "")
        device = next((each for each in found if str(each.day.device) == asked), None)
        if device is None or device.day.revoked_at:
            return redirect(here)
        context: dict[str, object] = {
            "station": row,
            "device": device,
            "client_id": uuid4(),
            "section": "board",
        }
        return page(request, official, "desk/device_shut_out.html", context)

    def act(row: Station, now: datetime, sent: UUID) -> None:
        device, reason = whole(request, "device"), text(request, "reason")
        if not reason:
            raise Refused("reason.none", "shutting a device out needs a reason", "reason")
        line.shut_out(row, device, official.by, now, sent, reason)

    return _done(request, official, number, act)


def _done(request: HttpRequest, official: Official, number: int, act: Act) -> HttpResponse:
    """Do it with the form's own id, and back to the station."""
    row, here = official.station(number), official.page("station", number=number)
    if request.method != "POST":
        return redirect(here)
    try:
        act(row, clock.now(), client_id(request))
    except Refused as refusal:
        return refused(request, official, refusal, here)
    except DatabaseError:
        return unstored(request, official, here)
    return redirect(here)


def _day(official: Official, number: int) -> StationDay:
    row = official.municipality
    chain = {"chain__election": row.election.eml_id, "chain__municipality": row.code}
    return StationDay.objects.filter(**chain, station=number).first() or StationDay(station=number)
