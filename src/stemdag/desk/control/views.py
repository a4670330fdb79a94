"""The pages of the control view: unlock, the held counts, one count in two steps, accept."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.control import carried, notes, reading
from stemdag.desk.control import opening as control
from stemdag.desk.pages import names, page, refused, unstored
from stemdag.desk.people.fresh import confirmed
from stemdag.desk.submission import client_id, text, whole
from stemdag.domain.beside import differences
from stemdag.domain.count_state import CountState
from stemdag.domain.errors import Refused
from stemdag.domain.role import LEADS, SEES, WORKS
from stemdag.elections.form import marks
from stemdag.elections.models import Station
from stemdag.elections.writing import write
from stemdag.seal.keys import WrongPassphrase
from stemdag.server.limits import limited, spent

log = logging.getLogger("stemdag.desk")
#: Wrong passphrases of one municipality in a quarter of an hour; unwrapping costs time and memory.
TRIES, WINDOW = 10, 900


@open_to(SEES)
def overview(request: HttpRequest, official: Official) -> HttpResponse:
    """The held counts; with the view locked, the field for the passphrase as well."""
    return _overview(request, official)


@open_to(SEES)
@confirmed(then="control")
def unlock(request: HttpRequest, official: Official) -> HttpResponse:
    """Take the passphrase. It is in no answer, no log and no session."""
    if request.method != "POST":
        return redirect(official.page("control"))
    row = official.municipality
    if not row.has_keys:
        return refused(request, official, Refused("keys.none", "no keys"), official.page("control"))
    if row.has_ended:
        return refused(
            request, official, Refused("keys.destroyed", "they are destroyed"), official.page("control")
        )
    tries = f"control {row.pk}"
    if spent(tries, TRIES, WINDOW):
        return _overview(
            request, official, status=429, wrong=_("Too many wrong passphrases. Wait a quarter of an hour.")
        )
    response = HttpResponseRedirect(official.page("control"))
    try:
        control.unlock(request, response, official, request.POST.get("passphrase", "")[:400])
    except WrongPassphrase:
        limited(tries, TRIES, WINDOW)
        log.warning("control: wrong passphrase", extra={"municipality": row.code})
        return _overview(
            request,
            official,
            status=422,
            wrong=_("This passphrase does not fit. Check the six words, and whose they are."),
        )
    return response


@open_to(SEES)
def lock(request: HttpRequest, official: Official) -> HttpResponse:
    """Lock the view again."""
    response = redirect(official.page("control"))
    if request.method == "POST":
        control.lock(request, response, official)
    return response


@open_to(WORKS)
def station(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """One held count, still closed: who looked before, and the reason that opening it asks."""
    row = official.station(number)
    if control.key(request, official) is None:
        return redirect(official.page("control"))
    try:
        return page(request, official, "desk/count_closed.html", _count_context(official, row))
    except Refused as refusal:
        return refused(request, official, refusal, official.page("control"))


@open_to(WORKS)
@confirmed("version", "step", "reason")
def opened(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """One held count, opened for this answer only: step 1 differences and codes, step 2 the numbers.

    The answer to a POST, and no redirect: so no address and no session ever stands for an opened count, and
    each look is an entry of its own.
    """
    row = official.station(number)
    if request.method != "POST":
        return redirect(official.page("count", number=number))
    private = control.key(request, official)
    if private is None:
        return locked(request, official)
    step, version, reason = whole(request, "step"), whole(request, "version"), text(request, "reason")
    if step not in (1, 2):
        raise BadRequest("a count opens in two steps")
    context: dict[str, Any] = {}
    try:
        context = _count_context(official, row)
        if version != context["day"].version:
            raise Refused("count.not-held", f"version {version} is not held")
        count, codes = control.open_count(official, private, number, version, step, reason)
        if step == 2 and version > 1 and context["day"].state == CountState.PROPOSED:
            # What the second official has to confirm is what changed, so the version before opens as well.
            said = reason or _("beside version %(version)s") % {"version": version}
            before, _codes = control.open_count(official, private, number, version - 1, 1, said)
            context["changed"] = differences(before, count)
    except Refused as refusal:
        if refusal.code in ("control.reason", "text.long"):
            context |= {"invalid": invalid(refusal), "typed": reason}
            return page(request, official, "desk/count_closed.html", context, status=422)
        if refusal.code == "control.not-opened":
            log.error(
                "control: an envelope does not open", extra={"municipality": official.municipality.code}
            )
        return refused(request, official, refusal, official.page("control"))
    paper = reading.paper(official.municipality, count, codes)
    context |= _count_context(official, row) | {
        "step": step,
        "findings": reading.findings(count, codes),
        "marked": reading.marked(paper),
        "paper": paper if step == 2 else None,
    }
    return page(request, official, "desk/count_opened.html", context)


@open_to(WORKS)
@confirmed("client_id", "version", "seen", "reason")
def accept(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Accept a held count with a reason: it is published with the others. Only who looked can accept."""
    return _decide(request, official, number, "count.accepted", "desk/count_accept.html", "accepted")


@open_to(WORKS)
def hand_back(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Hand a held count back to its station with a reason, which its devices show. It stays held."""
    return _decide(request, official, number, "count.returned", "desk/count_return.html", "returned")


@open_to(WORKS)
def note(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Keep beside a count what explains a warning on it."""
    row = official.station(number)
    here = official.page("count", number=number)
    if request.method != "POST":
        return redirect(here)
    if control.key(request, official) is None:
        return locked(request, official)
    sent, version, reason = client_id(request), whole(request, "version"), text(request, "reason")
    try:
        notes.explain(official, number, version, reason, sent)
    except Refused as refusal:
        if refusal.code in ("count.reason", "text.long"):
            context = _count_context(official, row) | {"invalid": invalid(refusal), "typed": reason}
            return page(request, official, "desk/count_note.html", context, status=422)
        return refused(request, official, refusal, official.page("control"))
    except DatabaseError:
        return unstored(request, official, official.page("control"))
    return redirect(here)


@open_to(LEADS)
def setting(request: HttpRequest, official: Official) -> HttpResponse:
    """Whether counts without errors are accepted by themselves, from now on; in the record."""
    if request.method == "POST":
        row, by_itself = official.municipality, request.POST.get("by_itself") == "yes"
        if row.accepts_clean is not by_itself:
            row.accepts_clean = by_itself
            with transaction.atomic():
                row.save(update_fields=["accepts_clean"])
                facts = {"by_itself": by_itself}
                write(row, "count.setting", clock.now(), official.by, client_id(request), facts=facts)
    return redirect(official.page("control"))


def _decide(
    request: HttpRequest, official: Official, number: int, kind: str, question: str, done: str
) -> HttpResponse:
    """Write what the office decided of a held count; `question` asks for another reason where it must."""
    row = official.station(number)
    if request.method != "POST":
        return redirect(official.page("count", number=number))
    if control.key(request, official) is None:
        return locked(request, official)
    sent, version, reason = client_id(request), whole(request, "version"), text(request, "reason")
    others, seen = text(request, "marks"), text(request, "seen")
    try:
        asked = marks(" ".join([*request.POST.getlist("mark"), others])) if kind == "count.returned" else ()
        control.decide(official, number, kind, version, reason, sent, asked, seen)
    except Refused as refusal:
        if refusal.code in ("count.reason", "text.long", "marks.unknown"):
            # Only the question again: showing the count again would be opening it again.
            wrong = "wrong_marks" if refusal.where == "marks" else "invalid"
            kept = {"typed": reason, "seen": seen, "others": others, "ticked": request.POST.getlist("mark")}
            context = _count_context(official, row) | kept | {wrong: invalid(refusal)}
            return page(request, official, question, context, status=422)
        return refused(request, official, refusal, official.page("control"))
    except DatabaseError:
        return unstored(request, official, official.page("control"))
    return HttpResponseRedirect(f"{official.page('control')}?{done}={number}")


def _overview(
    request: HttpRequest, official: Official, *, status: int = 200, wrong: str = "", closed: bool = False
) -> HttpResponse:
    row = official.municipality
    stations = {each.number: each for each in row.stations.all()}
    days = control.held(row)
    done = request.GET.get("accepted", "")
    accepted = control.accepted(row, int(done)) if reading.is_number(done) else None
    back = request.GET.get("returned", "")
    typed = request.GET.get("typed", "")
    context = {
        "held_count": len(days),
        "sealed_count": len(carried.files(row)),
        "unopened": carried.unopened(row),
        "unlocked": control.key(request, official) is not None,
        "wrong": wrong,
        "closed": closed,
        "held": [(day, stations.get(day.station)) for day in days],
        "accepted": accepted,
        "accepted_station": stations.get(accepted.station) if accepted else None,
        # Said only where it is so.
        "returned": next((day for day in days if str(day.station) == back and day.is_returned), None),
        "proposed": next(
            (
                (day, stations.get(day.station))
                for day in days
                if str(day.station) == typed and day.state == CountState.PROPOSED
            ),
            None,
        ),
        "setting_id": uuid4(),
        "returned_station": stations.get(int(back)) if reading.is_number(back) else None,
    }
    return page(request, official, "desk/control.html", context, status=status)


def _count_context(official: Official, row: Station) -> dict[str, Any]:
    """What is known of a held count without opening it. `Refused` where it is not held."""
    day = control.count_day(official.municipality, row.number)
    openings = control.openings(official.municipality, row.number)
    kept = notes.notes(official.municipality, row.number)
    known = names([each.by for each in openings] + [each.by for each in kept])
    return {
        "section": "control",
        "station": row,
        "day": day,
        "notes": [(each, known[each.by]) for each in kept],
        "note_id": uuid4(),
        "client_id": uuid4(),
        "return_id": uuid4(),
        "openings": [(each, known[each.by]) for each in reversed(openings)],
        "looked": control.looked(official, row.number, day.version),
        "typed_by_me": day.state == CountState.PROPOSED
        and control.typed_by(official.municipality, row.number, day.version) == official.by,
    }


def invalid(refusal: Refused) -> str:
    """What stands beside the field for a reason."""
    if refusal.code == "marks.unknown":
        return (
            _("%(given)s is no field of the form. Write them as on paper: D, E.3, c.3.12.") % refusal.params
        )
    if refusal.code == "text.long":
        return _("The text is too long; shorten it.")
    return _("A reason is needed: it is how others understand later why you did this.")


def locked(request: HttpRequest, official: Official) -> HttpResponse:
    """The page for an act in a view that is locked, with 409."""
    return _overview(request, official, status=409, closed=True)
