"""Elections to test with: small, whole, with keys whose private halves the test gets as well.

The ballot has gaps in its numbers, as real ones have, so that nothing works by position.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.count import Count, ListCount, box_of
from stemdag.domain.election import Category
from stemdag.domain.station import Counting, Kind
from stemdag.elections import models, values
from stemdag.elections.keys import intake_context, wrap_context
from stemdag.seal import keys

ZONE = ZoneInfo("Europe/Amsterdam")
DAY = date(2022, 3, 16)
PASSPHRASE = "lampfiets kaasboom wolkmuis treinkers vuurslak appelberg"

#: Lists 1, 2 and 5; candidates 1, 2 and 4 of list 1, and so on: numbers, not positions.
LISTS = (
    CandidateList(
        1, "Stadspartij", (Candidate(1, "Aalbers, A.B."), Candidate(2, "Bos, C."), Candidate(4, "Dik, E."))
    ),
    CandidateList(2, "Groen & Rood", (Candidate(1, "Évrard, F."), Candidate(3, "Gül, H."))),
    CandidateList(5, "", (Candidate(1, "Jansen, K."),)),
)
BALLOT = Ballot(LISTS)


def at(clock: str, day: date = DAY) -> datetime:
    """A moment of the election day by the clock on the wall: `at("21:00")`."""
    return datetime.combine(day, time.fromisoformat(clock), ZONE)


@dataclass(frozen=True, slots=True)
class MadeMunicipality:
    """A municipality with its keys. `stations` by number: 1 and 2 regular, 3 postal, 4 early."""

    row: models.Municipality
    stations: Mapping[int, models.Station]
    release_private: bytes
    control_private: bytes
    intake_private: bytes
    passphrase: str = PASSPHRASE

    @property
    def station(self) -> models.Station:
        return self.stations[1]


@dataclass(frozen=True, slots=True)
class Made:
    """An election with its municipalities by code."""

    row: models.Election
    municipalities: Mapping[str, MadeMunicipality]

    @property
    def first(self) -> MadeMunicipality:
        return next(iter(self.municipalities.values()))


def make_election(
    *,
    eml_id: str = "GR2022_Almere",
    category: Category = Category.GR,
    counting: Counting = Counting.CENTRAL,
    municipalities: Iterable[tuple[str, str]] = (("0034", "Almere"), ("0995", "Lelystad")),
    ballot: Ballot = BALLOT,
    day: date = DAY,
    release: datetime | None = None,
    with_keys: bool = True,
    rehearsal: bool = False,
) -> Made:
    """An election of three days, with four stations in each municipality; nobody has done anything yet."""
    row = models.Election.objects.create(
        eml_id=eml_id,
        category=category,
        name="Gemeenteraad" if category is Category.GR else f"Verkiezing {category}",
        date=day,
        days=[(day - timedelta(days=back)).isoformat() for back in (2, 1, 0)],
        release=release or at("21:00", day),
        zone="Europe/Amsterdam",
        rehearsal=rehearsal,
    )
    made = {}
    for turn, (code, name) in enumerate(municipalities):
        made[code] = _municipality(row, turn, code, name, counting, ballot, with_keys=with_keys)
    return Made(row, made)


def make_count(
    counting: Counting = Counting.CENTRAL, *, votes: Mapping[int, int] | None = None, ballot: Ballot = BALLOT
) -> Count:
    """A count without findings: 90 poll cards, 10 proxies, 1 blank and 1 invalid (for the usual ballot).

    `votes` are the lists' totals; in a decentral count the first candidate of each list gets them all.
    """
    given = votes or {each.number: number for each, number in zip(ballot, (60, 30, 8), strict=False)}
    lists = {}
    for each in ballot:
        total = given.get(each.number, 0)
        if counting is Counting.CENTRAL:
            lists[each.number] = ListCount(total)
        else:
            first = each.candidates[0].number if each.candidates else None
            lists[each.number] = ListCount(
                total, total, {c.number: total if c.number == first else 0 for c in each.candidates}
            )
    candidate_votes = sum(each.total for each in lists.values())
    cast = candidate_votes + 2
    proxies = min(10, cast)
    return Count(
        counting=counting,
        poll_cards=cast - proxies,
        proxies=proxies,
        voter_cards=None,
        admitted=cast,
        lists=lists,
        candidate_votes=candidate_votes,
        blank=1,
        invalid=1,
        cast=cast,
        boxes=frozenset({box_of(cast, cast)}),
        explained=frozenset(),
    )


def make_held_count(counting: Counting = Counting.CENTRAL) -> Count:
    """A count on which F.201 stands: D is two short of the passes."""
    good = make_count(counting)
    return replace(good, poll_cards=good.poll_cards + 2)


def _municipality(
    election: models.Election,
    turn: int,
    code: str,
    name: str,
    counting: Counting,
    ballot: Ballot,
    *,
    with_keys: bool,
) -> MadeMunicipality:
    row = models.Municipality(
        election=election,
        code=code,
        name=name,
        electorate=4_000,
        counting=counting,
        ballot=values.ballot_json(ballot),
    )
    release, control, intake = (_pair(purpose, turn) for purpose in ("release", "control", "intake"))
    if with_keys:
        row.release_public, row.control_public = release.public, control.public
        row.control_wrapped = _wrapped(control.private, settings.STEMDAG.control_secret, wrap_context(row))
        row.intake_public = intake.public
        row.intake_wrapped = _wrapped(intake.private, settings.STEMDAG.control_secret, intake_context(row))
    row.save()
    stations = models.Station.objects.bulk_create(
        models.Station(municipality=row, **each) for each in _stations(election.date)
    )
    numbered = {each.number: each for each in stations}
    return MadeMunicipality(row, numbered, release.private, control.private, intake.private)


def _stations(day: date) -> list[dict[str, object]]:
    early = [day - timedelta(days=2), day - timedelta(days=1)]
    return [
        {
            "number": 1,
            "name": "Buurthuis Het Oude Weeshuis",
            "kind": Kind.REGULAR,
            "postcode": "1315 XA",
            "electorate": 1_500,
            "hours": _hours(day),
        },
        {
            "number": 2,
            "name": "Sporthal Zuid",
            "kind": Kind.REGULAR,
            "electorate": None,
            "hours": _hours(day),
        },
        {
            "number": 3,
            "name": "Briefstembureau",
            "kind": Kind.POSTAL,
            "hours": [],
            "counts_from": at("07:30", day),
        },
        {
            "number": 4,
            "name": "Stadhuis (vervroegd)",
            "kind": Kind.EARLY,
            "hours": [pair for each in early for pair in _hours(each)],
            "counts_from": at("07:30", day),
        },
    ]


def _hours(day: date) -> list[list[str]]:
    return [[at("07:30", day).isoformat(), at("21:00", day).isoformat()]]


# Making and wrapping take a tenth of a second each; the keys of a test's municipalities need not be fresh.
@cache
def _pair(purpose: str, turn: int) -> keys.KeyPair:
    return keys.new_pair()


@cache
def _wrapped(private: bytes, secret: bytes, context: str) -> bytes:
    return keys.wrap(private, PASSPHRASE, secret, context)
