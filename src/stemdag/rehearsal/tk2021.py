"""17 March 2021 in Groningen, Nijmegen, 's-Gravenhage and Eindhoven: the day without arguments.

The totals per municipality are real (`figures/tk2021.json` says from where, and what is ours); how they lie
over the stations is made up, with a fixed seed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from stemdag.domain.ballot import Ballot, CandidateList
from stemdag.domain.count import Box, Count, Explained
from stemdag.domain.day_shape import TILBURG_2021
from stemdag.domain.election import Category, Election
from stemdag.domain.station import Counting, Kind, Municipality, Station
from stemdag.rehearsal.chance import SEED, apportion, chance
from stemdag.rehearsal.day import RehearsedElection, RehearsedMunicipality, hours_on
from stemdag.rehearsal.spread import Totals, spread

#: Numbers of the made-up stations: regular ones from 1.
FIRST_EARLY, POSTAL = 501, 900
#: From when stations may count before the close: postal ones from 7:30, early ones in the daytime.
POSTAL_COUNTS_FROM, EARLY_COUNTS_FROM = time(7, 30), time(10, 0)


@cache
def figures() -> dict[str, Any]:
    """The facts as written down in the project."""
    text = files("stemdag.rehearsal").joinpath("figures", "tk2021.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def postal_votes() -> int:
    """The 5,942 votes that lay counted, and readable to anyone, on Wednesday morning."""
    return int(figures()["postal"]["total"])


def tk2021(seed: int = SEED) -> RehearsedElection:
    """The election with a count for each station; the same seed gives the same day."""
    facts = figures()["election"]
    days = tuple(date.fromisoformat(day) for day in facts["days"])
    election = Election(
        id=facts["id"],
        category=Category(facts["category"]),
        name=facts["name"],
        date=days[-1],
        days=days,
        release=datetime.fromisoformat(facts["release"]),
        zone=facts["zone"],
        seats=facts["seats"],
        rehearsal=True,
    )
    names = {int(number): name for number, name in figures()["lists"].items()}
    return RehearsedElection(
        election,
        tuple(_municipality(each, names, election, seed) for each in figures()["municipalities"]),
    )


def totals(facts: Mapping[str, Any]) -> Totals:
    """What a municipality's stations add up to."""
    return Totals(
        lists={int(number): votes for number, votes in facts["lists"].items()},
        blank=facts["blank"],
        invalid=facts["invalid"],
        more=facts["more"],
        fewer=facts["fewer"],
        proxies=facts["proxies"],
        voter_cards=facts["voter_cards"],
        unexplained=facts["unexplained"],
    )


def _municipality(
    facts: Mapping[str, Any], names: Mapping[int, str], election: Election, seed: int
) -> RehearsedMunicipality:
    whole = totals(facts)
    ballot = Ballot(tuple(CandidateList(number, names[number]) for number in whole.lists))
    rng = chance("sizes", seed, facts["code"])
    early, postal = facts["early"], facts["postal"]
    regular = facts["stations"] - early - 1
    before = TILBURG_2021.share_before(election.date, election.date) * whole.cast
    early_votes = round(before) - postal
    boxes = [
        *apportion(whole.cast - postal - early_votes, [rng.lognormvariate(0, 0.35) for _ in range(regular)]),
        *apportion(early_votes, [rng.lognormvariate(0, 0.3) for _ in range(early)]),
        postal,
    ]
    # A station's own electorate is known where voters were called up to it; those abroad were called to none.
    called_up = apportion(facts["as_filed"], boxes[:regular])
    stations = (
        *(_regular(at + 1, called_up[at], election) for at in range(regular)),
        *(_early(at, election) for at in range(early)),
        _postal(election),
    )
    counts = spread(whole, boxes, (seed, facts["code"]), by_post={len(boxes) - 1})
    by_number = {station.number: count for station, count in zip(stations, counts, strict=True)}
    by_number, first_tries = _mishaps(by_number, chance("mishaps", seed, facts["code"]))
    return RehearsedMunicipality(
        Municipality(facts["code"], facts["name"], facts["electorate"], Counting.CENTRAL),
        ballot,
        stations,
        by_number,
        first_tries,
        tuple(facts["centre"]),
    )


def _regular(number: int, electorate: int, election: Election) -> Station:
    return Station(
        number,
        f"Stembureau {number}",
        electorate=electorate,
        hours=(hours_on(election.date, election.tz),),
    )


def _early(at: int, election: Election) -> Station:
    return Station(
        FIRST_EARLY + at,
        f"Vervroegd stemmen {at + 1}",
        Kind.EARLY,
        hours=tuple(hours_on(day, election.tz) for day in election.days[:-1]),
        counts_from=_on(election.date, EARLY_COUNTS_FROM, election.tz),
    )


def _postal(election: Election) -> Station:
    return Station(
        POSTAL,
        "Briefstembureau",
        Kind.POSTAL,
        hours=tuple(hours_on(day, election.tz) for day in election.days[:-1]),
        counts_from=_on(election.date, POSTAL_COUNTS_FROM, election.tz),
    )


def _on(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone)


def _mishaps(counts: Mapping[int, Count], rng: Any) -> tuple[dict[int, Count], dict[int, Count]]:
    """Three forms with a box or an answer wrong, which the office accepts; two first sent with a slip.

    No number of the form changes in the end: the totals stay exact.
    """
    found = dict(counts)
    differing = [n for n, count in counts.items() if n < FIRST_EARLY and count.more + count.fewer]
    early = [n for n in counts if FIRST_EARLY <= n < POSTAL]
    unanswered, both = rng.sample(differing, 2)
    found[unanswered] = replace(counts[unanswered], explained=frozenset[Explained]())  # F.310
    found[both] = replace(counts[both], boxes=frozenset({Box.EQUAL, Box.FEWER}))  # F.304, F.301 or F.303
    unticked, late = rng.sample(early, 2)
    found[unticked] = replace(counts[unticked], boxes=frozenset[Box]())  # F.304
    sound = rng.choice([n for n in counts if n < FIRST_EARLY and n not in (unanswered, both)])
    return found, {number: slip(found[number]) for number in (sound, late)}


def slip(count: Count) -> Count:
    """The count with the last two digits of its largest list the wrong way round (F.202)."""
    number, largest = max(count.lists.items(), key=lambda item: item[1].total)
    tens, units = divmod(largest.total % 100, 10)
    wrong = largest.total - largest.total % 100 + units * 10 + tens
    if wrong == largest.total:
        wrong += 9
    return replace(count, lists={**count.lists, number: replace(largest, total=wrong)})
