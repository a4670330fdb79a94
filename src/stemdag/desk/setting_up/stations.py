"""The stations of a municipality: all of them, and adding, changing and taking away one by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.pages import page, refused, unstored
from stemdag.desk.setting_up import setup_words as words
from stemdag.desk.setting_up.station_form import StationForm, blank, parse
from stemdag.desk.submission import client_id, text
from stemdag.domain.errors import Refused
from stemdag.domain.redefining import Defined, station_changes
from stemdag.domain.role import PREPARES, SEES
from stemdag.domain.station import Kind, Station
from stemdag.elections import values
from stemdag.elections.proposals import stations_sheet
from stemdag.elections.redefining import opened, redefine, standing, station_digest

Change = Callable[[Defined], Defined]


@open_to(SEES | PREPARES)
def stations(request: HttpRequest, official: Official) -> HttpResponse:
    """All stations with what is known of each."""
    context: dict[str, object] = {
        "section": "setup",
        "stations": standing(official.municipality).stations,
        "saved": request.GET.get("saved", ""),
        "removed": request.GET.get("removed", ""),
    }
    return page(request, official, "desk/setup_stations.html", context)


@open_to(PREPARES)
def new(request: HttpRequest, official: Official) -> HttpResponse:
    """A station that is not there yet."""
    election = values.election(official.municipality.election)
    if request.method != "POST":
        return _form(request, official, blank(election))
    sent = client_id(request)
    form, station = parse(election, request.POST)
    if station is None:
        return _form(request, official, form, status=422)

    def change(now: Defined) -> Defined:
        if any(each.number == station.number for each in now.stations):
            raise Refused("setup.there", "there is one of this number")
        return replace(now, stations=tuple(sorted((*now.stations, station), key=lambda each: each.number)))

    try:
        redefine(official.municipality, change, clock.now(), official.by, sent, text(request, "reason"))
    except Refused as refusal:
        if refusal.code != "setup.there":
            return _not_saved(request, official, form, refusal)
        form.errors["number"] = words.number_is_there()
        return _form(request, official, form, status=422)
    except DatabaseError:
        return unstored(request, official, official.page("setup-stations"))
    return redirect(f"{official.page('setup-stations')}?saved={station.number}")


@open_to(PREPARES)
def edit(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """What is known of a station, to change. Who was later sees both, and what was typed stays."""
    row = official.municipality
    election, now = values.election(row.election), _find(official, number)
    if request.method != "POST":
        return _form(request, official, blank(election, now), now)
    sent, seen = client_id(request), request.POST.get("seen", "")
    form, station = parse(election, request.POST, number)
    if station is None:
        return _form(request, official, form, now, seen=seen, status=422)

    def change(defined: Defined) -> Defined:
        there = next((each for each in defined.stations if each.number == number), None)
        if there is None or station_digest(there) != seen:
            raise Refused("setup.changed", "changed in the meantime")
        others = tuple(each for each in defined.stations if each.number != number)
        return replace(defined, stations=tuple(sorted((*others, station), key=lambda each: each.number)))

    try:
        redefine(row, change, clock.now(), official.by, sent, text(request, "reason"))
    except Refused as refusal:
        if refusal.code != "setup.changed":
            return _not_saved(request, official, form, refusal, now, seen)
        stands = words.changes(station_changes(station, now))
        return _form(request, official, form, now, stands=stands, status=409)
    except DatabaseError:
        return unstored(request, official, official.page("setup-stations"))
    return redirect(f"{official.page('setup-stations')}?saved={number}")


@open_to(PREPARES)
def remove(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Take a station away that nobody has used yet."""
    row, back = official.municipality, official.page("setup-stations")
    if request.method != "POST":
        context = {
            "section": "setup",
            "station": _find(official, number),
            "client_id": uuid4(),
            "opened": bool(opened(row)),
        }
        return page(request, official, "desk/setup_station_remove.html", context)

    def change(now: Defined) -> Defined:
        return replace(now, stations=tuple(each for each in now.stations if each.number != number))

    try:
        redefine(row, change, clock.now(), official.by, client_id(request), text(request, "reason"))
    except Refused as refusal:
        return refused(request, official, refusal, back)
    except DatabaseError:
        return unstored(request, official, back)
    return redirect(f"{back}?removed={number}")


@open_to(SEES | PREPARES)
def sheet(_: HttpRequest, official: Official) -> HttpResponse:
    """The stations as a spreadsheet (CSV) that can be changed and brought in again."""
    row = official.municipality
    response = HttpResponse(stations_sheet(row), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="stembureaus-{row.code}.csv"'
    return response


def _find(official: Official, number: int) -> Station:
    row = official.municipality.stations.filter(number=number).first()
    if row is None:
        raise Http404
    return values.station(row)


def _not_saved(
    request: HttpRequest,
    official: Official,
    form: StationForm,
    refusal: Refused,
    now: Station | None = None,
    seen: str = "",
) -> HttpResponse:
    """A reason that is missing or too long is said beside it; what was typed stays."""
    if refusal.code not in {"setup.why", "setup.long"}:
        return refused(request, official, refusal, official.page("setup-stations"))
    form.errors["reason"] = words.reason(refusal)
    return _form(request, official, form, now, seen=seen, status=422)


def _form(
    request: HttpRequest,
    official: Official,
    form: StationForm,
    now: Station | None = None,
    *,
    seen: str = "",
    stands: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    row = official.municipality
    context = {
        "section": "setup",
        "form": form,
        "station": now,
        "kinds": list(Kind),
        "seen": seen or (station_digest(now) if now else ""),
        "stands": stands,
        "client_id": uuid4(),
        "opened": bool(opened(row)),
        "reason": request.POST.get("reason", ""),
    }
    return page(request, official, "desk/setup_station.html", context, status=status)
