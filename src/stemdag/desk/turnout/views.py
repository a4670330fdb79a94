"""Turnout of the day: the municipality, its quarters, its stations, and who has not reported."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.pages import asks_part, page
from stemdag.desk.turnout import curve
from stemdag.desk.turnout.figures import figures
from stemdag.domain.role import WATCHES


@open_to(WATCHES)
def turnout(request: HttpRequest, official: Official) -> HttpResponse:
    """The page; asked by itself, the part that renews."""
    row, now = official.municipality, clock.now()
    found = figures(row, now)
    points = curve.reported(row, found, now)
    context: dict[str, object] = {
        "found": found,
        "hours": curve.hours(row, found, points, now),
        "drawing": curve.draw(row, found, points),
        "height": curve.HEIGHT,
        "width": curve.WIDTH,
        "left": curve.LEFT,
        "now": now,
        "partial": asks_part(request),
    }
    template = "desk/turnout_part.html" if asks_part(request) else "desk/turnout.html"
    return page(request, official, template, context)
