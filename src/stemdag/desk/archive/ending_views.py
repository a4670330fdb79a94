"""The page after the election: the sheet for the press, and the end, with what goes and what stays."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.archive.words import GOES, STAYS
from stemdag.desk.control import opening as control
from stemdag.desk.pages import page, refused, unstored
from stemdag.desk.people.fresh import confirmed
from stemdag.desk.release import acts as releases
from stemdag.desk.submission import client_id, text
from stemdag.domain.errors import Refused
from stemdag.domain.release import ReleaseState
from stemdag.domain.role import PREPARES
from stemdag.elections import ending
from stemdag.elections.models import Municipality


@open_to(PREPARES)
@confirmed("client_id", "reason", "name")
def overview(request: HttpRequest, official: Official) -> HttpResponse:
    """GET shows what would go and what stays; POST ends it, where the municipality's name was typed."""
    row, here = official.municipality, official.page("ending")
    if request.method != "POST":
        return _page(request, official, uuid4())
    sent, why, name = client_id(request), text(request, "reason"), text(request, "name")
    if name.casefold() != row.name.casefold():
        return _page(request, official, sent, why=why, wrong=True, status=422)
    try:
        before, after = ending.end(row, why, official.by, clock.now(), sent)
    except Refused as refusal:
        return refused(request, official, refusal, here)
    except DatabaseError:
        return unstored(request, official, here)
    # The official's own role may have gone with it, so the outcome is said at once.
    context: dict[str, object] = {
        "gone": _rows(GOES, before.goes),
        "stays": _rows(STAYS, after.stays),
        "section": "release",
    }
    response = page(request, official, "desk/ended.html", context)
    # This browser's session is in memory until the answer is made, and would be kept with the key.
    control.lock(request, response, official)
    return response


def _page(
    request: HttpRequest,
    official: Official,
    sent: UUID,
    *,
    why: str = "",
    wrong: bool = False,
    status: int = 200,
) -> HttpResponse:
    row, now = official.municipality, clock.now()
    standing = ending.standing(row)
    early = ""
    try:
        ending.refuse(row, now)
    except Refused as refusal:
        early = refusal.code
    context: dict[str, object] = {
        "standing": standing,
        "goes": _rows(GOES, standing.goes),
        "stays": _rows(STAYS, standing.stays),
        "early": early,
        "longest": ending.LONGEST,
        "client_id": sent,
        "why": why,
        "wrong": wrong,
        "sheet": total_sheet(row),
        "section": "release",
    }
    return page(request, official, "desk/ending.html", context, status=status)


def total_sheet(row: Municipality) -> str:
    """The address of the sheet for the press on the public site; "" while nothing is released.

    The public site makes it, so no number passes through the desk.
    """
    if releases.standing(row).state is not ReleaseState.RELEASED:
        return ""
    site, known = settings.STEMDAG.public_url.rstrip("/"), settings.STEMDAG.languages
    language = get_language() if get_language() in known else known[0]
    if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", row.election.eml_id):
        return f"{site}/{language}/"
    return f"{site}/data/v1/{row.election.eml_id}/{row.code}.{language}.totals.pdf"


def _rows(words: dict[str, tuple[str, str]], counts: object) -> list[tuple[str, int, str]]:
    """What, how many, and why; what there is none of is left out."""
    assert isinstance(counts, dict)
    return [(_(words[name][0]), number, _(words[name][1])) for name, number in counts.items() if number]
