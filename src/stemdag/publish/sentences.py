"""What pages of a municipality and of an election say alike."""

from __future__ import annotations

from stemdag.domain.ballot import Ballot
from stemdag.domain.earlier import Earlier
from stemdag.publish import words
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import ElectionFacts
from stemdag.publish.language import Language
from stemdag.publish.rendering import link_to
from stemdag.publish.result import Result, Status

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


def of_electorate(lang: Language, known: tuple[int, int] | None, counted: int, total: int) -> str:
    """How much of the electorate the counted stations are of; cut off, so that 100% is all of it.

    Once all are in that is said in its place: where a line goes, all that stands below it moves.
    """
    if known is None or not known[1] or not counted:
        return ""
    if counted == total:
        return lang.say("all polling stations are in")
    counted, whole = known
    return lang.say("with %(share)s of the electorate", share=f"{lang.decimal(1000 * counted // whole, 1)}%")


def standing(
    lang: Language,
    ballot: Ballot,
    result: Result,
    counted: int,
    total: int,
    status: Status,
) -> str:
    """In one sentence where the count stands, for who hears the page; nothing before a count."""
    whole = result.whole(ballot.referendum)
    if not counted or not whole:
        return ""
    first = max(ballot, key=lambda each: (result.votes.get(each.number, 0), -each.number))
    largest = {
        "list": words.list_name(lang, ballot, first),
        "share": lang.percent(result.votes.get(first.number, 0), whole),
    }
    if status is Status.OFFICIAL:
        return lang.say("Official count of all stations; %(list)s has most votes, %(share)s.", **largest)
    return lang.say(
        "%(counted)s of %(total)s stations counted; %(list)s leads with %(share)s.",
        counted=lang.number(counted),
        total=lang.number(total),
        **largest,
    )


def than(lang: Language, earlier: Earlier | None) -> str:
    """What is compared with, and the turnout of then; "" where there is nothing to compare with."""
    if earlier is None:
        return ""
    said = lang.say(
        "Compared with the official result of %(name)s (%(day)s), of all stations together.",
        name=earlier.name,
        day=lang.day(earlier.date),
    )
    if earlier.electorate:
        share = lang.percent(earlier.admitted, earlier.electorate)
        said += " " + lang.say("Turnout then: %(share)s.", share=share)
    return said


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
