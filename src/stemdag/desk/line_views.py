"""The page of one station: its devices and the conversation with it."""

from __future__ import annotations

from uuid import uuid4

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from stemdag import clock
from stemdag.desk import line
from stemdag.desk.access import Official, official_required
from stemdag.desk.pages import names, page, refused, unstored
from stemdag.desk.submission import client_id, text, whole
from stemdag.domain.errors import Refused
from stemdag.elections.models import Station


@official_required
def station(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Devices and conversation; the conversation renews itself without touching what is being typed."""
    row = _station(official, number)
    said = line.talk(official.municipality, number)
    known = names(each.by for each in said if each.mine)
    now = clock.now()
    partial = request.headers.get("HX-Request") == "true"
    context: dict[str, object] = {
        "station": row,
        "talk": [(each, known.get(each.by, "")) for each in said],
        "devices": line.devices(official.municipality, number, now),
        "section": "board",
        "client_id": uuid4(),
        "now": now,
        "partial": partial,
    }
    return page(request, official, "desk/station_part.html" if partial else "desk/station.html", context)


@official_required
def write(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Write to the station."""
    row, here = _station(official, number), official.page("station", number=number)
    if request.method != "POST":
        return redirect(here)
    try:
        line.write(row, text(request, "text"), official.by, clock.now(), client_id(request))
    except Refused as refusal:
        return refused(request, official, refusal, here)
    except DatabaseError:
        return unstored(request, official, here)
    return redirect(here)


@official_required
def shut_out(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Shut out one device. GET asks once more; POST does it."""
    row, here = _station(official, number), official.page("station", number=number)
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
    try:
        line.shut_out(row, whole(request, "device"), official.by, clock.now(), client_id(request))
    except Refused as refusal:
        return refused(request, official, refusal, here)
    except DatabaseError:
        return unstored(request, official, here)
    return redirect(here)


def _station(official: Official, number: int) -> Station:
    found = (
        official.municipality.stations.filter(number=number).select_related("municipality__election").first()
    )
    if found is None:
        raise Http404("no such station of this municipality")
    return found
