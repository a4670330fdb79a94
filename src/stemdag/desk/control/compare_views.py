"""The pages of the official count beside the stations': closed, opened in two steps, and explained."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stemdag.desk.access import Official, open_to
from stemdag.desk.control import explained, gathered, together
from stemdag.desk.control import opening as control
from stemdag.desk.control.compared import StationLines, compared
from stemdag.desk.control.views import invalid, locked
from stemdag.desk.pages import names, page, refused, unstored
from stemdag.desk.people.fresh import confirmed
from stemdag.desk.submission import client_id, text, whole
from stemdag.domain.errors import Refused
from stemdag.domain.role import SEES, WORKS


@open_to(SEES)
def closed(request: HttpRequest, official: Official) -> HttpResponse:
    """How many counts can be set beside each other, still closed, and what opening them asks."""
    if control.key(request, official) is None:
        return redirect(official.page("control"))
    return page(request, official, "desk/compare_closed.html", _closed(official))


@open_to(SEES)
@confirmed("step", "reason")
def opened(request: HttpRequest, official: Official) -> HttpResponse:
    """All counts beside the official ones: step 1 what differs, step 2 the numbers. The answer to a POST."""
    if request.method != "POST":
        return redirect(official.page("compare"))
    private = control.key(request, official)
    if private is None:
        return locked(request, official)
    step, reason = together.step(request), text(request, "reason")
    try:
        found = gathered.gather(official, private, "compare", step, reason)
    except Refused as refusal:
        return _not_opened(request, official, refusal, reason)
    return _opened(request, official, found, step)


@open_to(SEES, acts=WORKS)
@confirmed("client_id", "step", "version", "official", "reason")
def explain(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Explain what differs at a station; the comparison is opened again for the answer.

    A confirmation carries no places along: where two counts differ. They are ticked again after it.
    """
    if request.method != "POST":
        return redirect(official.page("compare"))
    private = control.key(request, official)
    if private is None:
        return locked(request, official)
    sent, step, reason = client_id(request), together.step(request), text(request, "reason")
    versions = (whole(request, "version"), whole(request, "official"))
    chosen = request.POST.getlist("place")[:200]
    wrong: Refused | None = None
    if not gathered.looked(official, "compare"):
        # A count came in meanwhile: what explains is why it is opened too, and differences come first.
        step = gathered.DIFFERENCES
    try:
        found = gathered.gather(official, private, "compare", step, reason)
        explained.explain(official, found, number, versions, chosen, reason, sent)
    except Refused as refusal:
        if refusal.code not in ("compare.reason", "compare.places", "text.long"):
            return _not_opened(request, official, refusal, "")
        wrong = refusal
    except DatabaseError:
        return unstored(request, official, official.page("compare"))
    typed = {"number": number, "reason": reason, "places": chosen} if wrong else None
    return _opened(request, official, found, step, wrong, typed)


def _opened(
    request: HttpRequest,
    official: Official,
    found: gathered.Gathered,
    step: int,
    wrong: Refused | None = None,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    made = compared(official.municipality, found, numbers=step == gathered.NUMBERS)
    known = names(one.by for each in made.stations for one in each.explanations)
    context = together.context(official, "compare") | {
        "step": step,
        "made": made,
        "stations": [_shown(each, known, typed) for each in made.stations],
        "wrong": invalid(wrong) if wrong and wrong.code != "compare.places" else "",
        "nothing_chosen": wrong is not None and wrong.code == "compare.places",
    }
    return page(request, official, "desk/compare_opened.html", context, status=422 if wrong else 200)


def _shown(each: StationLines, known: dict[str, str], typed: dict[str, Any] | None) -> dict[str, Any]:
    """A station with the names behind its explanations, and what was typed where that could not be taken."""
    mine = typed if typed and typed["number"] == each.number else None
    return {
        "of": each,
        "said": [(one, known[one.by]) for one in each.explanations],
        "client_id": uuid4(),
        "typed": mine,
        "chosen": mine["places"] if mine else [line.place for line in each.open_lines],
    }


def _closed(official: Official) -> dict[str, Any]:
    row = official.municipality
    ours, theirs = (gathered.versions(row, source) for source in ("station", "official"))
    return together.context(official, "compare") | {
        "ours": len(ours),
        "official_counts": len(theirs),
        "pairs": len(ours.keys() & theirs.keys()),
    }


def _not_opened(request: HttpRequest, official: Official, refusal: Refused, reason: str) -> HttpResponse:
    if refusal.code in ("control.reason", "text.long"):
        context = _closed(official) | {"invalid": invalid(refusal), "typed": reason}
        return page(request, official, "desk/compare_closed.html", context, status=422)
    return refused(request, official, refusal, official.page("compare"))
