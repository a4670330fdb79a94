"""The board in the browser. It renews itself: every ten seconds comes what changed, or nothing at all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.board import boards
from stemdag.desk.board.asked import Asked
from stemdag.desk.board.mark import LENGTH, mark
from stemdag.desk.board.rows import MOST, Rows
from stemdag.desk.pages import asks_part, page
from stemdag.desk.templatetags.desk import kind_name, wall
from stemdag.domain.role import WATCHES

#: The chips. That no count is in (`expected`) is all day so of nearly all, and has none.
LABELS = {
    "all": gettext_noop("All"),
    "hand": gettext_noop("Needs a hand"),
    "silent": gettext_noop("No contact"),
    "counting": gettext_noop("Still counting"),
    "held": gettext_noop("Held"),
    "accepted": gettext_noop("Received"),
}
#: The columns: what they are put in order by, their class, and how they are called.
COLUMNS = (
    ("number", "num", gettext_noop("No.")),
    ("name", "", gettext_noop("Polling station")),
    ("opened", "num", gettext_noop("Opened")),
    ("manned", "num", gettext_noop("Members")),
    ("admitted", "num", gettext_noop("Admitted")),
    ("turnout", "num", gettext_noop("Turnout")),
    ("ahead", "num", gettext_noop("Against expectation")),
    ("left", "num", gettext_noop("Ballots left")),
    ("messages", "num", gettext_noop("Messages")),
    ("count", "", gettext_noop("Count")),
    ("seen", "num", gettext_noop("Last seen")),
)
#: Those that begin with the lowest.
_UPWARD = ("number", "name", "opened", "count")


@open_to(WATCHES)
def board(request: HttpRequest, official: Official) -> HttpResponse:
    """Every station on one board; asked by the page itself, what of it changed."""
    now, row = clock.now(), official.municipality
    of = boards.current(row, now, renewal=asks_part(request))
    rows = Rows(official, of, now)
    found = of.board
    parts: dict[str, object] = {
        "board": found,
        "figures": {each: number for each, number in found.per_filter.items() if each in LABELS},
        "standing": of.standing,
        "twice": of.twice,
        "held_count": found.per_filter["held"],
        "now": now,
    }
    # Without the clock's seconds: what is shown of it is the minute.
    its = mark({**parts, "board": found.turnout, "opened": found.opened, "now": wall(now)}, get_language())
    if asks_part(request):
        return _changes(request, rows, parts | {"mark": its})
    asked = Asked.read(request.GET)
    groups = [(name, [(line, asked.shows(line)) for line in lines]) for name, lines in asked.groups(found)]
    quarters = sorted({line.place.quarter for line in found.lines if line.place.quarter}, key=str.casefold)
    kinds = sorted({line.kind for line in found.lines})
    context = parts | {
        "mark": its,
        "places": of.placed,
        "groups": [
            (
                name,
                [_hidden(rows.draw(line), shown=shown) for line, shown in lines],
                sum(bool(line.hand) for line, _ in lines),
            )
            for name, lines in groups
        ],
        "shown": sum(shown for _, lines in groups for _, shown in lines),
        "asked": asked,
        "here": request.path,
        "filters": [
            (each, _(LABELS[each]), number, asked.address(show=each))
            for each, number in found.per_filter.items()
            if each in LABELS
        ],
        "columns": [
            (name, kind, _(label), asked.address(sort=_next(asked.sort, name)), _aria(asked.sort, name))
            for name, kind, label in COLUMNS
        ],
        "quarters": quarters,
        "kinds": [(each, kind_name(each)) for each in kinds] if len(kinds) > 1 else [],
        "by_quarter": asked.address(grouped=not asked.grouped),
    }
    return page(request, official, "desk/board.html", context)


def _changes(request: HttpRequest, rows: Rows, parts: dict[str, object]) -> HttpResponse:
    """The parts and rows of which the page has another mark; 204 where it has them all."""
    had = request.GET.get("have", "")
    differing = rows.differing(had[LENGTH:])
    if differing is None:
        # Other stations than the page has: it begins anew.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    same = had[:LENGTH] == parts["mark"]
    if same and not differing:
        return HttpResponse(status=204)
    body = "" if same else rows.parts(str(parts["mark"]), parts)
    drawn: list[SafeString] = []
    size = 0
    for line in differing:
        fresh = rows.draw(line, bare=True)
        size += len(fresh.encode())
        if drawn and size > MOST:
            break
        drawn.append(fresh)
    response = HttpResponse(f"{body}<template>{''.join(drawn)}</template>")
    if len(drawn) < len(differing):
        response["HX-Trigger"] = "more"
    return response


def _hidden(row: SafeString, *, shown: bool) -> SafeString:
    return row if shown else SafeString(row.replace("<tr ", "<tr hidden ", 1))


def _next(sort: str, name: str) -> str:
    """The order that the head of a column gives: one way, the other, and back to what needs a hand."""
    ways = (name, f"-{name}") if name in _UPWARD else (f"-{name}", name)
    return {ways[0]: ways[1], ways[1]: ""}.get(sort, ways[0])


def _aria(sort: str, name: str) -> str:
    return {name: "ascending", f"-{name}": "descending"}.get(sort, "")
