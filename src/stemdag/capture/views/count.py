"""The count: its form, its checks, its sending, its receipt.

Numbers come in as the body of a POST and go out in the page that answers it: never in an address, a
session, a cookie or a log.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Sequence
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from stemdag import clock
from stemdag.capture import intake
from stemdag.capture.access import station_required
from stemdag.capture.place import Place
from stemdag.capture.sheet import Sheet
from stemdag.capture.steps import COUNT, RECEIPT
from stemdag.capture.texts import REFUSALS
from stemdag.capture.views.page import page
from stemdag.domain.checks import Finding
from stemdag.domain.errors import Refused
from stemdag.domain.receipt import NONCE_SIZE
from stemdag.elections.form import Submission, read
from stemdag.journal.append import Receipt

log = logging.getLogger("stemdag.capture")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@station_required
def count(request: HttpRequest, place: Place) -> HttpResponse:
    """The form; `check` answers with what the checks find and stores nothing, `send` seals and stores."""
    if request.method != "POST":
        return _form(request, place, refusal=place.not_counting(clock.now()) or "")
    return _posted(request, place)


@sensitive_variables()
def _posted(request: HttpRequest, place: Place) -> HttpResponse:
    if (
        request.content_type not in {"application/x-www-form-urlencoded", "multipart/form-data"}
        or request.FILES
    ):
        raise BadRequest("a count is sent as the fields of its form")
    given = read(request.POST, place.ballot, place.counting, place.election.category)
    now = clock.now()
    if waiting := place.not_counting(now):
        return _form(request, place, given, refusal=waiting, status=409)
    if given.count is None:
        return _form(request, place, given, status=422)
    findings = intake.judge(place, given)
    if not given.sends or intake.unseen(findings, given):
        return _form(request, place, given, findings, checked=True)
    try:
        receipt = intake.take(place, given, findings, now)
    except Refused as refusal:
        if refusal.code not in REFUSALS:
            raise
        return _form(request, place, given, findings, refusal=refusal.code, anew=True, status=409)
    except DatabaseError:
        # The type and the place go to the log; what was typed goes back to the chair.
        log.exception("count not stored")
        return _form(request, place, given, findings, refusal="store.failed", checked=True, status=503)
    return redirect("capture:receipt", seq=receipt.seq)


@require_safe
@station_required
def receipt(request: HttpRequest, place: Place, seq: int) -> HttpResponse:
    """The receipt of a count of this station; 404 for what is another's or no count."""
    entry = next((each for each in place.received() if each.seq == seq), None)
    if entry is None:
        raise Http404("no such receipt of this station")
    facts = json.loads(entry.facts)
    version, day = facts["version"], place.day
    return page(
        request,
        "receipt.html",
        place,
        here=RECEIPT,
        receipt=Receipt(entry.seq, entry.at, entry.hash, version, repeated=False, code=facts["receipt"]),
        held=facts["held"] and day.public < version,
        accepted=facts["held"] and day.public >= version,
        superseded=version < day.version,
    )


@sensitive_variables()
def _form(
    request: HttpRequest,
    place: Place,
    given: Submission | None = None,
    findings: Sequence[Finding] = (),
    *,
    refusal: str = "",
    checked: bool = False,
    anew: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The form with what was typed. `anew`: as a new submission, of the version that is due now."""
    if anew:
        place = Place(place.row)  # its day moved on while this count was typed
    received = place.received()
    keeps = None if anew else given
    version = (keeps and keeps.version) or place.day.version + 1
    client_id = (keeps and keeps.client_id) or uuid4()
    nonce = (keeps and keeps.nonce) or secrets.token_bytes(NONCE_SIZE)
    return page(
        request,
        "count.html",
        place,
        here=COUNT,
        sheet=Sheet(place, given, findings),
        status=status,
        shows_form=given is not None or not refusal,
        version=version,
        client_id=client_id,
        nonce=nonce.hex(),
        seen=" ".join(dict.fromkeys(each.code for each in findings)),
        checked=checked,
        unread=given is not None and given.count is None,
        sends=given is not None and given.sends,
        correction=version > 1,
        last=received[0] if received else None,
        last_version=place.day.version,
        refusal=REFUSALS[refusal] if refusal else "",
        refusal_code=refusal,
        status_error=status >= 400,
    )
