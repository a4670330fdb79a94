"""The addresses that belong to no room: the front door, health, metrics, errors."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from stemdag.server import measures
from stemdag.server.declared import audience


@audience("anyone")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Two doors: the polling station and the election office."""
    return render(request, "home.html")


@audience("anyone")
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@audience("whoever has the token")
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for whoever holds the token; nobody else learns that it exists."""
    token = settings.STEMDAG.metrics_token
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise Http404
    return HttpResponse(measures.text(), content_type="text/plain; version=0.0.4")


@audience("anyone")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose nl or en and go back."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=31_536_000,
            samesite="Strict",
            secure=settings.STEMDAG.tls,
        )
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "error.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "error.html", {"status": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "error.html", {"status": 404}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "error.html", {"status": 500}, status=500)
