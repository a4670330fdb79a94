"""The page on which the record of a station is typed: twice, by two people."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from stemdag.desk.access import Official, open_to
from stemdag.desk.control import gathered, record_form, records
from stemdag.desk.control import opening as control
from stemdag.desk.control.compared import label
from stemdag.desk.control.views import locked
from stemdag.desk.pages import names, not_done, page
from stemdag.desk.people.fresh import confirmed_inside, inside, unconfirmed
from stemdag.desk.submission import client_id, text
from stemdag.domain.beside import Difference
from stemdag.domain.errors import Refused
from stemdag.domain.role import WORKS
from stemdag.elections import values
from stemdag.elections.models import Station


@open_to(WORKS)
def record(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """The empty form, also for who types it second: nobody copies what a colleague typed."""
    station = official.station(number)
    if control.key(request, official) is None:
        return redirect(official.page("control"))
    return _page(request, official, station, records.pending(official.municipality).get(number))


@open_to(WORKS)
@confirmed_inside
def send(request: HttpRequest, official: Official, number: int) -> HttpResponse:
    """Take what was typed. A second person's is compared with the first's; what differs shows both.

    Comparing opens what the first typed, so it asks who sits there, in the form, which holds the numbers.
    """
    station = official.station(number)
    if request.method != "POST":
        return redirect(official.page("typed", number=number))
    private = control.key(request, official)
    if private is None:
        return locked(request, official)
    row, sent = official.municipality, client_id(request)
    if records.is_repeat(row, sent):
        return _done(official, number)
    given = record_form.read(request.POST, row)
    first = records.pending(row).get(number)
    is_second = first is not None and first.by != official.by
    why, needs_why = text(request, "why"), is_second and number in gathered.versions(row, "official")
    if given.count is None or (needs_why and not why):
        return _page(request, official, station, first, given, why=why, no_why=needs_why and not why)
    if is_second and (missing := unconfirmed(request, official.user)):
        return _page(request, official, station, first, given, why=why, missing=missing)
    try:
        if first is not None and is_second:
            differing = records.beside_first(official, private, first, given.count)
            if not differing:
                records.settle(official, number, given.count, sent, first, why)
            elif request.POST.get("act") == "stands":
                records.store(official, number, given.count, sent, first)
            else:
                return _page(request, official, station, first, given, differing, why=why)
        else:
            records.store(official, number, given.count, sent, first)
    except Refused as refusal:
        if refusal.code == "text.long":
            return _page(request, official, station, first, given, why=why, no_why=True)
        return _page(
            request, official, station, records.pending(row).get(number), given, why=why, error=refusal
        )
    except DatabaseError as error:
        return _page(request, official, station, first, given, why=why, error=error)
    return _done(official, number)


def _done(official: Official, number: int) -> HttpResponse:
    return HttpResponseRedirect(f"{official.page('official')}?typed={number}")


def _page(
    request: HttpRequest,
    official: Official,
    station: Station,
    first: records.Pending | None,
    given: record_form.Typed | None = None,
    differing: tuple[Difference, ...] = (),
    *,
    why: str = "",
    no_why: bool = False,
    missing: int = 0,
    error: Refused | DatabaseError | None = None,
) -> HttpResponse:
    row = official.municipality
    is_second = first is not None and first.by != official.by
    context: dict[str, Any] = {
        "section": "control",
        "station": station,
        "first": first,
        "first_by": names([first.by])[first.by] if first else "",
        "mine": first is not None and first.by == official.by,
        "groups": _groups(official, given, {each.mark: each.ours for each in differing}),
        "differing": len(differing),
        "wrong": bool(given and given.wrong),
        "client_id": uuid4(),
        "asks_why": is_second and station.number in gathered.versions(row, "official"),
        "again": inside(request, official.user, missing) if is_second else None,
        "why": why,
        "no_why": no_why,
    }
    status = missing or (422 if given else 200)
    if error:
        context["not_done"] = not_done(error)
        status = 409 if isinstance(error, Refused) else 503
    return page(request, official, "desk/record.html", context, status=status)


def _groups(
    official: Official, given: record_form.Typed | None, first: dict[str, int]
) -> list[dict[str, Any]]:
    """The fields in parts as on paper: voters, each list, votes, differences."""
    row = official.municipality
    ballot = values.ballot(row)
    fields = [
        {
            "mark": mark,
            "label": label(mark, ballot),
            "typed": given.values.get(mark, "") if given else "",
            "wrong": given is not None and mark in given.wrong,
            "first": first.get(mark),
        }
        for mark in record_form.marks(row)
    ]
    parts: dict[str, list[dict[str, Any]]] = {}
    for each in fields:
        letter, *numbers = str(each["mark"]).split(".")
        part = numbers[0] if numbers and ballot.by_number[int(numbers[0])].candidates else ""
        parts.setdefault(part or ("voters" if letter in "ABCD" else "votes"), []).append(each)
    return [
        {
            "key": key,
            "title": ballot.by_number[int(key)].label if key.lstrip("-").isdigit() else "",
            "fields": of,
        }
        for key, of in parts.items()
    ]
