"""The board in the browser; the part below the search box renews itself."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.board import lines as boards
from stemdag.desk.board import passes
from stemdag.desk.pages import asks_part, page
from stemdag.desk.release import acts as releases
from stemdag.domain.role import WATCHES

LABELS = {
    "all": gettext_noop("All"),
    "hand": gettext_noop("Needs a hand"),
    "expected": gettext_noop("Expected"),
    "held": gettext_noop("Held"),
    "accepted": gettext_noop("Received"),
}


@open_to(WATCHES)
def board(request: HttpRequest, official: Official) -> HttpResponse:
    """Every station on one board; the part below the search box renews itself."""
    chosen = request.GET.get("show", "all")
    if chosen not in boards.FILTERS:
        chosen = "all"
    query = request.GET.get("q", "").strip()[:80]
    now = clock.now()
    partial = asks_part(request)
    found = boards.board(official.municipality, now, query, chosen)
    context = {
        "board": found,
        "filters": [
            (each, _(LABELS[each]), found.per_filter[each], _here(request, each, query))
            for each in boards.FILTERS
        ],
        "here": _here(request, chosen, query),
        "standing": releases.standing(official.municipality),
        "twice": passes.twice(official.municipality),
        "held_count": found.per_filter["held"],
        "now": now,
        "query": query,
        "chosen": chosen,
        "partial": partial,
    }
    return page(request, official, "desk/board_part.html" if partial else "desk/board.html", context)


def _here(request: HttpRequest, chosen: str, query: str) -> str:
    """The board's address under a filter and a search."""
    chosen_query = {"show": chosen} if chosen != "all" else {}
    asked = urlencode(chosen_query | ({"q": query} if query else {}))
    return f"{request.path}?{asked}" if asked else request.path
