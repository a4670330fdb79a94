"""How far the set-up is, and files brought in: first what they would change, then, confirmed, the change."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.pages import page, refused, unstored
from stemdag.desk.setting_up import setup_words as words
from stemdag.desk.setting_up.readiness import parts
from stemdag.desk.submission import client_id, text
from stemdag.domain.errors import Refused
from stemdag.domain.redefining import Defined, Plan, plan
from stemdag.domain.role import PREPARES, SEES, Role
from stemdag.elections import proposals
from stemdag.elections.redefining import definition, digest, opened, redefine, standing

#: Bytes of all files together; more do not come through (`FILE_UPLOAD_MAX_MEMORY_SIZE`).
LARGEST = 2_000_000


@open_to(SEES | PREPARES)
def overview(request: HttpRequest, official: Official) -> HttpResponse:
    """What stands, what is missing, what is odd; and the field for files."""
    return _page(request, official)


@open_to(PREPARES)
def files(request: HttpRequest, official: Official) -> HttpResponse:
    """What the files would change. Nothing of them is kept but on the page that is answered."""
    if request.method != "POST":
        return redirect(official.page("setup"))
    row = official.municipality
    whole = "whole" in request.POST
    try:
        given = proposals.read_uploads(uploads(request), proposals.place_of(row), row.electorate)
        proposal = proposals.propose(row, given, whole=whole)
    except Refused as refusal:
        return _page(request, official, refusal)
    made = plan(standing(row), proposal.after)
    context = {
        "proposal": proposal,
        "nothing": made.empty and not proposal.seats,
        "packed": proposals.pack(row, proposal),
        "client_id": uuid4(),
        "opened": bool(opened(row)),
    }
    return page(request, official, "desk/setup_preview.html", context | preview(proposal, made))


@open_to(PREPARES)
def take(request: HttpRequest, official: Official) -> HttpResponse:
    """Take in what the page showed, if nobody changed anything since."""
    back = official.page("setup")
    if request.method != "POST":
        return redirect(back)
    row, sent = official.municipality, client_id(request)
    try:
        proposal = proposals.unpack(row, request.POST.get("packed", ""))

        def change(now: Defined) -> Defined:
            if digest(row, now) != proposal.seen:
                raise Refused("setup.stale", "changed in the meantime")
            return proposal.after

        why = text(request, "reason")
        redefine(row, change, clock.now(), official.by, sent, why, seats=proposal.seats)
    except Refused as refusal:
        return refused(request, official, refusal, back)
    except DatabaseError:
        return unstored(request, official, back)
    return redirect(f"{back}?taken=1")


@open_to(SEES | PREPARES)
def own(_: HttpRequest, official: Official) -> HttpResponse:
    """The definition as a file, for a rehearsal's system or to keep."""
    row = official.municipality
    response = HttpResponse(definition(row), content_type="application/json; charset=utf-8")
    name = f"stemdag-{row.election.eml_id}-{row.code}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def uploads(request: HttpRequest) -> list[proposals.Upload]:
    """The files of a form; `Refused` where there is none, or they are too large."""
    given = request.FILES.getlist("files")
    found = [(str(each.name)[:120], each.read()) for each in given if each.size]
    if not found or sum(len(data) for _, data in found) > LARGEST:
        raise Refused("setup.none", "no file, or too large")
    return found


def preview(proposal: proposals.Proposal, made: Plan) -> dict[str, object]:
    """What a page says of a plan."""
    return {
        "section": "setup",
        "plan": made,
        "own": words.changes(made.own),
        "changed": [(each.station, words.changes(each.changes)) for each in made.changed],
        "odd": words.oddities(proposal.oddities),
    }


def _page(request: HttpRequest, official: Official, refusal: Refused | None = None) -> HttpResponse:
    found = parts(official)
    states = Counter(each.state for each in found)
    context: dict[str, object] = {
        "parts": found,
        "ready": len(found) - states["missing"] - states["odd"],
        "missing": states["missing"],
        "odd": states["odd"],
        "taken": "taken" in request.GET,
        "operator": Role.OPERATOR in official.roles,
    }
    if refusal:
        context["wrong"], context["faults"] = words.refusal(refusal)
    return page(request, official, "desk/setup.html", context, status=422 if refusal else 200)
