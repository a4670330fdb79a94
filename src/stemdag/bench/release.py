"""Release to result: from the moment to the first results in public, with 400 sealed counts waiting."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from stemdag.bench.measure import Measure
from stemdag.domain.ballot import Ballot, CandidateList
from stemdag.domain.count import Box, Count, ListCount
from stemdag.domain.election import Category, Election, default_release
from stemdag.domain.station import Counting, Kind, Municipality, Station
from stemdag.rehearsal.chance import chance, draw
from stemdag.rehearsal.day import RehearsedElection, RehearsedMunicipality
from stemdag.rehearsal.plan import plan
from stemdag.rehearsal.stage import Stage

NAMES = ("release-to-result",)
WAITING = 400
GOAL = 2.0
LISTS = 37
_DAY = date(2021, 3, 17)


def waiting(stations: int) -> RehearsedElection:
    """An election of which every station has counted, and sent its count, before the release."""
    election = Election(
        id="TK2021_Bench",
        category=Category.TK,
        name="Bench",
        date=_DAY,
        days=(_DAY,),
        release=default_release(Category.TK, _DAY),
        rehearsal=True,
    )
    morning = datetime.combine(_DAY, datetime.min.time(), election.tz) + timedelta(hours=7, minutes=30)
    numbers = range(1, stations + 1)
    town = RehearsedMunicipality(
        Municipality("9999", "Bench", stations * 1_400, Counting.CENTRAL),
        Ballot(tuple(CandidateList(number, f"Lijst {number}") for number in range(1, LISTS + 1))),
        tuple(
            Station(number, f"Briefstembureau {number}", Kind.POSTAL, counts_from=morning)
            for number in numbers
        ),
        {number: _count(number) for number in numbers},
    )
    return RehearsedElection(election, (town,))


def measures() -> Iterator[Measure]:
    """Played through the doors; the clock is set to the moment, and a reader polls the public site."""
    day = plan([waiting(WAITING)])
    with tempfile.TemporaryDirectory(prefix="stemdag-bench-") as folder, Stage(day, Path(folder)) as stage:
        stage.play(stage.set_up(), lambda _: None)
        # All counts are in hours before the moment, so the plan ends before it.
        stage.until_release(day.release)
        stage.move(day.release)
        seconds = stage.seconds_to_first_result
    assert seconds is not None
    yield Measure(
        name="release-to-result",
        value=seconds,
        unit="s",
        beside=f"the goal of {GOAL:.0f} s, {day.sealed_at(day.release)} sealed counts waiting",
        ratio=seconds / GOAL,
        goal=f"≤ {GOAL:.0f} s",
        met=seconds <= GOAL,
    )


def _count(number: int) -> Count:
    rng = chance("bench", number)
    votes = draw(900, [900] * LISTS, [rng.lognormvariate(0, 1) for _ in range(LISTS)], rng)
    return Count(
        counting=Counting.CENTRAL,
        poll_cards=900,
        proxies=0,
        voter_cards=0,
        admitted=900,
        lists={turn: ListCount(each) for turn, each in enumerate(votes, start=1)},
        candidate_votes=900,
        blank=0,
        invalid=0,
        cast=900,
        boxes=frozenset({Box.EQUAL}),
        explained=frozenset(),
    )
