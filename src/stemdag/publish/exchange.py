"""A municipality or an election in the files of other software: EML_NL and the OSV4-3 CSV.

What they hold is preliminary until each station's official count is here; they say which in what EML has
room for, and are never the official files themselves.

They exist once a count is public, and only where the format can hold what they say (`files.*_writing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Area
from stemdag.domain.station import Counting
from stemdag.files.eml.count_writing import write_count
from stemdag.files.eml.envelope_writing import sayable
from stemdag.files.model import CountFile, UnitCount
from stemdag.files.osv_writing import election_name, write_csv
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import DistrictFacts, ElectionFacts
from stemdag.publish.result import Status

#: What a person reads who opens an EML file.
REMARKS = {
    Status.PRELIMINARY: "Voorlopige telling, gepubliceerd op de verkiezingsavond. Dit is geen officieel "
    "EML-bestand van een gemeente of de Kiesraad; het papieren proces-verbaal is leidend. / Preliminary "
    "count, published on election night. This is no official EML file; the official record on paper leads.",
    Status.PARTLY: "Deels officieel, deels voorlopig. Dit is geen officieel EML-bestand van een gemeente of "
    "de Kiesraad; het papieren proces-verbaal is leidend. / Partly official, partly preliminary. This is no "
    "official EML file; the official record on paper leads.",
    Status.OFFICIAL: "Officiële telling, overgenomen door Stemdag. Dit is niet het EML-bestand van de "
    "gemeente of de Kiesraad zelf. / Official count, taken over by Stemdag. This is not the EML file of the "
    "municipality or the Kiesraad itself.",
}
PRETENDED = " Oefening: niets hiervan is echt. / Rehearsal: nothing of this is real."


def municipality_in_eml(facts: MunicipalityFacts) -> bool:
    """Whether EML has room for the municipality's ballot and stations."""
    numbers = (each.number for each in facts.public.stations)
    return sayable(facts.election, facts.public.ballot, [facts.municipality.code], numbers)


def municipality_in_csv(facts: MunicipalityFacts) -> bool:
    """Whether the CSV has room: it needs a name that says what is elected, and lists."""
    return election_name(facts.election, facts.rehearsal) is not None and len(facts.public.ballot) > 0


def election_in_eml(facts: ElectionFacts) -> bool:
    """Whether a total means something, and EML has room for it."""
    codes = [each.municipality.code for each in facts.municipalities]
    return facts.lists_agree and sayable(facts.election, facts.ballot, codes, ())


def municipality_eml(facts: MunicipalityFacts) -> bytes:
    """EML 510b: the municipality with the stations that are counted."""
    return b"".join(write_count(of_municipality(facts), *said(facts)))


def municipality_osv(facts: MunicipalityFacts) -> bytes:
    """OSV4-3 CSV: the municipality, a column for each station that is counted."""
    return b"".join(write_csv(of_municipality(facts), facts.rehearsal))


def election_eml(facts: ElectionFacts) -> bytes:
    """EML 510d: the election with the municipalities of which something is counted."""
    return b"".join(write_count(of_election(facts), *said(facts)))


def district_in_eml(district: DistrictFacts) -> bool:
    """The same of an electoral district, which EML knows by its number alone."""
    return re.fullmatch("[0-9]+", district.area.code) is not None and election_in_eml(district.part)


def district_eml(district: DistrictFacts) -> bytes:
    """EML 510c: the electoral district with its municipalities of which something is counted."""
    return b"".join(write_count(of_district(district), *said(district.part)))


def said(facts: MunicipalityFacts | ElectionFacts) -> tuple[str, bool, bool]:
    """What a file says of itself: in words, whether it is a rehearsal, whether it is preliminary."""
    remark = REMARKS[facts.status] + (PRETENDED if facts.rehearsal else "")
    return remark, facts.rehearsal, facts.status is not Status.OFFICIAL


def of_municipality(facts: MunicipalityFacts) -> CountFile:
    """The counts that are in, as a file of counts; `created` is when one of them last changed."""
    of = facts.municipality
    area = Area(of.code, of.name)
    stations = {each.number: each for each in facts.stations}
    units = tuple(
        UnitCount(
            id=f"{of.code}::SB{number}",
            name=" ".join(stations[number].name.split()),
            number=number,
            postcode=stations[number].postcode,
            electorate=stations[number].electorate or 0,
            count=each.count,
            unexplained=0,
            reasons={},
        )
        for number, each in facts.counts.items()
    )
    total = _total(area, of.electorate or 0, facts.public.ballot, [each.count for each in units])
    return CountFile("", "510b", facts.election, area, facts.public.ballot, total, units, (), changed(facts))


def changed(facts: MunicipalityFacts) -> datetime | None:
    """When a count of the municipality last became public; None before the first."""
    return max((each.since for each in facts.counts.values()), default=None)


def of_election(facts: ElectionFacts) -> CountFile:
    """The municipalities of which counts are in. Candidates only where all have the same ones."""
    counted = [each for each in facts.municipalities if each.counts]
    ballot = facts.ballot
    first = facts.municipalities[0].public.ballot
    if all(each.public.ballot.lists == first.lists for each in facts.municipalities):
        ballot = first
    else:
        ballot = Ballot(tuple(CandidateList(one.number, one.name) for one in ballot), ballot.referendum)
    units = tuple(
        _total(
            Area(each.municipality.code, each.municipality.name),
            each.municipality.electorate or 0,
            ballot,
            [one.count for one in each.counts.values()],
        )
        for each in counted
    )
    area = facts.election.domain or Area("CSB", facts.election.name)
    total = _total(area, facts.turnout.electorate or 0, ballot, [each.count for each in units])
    moments = [moment for each in counted if (moment := changed(each))]
    return CountFile("", "510d", facts.election, area, ballot, total, units, (), max(moments, default=None))


def of_district(district: DistrictFacts) -> CountFile:
    """The same of an electoral district; its municipalities are named as in official files."""
    made, code = of_election(district.part), district.area.code
    units = tuple(replace(each, id=f"HSB{code}::{each.id}") for each in made.units)
    total = replace(made.total, id=code, name=district.area.name)
    return replace(made, form="510c", area=district.area, total=total, units=units)


def _total(area: Area, electorate: int, ballot: Ballot, counts: list[Count]) -> UnitCount:
    return UnitCount(area.code, area.name, None, None, electorate, _added(ballot, counts), 0, {})


def _added(ballot: Ballot, counts: list[Count]) -> Count:
    """The sum of counts; candidates where each count has those of the ballot."""
    lists = {}
    for each in ballot:
        found = [count.lists[each.number] for count in counts if each.number in count.lists]
        lists[each.number] = ListCount(
            sum(one.total for one in found), None, _candidates(each.candidates, found)
        )
    passes = [each.voter_cards for each in counts if each.voter_cards is not None]
    counted = all(one.candidates is not None for one in lists.values())
    return Count(
        counting=Counting.DECENTRAL if counted else Counting.CENTRAL,
        poll_cards=sum(each.poll_cards for each in counts),
        proxies=sum(each.proxies for each in counts),
        voter_cards=sum(passes) if passes else None,
        admitted=sum(each.admitted for each in counts),
        lists=lists,
        candidate_votes=sum(each.candidate_votes for each in counts),
        blank=sum(each.blank for each in counts),
        invalid=sum(each.invalid for each in counts),
        cast=sum(each.cast for each in counts),
        more=sum(each.more for each in counts),
        fewer=sum(each.fewer for each in counts),
    )


def _candidates(candidates: Iterable[Candidate], found: list[ListCount]) -> Mapping[int, int] | None:
    numbers = [each.number for each in candidates]
    votes = [each.candidates for each in found if each.candidates is not None]
    if not numbers or len(votes) < len(found):
        return None
    return {number: sum(each.get(number, 0) for each in votes) for number in numbers}
