"""What holds for every answer of the back office: nothing is stored, and the log knows only the route."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import lru_cache

import brotli  # type: ignore[import-untyped]
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

log = logging.getLogger("stemdag.access")
Handler = Callable[[HttpRequest], HttpResponse]

#: Nothing from elsewhere, nothing inline; htmx needs neither.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)

#: Of the devices of a browser the back office uses none; only the station's app has the camera.
FEATURES = ("camera", "microphone", "geolocation", "display-capture", "usb", "bluetooth", "payment")
PERMISSIONS = ", ".join(f"{each}=()" for each in FEATURES)
SCANNING_PERMISSIONS = PERMISSIONS.replace("camera=()", "camera=(self)")
#: Where the browser cannot read a code by itself, WebAssembly of ours does.
SCANNING_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
#: What is worth packing: text, as fonts and pictures are packed already.
PACKED = re.compile(r"text/|image/svg|application/(javascript|json)")


def no_store(get_response: Handler) -> Handler:
    """No response of the back office may be kept: not by a proxy, not by the browser's history.

    A view that is marked with `scans` gets the camera, and what reads codes; no other does. A response with
    `connects_to` may read from that origin as well.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith("/static/"):
            response["Cache-Control"] = "no-store"
        match = request.resolver_match
        scans = match is not None and getattr(match.func, "scans", False)
        policy = SCANNING_POLICY if scans else POLICY
        if other := getattr(response, "connects_to", ""):
            policy = policy.replace("connect-src 'self'", f"connect-src 'self' {other}")
        response["Content-Security-Policy"] = policy
        response["Permissions-Policy"] = SCANNING_PERMISSIONS if scans else PERMISSIONS
        return response

    return handle


def packed_assets(get_response: Handler) -> Handler:
    """Our own assets go packed over a poor line; no other answer does, as its size could tell something."""
    packing = GZipMiddleware(get_response)

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith("/static/"):
            return response
        takes = request.headers.get("Accept-Encoding", "").replace(" ", "").split(",")
        if "br" in takes and response.status_code == 200 and not response.has_header("Content-Encoding"):
            return _in_brotli(request, response)
        packing.process_response(request, response)
        return response

    return handle


def _in_brotli(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An eighth less than gzip, which is what the station's app has to spare on a poor line."""
    if request.method != "GET" or not PACKED.match(response.headers.get("Content-Type", "")):
        return response
    packed = HttpResponse(_brotli(b"".join(response)), headers=dict(response.headers))
    response.close()
    packed["Content-Encoding"], packed["Content-Length"] = "br", str(len(packed.content))
    patch_vary_headers(packed, ("Accept-Encoding",))
    return packed


@lru_cache(maxsize=256)
def _brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body))


def access_log(get_response: Handler) -> Handler:
    """One line per request: method, route, status. No query, no address, no size (it can tell a vote)."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        route = match.view_name if match else "-"
        log.info("request", extra={"method": request.method, "route": route, "status": response.status_code})
        return response

    return handle
