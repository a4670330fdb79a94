"""The map of a municipality's stations, with every word already said in the page's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup, escape

from stemdag.domain.station import Station
from stemdag.publish import words
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.language import Language
from stemdag.publish.sentences import NAMED

#: Lists that have a way of being drawn of their own; the rest are drawn alike, and have their number.
STYLES = 3
#: From this radius on a number can be read in a dot.
_ROOM = 17


class MapDot(NamedTuple):
    """A dot as markup needs it; `title` is escaped. `style`: 1 to 3 a list, 4 another, 0 nothing known."""

    number: int
    title: Markup
    style: int
    x: int
    y: int
    r: int
    label: str


class Key(NamedTuple):
    """What a way of drawing means."""

    style: int
    label: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class MapView:
    about: str
    height: int
    dots: tuple[MapDot, ...]
    bar: int
    bar_text: str
    size: int
    size_text: str
    keys: tuple[Key, ...]
    absent: str
    ground: str
    credit: str


def stations_map(lang: Language, facts: MunicipalityFacts) -> MapView | None:
    """The map: by voters during the day, by votes and the largest list of each station once any is counted.

    None where no station has a place.
    """
    drawing = facts.dots
    if drawing is None:
        return None
    by_number = {each.number: each for each in facts.stations}
    counted = bool(facts.counts)
    styles = _styles(facts.leading)
    found = []
    for dot in drawing.dots:
        station = by_number[dot.number]
        said, style, label = (
            _of_count(lang, facts, station, styles) if counted else _of_turnout(lang, facts, station)
        )
        title = escape(f"{station.number} {station.name}: {said}")
        found.append(MapDot(dot.number, title, style, dot.x, dot.y, dot.r, label if dot.r >= _ROOM else ""))
    metres, bar = drawing.frame.bar()
    size, radius = drawing.key or (0, 0)
    return MapView(
        _about(lang, counted),
        drawing.frame.height,
        tuple(found),
        bar,
        f"{lang.number(metres // 1000)} km" if metres >= 1000 else f"{metres} m",
        radius,
        _size(lang, counted, size) if size else "",
        _keys(lang, facts, styles) if counted else _keys_of_day(lang, facts),
        _absent(lang, [each for each in facts.stations if each.location is None]),
        drawing.ground,
        borders_of(lang, [facts.public.outline.credit] if facts.public.outline else []),
    )


def _about(lang: Language, counted: bool) -> str:
    if counted:
        return lang.say(
            "Each dot is a polling station, the larger the more votes were cast there. How it is drawn tells "
            "the largest list there."
        )
    return lang.say("Each dot is a polling station, the larger the more voters have come there so far.")


def _size(lang: Language, counted: bool, size: int) -> str:
    number = lang.number(size)
    return lang.say("%(number)s votes", number=number) if counted else _voters(lang, size)


def _voters(lang: Language, number: int) -> str:
    return lang.say("1 voter") if number == 1 else lang.say("%(number)s voters", number=lang.number(number))


def _of_turnout(lang: Language, facts: MunicipalityFacts, station: Station) -> tuple[str, int, str]:
    admitted = facts.admitted_by_station.get(station.number)
    if admitted is None:
        return lang.say("no turnout yet"), 0, ""
    return _voters(lang, admitted), 1, ""


def _of_count(
    lang: Language, facts: MunicipalityFacts, station: Station, styles: Mapping[int, int]
) -> tuple[str, int, str]:
    """What a dot says of a count: votes, the largest list and its share; several where they are equal."""
    released = facts.counts.get(station.number)
    if released is None:
        return lang.say("not counted yet"), 0, ""
    count, ballot = released.count, facts.public.ballot
    said = lang.say("%(number)s votes", number=lang.number(count.cast))
    first = facts.leading[station.number]
    whole = sum(each.total for each in count.lists.values()) + (count.blank if ballot.referendum else 0)
    if not first:
        return said, 4, ""
    named = ", ".join(words.list_name(lang, ballot, ballot.by_number[number]) for number in first)
    share = lang.percent(count.lists[first[0]].total, whole)
    if len(first) > 1:
        return (
            lang.say("%(votes)s; equal: %(names)s, %(share)s each", votes=said, names=named, share=share),
            4,
            "=",
        )
    style = styles.get(first[0], 4)
    return (
        lang.say("%(votes)s; largest: %(name)s, %(share)s", votes=said, name=named, share=share),
        style,
        str(first[0]),
    )


def _styles(leading: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """The lists that are the largest at most stations, each with its way of being drawn."""
    times = Counter(first[0] for first in leading.values() if len(first) == 1)
    order = sorted(times, key=lambda number: (-times[number], number))
    return {number: place for place, number in enumerate(order[:STYLES], 1)}


def _keys(lang: Language, facts: MunicipalityFacts, styles: Mapping[int, int]) -> tuple[Key, ...]:
    placed = [each.number for each in facts.stations if each.location is not None]
    here = [facts.leading[number] for number in placed if number in facts.leading]
    found = []
    ballot = facts.public.ballot
    for number, style in styles.items():
        times = sum(first == (number,) for first in here)
        name = words.list_name(lang, ballot, ballot.by_number[number])
        if times:
            found.append(Key(style, str(number), name, _largest_at(lang, times)))
    others = sum(not (len(first) == 1 and first[0] in styles) for first in here)
    if others:
        found.append(Key(4, "", lang.say("Another list, or several equal"), _largest_at(lang, others)))
    waiting = len(placed) - len(here)
    if waiting:
        found.append(Key(0, "", lang.say("Not counted yet"), lang.number(waiting)))
    return tuple(found)


def _largest_at(lang: Language, times: int) -> str:
    if times == 1:
        return lang.say("the largest at 1 station")
    return lang.say("the largest at %(number)s stations", number=lang.number(times))


def _keys_of_day(lang: Language, facts: MunicipalityFacts) -> tuple[Key, ...]:
    placed = [each.number for each in facts.stations if each.location is not None]
    silent = sum(number not in facts.admitted_by_station for number in placed)
    return (Key(0, "", lang.say("No turnout yet"), lang.number(silent)),) if silent else ()


def borders_of(lang: Language, names: Iterable[str]) -> str:
    """Whose borders a map shows."""
    found = ", ".join(name for name in names if name)
    return lang.say("Borders: %(names)s.", names=found) if found else ""


def _absent(lang: Language, those: list[Station]) -> str:
    if not those:
        return ""
    named = ", ".join(words.station(each) for each in those[:NAMED])
    if len(those) > NAMED:
        named = lang.say("%(names)s and %(more)s more", names=named, more=len(those) - NAMED)
    return lang.say("Not on the map: %(names)s.", names=named)
