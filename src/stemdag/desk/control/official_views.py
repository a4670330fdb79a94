"""The page of official counts: which are here, and a file of the day after on its way in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.control import gathered, records
from stemdag.desk.control import opening as control
from stemdag.desk.control.compared import name, runs
from stemdag.desk.control.reading import is_number
from stemdag.desk.control.views import invalid, locked
from stemdag.desk.pages import names, page, unstored
from stemdag.desk.people.fresh import confirmed_inside, inside, unconfirmed
from stemdag.desk.refusals import REFUSALS, UNKNOWN
from stemdag.desk.submission import text
from stemdag.domain.errors import Refused
from stemdag.domain.role import WORKS
from stemdag.elections import official as official_counts
from stemdag.elections.models import Station
from stemdag.seal.binding import Source

#: A file's name as it is shown; it is in no table.
LONGEST_NAME = 120


@open_to(WORKS)
def overview(request: HttpRequest, official: Official) -> HttpResponse:
    """Which stations have an official count, and the field for a file."""
    if control.key(request, official) is None:
        return redirect(official.page("control"))
    return _page(request, official)


@open_to(WORKS)
@confirmed_inside
def add(request: HttpRequest, official: Official) -> HttpResponse:
    """Take in the file of the day after: all of it, or nothing with what is wrong.

    Where there are official counts these are opened to compare, so it asks who sits there, beside the file.
    """
    if request.method != "POST":
        return redirect(official.page("official"))
    private = control.key(request, official)
    if private is None:
        return locked(request, official)
    upload, why = request.FILES.get("file"), text(request, "why")
    row = official.municipality
    try:
        if upload is None:
            raise Refused("official.large", "no file, or a large one", "file")
        has_some = bool(gathered.versions(row, "official"))
        if has_some and not why:
            raise Refused("official.why", "say what is new", "why")
        if has_some and (missing := unconfirmed(request, official.user)):
            return _page(request, official, why=why, missing=missing)
        file = official_counts.read_file((upload.name or "")[:LONGEST_NAME], upload)
        counts = official_counts.fitting(row, file)
        here = _here(official, private, why) if has_some else {}
        taken = official_counts.take(row, file, counts, here, clock.now(), official.by, why)
    except Refused as refusal:
        return _page(request, official, refusal, why=why)
    except DatabaseError:
        return unstored(request, official, official.page("official"))
    return _page(request, official, taken=taken)


def _here(official: Official, private: bytes, why: str) -> dict[int, tuple[int, Any]]:
    """What is here already, opened to see what a file says again; the record has it with the same reason."""
    only: tuple[Source, ...] = ("official",)
    found = gathered.gather(official, private, "official", gathered.DIFFERENCES, why, only)
    return {number: (each.version, each.count) for number, each in found.official.items()}


def _page(
    request: HttpRequest,
    official: Official,
    refusal: Refused | None = None,
    *,
    why: str = "",
    taken: official_counts.Taken | None = None,
    missing: int = 0,
) -> HttpResponse:
    row = official.municipality
    stations = {each.number: each for each in row.stations.all()}
    here = gathered.versions(row, "official")
    found = records.pending(row)
    known = names(each.by for each in found.values())
    waiting = {number: known[each.by] for number, each in found.items()}
    context: dict[str, Any] = {
        "section": "control",
        "released": gathered.released(row),
        "here": here,
        "of": len(stations),
        "without": [(each, waiting.get(number)) for number, each in stations.items() if number not in here],
        "with": [(each, waiting.get(number)) for number, each in stations.items() if number in here],
        "just": _just(request, stations, waiting, here),
        "why": why,
        "taken": taken,
        "again": inside(request, official.user, missing) if here else None,
    }
    if taken:
        context |= {
            "stored": runs(taken.stored),
            "same": runs(taken.same),
            "missing": [name(stations, each) for each in taken.missing],
        }
    if refusal:
        title, advice = REFUSALS.get(refusal.code, UNKNOWN)
        context |= {
            "wrong": gettext(title),
            "advice": invalid(refusal) if refusal.code == "text.long" else gettext(advice),
            "where": refusal.where if refusal.code in _WHERE else "",
            "told": refusal.text if refusal.code == "official.unreadable" else "",
        }
    return page(request, official, "desk/official.html", context, status=missing or (422 if refusal else 200))


def _just(
    request: HttpRequest, stations: Mapping[int, Station], waiting: Mapping[int, str], here: Mapping[int, int]
) -> dict[str, Any] | None:
    """The station whose record was typed just now; said only where it is so."""
    asked = request.GET.get("typed", "")
    station = stations.get(int(asked)) if is_number(asked) else None
    if station is None or not (station.number in waiting or station.number in here):
        return None
    return {"station": station, "waits": station.number in waiting}


#: Refusals of which `where` says something to a reader: a name, a number.
_WHERE = frozenset({"official.election", "official.municipality", "official.doubles", "official.ballot"})
