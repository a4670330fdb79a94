"""What pages of a municipality and of an election say alike."""

from __future__ import annotations

from stemdag.publish.facts import ElectionFacts, MunicipalityFacts
from stemdag.publish.language import Language
from stemdag.publish.rendering import link_to

#: Up to this many missing stations or municipalities are named; more are counted.
NAMED = 6


def reported(lang: Language, facts: ElectionFacts | MunicipalityFacts) -> str:
    """How many stations the turnout is of."""
    if isinstance(facts, ElectionFacts):
        reported, total = facts.reported, facts.stations
    else:
        reported, total = len(facts.admitted_by_station), len(facts.stations)
    return lang.say(
        "%(reported)s of %(total)s stations have reported.",
        reported=lang.number(reported),
        total=lang.number(total),
    )


def newest(lang: Language, facts: MunicipalityFacts, folder: str) -> dict[str, str] | None:
    if facts.newest is None:
        return None
    newest = facts.newest
    name = next(each.name for each in facts.stations if each.number == newest.station)
    since = newest.since.astimezone(facts.election.tz)
    return {
        "name": name,
        "link": link_to(lang, facts.folder, folder, newest.station),
        "time": lang.brief(since, facts.election.date),
    }
