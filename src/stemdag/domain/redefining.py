"""What another definition would change in a municipality: stations, electorate and ballot, field by field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from stemdag.domain.ballot import Ballot, CandidateList
from stemdag.domain.location import Location
from stemdag.domain.station import Hours, Kind, Municipality, Station

#: What can be stated of a station beside its number, in the order in which a page shows it.
FIELDS: Final = (
    "name", "kind", "postcode", "quarter", "electorate", "hours", "counts_from", "location",
)  # fmt: skip
#: What can be stated of a municipality itself.
OWN: Final = ("name", "electorate", "counting")
Value = str | Kind | int | tuple[Hours, ...] | datetime | Location | None


@dataclass(frozen=True, slots=True)
class Defined:
    """A municipality as it is defined: itself, its ballot, its stations by number."""

    municipality: Municipality
    ballot: Ballot
    stations: tuple[Station, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A field with its old and its new value."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class StationChange:
    """A station of which fields change; `station` as it would become."""

    station: Station
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ListChange:
    """A list of the ballot with how many candidates it had and would have; None where it is not there."""

    number: int
    label: str
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change would do; empty where it changes nothing."""

    added: tuple[Station, ...]
    changed: tuple[StationChange, ...]
    removed: tuple[Station, ...]
    same: int
    own: tuple[Change, ...]
    lists: tuple[ListChange, ...]
    #: Lists as they stand in the new ballot, and their candidates.
    ballot: tuple[int, int]

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed or self.removed or self.own or self.lists)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The stations that it touches."""
        touched = [*self.added, *(each.station for each in self.changed), *self.removed]
        return tuple(sorted(each.number for each in touched))

    def facts(self) -> dict[str, object]:
        """What the record says of it: numbers of stations with the names of fields."""
        said: dict[str, object] = {
            "added": [each.number for each in self.added],
            "changed": {
                str(each.station.number): [change.field for change in each.changes] for each in self.changed
            },
            "removed": [each.number for each in self.removed],
            "own": {each.field: [each.old, each.new] for each in self.own},
            "lists": [each.number for each in self.lists],
        }
        return {name: value for name, value in said.items() if value}


_NOTHING: Final[Mapping[int, Station]] = MappingProxyType({})


def merged(
    before: Sequence[Station], given: Sequence[Station], stated: Collection[str], *, whole: bool = False
) -> tuple[Station, ...]:
    """The stations after a source that speaks of the fields in `stated` and of names.

    What it does not speak of stays; a station that it does not name stays too, unless it is `whole`. A kind
    other than regular holds also where the source is not one that states kinds.
    """
    known = {each.number: each for each in before}
    after = {} if whole else dict(known)
    for each in given:
        old = known.get(each.number)
        if old is None:
            after[each.number] = each
            continue
        new = {name: getattr(each, name) for name in FIELDS if name in stated or name == "name"}
        if each.kind is not Kind.REGULAR:
            new["kind"] = each.kind
        after[each.number] = replace(old, **new)
    return tuple(after[number] for number in sorted(after))


def plan(before: Defined | None, after: Defined) -> Plan:
    """What lies between two definitions of a municipality; all of it is added where there was none."""
    old = {each.number: each for each in before.stations} if before else _NOTHING
    new = {each.number: each for each in after.stations}
    changed = [
        StationChange(each, changes)
        for number, each in sorted(new.items())
        if number in old and (changes := _changes(old[number], each))
    ]
    return Plan(
        added=tuple(each for number, each in sorted(new.items()) if number not in old),
        changed=tuple(changed),
        removed=tuple(each for number, each in sorted(old.items()) if number not in new),
        same=len(old.keys() & new.keys()) - len(changed),
        own=_changes(before.municipality if before else None, after.municipality, OWN),
        lists=tuple(_lists(before.ballot if before else Ballot(()), after.ballot)),
        ballot=(len(after.ballot), sum(len(each.candidates) for each in after.ballot)),
    )


def station_changes(old: Station, new: Station) -> tuple[Change, ...]:
    """The fields in which a station differs."""
    return _changes(old, new)


def _changes(
    old: Station | Municipality | None, new: Station | Municipality, fields: Sequence[str] = FIELDS
) -> tuple[Change, ...]:
    return tuple(
        Change(name, before, after)
        for name in fields
        if (before := getattr(old, name, None)) != (after := getattr(new, name)) and (before or after)
    )


def _lists(old: Ballot, new: Ballot) -> list[ListChange]:
    """Lists that differ in name or candidates. A short code is how a file names one, not who it is."""
    found = []
    for number in sorted(old.by_number.keys() | new.by_number.keys()):
        before, after = old.by_number.get(number), new.by_number.get(number)
        if _printed(before) != _printed(after):
            label = after.label if after else before.label if before else ""
            sizes = [len(each.candidates) if each else None for each in (before, after)]
            found.append(ListChange(number, label, *sizes))
    return found


def _printed(of: CandidateList | None) -> object:
    return of and (of.name, [(each.number, each.name) for each in of.candidates])
