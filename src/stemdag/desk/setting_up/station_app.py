"""The station app as this municipality tailored it: what stations get, and another setting from a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import uuid4

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.pages import names, page, refused, unstored
from stemdag.desk.setting_up import tailoring_words as words
from stemdag.desk.submission import client_id
from stemdag.domain.errors import Refused
from stemdag.domain.role import PREPARES, SEES
from stemdag.domain.tailoring import Tailoring, to_json
from stemdag.domain.tailoring_file import LARGEST, parse
from stemdag.domain.wording import Item, Page
from stemdag.elections import tailored
from stemdag.journal.models import Entry


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting on the page: its key and name, its value or its items, and whether it is their own."""

    key: str
    label: str
    own: bool
    value: str = ""
    items: tuple[Item, ...] = ()


@open_to(SEES | PREPARES)
def overview(request: HttpRequest, official: Official) -> HttpResponse:
    """What the stations get, and the field for another setting."""
    return _page(request, official)


@open_to(PREPARES)
def set_(request: HttpRequest, official: Official) -> HttpResponse:
    """Take in a file: all of it, or nothing with what is wrong and where."""
    if request.method != "POST":
        return redirect(official.page("station-app"))
    sent, upload = client_id(request), request.FILES.get("file")
    try:
        if upload is None:
            raise Refused("tailoring.none", "no file was chosen")
        data = parse(upload.read(LARGEST + 1))
        tailored.tailor(official.municipality, data, clock.now(), official.by, sent)
    except Refused as refusal:
        if not refusal.code.startswith("tailoring."):
            return refused(request, official, refusal, official.page("station-app"))
        return _page(request, official, refusal)
    except DatabaseError:
        return unstored(request, official, official.page("station-app"))
    return redirect(f"{official.page('station-app')}?taken=1")


@open_to(SEES | PREPARES)
def settings(_: HttpRequest, official: Official) -> HttpResponse:
    """What applies, as a file that can be changed and taken in again."""
    row = official.municipality
    text = json.dumps(to_json(tailored.tailoring(row)), indent=2, ensure_ascii=False) + "\n"
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="stemdag-{row.code}-station-app.json"'
    return response


def _page(request: HttpRequest, official: Official, refusal: Refused | None = None) -> HttpResponse:
    row = official.municipality
    found, own = tailored.tailoring(row), set(tailored.own(row))
    last = (
        Entry.objects.filter(
            chain__election=row.election.eml_id, chain__municipality=row.code, kind="app.tailored"
        )
        .order_by("-seq")
        .first()
    )
    context: dict[str, object] = {
        "client_id": uuid4(),
        "taken": "taken" in request.GET,
        "version": tailored.version(row),
        "own": len(own),
        "lists": [
            Shown(key, gettext(label), key in own, items=getattr(found, key))
            for key, label in words.LISTS.items()
        ],
        "numbers": [
            Shown(key, gettext(label), key in own, value=_value(found, key))
            for key, label in words.NUMBERS.items()
        ],
        "manuals": [
            [(language, each.page(language).title, _blocks(each.page(language))) for language in ("nl", "en")]
            for each in found.manuals
        ],
        "manuals_own": "manuals" in own,
        "last": last,
        "last_by": names([last.by])[last.by] if last else "",
    }
    if refusal:
        title, advice = words.refusal(refusal)
        context |= {"wrong": title, "advice": advice, "where": words.place(refusal)}
    return page(request, official, "desk/station_app.html", context, status=422 if refusal else 200)


def _blocks(page: Page) -> list[dict[str, object]]:
    """Paragraphs and lists of steps, told apart for the template."""
    return [{"text": each} if isinstance(each, str) else {"steps": each} for each in page.text]


def _value(found: Tailoring, key: str) -> str:
    if key == "pass_numbers":
        return _pass_numbers(found)
    value = getattr(found, key)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if key == "turnout_hours":
        clock_face = "%H.%M" if get_language() == "nl" else "%H:%M"
        return ", ".join(each.strftime(clock_face) for each in value) or gettext("none")
    return gettext("not set") if value is None else str(value)


def _pass_numbers(found: Tailoring) -> str:
    numbers = found.pass_numbers
    if numbers is None:
        return gettext("not set")
    parts = []
    if numbers.prefix:
        parts.append(gettext("begin with %(prefix)s") % {"prefix": numbers.prefix})
    if numbers.length is not None:
        parts.append(gettext("%(length)s signs long") % {"length": numbers.length})
    return ", ".join(parts)
