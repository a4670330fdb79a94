"""The official count beside the stations' as the office reads it: by station, what is open first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from stemdag.desk.control.explained import Explanation, explanations, places
from stemdag.desk.control.gathered import Gathered
from stemdag.desk.control.reading import SMALL
from stemdag.domain.ballot import Ballot
from stemdag.domain.beside import Beside, Difference, Pair, beside
from stemdag.elections import values
from stemdag.elections.models import Municipality, Station

MINUS = "\N{MINUS SIGN}"
#: The letters of the form in words; translated where they are shown.
_LETTERS = {
    "A": gettext_noop("Poll cards"),
    "B": gettext_noop("Proxy certificates"),
    "C": gettext_noop("Voter cards"),
    "D": gettext_noop("Admitted voters"),
    "E": gettext_noop("Votes on candidates"),
    "F": gettext_noop("Blank votes"),
    "G": gettext_noop("Invalid votes"),
    "H": gettext_noop("Votes cast"),
    "I": gettext_noop("More ballots"),
    "J": gettext_noop("Fewer ballots"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A place or a candidate of one that differs. `gap`: by how much the official count says more.

    `ours` and `official` are None where the numbers were not asked for.
    """

    place: str
    label: str
    gap: str
    ours: int | None
    official: int | None
    is_explained: bool
    candidates: tuple[Line, ...] = ()
    #: Of how many candidates the number differs.
    others: int = 0


@dataclass(frozen=True, slots=True)
class StationLines:
    """A station at which something differs, with the versions that are set beside each other."""

    number: int
    name: str
    version: int
    official_version: int
    lines: tuple[Line, ...]
    explanations: tuple[Explanation, ...]

    @property
    def open_lines(self) -> tuple[Line, ...]:
        return tuple(each for each in self.lines if not each.is_explained)

    @property
    def is_open(self) -> bool:
        return bool(self.open_lines)


@dataclass(frozen=True, slots=True)
class Compared:
    """All of a municipality: stations that differ (open ones first), and the others by name."""

    found: Beside
    stations: tuple[StationLines, ...]
    same: str
    ours_alone: tuple[str, ...]
    official_alone: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def open(self) -> int:
        """How many stations have a difference that nobody explained."""
        return sum(each.is_open for each in self.stations)

    @property
    def explained(self) -> int:
        return len(self.stations) - self.open


def compared(row: Municipality, opened: Gathered, *, numbers: bool) -> Compared:
    """The counts that were opened, set beside each other; with `numbers` also what each says."""
    stations = {each.number: each for each in row.stations.all()}
    said = explanations(row, opened)
    found = beside(opened.counts(), opened.official_counts(), places(said), stations)
    ballot = values.ballot(row)
    return Compared(
        found,
        tuple(_station(each, stations, opened, said, ballot, numbers=numbers) for each in found.differing),
        runs(found.same),
        tuple(name(stations, each) for each in found.ours_alone),
        tuple(name(stations, each) for each in found.official_alone),
        tuple(name(stations, each) for each in found.unknown),
    )


def name(stations: Mapping[int, Station], number: int) -> str:
    """`12 Sporthal Zuid`."""
    return f"{number} {stations[number].name}" if number in stations else str(number)


def runs(numbers: Sequence[int]) -> str:
    """Stations by number in one line, those that follow each other as one: `1–7, 9, 12–80`."""
    found: list[list[int]] = []
    for each in numbers:
        if found and each == found[-1][-1] + 1:
            found[-1][1:] = [each]
        else:
            found.append([each])
    return ", ".join("–".join(map(str, run)) for run in found)


def label(mark: str, ballot: Ballot) -> str:
    """A field of the form in words: `Blank votes`, `Stadspartij`, `12 Bos, C.`."""
    letter, *numbers = mark.split(".")
    if not numbers:
        return _(_LETTERS[letter])
    of = ballot.by_number.get(int(numbers[0]))
    if letter == "E":
        return of.label if of else _("List %(number)s") % {"number": numbers[0]}
    one = next((each for each in of.candidates if each.number == int(numbers[1])), None) if of else None
    return f"{numbers[1]} {one.name}" if one else numbers[1]


def signed(number: int, *, exact: bool) -> str:
    """`+3`, `−12`, `0`; where the size may be a whole number of votes only that it is large."""
    sign = "+" if number > 0 else MINUS if number else ""
    if not exact and abs(number) > SMALL:
        return sign + _("more than %(small)s") % {"small": SMALL}
    return f"{sign}{abs(number)}"


def _station(
    pair: Pair,
    stations: Mapping[int, Station],
    opened: Gathered,
    said: Mapping[int, Sequence[Explanation]],
    ballot: Ballot,
    *,
    numbers: bool,
) -> StationLines:
    lines = []
    for place in pair.places:
        own = next((each for each in pair.differences if each.mark == place), Difference(place, 0, 0))
        below = [each for each in pair.differences if each.place == place and each.mark != place]
        line = _line(own, ballot, is_explained=place in pair.explained, numbers=numbers)
        if not own.more and numbers:
            total = opened.ours[pair.station].count.lists[int(place.split(".")[1])].total
            line = replace(line, ours=total, official=total)
        candidates = tuple(_line(each, ballot, is_explained=True, numbers=True) for each in below)
        lines.append(replace(line, candidates=candidates if numbers else (), others=len(below)))
    station = stations.get(pair.station)
    return StationLines(
        pair.station,
        station.name if station else "",
        opened.ours[pair.station].version,
        opened.official[pair.station].version,
        tuple(lines),
        tuple(said.get(pair.station, ())),
    )


def _line(of: Difference, ballot: Ballot, *, is_explained: bool, numbers: bool) -> Line:
    return Line(
        of.mark,
        label(of.mark, ballot),
        signed(of.more, exact=numbers),
        of.ours if numbers else None,
        of.official if numbers else None,
        is_explained,
    )
