"""Places of polling stations, taken in beside stations that are there already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from uuid import uuid4

from django.db import transaction

from stemdag.domain.errors import Refused
from stemdag.domain.location import Location, kilometres, located
from stemdag.elections import models, values
from stemdag.files.places import Row
from stemdag.journal.append import Fact, append

#: Kilometres from the middle of its municipality from which a place is told to be looked at.
FAR = 40
#: Lines at fault that are named; more help nobody.
_NAMED = 20

Key = tuple[str, int]  # municipality and station


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file did. Stations by municipality and number.

    `placed` have another place than before, `same` the one they had; `unknown` are not in this system,
    `empty` have no place in the file; `missing` have none here, `far` lie far from the others.
    """

    placed: tuple[Key, ...]
    same: int
    unknown: tuple[Key, ...]
    empty: tuple[Key, ...]
    missing: tuple[Key, ...]
    far: tuple[Key, ...]


def load(elections: Iterable[models.Election], rows: Iterable[Row], at: datetime, by: str) -> Loaded:
    """Give the stations of these elections their places: all of the rows or nothing.

    Rows of other municipalities are passed over, whatever stands in them. A station that the rows do not
    name, or without a place, keeps the one it has.
    `Refused`: `places.municipality` where the file does not say of which it is, `places.lines` with the
    lines at fault, `places.nothing` where no row is of a station here.
    """
    elections = list(elections)
    with transaction.atomic():
        towns = list(models.Municipality.objects.filter(election__in=elections).prefetch_related("stations"))
        given, empty = _given(rows, {each.code for each in towns})
        known = {(town.code, each.number) for town in towns for each in town.stations.all()}
        if not known & (given.keys() | empty):
            raise Refused("places.nothing", "no line is of a station that is here; look at codes and numbers")
        placed: set[Key] = set()
        same: set[Key] = set()
        for election in elections:
            changed = []
            for town in towns:
                if town.election_id != election.pk:
                    continue
                for each in town.stations.all():
                    place = given.get((town.code, each.number))
                    if place is None:
                        continue
                    if values.location(each) == place:
                        same.add((town.code, each.number))
                        continue
                    each.latitude, each.longitude = place.latitude, place.longitude
                    changed.append(each)
                    placed.add((town.code, each.number))
            if changed:
                models.Station.objects.bulk_update(changed, ["latitude", "longitude"], batch_size=400)
                facts = {"stations": len(changed)}
                append(
                    Fact(election.eml_id, "", "places.loaded", at=at, by=by, client_id=uuid4(), facts=facts)
                )
    here: dict[Key, Location | None] = {
        (town.code, each.number): values.location(each) for town in towns for each in town.stations.all()
    }
    return Loaded(
        tuple(sorted(placed)),
        len(same - placed),
        tuple(sorted((given.keys() | empty) - known)),
        tuple(sorted(empty & known)),
        tuple(sorted(key for key, place in here.items() if place is None)),
        tuple(sorted(_far(here))),
    )


def _given(rows: Iterable[Row], codes: set[str]) -> tuple[dict[Key, Location], set[Key]]:
    """The places in the rows, and the stations without one."""
    found: dict[Key, Location] = {}
    lines: dict[Key, int] = {}
    empty: set[Key] = set()
    faults: list[str] = []
    for row in rows:
        if row.code is None and len(codes) > 1:
            raise Refused(
                "places.municipality",
                "the file has no column CBS gemeentecode, and there are several municipalities here; "
                "say which one with --municipality",
            )
        code = row.code if row.code is not None else next(iter(codes), "")
        if code not in codes:
            continue
        key = (code, row.number)
        if row.fault:
            faults.append(f"line {row.line}: {row.fault}")
        elif row.latitude is None or row.longitude is None:
            empty.add(key)
        else:
            try:
                place = located(row.latitude, row.longitude)
            except Refused as refusal:
                faults.append(f"line {row.line}: {refusal.text}")
                continue
            if found.setdefault(key, place) != place:
                faults.append(
                    f"line {row.line}: another place than on line {lines[key]} for station {key[1]}"
                )
            lines.setdefault(key, row.line)
    if faults:
        more = f"; and {len(faults) - _NAMED} more" if len(faults) > _NAMED else ""
        raise Refused("places.lines", "; ".join(faults[:_NAMED]) + more)
    return found, empty - found.keys()


def _far(here: dict[Key, Location | None]) -> Iterable[Key]:
    """Stations far from the middle of their municipality: a slip, more likely than not."""
    towns: dict[str, list[tuple[Key, Location]]] = {}
    for key, place in here.items():
        if place is not None:
            towns.setdefault(key[0], []).append((key, place))
    for found in towns.values():
        middle = Location(
            median(place.latitude for _, place in found), median(place.longitude for _, place in found)
        )
        yield from (key for key, place in found if kilometres(place, middle) > FAR)
