"""What a picture of an area shows: a municipality's or an election's figures under the same names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stemdag.domain.ballot import Ballot
from stemdag.domain.earlier import Earlier
from stemdag.domain.election import Election
from stemdag.domain.turnout import Turnout
from stemdag.publish import curve
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import ElectionFacts
from stemdag.publish.language import Language
from stemdag.publish.result import Result, State, Status
from stemdag.publish.seats import Seats, of_one, seats
from stemdag.publish.sentences import reported


@dataclass(frozen=True)
class Area:
    """`result` and `seats` are None until there is a count to show."""

    name: str
    under: str
    election: Election
    rehearsal: bool
    state: State
    moment: datetime
    ballot: Ballot
    counted: int
    total: int
    turnout: Turnout
    points: tuple[curve.Point, ...]
    span: tuple[datetime, datetime] | None
    reported: str
    earlier: Earlier | None
    result: Result | None
    seats: Seats | None
    status: Status


def of_municipality(lang: Language, facts: MunicipalityFacts) -> Area:
    result = facts.result if facts.counts else None
    ballot = facts.public.ballot
    return Area(
        facts.municipality.name,
        facts.election.name,
        facts.election,
        facts.rehearsal,
        facts.state,
        facts.public.moment,
        ballot,
        len(facts.counts),
        len(facts.stations),
        facts.turnout,
        facts.points,
        facts.span,
        reported(lang, facts),
        facts.public.earlier,
        result,
        of_one(facts) if result else None,
        facts.status,
    )


def of_election(lang: Language, facts: ElectionFacts) -> Area:
    shown = facts.state is State.RELEASED and facts.lists_agree and facts.result.of
    return Area(
        facts.election.name,
        lang.day(facts.election.date),
        facts.election,
        facts.rehearsal,
        facts.state,
        facts.moment,
        facts.ballot,
        facts.result.of if facts.state is State.RELEASED else 0,
        facts.stations,
        facts.turnout,
        facts.points,
        facts.span,
        reported(lang, facts),
        facts.earlier,
        facts.result if shown else None,
        seats(facts) if shown else None,
        facts.status,
    )
