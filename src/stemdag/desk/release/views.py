"""The release in the browser: where it stands, and what an official can do about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.board import boards
from stemdag.desk.pages import asks_part, names, page, refused, unstored
from stemdag.desk.people.fresh import confirmed
from stemdag.desk.release import acts as releases
from stemdag.desk.release import holders, published
from stemdag.desk.submission import client_id, text, whole
from stemdag.domain.errors import Refused
from stemdag.domain.release import ReleaseState
from stemdag.domain.role import PUBLISHES, RELEASES, WATCHES
from stemdag.journal.aside import LONGEST

#: Why an attempt was refused, in a few words.
WHY = {
    "release.early": gettext_noop("it was before the moment"),
    "release.held": gettext_noop("the release was held"),
    "release.twice": gettext_noop("the results were released already"),
    "release.changed": gettext_noop("somebody else acted in between"),
    "keys.none": gettext_noop("there were no keys"),
    "": gettext_noop("it could not be done then"),
}
#: What is wrong with a later moment, beside its field.
LATER = {
    "release.time": gettext_noop("Write a day and a time."),
    "release.reason": gettext_noop("A reason is needed: it is how others understand later why you did this."),
    "release.earlier": gettext_noop("The moment can only be put later than it is now."),
    "text.long": gettext_noop("The text is too long; shorten it."),
}
#: What is proposed for a vote that goes on.
HOUR = timedelta(hours=1)
#: What an official can do about the release, by the last part of the address.
ACTS = ("arm", "hold", "go")


@open_to(WATCHES)
def release(request: HttpRequest, official: Official) -> HttpResponse:
    """Where the release stands, who did what, and what can be done."""
    partial = asks_part(request)
    template = "desk/release_part.html" if partial else "desk/release.html"
    context = _release_context(official) | {"now": clock.now(), "partial": partial}
    return page(request, official, template, context)


@open_to(RELEASES)
def release_confirm(request: HttpRequest, official: Official, act: str) -> HttpResponse:
    """The page between the button and the act: what follows from it, and why it is done."""
    if act not in ACTS:
        raise Http404
    context = _release_context(official)
    if act not in context["offers"]:
        return redirect(official.page("release"))
    return page(request, official, "desk/release_confirm.html", context | {"act": act})


@open_to(RELEASES)
@confirmed("client_id", "seen", "reason")
def release_act(request: HttpRequest, official: Official, act: str) -> HttpResponse:
    """Arm, hold, go: each a POST with the form's own id, so that sending it twice does it once.

    Arming and going need a reason. A hold asks one and does without: nothing may stand in its way.
    """
    if act not in ACTS:
        raise Http404
    here = official.page("release")
    if request.method != "POST":
        return redirect(here)
    row, by, at = official.municipality, official.by, clock.now()
    sent = client_id(request)
    # A long reason must not stand in the way either: what fits is kept.
    reason = text(request, "reason").encode()[:LONGEST].decode(errors="ignore")
    if not reason and act != "hold":
        context = _release_context(official) | {"act": act, "no_reason": True}
        return page(request, official, "desk/release_confirm.html", context, status=422)
    try:
        if act == "hold":
            releases.hold(row, by, at, sent, reason)
        elif act == "arm":
            releases.arm(row, by, at, sent, _seen(request), reason)
        else:
            releases.go(row, by, at, sent, _seen(request), reason)
    except Refused as refusal:
        return refused(request, official, refusal, here)
    except DatabaseError:
        return unstored(request, official, here)
    return redirect(here)


@open_to(PUBLISHES)
@confirmed("client_id", "reason", "day", "time")
def later(request: HttpRequest, official: Official) -> HttpResponse:
    """Put the moment later: GET asks until when and why, POST writes it for the whole election."""
    row, here = official.municipality, official.page("release")
    standing = releases.standing(row)
    context: dict[str, object] = {"standing": standing, "section": "release", "client_id": uuid4()}
    if request.method != "POST":
        if not releases.may_move(official.user, row) or clock.now() >= standing.moment:
            return redirect(here)
        local = timezone.localtime(standing.moment + HOUR)
        context |= {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
        return page(request, official, "desk/release_later.html", context)
    sent, reason, moment = client_id(request), text(request, "reason"), _moment(request)
    try:
        releases.later(official.user, row, moment, reason, official.by, clock.now(), sent)
    except Refused as refusal:
        if refusal.code not in LATER:
            return refused(request, official, refusal, here)
        typed = {name: text(request, name) for name in ("day", "time", "reason")}
        context |= typed | {"wrong": refusal.where or "moment", "said": _(LATER[refusal.code])}
        return page(request, official, "desk/release_later.html", context, status=422)
    except DatabaseError:
        return unstored(request, official, here)
    return redirect(here)


def _moment(request: HttpRequest) -> datetime | None:
    """Day and time as typed, in the election's zone; None where they are none."""
    try:
        typed = datetime.fromisoformat(f"{text(request, 'day')}T{text(request, 'time')}")
    except ValueError:
        return None
    return typed.replace(tzinfo=timezone.get_current_timezone()) if typed.tzinfo is None else None


@open_to(WATCHES)
def publication(request: HttpRequest, official: Official) -> HttpResponse:
    """What of this municipality is public, and since when."""
    row = official.municipality
    standing = releases.standing(row)
    context = {
        "standing": standing,
        "board": published.board(row, standing),
        "total": row.stations.count(),
        "section": "release",
    }
    return page(request, official, "desk/publication.html", context)


def _seen(request: HttpRequest) -> int | None:
    """The state that the form was made for; who sends none (a script) is taken at its word."""
    return whole(request, "seen") if "seen" in request.POST else None


def _release_context(official: Official) -> dict[str, Any]:
    row = official.municipality
    standing = releases.standing(row)
    history = releases.history(row)
    known = names(each.by for each in history)
    now = clock.now()
    passed = now >= standing.moment
    figures = boards.board(row, now)
    return {
        "left": _left(standing.moment - now),
        "received": figures.received,
        "stations": figures.stations,
        "held_count": figures.per_filter["held"],
        "standing": standing,
        "passed": passed,
        "offers": _offers(standing.state, passed=passed, has_keys=row.has_keys),
        "history": [(each, known[each.by], _(WHY.get(each.code, WHY[""]))) for each in history],
        "section": "release",
        "last": next(
            (
                known[each.by]
                for each in history
                if each.seq == standing.seq and each.kind != "release.postponed"
            ),
            "",
        ),
        "holders": holders.holders(row, standing),
        "may_move": not passed
        and official.may_act("release-later")
        and releases.may_move(official.user, row),
        "client_id": uuid4(),
    }


def _left(wait: timedelta) -> dict[str, int] | None:
    """Hours and minutes still to wait, begun minutes counted; None from the moment on, or a day before it."""
    minutes = -(-wait // timedelta(minutes=1))
    if not 0 < minutes < 24 * 60:
        return None
    return {"hours": minutes // 60, "minutes": minutes % 60}


def _offers(state: ReleaseState, *, passed: bool, has_keys: bool) -> tuple[str, ...]:
    """What the page offers. After the moment, arming is releasing at once, so an unarmed one says so."""
    if not has_keys or state is ReleaseState.RELEASED:
        return ()
    if state is ReleaseState.ARMED:
        return ("hold",)
    if state is ReleaseState.HELD:
        return ("arm",)
    return ("go",) if passed else ("arm", "hold")
