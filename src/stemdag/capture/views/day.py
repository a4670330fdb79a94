"""The day before the count: home, opening, turnout."""

from __future__ import annotations

import logging
import re
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from stemdag import clock
from stemdag.capture import intake
from stemdag.capture.access import station_required
from stemdag.capture.place import Place
from stemdag.capture.steps import OPEN, TURNOUT, next_step
from stemdag.capture.texts import PROBLEMS, REFUSALS
from stemdag.capture.views.page import page
from stemdag.domain.count import LARGEST
from stemdag.domain.errors import Refused

log = logging.getLogger("stemdag.capture")
#: More than any station admits (4,886 at the most): asked about once, since turnout is public at once.
UNLIKELY = 5_000


@require_safe
@station_required
def home(request: HttpRequest, place: Place) -> HttpResponse:
    """Where am I, and what comes next."""
    now = clock.now()
    return page(request, "home.html", place, next=next_step(place, now), counting=now >= place.counts_from)


@require_http_methods(["GET", "HEAD", "POST"])
@station_required
def open_station(request: HttpRequest, place: Place) -> HttpResponse:
    """Say that the station is open. Saying it again changes nothing."""
    if request.method != "POST":
        return page(request, "open.html", place, here=OPEN, client_id=uuid4())
    client_id = intake.client_id_of(request.POST.get("client_id", ""))
    try:
        if place.day.opened_at is None:
            intake.open_station(place, client_id, clock.now())
    except Refused as refusal:
        return page(
            request,
            "open.html",
            place,
            here=OPEN,
            client_id=uuid4(),
            refusal=REFUSALS[refusal.code],
            refusal_code=refusal.code,
            status=409,
        )
    except DatabaseError:
        log.exception("opening not stored")
        return page(
            request,
            "open.html",
            place,
            here=OPEN,
            client_id=client_id,
            refusal=REFUSALS["open.failed"],
            refusal_code="open.failed",
            status=503,
        )
    return redirect("capture:home")


@require_http_methods(["GET", "HEAD", "POST"])
@station_required
def turnout(request: HttpRequest, place: Place) -> HttpResponse:
    """Report how many voters were admitted so far; a later report replaces an earlier one."""
    if request.method != "POST":
        return _turnout(request, place)
    typed = request.POST.get("admitted", "").strip()
    admitted, problem = _admitted(typed)
    if admitted is None:
        return _turnout(request, place, typed, problem=PROBLEMS[problem], status=422)
    client_id = intake.client_id_of(request.POST.get("client_id", ""))
    ask = _question(place, admitted)
    if ask and request.POST.get("confirm") != str(admitted):
        return _turnout(request, place, typed, ask=ask, admitted=admitted, client_id=client_id)
    try:
        intake.report_turnout(place, admitted, client_id, clock.now())
    except Refused as refusal:
        return _turnout(request, place, typed, refusal=_refusal(refusal), status=409)
    except DatabaseError:
        log.exception("turnout not stored")
        refused = REFUSALS["turnout.failed"]
        return _turnout(request, place, typed, refusal=refused, client_id=client_id, status=503)
    return redirect("capture:turnout")


def _admitted(typed: str) -> tuple[int | None, str]:
    """The number as typed, or None and what is wrong. Nothing typed is no report of 0."""
    if re.fullmatch(r"[-−]\s*[0-9]+", typed):
        return None, "field.negative"
    if not re.fullmatch(r"[0-9]+", typed):
        return None, "field.number"
    if len(typed.lstrip("0")) > len(str(LARGEST)):
        return None, "field.large"
    return int(typed), ""


def _question(place: Place, admitted: int) -> str:
    """What is asked once before the number goes out: `lower` than the last, unlikely `many`, or nothing."""
    last = place.day.admitted
    if last is not None and admitted < last:
        return "lower"
    if admitted > UNLIKELY and admitted > 2 * (last or 0):
        return "many"
    return ""


def _refusal(refusal: Refused) -> object:
    if refusal.code == "journal.conflict":
        # Sent before with another number, by a page that was gone back to: sending this one again is right.
        return REFUSALS["turnout.conflict"]
    return REFUSALS[refusal.code]


def _turnout(
    request: HttpRequest,
    place: Place,
    typed: str = "",
    *,
    client_id: UUID | None = None,
    status: int = 200,
    **said: object,
) -> HttpResponse:
    reports = place.reports()
    history = [
        {"at": each.at, "admitted": each.admitted, "lower": bool(before and each.admitted < before.admitted)}
        for each, before in zip(reports, [*reports[1:], None], strict=False)
    ]
    return page(
        request,
        "turnout.html",
        place,
        here=TURNOUT,
        status=status,
        said=said,
        typed=typed,
        history=history,
        client_id=client_id or uuid4(),
        unopened=place.must_open and place.day.opened_at is None,
    )
