"""How many may vote in the municipality, set by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import uuid4

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.pages import page, refused, unstored
from stemdag.desk.setting_up import setup_words as words
from stemdag.desk.submission import client_id, text
from stemdag.domain.errors import Refused
from stemdag.domain.redefining import Defined
from stemdag.domain.role import PREPARES, SEES
from stemdag.elections.redefining import opened, redefine, standing


@open_to(SEES | PREPARES, acts=PREPARES)
def electorate(request: HttpRequest, official: Official) -> HttpResponse:
    """The electorate, and what other sources say; setting it decides between them."""
    row = official.municipality
    if request.method != "POST":
        return _page(request, official, str(row.electorate or ""))
    sent, seen, typed = client_id(request), request.POST.get("seen", ""), text(request, "electorate")[:20]
    digits = re.sub(r"[.,\s]", "", typed)
    if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits) < 10**8:
        said = _("Write a whole number, such as 31250.")
        return _page(request, official, typed, wrong=said, status=422)

    def change(now: Defined) -> Defined:
        if str(now.municipality.electorate or "") != seen:
            raise Refused("setup.changed", "changed in the meantime")
        return replace(now, municipality=replace(now.municipality, electorate=int(digits)))

    try:
        redefine(row, change, clock.now(), official.by, sent, text(request, "reason"), decide=True)
    except Refused as refusal:
        if refusal.code in {"setup.why", "setup.long"}:
            return _page(request, official, typed, reason_wrong=words.reason(refusal), status=422)
        if refusal.code == "setup.changed":
            return _page(request, official, typed, changed=True, status=409)
        return refused(request, official, refusal, official.page("setup"))
    except DatabaseError:
        return unstored(request, official, official.page("setup"))
    return redirect(f"{official.page('setup-electorate')}?saved=1")


def _page(
    request: HttpRequest, official: Official, typed: str, *, status: int = 200, **more: object
) -> HttpResponse:
    row = official.municipality
    row.refresh_from_db(fields=["electorate", "other_electorate"])
    stations = standing(row).stations
    context: dict[str, object] = {
        "section": "setup",
        "typed": typed,
        "seen": str(row.electorate or ""),
        "without": [each for each in stations if not each.electorate],
        "together": sum(each.electorate or 0 for each in stations),
        "client_id": uuid4(),
        "opened": bool(opened(row)),
        "reason": request.POST.get("reason", ""),
        "saved": "saved" in request.GET,
    }
    return page(request, official, "desk/setup_electorate.html", context | more, status=status)
