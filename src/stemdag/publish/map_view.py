"""The map of a municipality's stations, with every word already said in the page's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from markupsafe import Markup, escape

from stemdag.domain.station import Station
from stemdag.publish import queue_view, words
from stemdag.publish.day import Queues
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.language import Language
from stemdag.publish.leading import Leading
from stemdag.publish.sentences import NAMED

#: Lists that have a way of being drawn of their own; the rest are drawn alike, and have their number.
STYLES = 3
OTHERS = STYLES + 1
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


def stations_map(lang: Language, facts: MunicipalityFacts, queues: Queues) -> MapView | None:
    """The map: by voters during the day, by votes and the largest list of each station once any is counted.

    None where no station has a place.
    """
    drawing = facts.dots
    if drawing is None:
        return None
    by_number = {each.number: each for each in facts.stations}
    counted = bool(facts.counts)
    styles = _styles(facts.leading.values())
    saying = _Count(lang, facts, styles).of if counted else partial(_of_turnout, lang, facts)
    found = []
    for number, x, y, r in drawing.dots:
        said, style, label = saying(number)
        if queue := queues.get(number):
            said = queue_view.after(lang, said, queue, facts.election)
        title = escape(f"{number} {by_number[number].name}: {said}")
        found.append(MapDot(number, title, style, x, y, r, label if r >= _ROOM else ""))
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


def _of_turnout(lang: Language, facts: MunicipalityFacts, number: int) -> tuple[str, int, str]:
    admitted = facts.admitted_by_station.get(number)
    if admitted is None:
        return lang.say("no turnout yet"), 0, ""
    return _voters(lang, admitted), 1, ""


class _Count:
    """What dots say of counts; sentences and names are looked up once for all of them."""

    def __init__(self, lang: Language, facts: MunicipalityFacts, styles: Mapping[int, int]) -> None:
        self._lang, self._facts, self._styles = lang, facts, styles
        ballot = facts.public.ballot
        self._names = {each.number: words.list_name(lang, ballot, each) for each in ballot}
        self._votes = lang.say("%(number)s votes")
        self._largest = lang.say("%(votes)s; largest: %(name)s, %(share)s")
        self._equal = lang.say("%(votes)s; equal: %(names)s, %(share)s each")
        self._waiting = lang.say("not counted yet")

    def of(self, number: int) -> tuple[str, int, str]:
        """In words votes, the largest list and its share; how the dot is drawn; what stands in it."""
        released = self._facts.counts.get(number)
        if released is None:
            return self._waiting, 0, ""
        votes = self._votes % {"number": self._lang.number(released.count.cast)}
        first = self._facts.leading[number]
        if not first.lists:
            return votes, OTHERS, ""
        share = self._lang.percent(first.votes, first.whole)
        if first.alone is None:
            names = ", ".join(self._names[each] for each in first.lists)
            return self._equal % {"votes": votes, "names": names, "share": share}, OTHERS, "="
        said = self._largest % {"votes": votes, "name": self._names[first.alone], "share": share}
        return said, self._styles.get(first.alone, OTHERS), str(first.alone)


def _styles(leading: Iterable[Leading]) -> dict[int, int]:
    """The lists that are the largest at most stations, each with its way of being drawn."""
    times = Counter(each.alone for each in leading if each.alone is not None)
    order = sorted(times, key=lambda number: (-times[number], number))
    return {number: place for place, number in enumerate(order[:STYLES], 1)}


def _keys(lang: Language, facts: MunicipalityFacts, styles: Mapping[int, int]) -> tuple[Key, ...]:
    placed = [each.number for each in facts.stations if each.location is not None]
    here = [facts.leading[number] for number in placed if number in facts.leading]
    found = []
    ballot = facts.public.ballot
    for number, style in styles.items():
        times = sum(first.alone == number for first in here)
        name = words.list_name(lang, ballot, ballot.by_number[number])
        if times:
            found.append(Key(style, str(number), name, _largest_at(lang, times)))
    others = sum(first.alone not in styles for first in here)
    if others:
        found.append(Key(OTHERS, "", lang.say("Another list, or several equal"), _largest_at(lang, others)))
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
