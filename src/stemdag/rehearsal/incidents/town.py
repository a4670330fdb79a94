"""The town in which incidents are played: small stations that are all alike, and a form for one of them."""

from __future__ import annotations

from datetime import date

from stemdag.domain.ballot import Ballot, CandidateList
from stemdag.domain.count import Count, ListCount, box_of
from stemdag.domain.election import Category, Election, default_release
from stemdag.domain.station import Counting, Municipality, Station
from stemdag.rehearsal.day import RehearsedElection, RehearsedMunicipality, hours_on

#: As many stations as the incidents have together, and some.
STATIONS = 16
LISTS = (CandidateList(1, "Stadspartij"), CandidateList(2, "Groen"), CandidateList(5, ""))


def town(day: date) -> RehearsedElection:
    """An election of this day for the house of representatives, at which voter cards are handed in too."""
    election = Election(
        id=f"TK{day.year}_Incidenten",
        category=Category.TK,
        name="Tweede Kamer, nagespeelde incidenten",
        date=day,
        days=(day,),
        release=default_release(Category.TK, day),
        rehearsal=True,
    )
    place = Municipality("0088", "Schiermonnikoog", 16_000, Counting.CENTRAL)
    stations = tuple(
        Station(number, f"Dorpshuis {number}", electorate=1_000, hours=(hours_on(day, election.tz),))
        for number in range(1, STATIONS + 1)
    )
    return RehearsedElection(election, (RehearsedMunicipality(place, Ballot(LISTS), stations, {}),))


def form(poll_cards: int, proxies: int = 0, voter_cards: int = 0) -> Count:
    """A form on which everything holds: one blank, the other votes over two lists."""
    admitted = poll_cards + proxies + voter_cards
    votes = (admitted // 3, admitted - admitted // 3 - 1, 0)
    return Count(
        counting=Counting.CENTRAL,
        poll_cards=poll_cards,
        proxies=proxies,
        voter_cards=voter_cards,
        admitted=admitted,
        lists={each.number: ListCount(total) for each, total in zip(LISTS, votes, strict=True)},
        candidate_votes=admitted - 1,
        blank=1,
        invalid=0,
        cast=admitted,
        more=0,
        fewer=0,
        boxes=frozenset({box_of(admitted, admitted)}),
        explained=frozenset(),
    )
