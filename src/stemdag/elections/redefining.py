"""How a municipality is defined, and changing it: journaled, with a reason from the first opening on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from stemdag.domain import station as s
from stemdag.domain.errors import Refused
from stemdag.domain.redefining import Defined, Plan, plan
from stemdag.elections import models, values
from stemdag.elections.writing import write
from stemdag.files.model import OwnDefinition
from stemdag.files.own import write_definition
from stemdag.journal.append import lock
from stemdag.journal.models import Entry, StationDay

#: A reason fits here.
LONGEST = 500


def standing(row: models.Municipality) -> Defined:
    """How a municipality is defined now."""
    return Defined(
        values.municipality(row),
        values.ballot(row),
        tuple(values.station(each) for each in row.stations.all()),
    )


def definition(row: models.Municipality, defined: Defined | None = None) -> bytes:
    """A municipality and its election as our own definition; as it stands where nothing else is given."""
    own = defined or standing(row)
    inside = ((own.municipality, own.ballot, own.stations),)
    return write_definition(OwnDefinition("", values.election(row.election), inside))


def digest(row: models.Municipality, defined: Defined | None = None) -> str:
    """Sixteen characters that stand for a definition: of what somebody saw when deciding to change it."""
    return hashlib.sha256(definition(row, defined)).hexdigest()[:16]


def station_digest(station: s.Station) -> str:
    """The same of one station."""
    return hashlib.sha256(repr(station).encode()).hexdigest()[:16]


def opened(row: models.Municipality) -> set[int]:
    """The stations that have opened: from the first one on a change needs a reason."""
    days = StationDay.objects.filter(chain__election=row.election.eml_id, chain__municipality=row.code)
    return set(days.exclude(opened_at=None).values_list("station", flat=True))


def redefine(
    row: models.Municipality,
    change: Callable[[Defined], Defined],
    at: datetime,
    by: str,
    client_id: UUID,
    why: str = "",
    *,
    decide: bool = False,
    seats: int | None = None,
) -> Plan | None:
    """Change a definition: `change` is given how it stands, under the lock, and gives how it shall be.

    `decide` settles which of two electorates holds that sources disagree on: the one that stands after it;
    `seats` is the election's number where none was known.
    Gives what it did; a plan that is empty wrote nothing, and None is a form that was sent again. Refused:
    what `change` refuses; `setup.ballot` and `setup.counting` where there are keys for what was;
    `setup.spoken` for taking away a station of which the day's record has something; `setup.why` without a
    reason once a station has opened, `setup.long` with one that is too long.
    """
    with transaction.atomic():
        chain = lock(row.election.eml_id, row.code)
        row.refresh_from_db()
        if Entry.objects.filter(chain=chain, client_id=client_id).exists():
            return None
        before = standing(row)
        after = change(before)
        made = plan(before, after)
        decided = decide and row.other_electorate is not None
        learnt = seats if row.election.seats is None else None
        if made.empty and not decided and not learnt:
            return made
        _refuse(row, made, before, after, why)
        if decided or any(each.field == "electorate" for each in made.own):
            row.other_electorate = None
        _write(row, made, after)
        facts = made.facts() | ({"decided": after.municipality.electorate} if decided else {})
        if learnt:
            row.election.seats = learnt
            row.election.save(update_fields=["seats"])
            facts["seats"] = learnt
        write(row, "definition.changed", at, by, client_id, facts=facts, texts={"reason": why})
    return made


def _refuse(row: models.Municipality, made: Plan, before: Defined, after: Defined, why: str) -> None:
    if row.has_keys and made.lists:
        raise Refused("setup.ballot", f"{row.name} has keys for another ballot")
    if row.has_keys and before.municipality.counting is not after.municipality.counting:
        raise Refused("setup.counting", f"{row.name} has keys for another way of counting")
    gone = [each.number for each in made.removed]
    spoken = Entry.objects.filter(
        chain__election=row.election.eml_id, chain__municipality=row.code, station__in=gone
    )
    if found := spoken.order_by("station").values_list("station", flat=True).first():
        raise Refused("setup.spoken", f"station {found} is in the day's record", number=found)
    if len(why) > LONGEST:
        raise Refused("setup.long", "the reason is too long")
    if not why and opened(row):
        raise Refused("setup.why", "a station has opened: a change needs a reason")


def _write(row: models.Municipality, made: Plan, after: Defined) -> None:
    if made.own:
        row.name, row.electorate = after.municipality.name, after.municipality.electorate
        row.counting = after.municipality.counting
    if made.lists:
        row.ballot = values.ballot_json(after.ballot)
    row.save(update_fields=["name", "electorate", "counting", "other_electorate", "ballot"])
    row.stations.filter(number__in=[each.number for each in made.removed]).delete()
    known = {each.number: each for each in row.stations.all()}
    for each in made.changed:
        stored = known[each.station.number]
        values.put_station(stored, each.station)
        stored.save()
    fresh = [models.Station(municipality=row, number=each.number) for each in made.added]
    for new, added in zip(fresh, made.added, strict=True):
        values.put_station(new, added)
    models.Station.objects.bulk_create(fresh)
