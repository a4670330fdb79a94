"""Passes at the desk: A, B and C as a station scanned them, and passes that were used twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stemdag.domain.passes import Verdict
from stemdag.elections.models import Municipality, Station
from stemdag.elections.tailored import tailoring
from stemdag.elections.values import election
from stemdag.journal.models import PassUse, StationDay
from stemdag.journal.scans import any_double, double_uses


@dataclass(frozen=True, slots=True)
class Used:
    """One use of a pass: where and when. `ours` where the station is of this municipality."""

    municipality: str
    station: int
    name: str
    town: str
    at: datetime
    ours: bool


@dataclass(frozen=True, slots=True)
class Twice:
    """A pass that counts twice, the earlier use first. `decided_at` is the station whose chair admitted it in
    the knowledge of the other use; None where nobody has decided yet."""

    kind: str
    first: Used
    second: Used
    decided_at: Used | None

    def is_at(self, code: str, number: int) -> bool:
        """Whether one of its uses was at this station."""
        return (code, number) in ((each.municipality, each.station) for each in (self.first, self.second))


@dataclass(frozen=True, slots=True)
class Standing:
    """A station's passes. `scans` is False where it neither scans nor scanned."""

    poll_cards: int
    proxies: int
    voter_cards: int
    has_voter_cards: bool
    scans: bool
    twice: tuple[Twice, ...]

    @property
    def total(self) -> int:
        return self.poll_cards + self.proxies + self.voter_cards


def standing(station: Station) -> Standing:
    """The passes of a station as they are known now."""
    row = station.municipality
    day = StationDay.objects.filter(
        chain__election=row.election.eml_id, chain__municipality=row.code, station=station.number
    ).first() or StationDay(station=station.number)
    numbers = (day.poll_cards, day.proxies, day.voter_cards)
    return Standing(
        *numbers,
        has_voter_cards=election(row.election).category.has_voter_cards,
        scans=tailoring(row).scanning or any(numbers),
        twice=tuple(each for each in twice(row) if each.is_at(row.code, station.number)),
    )


def twice(row: Municipality) -> list[Twice]:
    """Passes that count twice, once of them here: those that nobody decided on first, then the last found."""
    if not any_double(row.election.eml_id):
        return []
    pairs = double_uses(row.election.eml_id, row.code)
    names = _names(row, {use.chain.municipality for pair in pairs for use in pair})
    admitted = _admitted(use for pair in pairs for use in pair)

    def used(use: PassUse) -> Used:
        town, station = names.get((use.chain.municipality, use.station), ("", ""))
        ours = use.chain.municipality == row.code
        return Used(use.chain.municipality, use.station, station, town, use.at, ours)

    found = []
    for one, other in pairs:
        by = next((each for each in (other, one) if _place(each) in admitted), None)
        found.append(Twice(one.kind, used(one), used(other), used(by) if by else None))
    found.reverse()
    return sorted(found, key=lambda each: each.decided_at is not None)


def _names(row: Municipality, codes: set[str]) -> dict[tuple[str, int], tuple[str, str]]:
    stations = Station.objects.filter(
        municipality__election=row.election, municipality__code__in=codes
    ).values_list("municipality__code", "number", "municipality__name", "name")
    return {(code, number): (town, name) for code, number, town, name in stations}


def _admitted(uses: Iterable[PassUse]) -> set[tuple[int, int, int]]:
    """Where a chair admitted one of these passes although it was used before, or let it stand afterwards."""
    prints = {use.fingerprint for use in uses}
    rows = PassUse.objects.filter(
        fingerprint__in=prints,
        verdict__in=(Verdict.USED_HERE, Verdict.USED_ELSEWHERE),
        decided="admitted",
        undone_at=None,
    )
    return {_place(each) for each in rows}


def _place(use: PassUse) -> tuple[int, int, int]:
    return use.fingerprint, use.chain_id, use.station
