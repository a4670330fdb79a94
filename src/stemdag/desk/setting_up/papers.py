"""Paper to print before the day: enrolment cards, issued at that moment, and the fallback sheets."""

from __future__ import annotations

import re
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stemdag import clock
from stemdag.capture import codes
from stemdag.capture.cards import cards_of
from stemdag.desk.access import Official, open_to
from stemdag.desk.control import reading
from stemdag.desk.pages import page, refused, unstored
from stemdag.desk.submission import text, whole
from stemdag.domain.errors import Refused
from stemdag.domain.role import PREPARES, SEES
from stemdag.elections import values
from stemdag.elections.models import Station
from stemdag.paper.cards import PER_PAGE, cards
from stemdag.paper.fallback import fallback_sheets, parts
from stemdag.paper.guide import guide

#: Numbers of stations as they are typed; a municipality has no more than some hundreds.
LONGEST = 2_000


@open_to(SEES | PREPARES)
def paper(request: HttpRequest, official: Official) -> HttpResponse:
    """What can be printed."""
    return _page(request, official)


@open_to(SEES | PREPARES)
def sheets(request: HttpRequest, official: Official) -> HttpResponse:
    """The paper forms of a part of the stations, as `?part=` counts them."""
    row = official.municipality
    given = request.GET.get("part", "1")
    found = _parts(official)
    part = int(given) if reading.is_number(given) else 0
    if not 1 <= part <= len(found):
        raise Http404
    made = fallback_sheets(
        values.election(row.election),
        values.municipality(row),
        values.ballot(row),
        found[part - 1],
        language=_language(),
        phone=request.GET.get("phone", "").strip()[:40],
    )
    what, which = _("paper-forms"), f"-{part}" if len(found) > 1 else ""
    return _download(made, f"stemdag-{row.code}-{what}{which}.pdf")


@open_to(SEES | PREPARES)
def guide_sheet(request: HttpRequest, official: Official) -> HttpResponse:
    """The guide of two pages, in the language of the page."""
    made = guide(language=_language(), phone=request.GET.get("phone", "").strip()[:40])
    name = _("guide-for-stations")
    return _download(made, f"stemdag-{name}.pdf")


@open_to(PREPARES)
def card_sheets(request: HttpRequest, official: Official) -> HttpResponse:
    """Issue codes and answer with the cards: no other page and no store ever has them readable."""
    if request.method != "POST":
        return redirect(official.page("paper"))
    row = official.municipality
    typed = {name: text(request, name)[:LONGEST] for name in ("stations", "each", "per_page", "phone")}
    try:
        chosen = _chosen(list(row.stations.all()), typed["stations"])
        each, per_page = _digit(typed["each"]), _digit(typed["per_page"])
        if per_page not in PER_PAGE or not 1 <= each <= codes.MOST_EACH:
            raise Refused("cards.choice", _("Choose how many cards, and how many to a page."), "each")
    except Refused as refusal:
        return _page(request, official, typed | {"wrong": refusal.text, "where": refusal.where}, status=422)
    end = codes.until(row)
    # A ticked box is about the cards that the page told of, not about those that came meanwhile.
    replacing = whole(request, "seen") if "replace" in request.POST else 0
    try:
        issued = codes.issue_several(row, chosen, end, each, by=official.by, replacing=replacing)
    except Refused as refusal:
        if refusal.code == "codes.unused":
            return _page(request, official, typed | {"replaces": codes.unused(chosen)}, status=422)
        return refused(request, official, refusal, official.page("paper"))
    except DatabaseError:
        return unstored(request, official, official.page("paper"))
    made = cards(
        cards_of(row, issued, end),
        address=request.build_absolute_uri("/"),
        language=_language(),
        per_page=per_page,
        phone=typed["phone"][:40],
    )
    what, at = _("cards"), clock.now().astimezone(values.election(row.election).tz)
    return _download(made, f"stemdag-{row.code}-{what}-{at:%Y%m%d-%H%M}.pdf")


def _page(
    request: HttpRequest, official: Official, given: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    row = official.municipality
    context = {
        "given": given or {"each": "2", "per_page": "4"},
        "until": codes.until(row),
        "parts": [(each[0].number, each[-1].number, len(each)) for each in _parts(official)],
        "stations": row.stations.count(),
    }
    return page(request, official, "desk/paper.html", context, status=status)


def _parts(official: Official) -> list[list[Any]]:
    row = official.municipality
    stations = [values.station(each) for each in row.stations.all()]
    return parts(values.municipality(row), values.ballot(row), stations)


def _chosen(stations: list[Station], typed: str) -> list[Station]:
    """The stations of a line such as `3, 12 104`; all where it is empty. `Refused` names what is none."""
    if not stations:
        raise Refused("cards.stations", _("This municipality has no polling stations yet."), "stations")
    words = [word for word in re.split(r"[\s,;]+", typed.replace("−", "-")) if word]
    if not words:
        return stations
    known = {str(each.number): each for each in stations}
    unknown = [word for word in words if word not in known]
    if unknown:
        said = _("No station of this municipality: %(numbers)s. Give numbers, with commas between them.")
        raise Refused("cards.stations", said % {"numbers": ", ".join(unknown[:5])[:60]}, "stations")
    wanted = set(words)
    return [each for each in stations if str(each.number) in wanted]


def _digit(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 1 else 0


def _language() -> str:
    return "en" if get_language() == "en" else "nl"


def _download(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
