"""Blocks that several pages share, with every number already said in the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from stemdag.domain.ballot import Ballot
from stemdag.domain.earlier import Earlier
from stemdag.domain.election import Election
from stemdag.domain.turnout import Turnout
from stemdag.publish import curve, words
from stemdag.publish.language import Language
from stemdag.publish.result import Result, Status


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in words, and for `<time>`."""

    text: str
    iso: str


def moment(lang: Language, at: datetime, zone: tzinfo) -> Moment:
    local = at.astimezone(zone)
    return Moment(lang.moment(local), local.isoformat(timespec="minutes"))


@dataclass(frozen=True, slots=True)
class StatusView:
    """`word` for the badge, `some` of how many stations it holds, `note` for the foot of the page."""

    official: bool
    word: str
    some: str
    note: str


@lru_cache(maxsize=1024)
def status(lang: Language, of: Status, official: int = 0) -> StatusView:
    """Whether what a page shows is preliminary or official; `official`: of so many stations."""
    some = lang.say("%(number)s of them official", number=lang.number(official))
    return StatusView(
        of is Status.OFFICIAL,
        words.status(lang, of),
        some if of is Status.PARTLY else "",
        words.weight(lang, of),
    )


class ResultRow(NamedTuple):
    """One list; its name is escaped already."""

    name: Markup
    votes: str
    share: str
    width: str
    seats: str
    change: str


@dataclass(frozen=True, slots=True)
class ResultView:
    what: str
    rows: tuple[ResultRow, ...]
    blank: str
    blank_share: str
    invalid: str
    cast: str
    seats: bool
    than: str


def result(
    lang: Language,
    ballot: Ballot,
    of: Result,
    seats: Mapping[int, int] | None = None,
    earlier: Earlier | None = None,
    most: int | None = None,
    links: str = "",
) -> ResultView:
    """Lists in order of votes (equal ones by number), options of a referendum in the order of the ballot.

    `most`: so many of them at most. `links`: the folder of their pages, where they are linked.
    """
    earlier = None if ballot.referendum else earlier
    whole = of.whole(ballot.referendum)
    largest = max(of.votes.values(), default=0)
    voted = [(of.votes.get(each.number, 0), each) for each in ballot]
    if not ballot.referendum:
        voted.sort(key=lambda pair: (-pair[0], pair[1].number))
    rows = [
        ResultRow(
            _name(lang, ballot.referendum, each.number, each.name, links),
            lang.number(votes),
            lang.percent(votes, whole) if whole else "",
            _tenths(votes, largest),
            str(seats.get(each.number, 0)) if seats is not None else "",
            _change(lang, earlier.change(each.name, votes, whole)) if earlier and whole else "",
        )
        for votes, each in voted[:most]
    ]
    return ResultView(
        lang.say("Option") if ballot.referendum else lang.say("List"),
        tuple(rows),
        lang.number(of.blank),
        lang.percent(of.blank, whole) if ballot.referendum and whole else "",
        lang.number(of.invalid),
        lang.number(of.cast),
        seats is not None,
        str(earlier.date.year) if earlier and whole else "",
    )


def _change(lang: Language, change: Fraction | None) -> str:
    """In percentage points, one decimal, half away from nought: `+1,2`, `−0,4`; "new" for a new list."""
    if change is None:
        return lang.say("new")
    tenths = (2000 * abs(change.numerator) + change.denominator) // (2 * change.denominator)
    sign = "" if tenths == 0 else "+" if change > 0 else "\N{MINUS SIGN}"
    return sign + lang.decimal(tenths, 1)


@lru_cache(maxsize=8192)  # they come back on every page of a municipality
def _name(lang: Language, referendum: bool, number: int, name: str, links: str) -> Markup:
    """A list by its name, escaped, with a link to its page below `links` where there is one."""
    said = escape(words.name_of_list(lang, referendum, number, name))
    return Markup('<a href="{}{}/">{}</a>').format(links, number, said) if links else said


def _tenths(part: int, whole: int) -> str:
    """A width in percent with one decimal, as SVG takes it."""
    if not whole:
        return "0"
    tenths = (2000 * part + whole) // (2 * whole)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def part(counted: int, total: int) -> str:
    """The width of a bar of progress."""
    return _tenths(counted, total)


@dataclass(frozen=True, slots=True)
class TurnoutView:
    share: str
    admitted: str
    electorate: str
    none: bool
    note: str
    drawing: curve.Drawing | None
    up: tuple[tuple[int, str], ...]
    across: tuple[tuple[int, str, str], ...]
    rows: tuple[tuple[str, str, str, str], ...]
    then: str
    then_note: str


def turnout(
    lang: Language,
    election: Election,
    of: Turnout,
    points: tuple[curve.Point, ...],
    span: tuple[datetime, datetime] | None,
    note: str = "",
    earlier: Earlier | None = None,
) -> TurnoutView:
    """A turnout with its curve; without an electorate in numbers only, over 100 % as it is.

    Behind it that of an earlier election, where it is known: at the same time of the day, so not over days.
    """
    zone, whole = election.tz, of.electorate
    drawing = None
    before = _before(election, earlier) if whole and earlier else ()
    if points:
        opens, closes = span or (points[0].at, points[-1].at)
        drawing = curve.draw(points, opens.astimezone(zone), closes.astimezone(zone), whole, before)
    then = earlier if earlier and drawing and drawing.before else None
    hours = [(each.at.astimezone(zone), each.admitted) for each in curve.hourly(points)]
    return TurnoutView(
        lang.percent(of.admitted, whole) if whole and (points or of.admitted) else "",
        lang.number(of.admitted),
        lang.number(whole) if whole else "",
        not points and not of.admitted,
        note,
        drawing,
        tuple((t.place, _up(lang, t.value, whole)) for t in drawing.up) if drawing else (),
        _across(lang, drawing, zone) if drawing else (),
        tuple(
            (
                lang.brief(at, election.date),
                lang.number(n),
                lang.percent(n, whole) if whole else "",
                _then(lang, then, at) if then else "",
            )
            for at, n in hours
        ),
        str(then.date.year) if then else "",
        _dashed(lang, then) if then else "",
    )


def _dashed(lang: Language, then: Earlier) -> str:
    year = then.date.year
    if then.of == 1:
        return lang.say("Dashed: turnout in %(year)s.", year=year)
    return lang.say(
        "Dashed: turnout in %(year)s, of the %(number)s municipalities together by their electorates of "
        "then.",
        year=year,
        number=lang.number(then.of),
    )


def _before(election: Election, earlier: Earlier) -> tuple[tuple[datetime, Fraction], ...]:
    if len(election.days) > 1:
        return ()
    midnight = datetime.combine(election.date, time(), election.tz)
    return tuple((midnight + timedelta(minutes=at), Fraction(share, 10_000)) for at, share in earlier.curve)


def _then(lang: Language, earlier: Earlier, at: datetime) -> str:
    share = earlier.turnout_at(60 * at.hour + at.minute)
    return lang.percent(share.numerator, share.denominator) if share is not None else "–"


def _up(lang: Language, value: int, whole: int | None) -> str:
    return f"{(200 * value + whole) // (2 * whole)}%" if whole else lang.number(value)


def _across(lang: Language, drawing: curve.Drawing, zone: tzinfo) -> tuple[tuple[int, str, str], ...]:
    """Clock times under the curve, days where it runs over several; the outer ones stay in the frame."""
    moments = [(tick.place, tick.at.astimezone(zone)) for tick in drawing.across if tick.at is not None]
    days = (moments[-1][1] - moments[0][1]).days >= 1
    found = []
    for place, at in moments:
        anchor = "end" if place > curve.WIDTH - 20 else "start" if place <= curve.LEFT + 4 else "middle"
        found.append((place, lang.weekday(at) if days else lang.time(at), anchor))
    return tuple(found)


def turnout_in_list(lang: Language, of: Turnout, reported: bool) -> str:
    """A turnout in a table: a percentage, a number where that is not known, or a dash."""
    if not reported:
        return "–"
    return lang.percent(of.admitted, of.electorate) if of.electorate else lang.number(of.admitted)
