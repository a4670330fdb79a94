"""What changed after it was first public: corrections, and the official count beside our preliminary one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from stemdag.domain.count import Count
from stemdag.domain.station import Station
from stemdag.publish.day import Change, ReleasedCount
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.language import Language


@dataclass(frozen=True, slots=True)
class Step:
    """One replacement of a public count: by which version it was, and what that said.

    `to_official`: the first official count took the place of the preliminary one. All else is a correction.
    """

    change: Change
    version: int
    after: Count | None
    official: bool

    @property
    def to_official(self) -> bool:
        return self.official and not self.change.official


def steps(released: ReleasedCount) -> Iterator[Step]:
    """The replacements of a station's count, in order."""
    changes = released.changes
    for each, after in pairwise(changes):
        yield Step(each, after.version, after.before, after.official)
    if changes:
        yield Step(changes[-1], released.version, released.count, released.official)


def reason(lang: Language, of: Step) -> str:
    """The reason that was given; of an official count that replaced another one there may be none."""
    if of.official and not of.change.reason:
        return lang.say("Another official count came in.")
    return of.change.reason


@dataclass(frozen=True, slots=True)
class Correction:
    """A station's count that was corrected, ours by ours or an official one by another."""

    station: Station
    step: Step

    @property
    def at(self) -> datetime:
        return self.step.change.at


def corrections(facts: MunicipalityFacts) -> list[Correction]:
    """All of a municipality, the newest first; of one moment by station."""
    found = [
        Correction(station, step)
        for station in facts.stations
        if station.number in facts.counts
        for step in steps(facts.counts[station.number])
        if not step.to_official
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def last_preliminary(released: ReleasedCount) -> Change | None:
    """What was public of an official count's station before it; None where nothing was."""
    return next((each for each in reversed(released.changes) if not each.official), None)


@dataclass(frozen=True, slots=True)
class Pair:
    """Our last preliminary count of a station and its official one, which is public since `since`."""

    station: Station
    ours: Count
    official: Count
    since: datetime

    @property
    def candidates(self) -> list[tuple[int, int, int, int]]:
        """Candidates of whom the number differs, where both have them: list, number, ours, official."""
        found = []
        for number, each in self.official.lists.items():
            mine = self.ours.lists[number].candidates if number in self.ours.lists else None
            if mine and each.candidates:
                found += [
                    (number, one, mine.get(one, 0), each.candidates.get(one, 0))
                    for one in sorted(mine.keys() | each.candidates.keys())
                    if mine.get(one, 0) != each.candidates.get(one, 0)
                ]
        return found

    @property
    def differs(self) -> bool:
        return _shown(self.ours) != _shown(self.official) or bool(self.candidates)


def _shown(count: Count) -> tuple[object, ...]:
    """What a result is made of: the passes that were counted, and list pages, are not."""
    lists = {number: each.total for number, each in count.lists.items() if each.total}
    return count.admitted, lists, count.blank, count.invalid, count.cast


@dataclass(frozen=True, slots=True)
class Comparison:
    """Stations by what is known of them.

    `pairs`: both counts; `alone`: official, and none of ours was public; `waiting`: not official yet.
    """

    pairs: tuple[Pair, ...]
    alone: tuple[Station, ...]
    waiting: tuple[Station, ...]

    @property
    def differing(self) -> list[Pair]:
        return [each for each in self.pairs if each.differs]

    @property
    def same(self) -> list[Station]:
        return [each.station for each in self.pairs if not each.differs]


def compared(facts: MunicipalityFacts) -> Comparison:
    """The official count of a municipality beside ours, by station."""
    pairs, alone, waiting = [], [], []
    for station in facts.stations:
        released = facts.counts.get(station.number)
        if released is None or not released.official:
            waiting.append(station)
        elif (ours := last_preliminary(released)) and ours.before:
            pairs.append(Pair(station, ours.before, released.count, released.since))
        else:
            alone.append(station)
    return Comparison(tuple(pairs), tuple(alone), tuple(waiting))
