"""The doors of the station's app: its shell, enrolment, its pack, and the one door for facts.

Who comes is known by a device's token in the `Authorization` header, which no other site can make a
browser send; so these doors need no CSRF token, and a device changes networks without signing in again.
"""

from __future__ import annotations

import logging
from datetime import UTC
from typing import Any, Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from stemdag import clock
from stemdag.capture import access, devices, entrance, facts, news, released, shell, wire
from stemdag.capture.access import said
from stemdag.capture.models import Device
from stemdag.capture.pack import pack as packed
from stemdag.capture.views.door import STATUS
from stemdag.domain.errors import Refused
from stemdag.elections import tailored

log = logging.getLogger("stemdag.capture")
#: Beyond any chain, so that what a device says of itself stays small.
_FARTHEST = 2**31

#: Bytes of one request with facts: a photo of the record in base64, and what stands around it.
LARGEST: Final = 2_000_000


@require_safe
@access.open_door
@access.scans
def page(request: HttpRequest) -> HttpResponse:
    """The shell's page: the same for everybody, before anybody is known."""
    response = HttpResponse(shell.page())
    # Results are read from the public site, as everybody reads them (`server.middleware`).
    response.connects_to = shell.public_origin()  # type: ignore[attr-defined]
    return response


@require_safe
@access.open_door
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the list of files."""
    return HttpResponse(shell.worker(), content_type="text/javascript")


@require_safe
@access.open_door
def manifest(request: HttpRequest) -> HttpResponse:
    """What installing needs (W3C Web Application Manifest)."""
    start = reverse("capture:app")
    icon = {"src": "/static/stemdag/icon.svg", "sizes": "any", "type": "image/svg+xml"}
    return JsonResponse(
        {
            "name": "Stemdag stembureau",
            "short_name": "Stembureau",
            "id": start,
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "background_color": "#fbfaf7",
            "theme_color": "#16202b",
            "icons": [icon],
        },
        content_type="application/manifest+json",
    )


@csrf_exempt
@require_POST
@sensitive_post_parameters()
@access.open_door
def enrol(request: HttpRequest) -> HttpResponse:
    """A code for a token and the pack. A wrong, used and expired code get one answer."""
    given = access.body(request)
    typed = given.get("code") if given is not None else None
    if not isinstance(typed, str):
        return said("request.form", 400)
    try:
        code = entrance.enter(request, typed)
    except Refused as refusal:
        return said(refusal.code, STATUS[refusal.code])
    device, token = devices.enrol(code)
    return JsonResponse({"token": token, "device": device.pk, "pack": packed(device)}, status=201)


@require_safe
@access.device_required
def pack(request: HttpRequest, device: Device) -> HttpResponse:
    """The pack anew: a definition may have been corrected since the device came."""
    return JsonResponse(packed(device))


@csrf_exempt
@require_POST
@sensitive_post_parameters()
@access.device_required
@sensitive_variables()
def take(request: HttpRequest, device: Device) -> HttpResponse:
    """Facts in, answers and news out. Nothing is taken of too large a body (413) and without a disk (503)."""
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return said("request.large", 413)
    given = access.parsed(request, body)
    problem = _malformed(given)
    if given is None or problem:
        return said("request.form", 400, where=problem)
    now = clock.now()
    sent_at = wire.moment(given["sent_at"])
    cursors = given["cursors"]
    try:
        places = devices.places(device)
        # What it asks news after, it has: so the office sees what was delivered.
        heard = {each.election.id: min(cursors.get(each.election.id, 0), _FARTHEST) for each in places}
        about = {"unsent": given["unsent"], "shell": given["shell"], "news": heard}
        answers, missing = facts.take(device, places, given["facts"], sent_at, now, **about)
    except DatabaseError:
        log.exception("facts not stored")
        return said("store.failed", 503)
    # Who brings much asks again in a moment: in the rush nobody waits for what is known to few.
    looks_around = not given["facts"] or any(each.others for each in answers)
    return JsonResponse(
        {
            "server_time": now.isoformat(),
            "answers": [_answer(each) for each in answers],
            "missing": missing,
            "news": {
                each.election.id: news.since(
                    device, each, cursors.get(each.election.id, 0), elsewhere=looks_around
                )
                for each in places
            },
            "registers": {each.election.id: each.register for each in places},
            "packs": {each.election.id: tailored.version(each.municipality) for each in places},
            "shell": shell.version(),
            "release": released.version(places),
        }
    )


def _answer(answer: facts.Answer) -> dict[str, Any]:
    found: dict[str, Any] = {"id": answer.id, "state": answer.state}
    if receipt := answer.receipt:
        found["receipt"] = {
            "entry": receipt.seq,
            "at": receipt.at.astimezone(UTC).isoformat(),
            "code": receipt.code,
            "version": receipt.version,
        }
        if answer.held is not None:
            found["held"] = answer.held
        if receipt.again:
            found["again"] = receipt.again
        if answer.others:
            found["other_uses"] = list(answer.others)
    if refusal := answer.refusal:
        found |= {"code": refusal.code, "where": refusal.where}
    return found


def _malformed(given: dict[str, Any] | None) -> str:
    """The field of a request that is not of its form, or nothing."""
    if given is None:
        return "body"
    cursors, waiting = given.get("cursors"), given.get("unsent")
    if not isinstance(given.get("facts"), list) or len(given["facts"]) > wire.MOST:
        return "facts"
    if not isinstance(cursors, dict) or not all(type(each) is int and each >= 0 for each in cursors.values()):
        return "cursors"
    if type(waiting) is not int or not 0 <= waiting < 10_000_000:
        return "unsent"
    if not isinstance(given.get("shell"), str) or len(given["shell"]) > 32:
        return "shell"
    try:
        wire.moment(given.get("sent_at"))
    except Refused:
        return "sent_at"
    return ""
