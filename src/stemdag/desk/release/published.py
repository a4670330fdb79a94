"""The publication board: what of a municipality is public, since when, and how often it changed.

States and times; which numbers are public stands on the public site itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from stemdag.desk.release.acts import Standing
from stemdag.domain.release import ReleaseState
from stemdag.elections.models import Municipality, Station
from stemdag.journal.models import Entry


@dataclass(frozen=True, slots=True)
class Public:
    """A station whose result is public: which version, since when, whether it is official, and how often
    another one took its place after the release."""

    station: Station
    version: int
    since: datetime
    official: bool
    changed: int


@dataclass(frozen=True, slots=True)
class Board:
    """`written` is when the gate last wrote the public site, `missing` stations have no result there."""

    written: datetime | None
    public: tuple[Public, ...] = ()
    missing: tuple[Station, ...] = ()


def board(row: Municipality, now: Standing) -> Board:
    """What is public of a municipality. Before the release no results are, whatever came in."""
    last = Entry.objects.filter(chain__election="", chain__municipality="", kind="site.published")
    written = last.order_by("-seq").values_list("at", flat=True).first()
    if now.state is not ReleaseState.RELEASED or now.at is None:
        return Board(written)
    counting = _counting(row)
    public, missing = [], []
    for station in row.stations.all():
        known = _public(station, counting.get(station.number, []), now.at)
        if known is None:
            missing.append(station)
        else:
            public.append(known)
    public.sort(key=lambda each: (each.since, each.station.number))
    return Board(written, tuple(public), tuple(missing))


@dataclass(frozen=True, slots=True)
class _Step:
    """A version of a count that began to count at a moment; version 0: handed back, so that none does."""

    at: datetime
    version: int
    official: bool = False


def _public(station: Station, steps: list[_Step], release: datetime) -> Public | None:
    """As the gate reads them (`gate.watch`): what is handed back after it was public stays until a better."""
    before = [each for each in steps if each.at <= release]
    after = [each for each in steps if each.at > release and each.version]
    opened = before[-1:] if before and before[-1].version else []
    shown = opened + after
    # What a station sends after its official count takes no place.
    if any(each.official for each in shown):
        last = max(turn for turn, each in enumerate(shown) if each.official)
        shown = shown[: last + 1]
    if not shown:
        return None
    now = shown[-1]
    return Public(station, now.version, max(now.at, release), now.official, len(shown) - 1)


def _counting(row: Municipality) -> dict[int, list[_Step]]:
    found: dict[int, list[_Step]] = {}
    kinds = ("count.received", "count.accepted", "count.returned")
    entries = Entry.objects.filter(
        chain__election=row.election.eml_id, chain__municipality=row.code, kind__in=kinds
    )
    for entry in entries.order_by("seq"):
        facts = json.loads(entry.facts)
        version, official = facts["version"], facts.get("source") == "official"
        waits = facts.get("held") or facts.get("waits")
        if entry.kind == "count.received" and waits and not official:
            continue
        back = entry.kind == "count.returned"
        step = _Step(entry.at, 0 if back else version, official)
        found.setdefault(entry.station or 0, []).append(step)
    return found
