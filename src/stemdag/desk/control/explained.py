"""What the office said of a difference between a station's count and the official one.

The entry `difference.explained` names the station and the two versions; where it differs and why is a
text beside it, so that no table says of which list anything differs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from stemdag import clock
from stemdag.desk.access import Official
from stemdag.desk.control.gathered import Gathered
from stemdag.domain.beside import Pair, differences
from stemdag.domain.errors import Refused
from stemdag.elections.models import Municipality
from stemdag.elections.writing import write
from stemdag.journal import aside
from stemdag.journal.models import Entry

KIND: Final = "difference.explained"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Who explained which places of a station's difference between two versions, when and how."""

    station: int
    versions: tuple[int, int]
    at: datetime
    by: str
    places: tuple[str, ...]
    reason: str


def explanations(row: Municipality, found: Gathered) -> dict[int, list[Explanation]]:
    """Those of the versions that are opened here, by station and in order; of earlier ones they are void."""
    entries = (
        Entry.objects.filter(chain__election=row.election.eml_id, chain__municipality=row.code, kind=KIND)
        .prefetch_related("asides__entry__chain")
        .order_by("seq")
    )
    said: dict[int, list[Explanation]] = {}
    for entry in entries:
        station = entry.station or 0
        ours, official = found.ours.get(station), found.official.get(station)
        mine, theirs = json.loads(entry.facts)["versions"]
        if ours is None or official is None or (ours.version, official.version) != (mine, theirs):
            continue
        texts = {each.name: aside.read(each) or "" for each in entry.asides.all()}
        places = tuple(texts.get("places", "").split())
        each = Explanation(station, (mine, theirs), entry.at, entry.by, places, texts.get("reason", ""))
        said.setdefault(station, []).append(each)
    return said


def places(said: Mapping[int, Sequence[Explanation]]) -> dict[int, set[str]]:
    """The places that are explained, by station."""
    return {number: {one for each in found for one in each.places} for number, found in said.items()}


def explain(
    official: Official,
    found: Gathered,
    station: int,
    versions: tuple[int, int],
    where: Collection[str],
    reason: str,
    client_id: UUID,
) -> None:
    """Write an explanation of what differs at a station.

    `Refused`: `compare.changed` (another version came in), `compare.places` (nothing differs there),
    `compare.reason`.
    """
    ours, theirs = found.ours.get(station), found.official.get(station)
    if ours is None or theirs is None or (ours.version, theirs.version) != versions:
        raise Refused("compare.changed", f"another count of station {station} came in")
    if not reason:
        raise Refused("compare.reason", "say what explains the difference", "reason")
    differing = Pair(station, differences(ours.count, theirs.count)).places
    chosen = [each for each in differing if each in where]
    if not chosen or len(chosen) != len(set(where)):
        raise Refused("compare.places", "choose what it explains", "place")
    write(
        official.municipality,
        KIND,
        clock.now(),
        official.by,
        client_id,
        station=station,
        facts={"versions": list(versions)},
        texts={"reason": reason, "places": " ".join(chosen)},
    )
