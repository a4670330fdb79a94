"""The page of the checks across stations: closed, and opened in two steps, of all stations or of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stemdag.desk.access import Official, open_to
from stemdag.desk.control import gathered, suspected, together
from stemdag.desk.control import opening as control
from stemdag.desk.control.reading import is_number
from stemdag.desk.control.views import invalid, locked
from stemdag.desk.pages import page, refused
from stemdag.desk.people.fresh import confirmed
from stemdag.desk.submission import text
from stemdag.domain.errors import Refused
from stemdag.domain.role import SEES
from stemdag.seal.binding import Source


@open_to(SEES)
def closed(request: HttpRequest, official: Official) -> HttpResponse:
    """What can be said without opening a count (S.301), and what opening them asks."""
    if control.key(request, official) is None:
        return redirect(official.page("control"))
    return page(request, official, "desk/across_closed.html", _closed(official))


@open_to(SEES)
@confirmed("step", "reason", "station")
def opened(request: HttpRequest, official: Official) -> HttpResponse:
    """What looks wrong beside the other stations: step 1 in words, step 2 with numbers. A POST's answer."""
    if request.method != "POST":
        return redirect(official.page("across"))
    private = control.key(request, official)
    if private is None:
        return locked(request, official)
    step, reason, only = together.step(request), text(request, "reason"), request.POST.get("station", "")
    sources: tuple[Source, ...] = ("station",)
    try:
        found = gathered.gather(official, private, "across", step, reason, sources)
    except Refused as refusal:
        if refusal.code in ("control.reason", "text.long"):
            context = _closed(official) | {"invalid": invalid(refusal), "typed": reason, "only": only}
            return page(request, official, "desk/across_closed.html", context, status=422)
        return refused(request, official, refusal, official.page("across"))
    row = official.municipality
    all_of_them = suspected.suspected(row, found)
    shown = [each for each in all_of_them if not is_number(only) or each.number == int(only)]
    context = together.context(official, "across") | {
        "step": step,
        "stations": len(found.ours),
        "suspects": shown,
        "only": only if is_number(only) else "",
        "only_station": row.stations.filter(number=int(only)).first() if is_number(only) else None,
        "missing": suspected.missing(row, found),
        "early": suspected.has_earlier(row),
    }
    return page(request, official, "desk/across_opened.html", context)


def _closed(official: Official) -> dict[str, Any]:
    row = official.municipality
    received = gathered.versions(row, "station")
    return together.context(official, "across") | {
        "stations": len(received),
        "of": row.stations.count(),
        "missing": suspected.uncounted(row, received),
    }
