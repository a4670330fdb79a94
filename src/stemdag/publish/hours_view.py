"""How turnout came in, for a municipality's page: voters per hour, and who reported when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from stemdag.domain.election import Election
from stemdag.publish import curve, words
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.hours import Hour
from stemdag.publish.language import Language
from stemdag.publish.rendering import link_to
from stemdag.publish.result import State
from stemdag.publish.sentences import NAMED

#: The frame of the bars: as wide as the curve above them, so that hours stand about below hours.
WIDTH, HEIGHT, LEFT = curve.WIDTH, 92, curve.LEFT


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    y: str
    width: str
    height: str
    complete: bool


@dataclass(frozen=True, slots=True)
class HoursView:
    """The bars, how high the highest line is, times below it, and the rows of the table."""

    bars: tuple[Bar, ...]
    top: int
    most: str
    across: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str], ...]
    incomplete: bool


def hours(lang: Language, election: Election, found: Sequence[Hour]) -> HoursView | None:
    """None where there are fewer than two hours: nothing to compare."""
    if len(found) < 2:
        return None
    zone = election.tz
    most = max(max(each.voters for each in found), 1)
    wide = (WIDTH - LEFT) / len(found)
    bars = []
    across = []
    apart = -(-len(found) // 7)
    for place, each in enumerate(found):
        high = (HEIGHT - 8) * each.voters / most
        x = LEFT + place * wide
        bars.append(
            Bar(
                f"{x + wide * 0.1:.1f}",
                f"{HEIGHT - high:.1f}",
                f"{wide * 0.8:.1f}",
                f"{high:.1f}",
                each.complete,
            )
        )
        if place % apart == 0:
            across.append((f"{x + wide / 2:.1f}", str(each.begin.astimezone(zone).hour)))
    days = found[0].begin.astimezone(zone).date() != found[-1].begin.astimezone(zone).date()
    rows = []
    for each in found:
        begin, end = each.begin.astimezone(zone), (each.begin + timedelta(hours=1)).astimezone(zone)
        day = f"{lang.weekday(begin)} " if days else ""
        known, of = lang.number(each.known), lang.number(each.open)
        since = lang.say("%(counted)s of %(total)s", counted=known, total=of) if each.open else "–"
        rows.append((f"{day}{lang.time(begin)}–{lang.time(end)}", lang.number(each.voters), since))
    return HoursView(
        tuple(bars),
        8,
        lang.number(most),
        tuple(across),
        tuple(rows),
        any(not each.complete for each in found),
    )


@dataclass(frozen=True, slots=True)
class LastReports:
    """The station that reported longest ago, and those that never did: by name, or how many more."""

    oldest: str
    link: str
    time: str
    silent: str


def last_reports(lang: Language, facts: MunicipalityFacts, folder: str) -> LastReports | None:
    """None once results are shown, for turnout then follows from the counts, and where all is silent."""
    if facts.state is State.RELEASED or not facts.last_reports:
        return None
    reports = facts.last_reports
    oldest = min(reports.values(), key=lambda each: (each.at, each.station))
    station = next(each for each in facts.stations if each.number == oldest.station)
    silent = [each for each in facts.stations if each.number not in reports]
    named = ", ".join(words.missing(lang, each) for each in silent[:NAMED])
    if len(silent) > NAMED:
        named = lang.say("%(names)s and %(more)s more", names=named, more=len(silent) - NAMED)
    return LastReports(
        words.station(station) if len(reports) > 1 else "",
        link_to(lang, facts.folder, folder, station.number),
        lang.brief(oldest.at.astimezone(facts.election.tz), facts.election.date),
        named,
    )
