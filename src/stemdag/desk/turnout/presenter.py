"""The page for the beamer in the hall. Before the release it shows nothing that depends on a count.

It has no token of its own and reads no table of counts, so that two days that differ in counts alone give the
same bytes (`docs/embargo.md`); it renews itself every twenty seconds, whatever happened.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.pages import asks_part
from stemdag.desk.release import acts as releases
from stemdag.desk.turnout.figures import figures
from stemdag.domain.release import ReleaseState
from stemdag.domain.role import PRESENTS
from stemdag.journal.models import StationDay

LOOKS = ("dark", "light")
#: Minutes.
DAY = 24 * 60


@open_to(PRESENTS)
def presenter(request: HttpRequest, official: Official) -> HttpResponse:
    """Open and manned, turnout and what is expected of it, the time to the release; after it, counts too."""
    row, now = official.municipality, clock.now()
    found, standing = figures(row, now), releases.standing(row)
    look = request.GET.get("look", "")
    wait = max(0, -(-int((standing.moment - now).total_seconds()) // 60))
    context: dict[str, object] = {
        "municipality": row,
        "found": found,
        "manned": sum(
            each.manned is not None and not each.manned.is_short
            for each in found.stations
            if each.place.open_in
        ),
        "noted": any(each.manned for each in found.stations),
        "moment": standing.moment,
        "wait": divmod(wait, 60),
        "days": wait // DAY if wait >= 2 * DAY else 0,
        "now": now,
        "look": look if look in LOOKS else "",
        "looks": LOOKS,
        "board": official.page("board") if official.may_read("board") else "",
        "here": official.page("presenter"),
    }
    # Armed or held is an office's doing, and may follow from what it knows of counts: not before the moment.
    if now >= standing.moment:
        context["state"] = standing.state
        if standing.state is ReleaseState.RELEASED:
            days = StationDay.objects.filter(
                chain__election=row.election.eml_id, chain__municipality=row.code, public__gt=0
            )
            context["received"] = days.count()
    template = "desk/presenter_part.html" if asks_part(request) else "desk/presenter.html"
    return render(request, template, context)
