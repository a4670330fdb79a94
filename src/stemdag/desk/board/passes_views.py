"""The page of all passes of a municipality that count twice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from stemdag.desk.access import Official, open_to
from stemdag.desk.board import passes
from stemdag.desk.pages import page
from stemdag.domain.role import SEES


@open_to(SEES)
def twice(request: HttpRequest, official: Official) -> HttpResponse:
    """Where and when each was used, and whether a chair decided on it."""
    context: dict[str, object] = {"twice": passes.twice(official.municipality), "section": "board"}
    return page(request, official, "desk/passes.html", context)
