"""Typing a count by telephone: the form, what the checks say of it, and sending it to a second official."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import uuid4

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.control import opening as control
from stemdag.desk.control import reading, telephone
from stemdag.desk.control.views import locked
from stemdag.desk.pages import not_done, page, refused
from stemdag.desk.people.fresh import confirmed
from stemdag.desk.submission import whole
from stemdag.domain.checks import Finding
from stemdag.domain.count import Box, Count, Explained
from stemdag.domain.errors import Refused
from stemdag.domain.receipt import NONCE_SIZE
from stemdag.domain.role import WORKS
from stemdag.elections.form import Submission
from stemdag.elections.models import Station
from stemdag.journal.models import StationDay


@open_to(WORKS)
@confirmed("version")
@sensitive_variables()
def form(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """The form of a station: empty, or after a POST with the numbers of its last count, opened for it."""
    station = official.station(number)
    if request.method != "POST":
        return _page(request, official, station)
    private = control.key(request, official)
    if private is None:
        return locked(request, official)
    try:
        count, _codes = control.open_count(official, private, number, whole(request, "version"), 2, "")
    except Refused as refusal:
        return refused(request, official, refusal, official.page("control"))
    return _page(request, official, station, count=count)


@open_to(WORKS)
@sensitive_post_parameters()
@sensitive_variables()
def propose(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Check what was typed and, where nothing unseen stands on it, write it for a second official."""
    station = official.station(number)
    if request.method != "POST":
        return redirect(official.page("count-type", number=number))
    given, now = telephone.taken(station, request.POST), clock.now()
    if given.count is None:
        return _page(request, official, station, given=given, status=422)
    findings = telephone.found(station, given)
    unseen = any(each.is_error and each.code not in given.seen for each in findings)
    if not given.sends or unseen or not given.reason:
        asked = given.sends and not given.reason
        return _page(request, official, station, given=given, findings=findings, status=422 if asked else 200)
    try:
        telephone.propose(official, station, given, findings, now)
    except (Refused, DatabaseError) as error:
        return _page(request, official, station, given=given, findings=findings, error=error)
    return HttpResponseRedirect(f"{official.page('control')}?typed={number}")


def _page(
    request: HttpRequest,
    official: Official,
    station: Station,
    *,
    count: Count | None = None,
    given: Submission | None = None,
    findings: Sequence[Finding] = (),
    error: Refused | DatabaseError | None = None,
    status: int = 200,
) -> HttpResponse:
    row = official.municipality
    day = StationDay.objects.filter(
        chain__election=row.election.eml_id, chain__municipality=row.code, station=station.number
    ).first()
    labels = [each.label for each in findings]
    shown = (given and given.count) or count or telephone.blank(row)
    paper = reading.paper(row, shown, labels)
    typed = given.typed if given else telephone.as_typed(paper) if count else {}
    boxes = given.boxes if given else shown.boxes or frozenset()
    explained = given.explained if given else shown.explained or frozenset()
    missing = given is not None and given.sends and not given.reason
    context: dict[str, object] = {
        "section": "control",
        "station": station,
        "form": telephone.form(paper, typed, given.problems if given else ()),
        "boxes": [(each.value, f"{each[0]} {each[1]} {each[2]}", each in boxes) for each in Box],
        "explained": [
            (Explained.YES.value, _("yes"), Explained.YES in explained),
            (Explained.NO.value, _("no"), Explained.NO in explained),
        ],
        "findings": reading.findings(shown, labels) if findings else [],
        "checked": given is not None and given.count is not None,
        "unread": given is not None and given.count is None,
        "opened": count is not None,
        "reason": given.reason if given else "",
        "invalid": _("A reason is needed: it is how others understand later why you did this.")
        if missing
        else "",
        "seen": " ".join(each.code for each in findings),
        # Where the station was first, what was typed can follow on what it sent.
        "version": (given.version if given and not error else 0) or (day.version if day else 0) + 1,
        "client_id": (given.client_id if given else None) or uuid4(),
        "nonce": ((given.nonce if given else None) or secrets.token_bytes(NONCE_SIZE)).hex(),
    }
    if error:
        context["not_done"] = not_done(error)
        status = 409 if isinstance(error, Refused) else 503
    return page(request, official, "desk/count_type.html", context, status=status)
