"""The page of messages: which stations wait for an answer, and one message to many."""

from __future__ import annotations

from uuid import uuid4

from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.board import kept as boards
from stemdag.desk.board.lines import Line
from stemdag.desk.pages import names, page, refused, unstored
from stemdag.desk.submission import client_id, text
from stemdag.desk.talk import broadcast as broadcasts
from stemdag.desk.talk import line
from stemdag.domain.errors import Refused
from stemdag.domain.role import SEES, WORKS

LABELS = {
    "all": gettext_noop("All stations"),
    "hand": gettext_noop("Those that need a hand"),
    "expected": gettext_noop("Those whose count is not in"),
}


@open_to(SEES, acts=WORKS)
def broadcast(request: HttpRequest, official: Official) -> HttpResponse:
    """GET shows; POST writes to every station of the group that was chosen."""
    here, row, now = official.page("messages"), official.municipality, clock.now()
    if request.method == "POST":
        group = request.POST.get("group", "")
        if group not in broadcasts.GROUPS:
            raise BadRequest("no such group of stations")
        try:
            broadcasts.send(row, text(request, "text"), group, official.by, now, client_id(request))
        except Refused as refusal:
            return refused(request, official, refusal, here)
        except DatabaseError:
            return unstored(request, official, here)
        return redirect(here)
    found = boards.board(row, now).lines
    sent = broadcasts.sent(row)
    known = names(each.by for each in sent)
    stations = row.stations.select_related("municipality__election")
    context: dict[str, object] = {
        "groups": [
            (each, _(LABELS[each]), sum(one.belongs(each) for one in found)) for each in broadcasts.GROUPS
        ],
        "waiting": sorted(
            (each for each in found if each.unanswered), key=lambda one: (-one.urgent, one.number)
        ),
        "sent": [(each, known[each.by]) for each in sent],
        "counting": any(line.is_counting(each, now) for each in stations),
        "client_id": uuid4(),
        "section": "messages",
    }
    return page(request, official, "desk/messages.html", context)


def _pressing(line: Line) -> tuple[int, int]:
    """Urgent incidents first, then by number."""
    return -line.urgent, line.number
