"""What every page of a municipality shows, the names behind pseudonyms, and how a refusal looks."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import User
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from stemdag.desk.access import Official
from stemdag.desk.control import opening as control
from stemdag.desk.refusals import REFUSALS, UNKNOWN
from stemdag.domain.errors import Refused

log = logging.getLogger("stemdag.desk")


def page(
    request: HttpRequest, official: Official, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    """A page in the frame of the official's municipality."""
    row = official.municipality
    frame: dict[str, object] = {"official": official, "municipality": row, "address": official.address}
    if "held_count" not in context:
        frame["held_count"] = len(control.held(row))
    return render(request, template, frame | context, status=status)


#: The fields of forms that hold somebody's own words.
TEXTS: Final = ("text", "reason", "why", "note")


def asks_part(request: HttpRequest) -> bool:
    """Whether the page renews itself and wants only what changes."""
    return request.headers.get("HX-Request") == "true"


def refused(request: HttpRequest, official: Official, refusal: Refused, back: str) -> HttpResponse:
    """The page that says why not, with 409; `back` is the address where things stand as they are."""
    return _why_not(request, official, refusal.code, back, 409)


def unstored(request: HttpRequest, official: Official, back: str) -> HttpResponse:
    """The page for an act that the database could not take, with 503; the reason is in the log."""
    log.exception("act not stored")
    return _why_not(request, official, "store.failed", back, 503)


def not_done(error: Refused | DatabaseError) -> dict[str, str]:
    """The words of what was not done, for a page that keeps what was typed (`desk/not_done.html`)."""
    if isinstance(error, DatabaseError):
        log.error("act not stored", exc_info=error)
    title, advice = REFUSALS.get(error.code if isinstance(error, Refused) else "store.failed", UNKNOWN)
    return {"title": gettext(title), "advice": gettext(advice)}


def _why_not(request: HttpRequest, official: Official, code: str, back: str, status: int) -> HttpResponse:
    title, advice = REFUSALS.get(code, UNKNOWN)
    return page(
        request,
        official,
        "desk/refused.html",
        {
            "title": gettext(title),
            "advice": gettext(advice),
            "back": back,
            "typed": [said for name in TEXTS if (said := request.POST.get(name, "").strip())],
        },
        status=status,
    )


def names(pseudonyms: Iterable[str]) -> dict[str, str]:
    """Who stands behind each `by` of the journal, for the eyes of the office; one query."""
    wanted = set(pseudonyms)
    keys = {each.removeprefix("desk:") for each in wanted if each.startswith("desk:")}
    users = {
        f"desk:{user.pk}": user.get_full_name() or user.get_username()
        for user in User.objects.filter(pk__in=[key for key in keys if key.isdigit()])
    }
    known = {"gate": gettext("the publishing process"), "cli": gettext("the command line")}
    known |= {
        each: gettext("polling station %(number)s") % {"number": each.removeprefix("station:")}
        for each in wanted
        if each.startswith("station:")
    }
    return {each: users.get(each) or known.get(each) or each for each in wanted}
