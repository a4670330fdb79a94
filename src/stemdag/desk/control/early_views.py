"""All counts that came in, to open any of them: as of early and postal votes, counted in the morning."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stemdag.desk.access import Official, open_to
from stemdag.desk.control import opening as control
from stemdag.desk.pages import page
from stemdag.domain.count_state import CountState
from stemdag.domain.role import WORKS
from stemdag.domain.station import Kind
from stemdag.journal.models import StationDay


@open_to(WORKS)
def overview(request: HttpRequest, official: Official) -> HttpResponse:
    """The stations whose count came in, those that are not regular first: they are counted early."""
    if control.key(request, official) is None:
        return redirect(official.page("control"))
    row = official.municipality
    stations = {each.number: each for each in row.stations.all()}
    every = StationDay.objects.filter(
        chain__election=row.election.eml_id, chain__municipality=row.code, version__gt=0
    )
    days = [
        (day, stations[day.station], CountState(day.state).waits) for day in every if day.station in stations
    ]
    days.sort(key=lambda each: (each[1].kind == Kind.REGULAR, each[0].station))
    return page(request, official, "desk/received.html", {"section": "control", "days": days})
