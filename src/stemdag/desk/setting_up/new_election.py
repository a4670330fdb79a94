"""A new election, by who runs the system: its files, what they would make, and then making it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stemdag import clock
from stemdag.desk.access import operators_only
from stemdag.desk.pages import log
from stemdag.desk.setting_up import setup_words as words
from stemdag.desk.setting_up.overview import uploads
from stemdag.desk.submission import text
from stemdag.domain.errors import Refused
from stemdag.elections import founding


@operators_only
def new(request: HttpRequest, _: User) -> HttpResponse:
    """The field for files; and what they would make. Nothing of them is kept but on the page."""
    if request.method != "POST":
        return _page(request)
    try:
        found = founding.found(
            uploads(request), text(request, "codes")[:500], rehearsal=settings.STEMDAG.rehearsal
        )
        packed = founding.pack(found)
    except Refused as refusal:
        return _page(request, refusal)
    towns = [
        {
            "town": town,
            "lists": len(ballot),
            "candidates": sum(len(each.candidates) for each in ballot),
            "stations": len(stations),
        }
        for town, ballot, stations in found.own.municipalities
    ]
    context = {
        "election": found.own.election,
        "towns": towns,
        "odd": words.oddities(found.oddities),
        "proposal": found,
        "packed": packed,
        "rehearsal": settings.STEMDAG.rehearsal,
    }
    with timezone.override(found.own.election.tz):
        return render(request, "desk/new_election_preview.html", context)


@operators_only
def take(request: HttpRequest, user: User) -> HttpResponse:
    """Make what the page showed, and go on to the set-up of its first municipality."""
    if request.method != "POST":
        return redirect("desk:new-election")
    try:
        found = founding.unpack(request.POST.get("packed", ""))
        row = founding.make(found, clock.now(), f"desk:{user.pk}", rehearsal=settings.STEMDAG.rehearsal)
    except Refused as refusal:
        return _page(request, refusal, 409)
    except DatabaseError:
        log.exception("election not stored")
        return _page(request, Refused("setup.store", "not stored"), 503)
    return redirect(reverse("desk:setup", kwargs={"election": row.election.eml_id, "code": row.code}))


def _page(request: HttpRequest, refusal: Refused | None = None, status: int = 422) -> HttpResponse:
    context: dict[str, object] = {"codes": request.POST.get("codes", "")[:500]}
    if refusal:
        context["wrong"], context["faults"] = words.refusal(refusal)
        context["wrong_codes"] = refusal.code in {"setup.codes", "setup.unknown-towns"}
    return render(request, "desk/new_election.html", context, status=status if refusal else 200)
