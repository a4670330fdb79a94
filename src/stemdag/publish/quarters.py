"""The quarters and villages of a municipality, where the office names them: their stations together."""

from __future__ import annotations

from dataclasses import dataclass

from stemdag.domain.station import Kind, Station
from stemdag.domain.turnout import Turnout
from stemdag.publish import views
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.language import Language
from stemdag.publish.rendering import link_to
from stemdag.publish.result import add_up, of_count


@dataclass(frozen=True, slots=True)
class QuarterView:
    """One quarter; `counted` and `result` are empty before its first count is public.

    `official`: the counts of all its stations are.
    """

    name: str
    turnout: str
    admitted: str
    counted: str
    result: views.ResultView | None
    official: bool
    stations: tuple[tuple[str, str], ...]


def view(lang: Language, facts: MunicipalityFacts, folder: str) -> tuple[QuarterView, ...]:
    """The quarters by name; () where the stations have none."""
    found: dict[str, list[Station]] = {}
    for each in facts.stations:
        if each.quarter:
            found.setdefault(each.quarter, []).append(each)
    return tuple(_quarter(lang, facts, folder, name, found[name]) for name in sorted(found, key=str.casefold))


def _quarter(
    lang: Language, facts: MunicipalityFacts, folder: str, name: str, stations: list[Station]
) -> QuarterView:
    admitted = [facts.admitted_by_station.get(each.number) for each in stations]
    known = all(each.electorate for each in stations if each.kind is Kind.REGULAR)
    electorate = sum(each.electorate or 0 for each in stations) if known else 0
    turnout = Turnout(sum(each or 0 for each in admitted), electorate or None)
    counts = [facts.counts[each.number] for each in stations if each.number in facts.counts]
    result = add_up(of_count(each.count) for each in counts)
    return QuarterView(
        name,
        views.turnout_in_list(lang, turnout, any(each is not None for each in admitted)),
        lang.number(turnout.admitted),
        lang.say(
            "%(counted)s of %(total)s", counted=lang.number(len(counts)), total=lang.number(len(stations))
        )
        if counts
        else "",
        views.result(lang, facts.public.ballot, result) if counts else None,
        len(counts) == len(stations) and all(each.official for each in counts),
        tuple((each.name, link_to(lang, facts.folder, folder, each.number)) for each in stations),
    )
