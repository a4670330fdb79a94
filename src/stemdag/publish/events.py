"""What happened to a result since its release: a station came in, was corrected, all are in, official."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from heapq import nlargest
from uuid import NAMESPACE_URL, uuid5

from stemdag.domain.count import Count
from stemdag.domain.station import Municipality, Station
from stemdag.publish.address import OFFICIAL
from stemdag.publish.corrections import Pair, steps
from stemdag.publish.day import ReleasedCount
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import ElectionFacts


class What(StrEnum):
    """What happened."""

    COUNTED = "counted"
    CORRECTED = "corrected"
    COMPLETE = "complete"
    OFFICIAL = "official"


@dataclass(frozen=True, slots=True)
class Event:
    """One change of what is public. `place` is its address below the language.

    `municipality` is None where it is about the whole election, `station` where about all stations of it.
    `before` is what stood there, None where that is not known; `reason` is why it was corrected. Official
    counts that came in together are one event, of `stations` of which `differing` differ from ours.
    """

    what: What
    at: datetime
    place: tuple[str | int, ...]
    municipality: Municipality | None = None
    station: Station | None = None
    version: int = 0
    count: Count | None = None
    before: Count | None = None
    reason: str = ""
    stations: int = 0
    differing: int = 0
    official: bool = False

    @property
    def id(self) -> str:
        """The same for the same change, wherever and whenever it is told."""
        if self.what is What.OFFICIAL:
            return urn(*self.place, self.what, self.at.astimezone(UTC).isoformat())
        if self.official and self.station is not None:
            return urn(*self.place, self.what, "official", self.version)
        return urn(*self.place, self.what, self.version)


def urn(*parts: object) -> str:
    """A name for what these parts say, the same each time."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, 'https://stemdag.invalid/' + '/'.join(map(str, parts)))}"


def of_municipality(facts: MunicipalityFacts, part: str, latest: int) -> list[Event]:
    """What happened last in a municipality, the newest first."""
    return sorted(_municipality(facts, part, None), key=_order, reverse=True)[:latest]


def of_election(facts: ElectionFacts, latest: int) -> list[Event]:
    """What happened last in all municipalities of an election, the newest first.

    Told from when its count last changed, a station's events before that are older still: so only counts
    that changed late enough are looked at, of a country a few.
    """
    moments = [
        each.since
        for one in facts.municipalities
        if one.public.released is not None
        for each in one.public.released.counts.values()
    ]
    newest = nlargest(latest, moments)
    since = newest[-1] if len(newest) == latest else None
    found = [
        event
        for each, part in zip(facts.municipalities, facts.folders, strict=True)
        for event in _municipality(each, part, since)
    ]
    if facts.municipalities and all(each.has_counts and each.all_in for each in facts.municipalities):
        last = max(_complete(each) for each in facts.municipalities)
        found.append(Event(What.COMPLETE, last, (facts.folder,)))
    return sorted(found, key=_order, reverse=True)[:latest]


def _order(event: Event) -> tuple[datetime, bool, tuple[str, ...]]:
    """By moment; what completes an area is later than the station by which it did."""
    return event.at, event.station is None, (*map(str, event.place), f"{event.version:9d}")


def _municipality(facts: MunicipalityFacts, part: str, since: datetime | None) -> Iterator[Event]:
    """Events of counts that changed at or after `since`; all where it is None."""
    released = facts.public.released
    if released is None:
        return
    for station in facts.public.stations:
        count = released.counts.get(station.number)
        if count is not None and (since is None or count.since >= since):
            yield from _station(facts, (facts.folder, part, station.number), station, count)
    yield from _official(facts, (facts.folder, part, OFFICIAL), since)
    if facts.has_counts and facts.all_in:
        yield Event(
            What.COMPLETE,
            _complete(facts),
            (facts.folder, part),
            facts.municipality,
            official=all(_first_official(each) for each in facts.counts.values()),
        )


def _official(
    facts: MunicipalityFacts, place: tuple[str | int, ...], since: datetime | None
) -> Iterator[Event]:
    """The official counts that took the place of ours or came first, those of one moment together."""
    if not facts.official:
        return
    found: dict[datetime, list[bool]] = {}
    for station in facts.stations:
        released = facts.counts.get(station.number)
        if released is not None and released.official:
            moment = next((each.change.at for each in steps(released) if each.to_official), _first(released))
            found.setdefault(moment, []).append(_differs(station, released))
    for moment, differs in found.items():
        if since is None or moment >= since:
            yield Event(
                What.OFFICIAL,
                moment,
                place,
                facts.municipality,
                stations=len(differs),
                differing=sum(differs),
            )


def _differs(station: Station, released: ReleasedCount) -> bool:
    """Whether the first official count of a station is another one than our last."""
    step = next((each for each in steps(released) if each.to_official), None)
    if step is None or step.change.before is None or step.after is None:
        return False
    return Pair(station, step.change.before, step.after, step.change.at).differs


def _first_official(released: ReleasedCount) -> bool:
    return released.changes[0].official if released.changes else released.official


def _complete(facts: MunicipalityFacts) -> datetime:
    """When the last station came in."""
    return max(_first(each) for each in facts.counts.values())


def _station(
    facts: MunicipalityFacts, place: tuple[str | int, ...], station: Station, released: ReleasedCount
) -> Iterator[Event]:
    """Its first public version, and each that came after it."""
    version, count = (
        (released.changes[0].version, released.changes[0].before)
        if released.changes
        else (released.version, released.count)
    )
    yield Event(What.COUNTED, _first(released), place, facts.municipality, station, version, count)
    for each in steps(released):
        if not each.to_official:
            yield Event(
                What.CORRECTED,
                each.change.at,
                place,
                facts.municipality,
                station,
                each.version,
                each.after,
                each.change.before,
                each.change.reason,
                official=each.official,
            )


def _first(released: ReleasedCount) -> datetime:
    """When a station came in first; its first correction where nothing earlier is known."""
    if not released.changes:
        return released.since
    return released.changes[0].since or released.changes[0].at
