"""How a page of the station is made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stemdag import clock
from stemdag.capture.place import Place
from stemdag.capture.sheet import Sheet
from stemdag.capture.steps import position, steps


def page(
    request: HttpRequest,
    template: str,
    place: Place,
    *,
    here: str = "",
    sheet: Sheet | None = None,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """A page with the station's name and its steps around it. `here` is the step that it belongs to."""
    found = steps(place, clock.now(), here, sheet)
    return render(
        request,
        f"capture/{template}",
        {
            "place": place,
            "steps": found,
            "position": position(found, here),
            "sheet": sheet,
            "here": here,
            **context,
        },
        status=status,
    )
