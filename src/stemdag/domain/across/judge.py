"""Every station of a municipality judged beside the others: what each rule suspects of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from stemdag.domain.across.beside import LEAST_OTHERS, Beside, Stations, Suspicion
from stemdag.domain.across.digits import digit_slips
from stemdag.domain.across.pages import empty_pages
from stemdag.domain.across.shares import share_off
from stemdag.domain.across.sheet import Columns, Sheet
from stemdag.domain.across.swapped import swapped_candidates, swapped_lists
from stemdag.domain.count import Count

RULES: Mapping[str, Callable[[Beside], Suspicion | None]] = {
    "S.201": swapped_lists,
    "S.202": share_off,
    "S.203": swapped_candidates,
    "S.204": digit_slips,
    "S.205": empty_pages,
}

#: From which score a suspicion is told, so that it comes with about one real station in a hundred, all rules
#: together. `stemdag bench detector` works them out anew.
THRESHOLDS: Mapping[str, float] = {"S.201": 2.99, "S.202": 2.73, "S.203": 3.67, "S.204": 2.18, "S.205": 0.37}
#: The same where no candidates are counted.
CENTRAL_THRESHOLDS: Mapping[str, float] = {
    "S.201": 1.5,
    "S.202": 2.35,
    "S.203": 0.0,
    "S.204": 0.69,
    "S.205": 0.0,
}

#: What can be told of lists from an earlier election alone.
_BY_BEFORE = ("S.201", "S.202")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A station, by its number, and what is suspected of its count."""

    station: int
    suspicion: Suspicion


def suspects(
    counts: Mapping[int, Count],
    before: Mapping[int, float] | None = None,
    thresholds: Mapping[str, float] | None = None,
) -> tuple[Suspect, ...]:
    """What stands across the stations of one municipality and election, the surest first.

    `counts` by the station's number; all are of one ballot. `before` are the shares (0 to 1) of its lists at
    an earlier election, where known (`Earlier.share`). Told is what has the score of its rule; what only the
    control protocol's own criterion finds is not, as that comes with many stations that are right. Two rules
    that explain the same fields of a station are one suspicion: the surer.
    """
    columns = Columns.of(counts.values())
    if thresholds is None:
        thresholds = THRESHOLDS if any(columns.candidates) else CENTRAL_THRESHOLDS
    stations = Stations(
        columns, {number: Sheet.of(count, columns) for number, count in counts.items()}, before
    )
    found = [
        Suspect(number, each)
        for number in counts
        for each in _surest(each for each in suspicions(stations.beside(number)) if stands(each, thresholds))
    ]
    return tuple(sorted(found, key=lambda each: (-each.suspicion.score, each.station, each.suspicion.code)))


def _surest(of: Iterable[Suspicion]) -> list[Suspicion]:
    """One of those that explain the same fields: lists that were swapped are no pile as well."""
    found: dict[frozenset[str], Suspicion] = {}
    for each in sorted(of, key=lambda one: -one.score):
        found.setdefault(frozenset(field.mark for field in each.compared), each)
    return list(found.values())


def suspicions(beside: Beside) -> tuple[Suspicion, ...]:
    """What each rule suspects most of one station, sure or not."""
    enough = beside.lists.stations >= LEAST_OTHERS
    codes = () if not beside.of else RULES if enough else _BY_BEFORE if beside.has_before else ()
    return tuple(found for code in codes if (found := RULES[code](beside)) is not None)


def stands(suspicion: Suspicion, thresholds: Mapping[str, float]) -> bool:
    """Whether it is sure enough to be told."""
    return suspicion.score >= thresholds[suspicion.code]
