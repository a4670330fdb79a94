"""Who gets in: every view says so with a mark, `station_required`, `device_required` or `open_door`."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils import timezone

from stemdag import clock
from stemdag.capture import devices
from stemdag.capture.models import Device, StationCode
from stemdag.capture.place import Place

#: The session holds the number of the code that began it, and nothing else of ours.
KEY = "station_code"
#: A voting day and the night after it.
LASTS = 24 * 3600

View = Callable[..., HttpResponse]


def begin(request: HttpRequest, code: StationCode) -> None:
    """A fresh session for the station of this code; whatever the browser held before is gone."""
    request.session.flush()
    request.session[KEY] = code.pk
    # A station of three days keeps its device signed in until its codes end; never for less than a night.
    left = int((code.expires_at - clock.now()).total_seconds())
    request.session.set_expiry(max(left, LASTS))
    rotate_token(request)


def place_of(request: HttpRequest) -> Place | None:
    """The station that is signed in here, or None."""
    key = request.session.get(KEY)
    if not isinstance(key, int):
        return None
    code = (
        StationCode.objects.filter(pk=key, used_at__isnull=False, withdrawn_at=None)
        .select_related("station__municipality__election")
        # Large, and needed on the count's own page only.
        .defer("station__municipality__ballot")
        .first()
    )
    return Place(code.station) if code else None


def station_required(view: Callable[Concatenate[HttpRequest, Place, ...], HttpResponse]) -> View:
    """Only for a signed-in station, which the view gets; in that election's time zone."""

    @wraps(view)
    def inner(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        place = place_of(request)
        if place is None:
            return redirect("capture:sign-in")
        with timezone.override(place.election.tz):
            return view(request, place, **kwargs)

    inner.audience = "station"  # type: ignore[attr-defined]
    return inner


def device_required(view: Callable[Concatenate[HttpRequest, Device, ...], HttpResponse]) -> View:
    """Only for an enrolled device, which the view gets: 401 for an unknown one, 403 for a revoked one."""

    @wraps(view)
    def inner(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        found = devices.known(token) if scheme == "Bearer" and token else None
        if found is None:
            return said("device.unknown", 401)
        if found.revoked:
            return said("device.revoked", 403)
        return view(request, found.device, **kwargs)

    inner.audience = "device"  # type: ignore[attr-defined]
    return inner


def said(code: str, status: int, where: str = "") -> HttpResponse:
    """What a door of the app says instead of an answer: a code, which the app has words for."""
    return JsonResponse({"code": code, "where": where}, status=status)


def body(request: HttpRequest) -> dict[str, Any] | None:
    """The body as a JSON object, or None where it is none or too large."""
    return None if len(request.body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE else parsed(request, request.body)


def parsed(request: HttpRequest, data: bytes) -> dict[str, Any] | None:
    """A body as a JSON object, or None. What is wrong with it is not looked into: it may hold a count."""
    if request.content_type != "application/json":
        return None
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def scans(view: View) -> View:
    """A page that may use the camera and read codes (`server.middleware`)."""
    view.scans = True  # type: ignore[attr-defined]
    return view


def open_door(view: View) -> View:
    """For whoever comes, signed in or not."""
    view.audience = "anyone"  # type: ignore[attr-defined]
    return view
