"""The day's turnout in figures. It reads what stations said of voters and of themselves, and nothing of
counts: the presenter's page is made of it, which may not move by a count before the release.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from stemdag.desk.board.lines import Place, places
from stemdag.desk.board.present import note
from stemdag.domain.earlier import Earlier
from stemdag.domain.expectation import Expectation, Told, ahead, end_share, expected, shape_of, told
from stemdag.domain.late_reports import missing
from stemdag.domain.presence import Manned, manned
from stemdag.domain.turnout import Turnout
from stemdag.elections import earlier, tailored, values
from stemdag.elections.models import Municipality
from stemdag.journal.models import StationDay


@dataclass(frozen=True, slots=True)
class Reported:
    """One station: what it said of its turnout, up to when, and which hours are missing. `ahead` is by how
    many points it is above what was expected of it then."""

    place: Place
    opened_at: datetime | None
    admitted: int | None
    reported_at: datetime | None
    told: Told
    missing: tuple[datetime, ...] = ()
    ahead: int | None = None
    manned: Manned | None = None

    @property
    def turnout(self) -> Turnout | None:
        return None if self.admitted is None else Turnout(self.admitted, self.place.electorate)


@dataclass(frozen=True, slots=True)
class Area:
    """Stations together. `voting` are those with hours, and only of these `opened` and `reported` are: one
    that counts postal votes opens to count. The electorate of a quarter is the sum of its stations', None
    where one lacks it; that of the municipality is its own."""

    name: str
    stations: int
    voting: int
    opened: int
    reported: int
    turnout: Turnout
    expectation: Expectation | None

    @property
    def end(self) -> Fraction | None:
        """The share that is expected at the end."""
        return self._share(self.expectation.end) if self.expectation else None

    @property
    def low(self) -> Fraction | None:
        return self._share(self.expectation.low) if self.expectation else None

    @property
    def high(self) -> Fraction | None:
        return self._share(self.expectation.high) if self.expectation else None

    def _share(self, voters: int) -> Fraction | None:
        return Turnout(voters, self.turnout.electorate).share


@dataclass(frozen=True, slots=True)
class Figures:
    """Stations by number, the whole, its quarters by name where there are any; `before` is the earlier
    election, `usual` its share of the electorate at this hour, where either is known."""

    stations: tuple[Reported, ...]
    whole: Area
    quarters: tuple[Area, ...]
    before: Earlier | None
    usual: Fraction | None

    @property
    def before_share(self) -> Fraction | None:
        """The turnout at which the earlier election ended."""
        return Turnout(self.before.admitted, self.before.electorate).share if self.before else None

    @property
    def late(self) -> tuple[Reported, ...]:
        """Who has not reported for longest, first."""
        those = [each for each in self.stations if each.missing]
        return tuple(sorted(those, key=lambda each: (-len(each.missing), each.place.number)))


def figures(row: Municipality, now: datetime) -> Figures:
    """Turnout as it stands at `now`; three queries, however many stations."""
    before, tailoring, zone = earlier.value(row), tailored.tailoring(row), values.election(row.election).tz
    shape, noted, days = shape_of(before), note(row), _days(row)
    there = places(row, list(row.stations.all()))
    said = {}
    for number, place in there.items():
        _, admitted, at = days[number]
        said[number] = told(admitted, at, place.open_in, place.electorate, shape)
    usual = end_share(before, list(said.values()))
    found = []
    for number, place in there.items():
        opened, admitted, at = days[number]
        over = ahead(said[number], usual)
        found.append(
            Reported(
                place,
                opened,
                admitted,
                at,
                said[number],
                tuple(missing(tailoring.turnout_hours, place.open_in, at, now, zone)),
                None if over is None else round(over * 100),
                manned(noted[number].values(), tailoring.least_members, now),
            )
        )
    local = now.astimezone(zone)
    at_this_hour = None
    if before is not None and local.date() == row.election.date:
        at_this_hour = before.turnout_at(local.hour * 60 + local.minute)
    return Figures(tuple(found), _area("", found, row.electorate), _quarters(found), before, at_this_hour)


def _area(name: str, those: Sequence[Reported], electorate: int | None) -> Area:
    admitted = sum(each.admitted or 0 for each in those)
    voting = [each for each in those if each.place.open_in]
    return Area(
        name,
        len(those),
        len(voting),
        sum(each.opened_at is not None for each in voting),
        sum(each.admitted is not None for each in voting),
        Turnout(admitted, electorate),
        expected([each.told for each in those]),
    )


def _quarters(those: Sequence[Reported]) -> tuple[Area, ...]:
    by_name: dict[str, list[Reported]] = defaultdict(list)
    for each in those:
        by_name[each.place.quarter].append(each)
    if set(by_name) <= {""}:
        return ()
    found = []
    for name, here in sorted(by_name.items(), key=lambda one: (not one[0], one[0].casefold())):
        known = [one.place.electorate for one in here if one.place.electorate]
        found.append(_area(name, here, sum(known) if len(known) == len(here) else None))
    return tuple(found)


def _days(row: Municipality) -> Mapping[int, tuple[datetime | None, int | None, datetime | None]]:
    of = StationDay.objects.filter(chain__election=row.election.eml_id, chain__municipality=row.code)
    found: dict[int, tuple[datetime | None, int | None, datetime | None]] = defaultdict(
        lambda: (None, None, None)
    )
    for number, opened, admitted, at in of.values_list("station", "opened_at", "admitted", "reported_at"):
        found[number] = (opened, admitted, at)
    return found
