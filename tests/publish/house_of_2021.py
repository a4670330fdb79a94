"""The Tweede Kamer of 2021 as a day to publish, from its official EML; every municipality one station.

No file tells the municipalities and candidates of kieskring 20: its list totals are one station on Bonaire,
all of them given to the first of each list. They are 4,094 votes, and who is elected does not turn on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Area
from stemdag.domain.station import Counting, Municipality, Station
from stemdag.files import CandidatesFile, CountFile, DefinitionFile, ResultFile, read
from stemdag.files.model import Region, UnitCount
from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality, Released, ReleasedCount
from tests.reference import reference

CLOSES = datetime(2021, 3, 17, 21, tzinfo=ZoneInfo("Europe/Amsterdam"))


@cache
def house() -> tuple[PublicDay, ResultFile]:
    """The day, all counted, and the official result."""
    files = list(read(reference("tk2021", "EML_bestanden_TK2021_deel_1.zip")))
    [definition] = [each for each in files if isinstance(each, DefinitionFile)]
    [official] = [each for each in files if isinstance(each, ResultFile)]
    [total] = [each for each in files if isinstance(each, CountFile) and each.form == "510d"]
    ballots = {each.contest: each.ballot for each in files if isinstance(each, CandidatesFile)}
    named = {(each.category, each.number): each for each in definition.regions}
    made = []
    for each in files:
        if isinstance(each, CountFile) and each.form == "510c":
            made += [
                _municipality(unit.id.rpartition("::")[2], unit, unit.count, ballots[each.area.code], named)
                for unit in each.units
            ]
    [bonaire] = [each for each in total.units if each.id == "HSB20"]
    made.append(_municipality("9001", bonaire, _to_the_first(bonaire.count), ballots["20"], named))
    made_of = PublicElection(definition.election, tuple(made), complete=True)
    return PublicDay((made_of,), False, CLOSES + timedelta(hours=9)), official


def _municipality(
    code: str, unit: UnitCount, count: Count, ballot: Ballot, named: Mapping[tuple[str, str], Region]
) -> PublicMunicipality:
    region = named["GEMEENTE", code.lstrip("0")]
    assert region.above is not None
    district = Area(region.above[1], named[region.above].name)
    name, electorate = region.name, unit.electorate or None
    told = replace(count, lists={each.number: count.lists[each.number] for each in ballot})
    return PublicMunicipality(
        Municipality(code, name, electorate, Counting.DECENTRAL, district),
        ballot,
        (Station(1, name, electorate=electorate),),
        (),
        CLOSES,
        Released(CLOSES, {1: ReleasedCount(1, 1, told, CLOSES)}),
    )


def _to_the_first(count: Count) -> Count:
    lists = {number: ListCount(each.total, None, {1: each.total}) for number, each in count.lists.items()}
    return replace(count, lists=lists)
