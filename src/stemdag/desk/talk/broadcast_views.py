"""The page of messages: the inbox, and one message to many."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.board.mark import mark
from stemdag.desk.pages import asks_part, names, page, refused, unstored
from stemdag.desk.submission import client_id, text, whole
from stemdag.desk.talk import broadcast as broadcasts
from stemdag.desk.talk import inbox, line, phrases
from stemdag.desk.talk.groups import Group, groups
from stemdag.desk.talk.line_views import labels
from stemdag.domain.errors import Refused
from stemdag.domain.role import SEES, WORKS
from stemdag.elections import tailored

LABELS = {
    "all": gettext_noop("All stations"),
    "hand": gettext_noop("Those that need a hand"),
    "expected": gettext_noop("Those whose count is not in"),
    "open": gettext_noop("Those that are open now"),
    "unreported": gettext_noop("Those that are open and reported no turnout"),
    "kind:regular": gettext_noop("Regular polling stations"),
    "kind:postal": gettext_noop("Postal-vote stations"),
    "kind:early": gettext_noop("Early-voting stations"),
    "kind:mobile": gettext_noop("Mobile polling stations"),
    "kind:special": gettext_noop("Special polling stations"),
}
#: The status at which htmx takes the answer and stops to ask.
NO_MORE = 286
WHOSE = {
    "all": gettext_noop("Everybody's"),
    "mine": gettext_noop("Mine"),
    "nobody": gettext_noop("Nobody's"),
}


@open_to(SEES, acts=WORKS)
def broadcast(request: HttpRequest, official: Official) -> HttpResponse:
    """GET shows; POST writes to every station of the group, or puts a text that is kept into the field."""
    here, row, now = official.page("messages"), official.municipality, clock.now()
    if request.method != "POST":
        return _page(request, official, uuid4())
    group, sent = request.POST.get("group", ""), client_id(request)
    found = groups(row, now)
    if group not in {each.key for each in found}:
        raise BadRequest("no such group of stations")
    if "phrase" in request.POST:
        typed = phrases.joined(text(request, "text"), whole(request, "phrase"), phrases.phrases(row))
        return _page(request, official, sent, typed, group)
    try:
        broadcasts.send(row, text(request, "text"), group, official.by, now, sent)
    except Refused as refusal:
        return refused(request, official, refusal, here)
    except DatabaseError:
        return unstored(request, official, here)
    return redirect(here)


def _page(
    request: HttpRequest, official: Official, sent: UUID, typed: str = "", chosen: str = "all"
) -> HttpResponse:
    row, now = official.municipality, clock.now()
    whose = request.GET.get("whose", "all")
    if whose not in inbox.WHOSE:
        whose = "all"
    talks = inbox.talks(row)
    its = mark(talks)
    if asks_part(request):
        # What somebody is typing stays: the page says that there is news, and asks no more.
        if request.GET.get("have") == its:
            return HttpResponse(status=204)
        return page(request, official, "desk/inbox_news.html", {"chosen": whose}, status=NO_MORE)
    written = broadcasts.sent(row)
    known = names([*(each.by for each in written), *(each.holder for each in talks if each.holder)])
    known |= names(each.handed for each in talks if each.handed)
    stations = {each.number: each for each in row.stations.select_related("municipality__election")}
    categories = labels(tailored.tailoring(row).incident_categories)
    notes = inbox.notes(row, talks)
    context: dict[str, object] = {
        "talks": [
            {
                "talk": each,
                "station": stations[each.station],
                "holder": known.get(each.holder, ""),
                "mine": each.holder == official.by,
                "handed": known.get(each.handed, ""),
                "note": notes.get(each.turn, ""),
                "incidents": [
                    (one, categories.get(one.category, one.category)) for one in each.incidents.values()
                ],
            }
            for each in inbox.of(talks, whose, official.by)
            if each.station in stations
        ],
        "mark": its,
        "chosen": whose,
        "whose": [
            (each, _(WHOSE[each]), len(inbox.of(talks, each, official.by)), each == whose)
            for each in inbox.WHOSE
        ],
        "unanswered": inbox.summed(talks),
        "colleagues": inbox.colleagues(row, official.by),
        "groups": _grouped(groups(row, now), chosen),
        "phrases": phrases.phrases(row),
        "longest_name": phrases.LONGEST_NAME,
        "typed": typed,
        "sent": [(each, known[each.by]) for each in written],
        "counting": any(line.is_counting(each, now) for each in stations.values()),
        "client_id": sent,
        "fresh_id": uuid4(),
        "now": now,
        "section": "messages",
    }
    return page(request, official, "desk/messages.html", context)


def _grouped(found: list[Group], chosen: str) -> list[tuple[str, list[tuple[str, str, int, bool]]]]:
    """Key, label, number and whether it is chosen, under the heading of each sort of group."""
    heads = {"": _("On the board"), "kind": _("By kind"), "quarter": _("By quarter")}
    made: dict[str, list[tuple[str, str, int, bool]]] = {}
    for each in found:
        sort = each.key.partition(":")[0] if ":" in each.key else ""
        label = each.name or _(LABELS[each.key])
        made.setdefault(heads[sort], []).append((each.key, label, len(each.numbers), each.key == chosen))
    return list(made.items())
