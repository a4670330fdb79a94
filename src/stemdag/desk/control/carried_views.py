"""The pages of sealed files: the list, taking in an export, opening one photo or export, handing it over."""

from __future__ import annotations

import base64
import logging
from collections import Counter
from typing import Any
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext

from stemdag.desk.access import Official, open_to
from stemdag.desk.control import carried, listed
from stemdag.desk.control import opening as control
from stemdag.desk.control.views import invalid, locked
from stemdag.desk.pages import names, page, refused, unstored
from stemdag.desk.people.fresh import confirmed
from stemdag.desk.refusals import REFUSALS, UNKNOWN
from stemdag.desk.submission import client_id, text, whole
from stemdag.domain.errors import Refused
from stemdag.domain.role import WORKS
from stemdag.journal.models import SealedFile

log = logging.getLogger("stemdag.desk")


@open_to(WORKS)
def overview(request: HttpRequest, official: Official) -> HttpResponse:
    """Photos and exports by station, all closed, and the field for an export that somebody brought."""
    if control.intake_key(request, official) is None:
        return redirect(official.page("control"))
    return _overview(request, official)


@open_to(WORKS)
def add(request: HttpRequest, official: Official) -> HttpResponse:
    """Take in an export, as a file or as texts of QR codes; it stays sealed."""
    if request.method != "POST":
        return redirect(official.page("sealed"))
    if control.intake_key(request, official) is None:
        return locked(request, official)
    sent, upload = client_id(request), request.FILES.get("file")
    try:
        data = carried.given(upload.read() if upload else None, request.POST.get("texts", ""))
        seq = carried.add(official, data, sent)
    except Refused as refusal:
        return _overview(request, official, refusal)
    except DatabaseError:
        return unstored(request, official, official.page("sealed"))
    return HttpResponseRedirect(official.page("sealed-file", seq=seq))


@open_to(WORKS)
def one(request: HttpRequest, official: Official, seq: int) -> HttpResponse:
    """One photo or export, still closed: who opened it before, and the reason that opening it asks."""
    found = _file(official, seq)
    if control.intake_key(request, official) is None:
        return redirect(official.page("control"))
    return page(request, official, "desk/sealed_closed.html", _context(official, found))


@open_to(WORKS)
@confirmed("step", "reason")
def opened(request: HttpRequest, official: Official, seq: int) -> HttpResponse:
    """A photo; an export as a list without numbers (step 1) or with them (step 2).

    The answer to a POST, as an opened count is, and kept nowhere.
    """
    found = _file(official, seq)
    if request.method != "POST":
        return redirect(official.page("sealed-file", seq=seq))
    private = control.intake_key(request, official)
    if private is None:
        return locked(request, official)
    step, reason = whole(request, "step"), text(request, "reason")
    if step not in (carried.LIST, carried.NUMBERS):
        raise BadRequest("an export opens in two steps")
    try:
        if found.kind == "photo":
            data, form = carried.open_photo(official, private, found, reason)
            # Inside the page: so no address ever stands for the image, and nothing is asked for again.
            image = {"form": form, "image": base64.b64encode(data).decode()}
            return page(request, official, "desk/photo_opened.html", _context(official, found) | image)
        shown = carried.open_export(official, private, found, step, reason)
    except Refused as refusal:
        return _not_opened(request, official, found, refusal, reason)
    context = _context(official, found) | {
        "step": step,
        "groups": listed.groups(shown.contents),
        "total": len(shown.contents.facts),
        "details": listed.details(shown.contents) if step == carried.NUMBERS else None,
        "can_take": carried.has_door(),
    }
    return page(request, official, "desk/export_opened.html", context)


@open_to(WORKS)
@confirmed()
def take(request: HttpRequest, official: Official, seq: int) -> HttpResponse:
    """Hand the facts of an export to the station's door; what is known there already stays as it is."""
    found = _file(official, seq)
    if request.method != "POST":
        return redirect(official.page("sealed-file", seq=seq))
    private = control.intake_key(request, official)
    if private is None:
        return locked(request, official)
    try:
        if found.kind != "export" or not carried.has_door():
            raise Refused("export.no-door", "this is not taken in here")
        answers = carried.hand_over(carried.open_export(official, private, found, carried.TAKEN, ""))
    except Refused as refusal:
        return _not_opened(request, official, found, refusal, "")
    except DatabaseError:
        return unstored(request, official, official.page("sealed-file", seq=seq))
    states = Counter(str(each["state"]) for each in answers)
    context = _context(official, found) | {
        "taken": states["taken"],
        "known": states["known"],
        "not_taken": [each for each in answers if each["state"] not in ("taken", "known")],
    }
    return page(request, official, "desk/export_taken.html", context)


def _overview(request: HttpRequest, official: Official, refusal: Refused | None = None) -> HttpResponse:
    row = official.municipality
    stations = {each.number: each for each in row.stations.all()}
    looked = carried.openings(row)
    context: dict[str, Any] = {
        "section": "control",
        "client_id": uuid4(),
        "files": [
            (each, stations.get(each.entry.station or 0), looked.get(each.entry.seq, []))
            for each in carried.files(row)
        ],
    }
    if refusal:
        title, advice = REFUSALS.get(refusal.code, UNKNOWN)
        context |= {
            "wrong": gettext(title),
            "advice": gettext(advice),
            "missing": refusal.params.get("missing"),
            "all": refusal.params.get("all"),
            "n": refusal.params.get("n"),
            "typed": request.POST.get("texts", ""),
        }
    return page(request, official, "desk/sealed.html", context, status=422 if refusal else 200)


def _context(official: Official, found: SealedFile) -> dict[str, Any]:
    row = official.municipality
    looked = carried.openings(row).get(found.entry.seq, [])
    known = names([found.entry.by, *(each.by for each in looked)])
    return {
        "section": "control",
        "file": found,
        "station": next((each for each in row.stations.all() if each.number == found.entry.station), None),
        "brought_by": known[found.entry.by],
        "openings": [(each, known[each.by]) for each in reversed(looked)],
        "looked": any(each.by == official.by for each in looked),
    }


def _not_opened(
    request: HttpRequest, official: Official, found: SealedFile, refusal: Refused, reason: str
) -> HttpResponse:
    if refusal.code in ("control.reason", "text.long"):
        context = _context(official, found) | {"invalid": invalid(refusal), "typed": reason}
        return page(request, official, "desk/sealed_closed.html", context, status=422)
    if refusal.code in ("control.not-opened", "sealed.damaged"):
        log.error("control: a sealed file does not open", extra={"municipality": official.municipality.code})
        refusal = Refused("intake.not-opened", refusal.text)
    return refused(request, official, refusal, official.page("sealed-file", seq=found.entry.seq))


def _file(official: Official, seq: int) -> SealedFile:
    found = carried.file(official.municipality, seq)
    if found is None:
        raise Http404
    return found
