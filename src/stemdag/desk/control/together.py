"""What every page has on which many counts are opened at once: who did so before, and what is asked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest

from stemdag.desk.access import Official
from stemdag.desk.control import gathered
from stemdag.desk.pages import names
from stemdag.desk.submission import whole

#: So many openings are shown beside a page; the page of who looked has all.
SHOWN = 8


def step(request: HttpRequest) -> int:
    """How far to open; a form that says something else is not one of ours."""
    found = whole(request, "step")
    if found not in (gathered.DIFFERENCES, gathered.NUMBERS):
        raise BadRequest("counts open in two steps")
    return found


def context(official: Official, what: gathered.What) -> dict[str, Any]:
    """Whether a reason is asked, and the last openings with who did them."""
    row = official.municipality
    is_released = gathered.released(row)
    openings = gathered.openings(row, what)[-SHOWN:]
    known = names(each.by for each in openings)
    return {
        "section": "control",
        "released": is_released,
        "asks": not is_released and not gathered.looked(official, what),
        "openings": [(each, known[each.by]) for each in reversed(openings)],
    }
