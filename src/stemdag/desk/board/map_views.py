"""The map of the stations: a dot each, by where it stands. It renews itself where that changed."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.board import boards
from stemdag.desk.board.lines import Line
from stemdag.desk.board.mark import mark
from stemdag.desk.pages import asks_part, page
from stemdag.domain.count_state import CountState
from stemdag.domain.dots import Drawing, draw
from stemdag.domain.location import Location
from stemdag.domain.outline import Outline
from stemdag.domain.role import WATCHES
from stemdag.domain.station import Station
from stemdag.elections import areas

#: How a station is drawn, the most pressing first, and what that means.
STYLES = {
    "hand": gettext_noop("Needs a hand now"),
    "late": gettext_noop("Needs a hand"),
    "counting": gettext_noop("Still counting"),
    "accepted": gettext_noop("Received"),
    "open": gettext_noop("Open"),
    "quiet": gettext_noop("Expected"),
}


@open_to(WATCHES)
def stations_map(request: HttpRequest, official: Official) -> HttpResponse:
    """Each station where it lies; a dot leads to its page."""
    row, now = official.municipality, clock.now()
    lines = boards.current(row, now).lines
    drawing = _drawing(tuple((line.number, line.place.location) for line in lines.values()), areas.value(row))
    styles = {number: _style(line) for number, line in lines.items()}
    its = mark(styles)
    if asks_part(request) and request.GET.get("have") == its:
        return HttpResponse(status=204)
    dots = []
    if drawing is not None:
        for number, x, y, _r in drawing.dots:
            line = lines[number]
            title = f"{number} {line.name}: {_(STYLES[styles[number]])}"
            dots.append((official.page("station", number=number), title, styles[number], x, y))
        # What needs a hand is drawn last, so that nothing covers it.
        dots.sort(key=lambda dot: -list(STYLES).index(dot[2]))
    placed = {number for number, *_ in drawing.dots} if drawing else set()
    context: dict[str, object] = {
        "mark": its,
        "drawing": drawing,
        "dots": dots,
        "keys": [
            (style, _(label), sum(each == style for number, each in styles.items() if number in placed))
            for style, label in STYLES.items()
        ],
        "absent": len(lines) - len(placed),
        "credit": row.outline.get("credit", "") if row.outline else "",
        "section": "board",
    }
    part = "desk/map_part.html" if asks_part(request) else "desk/map.html"
    return page(request, official, part, context)


def _style(line: Line) -> str:
    if line.hand:
        return "hand" if line.pressing else "late"
    if line.state.counts:
        return "accepted"
    if line.counting or line.state is not CountState.EXPECTED:
        return "counting"
    return "open" if line.opened_at else "quiet"


@lru_cache(maxsize=16)  # a definition stands all day
def _drawing(placed: tuple[tuple[int, Location | None], ...], outline: Outline | None) -> Drawing | None:
    return draw([Station(number, "", location=where) for number, where in placed], {}, outline)
