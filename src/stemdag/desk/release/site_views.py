"""The pages on which the office takes what is public offline, and brings it back."""

from __future__ import annotations

from uuid import uuid4

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.pages import names, page, refused, unstored
from stemdag.desk.people.fresh import confirmed
from stemdag.desk.release import site
from stemdag.desk.submission import client_id, text
from stemdag.domain.errors import Refused
from stemdag.domain.role import PUBLISHES, WATCHES
from stemdag.domain.withdrawal import LONGEST


@open_to(WATCHES)
def overview(request: HttpRequest, official: Official) -> HttpResponse:
    """What is public now, who did what, and what can be done."""
    row = official.municipality
    history = site.history(row)
    known = names(each.by for each in history)
    context: dict[str, object] = {
        "standing": site.standing(official.user, row),
        "history": [(each, known[each.by]) for each in history],
        "section": "release",
    }
    return page(request, official, "desk/site.html", context)


@open_to(PUBLISHES)
@confirmed("client_id", "reason")
def act(request: HttpRequest, official: Official, act: str) -> HttpResponse:
    """GET asks once more, and why; POST writes the entry, with the form's own id, so that twice is once."""
    if act not in site.ACTS:
        raise Http404
    here, row = official.page("site"), official.municipality
    if request.method != "POST":
        standing = site.standing(official.user, row)
        if act not in standing.offers:
            return redirect(here)
        whole, what = site.ACTS[act]
        context: dict[str, object] = {
            "act": act,
            "what": what.value,
            "whole": whole,
            "longest": LONGEST,
            "client_id": uuid4(),
            "section": "release",
        }
        return page(request, official, "desk/site_confirm.html", context)
    sent = client_id(request)
    try:
        site.do(official.user, row, act, text(request, "reason"), official.by, clock.now(), sent)
    except Refused as refusal:
        return refused(request, official, refusal, here)
    except DatabaseError:
        return unstored(request, official, here)
    return redirect(here)
