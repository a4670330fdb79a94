"""An election as it was: per-station files (EML 510b, OSV4-3 CSV) as a day to be played."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Box, Count, Explained, ListCount, box_of
from stemdag.domain.election import Election, same_election
from stemdag.domain.errors import Refused
from stemdag.domain.station import Counting, Kind, Municipality, Station
from stemdag.files.model import CountFile, DefinitionFile, ElectionFile, UnitCount
from stemdag.rehearsal.day import RehearsedElection, RehearsedMunicipality, hours_on

#: Early and postal votes may be counted on the last day from this time (as in 2021; for others it is ours).
DAYTIME_FROM = time(10, 0)
_SPRING = ("januari", "februari", "maart", "april", "mei", "juni")
_AUTUMN = ("juli", "augustus", "september", "oktober", "november", "december")
_MONTHS = (*_SPRING, *_AUTUMN)
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def replay(found: Iterable[ElectionFile], only: Collection[str] = ()) -> tuple[RehearsedElection, ...]:
    """The elections in these files, of all municipalities or only those with these codes.

    Files of one election are put together by category, date and domain, a CSV by category, date and
    municipality; one municipality given twice counts once if both say the same. The number of seats is
    known where a definition (EML 110a) is among the files. Raises `Refused` where nothing can be played.
    """
    wanted = {code.zfill(4) for code in only}
    definitions: list[DefinitionFile] = []
    counts: list[CountFile] = []
    other: list[str] = []
    for each in found:
        if isinstance(each, DefinitionFile):
            definitions.append(each)
        elif isinstance(each, CountFile) and each.form in {"510b", "osv4-3"}:
            if not wanted or each.area.code in wanted:
                counts.append(each)
        else:
            other.append(each.source)
    missing = wanted - {each.area.code for each in counts}
    if missing:
        raise Refused("replay.only", f"no count per station of {', '.join(sorted(missing))} in these files")
    if not counts:
        said = f" (found: {', '.join(other[:5])})" if other else ""
        raise Refused(
            "replay.nothing", f"no count per station in these files: give EML 510b or OSV4-3 CSV{said}"
        )
    return tuple(_election(group, definitions) for group in _groups(counts))


def _groups(counts: Iterable[CountFile]) -> list[list[CountFile]]:
    groups: list[list[CountFile]] = []
    for each in counts:
        for group in groups:
            twin = next((one for one in group if _same_count(one, each)), None)
            if twin is not None:
                if _numbers(twin) != _numbers(each):
                    raise Refused(
                        "replay.twice",
                        f"{each.source} and {twin.source} differ on one municipality; give one of them",
                    )
                break
            if "osv4-3" not in {each.form, group[0].form} and _same_domain(group[0].election, each.election):
                group.append(each)
                break
        else:
            groups.append([each])
    return groups


def _same_count(one: CountFile, other: CountFile) -> bool:
    alike = (one.election.category, one.election.date, one.area.code) == (
        other.election.category,
        other.election.date,
        other.area.code,
    )
    return alike and ("osv4-3" in {one.form, other.form} or _same_domain(one.election, other.election))


def _same_domain(one: Election, other: Election) -> bool:
    return same_election(one, other) and (one.domain is None) == (other.domain is None)


def _numbers(file: CountFile) -> object:
    return {unit.number: {n: votes.total for n, votes in unit.count.lists.items()} for unit in file.units}


def _election(group: list[CountFile], definitions: Iterable[DefinitionFile]) -> RehearsedElection:
    filed = group[0].election
    seats = next((d.election.seats for d in definitions if same_election(d.election, filed)), filed.seats)
    days = voting_days(filed)
    election = replace(filed, days=days, seats=seats, rehearsal=True)
    return RehearsedElection(election, tuple(_municipality(each, election) for each in group))


@cache
def _known_days() -> dict[str, tuple[date, ...]]:
    text = files("stemdag.rehearsal").joinpath("figures", "voting_days.json").read_text("utf-8")
    return {
        which: tuple(date.fromisoformat(day) for day in days)
        for which, days in json.loads(text)["days"].items()
    }


def voting_days(election: Election) -> tuple[date, ...]:
    """The voting days: a file names the last only; `figures/voting_days.json` knows the longer ones."""
    return _known_days().get(f"{election.category} {election.date.isoformat()}", election.days)


def _municipality(file: CountFile, election: Election) -> RehearsedMunicipality:
    decentral = any(votes.candidates for unit in file.units for votes in unit.count.lists.values())
    counting = Counting.DECENTRAL if decentral else Counting.CENTRAL
    stations: list[Station] = []
    counts: dict[int, Count] = {}
    for unit in file.units:
        if unit.number is None or unit.number in counts:
            raise Refused("replay.number", f"{file.source}: {unit.id} has no number of its own", unit.id)
        stations.append(station_of(unit, unit.number, election))
        counts[unit.number] = as_form(unit, counting, file.ballot)
    return RehearsedMunicipality(
        Municipality(file.area.code, file.area.name, file.total.electorate or None, counting),
        file.ballot if decentral else _lists_only(file.ballot),
        tuple(stations),
        counts,
    )


def _lists_only(ballot: Ballot) -> Ballot:
    return replace(ballot, lists=tuple(replace(each, candidates=()) for each in ballot))


def as_form(unit: UnitCount, counting: Counting, ballot: Ballot) -> Count:
    """The paper form behind a filed count: the box follows from D and H, the answer from geen verklaring."""
    filed = unit.count
    explained: frozenset[Explained] = frozenset()
    if filed.admitted != filed.cast:
        explained = frozenset({Explained.NO if unit.unexplained else Explained.YES})
    boxes: frozenset[Box] = frozenset({box_of(filed.admitted, filed.cast)})
    return replace(
        filed,
        counting=counting,
        lists={each.number: _list_count(filed.lists[each.number], counting) for each in ballot},
        boxes=boxes,
        explained=explained,
    )


def _list_count(filed: ListCount, counting: Counting) -> ListCount:
    if counting is Counting.CENTRAL:
        return ListCount(filed.total)
    return ListCount(filed.total, filed.total, dict(filed.candidates or {}))


def station_of(unit: UnitCount, number: int, election: Election) -> Station:
    """The station, its kind and days as far as its name tells them; else it votes on the last day."""
    days = _days_named(unit.name, election.days)
    lower = unit.name.lower()
    kind = Kind.REGULAR
    if "briefstem" in lower:
        kind = Kind.POSTAL
    elif "vervroegd" in lower or (days and election.date not in days):
        kind = Kind.EARLY
    elif "mobiel" in lower:
        kind = Kind.MOBILE
    if not days:
        before = kind in {Kind.EARLY, Kind.POSTAL} and election.days[:-1]
        days = before or (election.date,)
    daytime = election.date not in days
    return Station(
        number,
        unit.name,
        kind,
        unit.postcode,
        unit.electorate,
        tuple(hours_on(day, election.tz) for day in days),
        datetime.combine(election.date, DAYTIME_FROM, election.tz) if daytime else None,
    )


def _days_named(name: str, days: tuple[date, ...]) -> tuple[date, ...]:
    """The voting days that a name like "De Brink (maandag 14 maart)" or "14,15 en 16 maart" speaks of."""
    lower = name.lower()
    weekdays = {day: _WEEKDAYS[day.weekday()] for day in days}
    found = {day for day, word in weekdays.items() if re.search(rf"\b{word}\b|\({word[:2]}\)", lower)}
    for day in days:
        month = _MONTHS[day.month - 1]
        for several in re.findall(
            rf"\b(\d{{1,2}}(?:\s*(?:,|en|t/m|\+|&|/|-)\s*\d{{1,2}})*)\s+{month}\b", lower
        ):
            numbers = [int(number) for number in re.findall(r"\d+", several)]
            through = "t/m" in several and numbers[0] <= day.day <= numbers[-1]
            if through or day.day in numbers:
                found.add(day)
        if re.search(rf"\b0?{day.day}-0?{day.month}(?:-|\b)", lower):
            found.add(day)
    return tuple(day for day in days if day in found)
