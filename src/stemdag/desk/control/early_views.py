"""Any count that came in, held or not: opened to control it, as of early and postal votes in the morning."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from stemdag.desk.access import Official, open_to
from stemdag.desk.control import opening as control
from stemdag.desk.control import reading
from stemdag.desk.control.views import invalid, locked
from stemdag.desk.pages import names, page, refused
from stemdag.desk.people.fresh import confirmed
from stemdag.desk.submission import text, whole
from stemdag.domain.errors import Refused
from stemdag.domain.role import WORKS
from stemdag.domain.station import Kind
from stemdag.elections.models import Station
from stemdag.journal.models import StationDay


@open_to(WORKS)
def overview(request: HttpRequest, official: Official) -> HttpResponse:
    """The stations whose count came in, those that are not regular first: they are counted early."""
    if control.key(request, official) is None:
        return redirect(official.page("control"))
    stations = {each.number: each for each in official.municipality.stations.all()}
    days = [(day, stations[day.station]) for day in _days(official) if day.station in stations]
    days.sort(key=lambda each: (each[1].kind == Kind.REGULAR, each[0].station))
    return page(request, official, "desk/received.html", {"section": "control", "days": days})


@open_to(WORKS)
def station(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """One count, still closed. One that is held has its own page, with what can be done about it."""
    row, day = _found(official, number)
    if control.key(request, official) is None:
        return redirect(official.page("control"))
    if day.state == "held":
        return redirect(official.page("count", number=number))
    return page(request, official, "desk/received_closed.html", _context(official, row, day))


@open_to(WORKS)
@confirmed("version", "step", "reason")
def opened(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """One count, opened for this answer only, as a held one is: what stands on it, then the numbers."""
    row, day = _found(official, number)
    if request.method != "POST":
        return redirect(official.page("received-count", number=number))
    private = control.key(request, official)
    if private is None:
        return locked(request, official)
    step, version, reason = whole(request, "step"), whole(request, "version"), text(request, "reason")
    if step not in (1, 2):
        raise BadRequest("a count opens in two steps")
    try:
        if version != day.version:
            raise Refused("compare.changed", f"version {version} is not the last")
        count, codes = control.open_count(official, private, number, version, step, reason)
    except Refused as refusal:
        if refusal.code in ("control.reason", "text.long"):
            context = _context(official, row, day) | {"invalid": invalid(refusal), "typed": reason}
            return page(request, official, "desk/received_closed.html", context, status=422)
        return refused(request, official, refusal, official.page("received"))
    context = _context(official, row, day) | {
        "step": step,
        "findings": reading.findings(count, codes),
        "paper": reading.paper(official.municipality, count, codes) if step == 2 else None,
    }
    return page(request, official, "desk/received_opened.html", context)


def _days(official: Official) -> list[StationDay]:
    row = official.municipality
    return list(
        StationDay.objects.filter(
            chain__election=row.election.eml_id, chain__municipality=row.code, version__gt=0
        ).order_by("station")
    )


def _found(official: Official, number: int) -> tuple[Station, StationDay]:
    row = official.municipality.stations.filter(number=number).first()
    day = next((each for each in _days(official) if each.station == number), None)
    if row is None or day is None:
        raise Http404
    return row, day


def _context(official: Official, row: Station, day: StationDay) -> dict[str, Any]:
    openings = control.openings(official.municipality, row.number)
    known = names(each.by for each in openings)
    return {
        "section": "control",
        "station": row,
        "day": day,
        "openings": [(each, known[each.by]) for each in reversed(openings)],
        "looked": control.looked(official, row.number, day.version),
    }
