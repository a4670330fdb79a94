"""What the office does with conversations: take, hand over, resolve; and the texts that it keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.pages import refused, unstored
from stemdag.desk.submission import client_id, text, whole
from stemdag.desk.talk import inbox, phrases
from stemdag.domain.errors import Refused
from stemdag.domain.role import WORKS

Act = Callable[[datetime, UUID], None]


@open_to(WORKS)
def take(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Take a conversation."""
    row = official.station(number)
    return _done(
        request,
        official,
        lambda now, sent: inbox.take(row, whole(request, "after"), official.by, now, sent),
    )


@open_to(WORKS)
def hand(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Hand a conversation to a colleague, or to nobody."""
    row = official.station(number)

    def act(now: datetime, sent: UUID) -> None:
        to, note = request.POST.get("to", ""), text(request, "note")
        inbox.hand(row, whole(request, "after"), to, note, official.by, now, sent)

    return _done(request, official, act)


@open_to(WORKS)
def resolve(request: HttpRequest, official: Official, number: int, seq: int) -> HttpResponse:
    """Resolve an incident, with a note."""
    row = official.station(number)
    return _done(
        request,
        official,
        lambda now, sent: inbox.resolve(row, seq, text(request, "note"), official.by, now, sent),
    )


@open_to(WORKS)
def keep(request: HttpRequest, official: Official) -> HttpResponse:
    """Keep a text for reuse."""
    row = official.municipality
    return _done(
        request,
        official,
        lambda now, sent: phrases.keep(
            row, text(request, "name"), text(request, "text"), official.by, now, sent
        ),
    )


@open_to(WORKS)
def drop(request: HttpRequest, official: Official, seq: int) -> HttpResponse:
    """Keep a text no longer."""
    row = official.municipality
    return _done(request, official, lambda now, sent: phrases.drop(row, seq, official.by, now, sent))


def _done(request: HttpRequest, official: Official, act: Act) -> HttpResponse:
    here = official.page("messages")
    if request.method != "POST":
        return redirect(here)
    try:
        act(clock.now(), client_id(request))
    except Refused as refusal:
        return refused(request, official, refusal, here)
    except DatabaseError:
        return unstored(request, official, here)
    return redirect(here)
