"""The page of who looked at what, with filters, and the same as a table to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from stemdag.desk.access import Official, open_to
from stemdag.desk.control import looked
from stemdag.desk.control.reading import is_number
from stemdag.desk.pages import page
from stemdag.domain.role import AUDITS

#: The page shows so many; the table has all.
MOST = 500


@open_to(AUDITS)
def overview(request: HttpRequest, official: Official) -> HttpResponse:
    """The entries that were asked for, the newest first."""
    every = looked.looks(official.municipality)
    asked = _asked(request)
    found = [each for each in every if asked.is_met(each)]
    context = {
        "section": "control",
        "asked": asked,
        "found": found[:MOST],
        "number": len(found),
        "all": len(every),
        "people": sorted({(each.by, each.who) for each in every}, key=lambda each: each[1]),
        "kinds": [(kind, gettext(title)) for kind, title in looked.KINDS.items()],
        "query": request.GET.urlencode(),
    }
    return page(request, official, "desk/looked.html", context)


@open_to(AUDITS)
def table(request: HttpRequest, official: Official) -> HttpResponse:
    """What was asked for, as CSV."""
    row = official.municipality
    asked = _asked(request)
    made = looked.table(each for each in looked.looks(row) if asked.is_met(each))
    response = HttpResponse(made.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="stemdag-{row.code}-looked.csv"'
    return response


def _asked(request: HttpRequest) -> looked.Asked:
    station = request.GET.get("station", "").strip()
    return looked.Asked(
        request.GET.get("who", "")[:64],
        kind if (kind := request.GET.get("kind", "")) in looked.KINDS else "",
        str(int(station)) if is_number(station) else "",
    )
