"""The detector judged: thresholds from some municipalities, recall and false alarms at others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from stemdag.bench.detector_data import Place
from stemdag.bench.detector_errors import Kind, injected, passes
from stemdag.domain.across.beside import Beside, Stations, Suspicion
from stemdag.domain.across.judge import RULES, stands, suspicions
from stemdag.domain.across.shares import protocol_share
from stemdag.domain.across.sheet import Columns, Sheet
from stemdag.domain.across.swapped import protocol_candidates
from stemdag.domain.checks import check_file
from stemdag.domain.count import Count
from stemdag.domain.election import Category

#: One station in so many may be told without reason.
ONE_IN = 100
#: How the false alarms are shared out among the rules: more to those that gain by it.
PARTS: Mapping[str, int] = {"S.201": 2, "S.202": 2, "S.203": 6, "S.204": 1, "S.205": 1}
#: Sizes of errors, in votes: from the control protocol's least number on, and what is smaller.
LARGE, SMALL = (15, 10**9), (5, 14)


@dataclass(frozen=True, slots=True)
class Station:
    """A real station among those of its municipality, with what is suspected of it as it is."""

    place: Place
    columns: Columns
    stations: Stations
    number: int
    found: tuple[Suspicion, ...]
    by_protocol: bool

    @property
    def count(self) -> Count:
        return self.place.counts[self.number]

    @property
    def category(self) -> Category:
        return self.place.category


@dataclass(slots=True)
class Recall:
    """Errors of one kind and size: how many there were, and how many of them each found."""

    errors: int = 0
    found: int = 0
    named: int = 0
    rules: int = 0
    protocol: int = 0
    together: int = 0

    @property
    def percent(self) -> tuple[float, ...]:
        """Found, named by the right rule in the right place, by F and W, by the protocol, by F, W and S."""
        of = max(1, self.errors) / 100
        return tuple(each / of for each in (self.found, self.named, self.rules, self.protocol, self.together))


def stations_of(places: Iterable[Place]) -> list[Station]:
    """Every station with votes, judged as it is."""
    found = []
    for place in places:
        columns = Columns.of(place.counts.values())
        sheets = {number: Sheet.of(count, columns) for number, count in place.counts.items()}
        stations = Stations(columns, sheets)
        for number, sheet in sheets.items():
            if any(sheet.totals):
                beside = stations.beside(number)
                found.append(
                    Station(place, columns, stations, number, suspicions(beside), by_protocol(beside))
                )
    return found


def by_protocol(beside: Beside) -> bool:
    """Whether the control protocol's own criteria find something."""
    return protocol_share(beside) is not None or protocol_candidates(beside) is not None


def calibrated(stations: Sequence[Station]) -> dict[str, float]:
    """Thresholds by which one of these in a hundred is told, each rule its part."""
    scores = {
        code: sorted(
            ((each.score, at) for at, s in enumerate(stations) for each in s.found if each.code == code),
            reverse=True,
        )
        for code in RULES
    }
    most = len(stations) // ONE_IN
    thresholds: dict[str, float] = {}
    for each in range(20 * (most + 1)):
        told: set[int] = set()
        tried = {}
        for code, ranked in scores.items():
            let = each * PARTS[code] // 20
            # Just above the first that is not told; never where what was sent is the likelier.
            tried[code] = round(max(0.0, ranked[let][0] + 0.006 if let < len(ranked) else 0.0), 2)
            told |= {at for score, at in ranked if score >= tried[code]}
        if each and len(told) > most:
            break
        thresholds = tried
    return thresholds


def told(stations: Sequence[Station], thresholds: Mapping[str, float]) -> int:
    """At how many of these something is told."""
    return sum(any(stands(each, thresholds) for each in station.found) for station in stations)


def warned(stations: Sequence[Station]) -> int:
    """At how many an F or W rule stands."""
    return sum(bool(_rules(station.count, station)) for station in stations)


def _rules(count: Count, station: Station) -> set[str]:
    return {each.label for each in check_file(count, 0, station.category) if each.code[0] in "FW"}


def recall(
    stations: Sequence[Station],
    thresholds: Mapping[str, float],
    kind: Kind,
    sizes: tuple[int, int],
    errors: int,
    random: Random,
) -> Recall:
    """Errors of a kind put into stations drawn at random, as many as are asked for, if there are."""
    result = Recall()
    for _ in range(errors * 6):
        if result.errors == errors:
            break
        station = random.choice(stations)
        if not passes(station.count, station.category):
            continue
        wrong = injected(kind, station.count, station.category, *sizes, random)
        if wrong is None:
            continue
        result.errors += 1
        _judge(station, wrong, thresholds, kind, result)
    return result


def _judge(
    station: Station, wrong: Count, thresholds: Mapping[str, float], kind: Kind, result: Recall
) -> None:
    before = {(each.code, _marks(each)) for each in station.found if stands(each, thresholds)}
    sheet = Sheet.of(wrong, station.columns)
    changed = _changed(station, sheet)
    beside = station.stations.beside(station.number, sheet)
    new = [
        each
        for each in suspicions(beside)
        if stands(each, thresholds) and (each.code, _marks(each)) not in before
    ]
    result.found += bool(new)
    result.named += any(each.code == kind.code and set(_marks(each)) & changed for each in new)
    by_rules = bool(_rules(wrong, station) - _rules(station.count, station))
    result.rules += by_rules
    result.protocol += by_protocol(beside) and not station.by_protocol
    result.together += bool(new) or by_rules


def _marks(suspicion: Suspicion) -> tuple[str, ...]:
    return tuple(each.mark for each in suspicion.compared)


def _changed(station: Station, sheet: Sheet) -> set[str]:
    """The fields in which a sheet differs from what the station sent."""
    own = station.stations.sheets[station.number]
    found = set()
    for at, number in enumerate(station.columns.lists):
        if own.totals[at] != sheet.totals[at] or (
            own.pages and sheet.pages and own.pages[at] != sheet.pages[at]
        ):
            found.add(f"E.{number}")
        if own.pages and sheet.pages:
            for place, candidate in enumerate(station.columns.candidates[at]):
                if own.pages[at][place] != sheet.pages[at][place]:
                    found.add(f"c.{number}.{candidate}")
    return found
