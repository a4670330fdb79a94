"""The map of an election's municipalities, with every word already said in the page's language."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup, escape

from stemdag.publish import areas, views, words
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import ElectionFacts
from stemdag.publish.language import Language
from stemdag.publish.map_view import OTHERS, STYLES, Key, borders_of
from stemdag.publish.rendering import link_to
from stemdag.publish.result import Status
from stemdag.publish.sentences import NAMED

#: Classes of turnout, and how many percent one of them may span.
CLASSES = 5
_STEPS = (1, 2, 5, 10, 20, 50, 100)


class Area(NamedTuple):
    """A municipality as markup needs it; `title` is escaped.

    `kind` is `c` with a class of turnout or `w` with a way of drawing a list; 0 where nothing is known.
    """

    link: str
    title: Markup
    kind: str
    style: int
    path: str
    x: int
    y: int
    label: str


@dataclass(frozen=True, slots=True)
class AreaView:
    about: str
    height: int
    areas: tuple[Area, ...]
    kind: str
    keys: tuple[Key, ...]
    absent: str
    credit: str


def areas_map(lang: Language, facts: ElectionFacts) -> AreaView | None:
    """Turnout in classes during the day, the largest list of each municipality once any is counted.

    Turnout stays where a list's number is not the same list everywhere. None without borders.
    """
    drawing = areas.draw(tuple(each.public.outline for each in facts.municipalities))
    if drawing is None:
        return None
    lists = facts.lists_agree and any(each.has_counts for each in facts.municipalities)
    drawn = _Lists(lang, facts) if lists else _Turnout(lang, facts)
    found, absent = [], []
    for each, folder, shape in zip(facts.municipalities, facts.folders, drawing.shapes, strict=True):
        if shape is None:
            absent.append(each.municipality.name)
            continue
        style, said, label = drawn.of(each)
        x, y = shape.spot or (0, 0)
        found.append(
            Area(
                link_to(lang, facts.folder, folder),
                escape(f"{each.municipality.name}: {said}"),
                drawn.kind,
                style,
                shape.path,
                x,
                y,
                label if shape.spot else "",
            )
        )
    return AreaView(
        drawn.about,
        drawing.height,
        tuple(found),
        drawn.kind,
        drawn.keys(),
        _absent(lang, absent),
        borders_of(lang, drawing.credits),
    )


class _Turnout:
    kind = "c"

    def __init__(self, lang: Language, facts: ElectionFacts) -> None:
        self._lang = lang
        silent = sum(not each.admitted_by_station for each in facts.municipalities)
        self.about = (
            lang.say("Turnout so far, by municipality.")
            if silent < len(facts.municipalities)
            else lang.say("Turnout by municipality. No polling station has reported any yet.")
        )
        self._shares = {each.municipality.code: _share(each) for each in facts.municipalities}
        known = [each for each in self._shares.values() if each is not None]
        self._known = bool(known)
        lowest, highest = min(known, default=0.0), max(known, default=0.0)
        fitting = [n for n in _STEPS if highest < lowest // n * n + CLASSES * n]
        self._step = fitting[0] if fitting else _STEPS[-1]
        self._first = int(lowest // self._step * self._step)
        self._times: Counter[int] = Counter()
        self._silent = 0

    def of(self, each: MunicipalityFacts) -> tuple[int, str, str]:
        share = self._shares[each.municipality.code]
        style = 0 if share is None else min(CLASSES, 1 + int((share - self._first) // self._step))
        self._times[style] += 1
        reported = bool(each.admitted_by_station)
        self._silent += not reported
        said = views.turnout_in_list(self._lang, each.turnout, reported)
        return style, said if reported else self._lang.say("no turnout yet"), ""

    def keys(self) -> tuple[Key, ...]:
        found = [
            Key(
                turn,
                "",
                self._lang.say(
                    "%(from)s%% to %(to)s%%",
                    **{"from": self._first + (turn - 1) * self._step, "to": self._first + turn * self._step},
                ),
                _municipalities(self._lang, self._times[turn]),
            )
            for turn in range(CLASSES, 0, -1)
            if self._known
        ]
        if self._times[0]:
            name = (
                self._lang.say("No turnout yet")
                if self._silent == self._times[0]
                else self._lang.say("No percentage known")
            )
            found.append(Key(0, "", name, _municipalities(self._lang, self._times[0])))
        return tuple(found)


def _share(each: MunicipalityFacts) -> float | None:
    """Turnout in percent; None where nobody reported or the electorate is not known."""
    of = each.turnout
    return 100 * of.admitted / of.electorate if of.electorate and each.admitted_by_station else None


class _Lists:
    kind = "w"

    def __init__(self, lang: Language, facts: ElectionFacts) -> None:
        self._lang = lang
        self._ballot = facts.ballot
        self.about = (
            lang.say("The largest list of each municipality, by the official count.")
            if facts.status is Status.OFFICIAL
            else lang.say("The largest list of each municipality, of the stations counted so far.")
        )
        self._first = {each.municipality.code: _largest(each) for each in facts.municipalities}
        self._times = Counter(each[0] for each in self._first.values() if len(each) == 1)
        order = sorted(self._times, key=lambda number: (-self._times[number], number))
        self._styles = {number: place for place, number in enumerate(order[:STYLES], 1)}
        self._waiting = 0
        self._others = 0

    def of(self, each: MunicipalityFacts) -> tuple[int, str, str]:
        lang, first = self._lang, self._first[each.municipality.code]
        if not each.has_counts:
            self._waiting += 1
            return 0, lang.say("not counted yet"), ""
        counted = lang.say(
            "%(counted)s of %(total)s stations counted",
            counted=lang.number(len(each.counts)),
            total=lang.number(len(each.stations)),
        )
        style = self._styles.get(first[0], OTHERS) if len(first) == 1 else OTHERS
        self._others += style > STYLES
        if not first:
            return style, counted, ""
        names = ", ".join(words.list_name(lang, self._ballot, self._ballot.by_number[n]) for n in first)
        share = lang.percent(each.result.votes[first[0]], each.result.whole(self._ballot.referendum))
        return style, f"{names} {share}; {counted}", str(first[0]) if len(first) == 1 else "="

    def keys(self) -> tuple[Key, ...]:
        lang = self._lang
        found = [
            Key(
                style,
                str(number),
                words.list_name(lang, self._ballot, self._ballot.by_number[number]),
                _municipalities(lang, self._times[number]),
            )
            for number, style in self._styles.items()
        ]
        if self._others:
            name = lang.say("Another list, or several equal")
            found.append(Key(OTHERS, "", name, _municipalities(lang, self._others)))
        if self._waiting:
            found.append(Key(0, "", lang.say("Not counted yet"), _municipalities(lang, self._waiting)))
        return tuple(found)


def _largest(each: MunicipalityFacts) -> tuple[int, ...]:
    """The lists with the most votes; none where nobody got one."""
    votes = each.result.votes if each.has_counts else {}
    most = max(votes.values(), default=0)
    return tuple(number for number, n in votes.items() if n == most) if most else ()


def _municipalities(lang: Language, times: int) -> str:
    if times == 1:
        return lang.say("1 municipality")
    return lang.say("%(number)s municipalities", number=lang.number(times))


def _absent(lang: Language, names: list[str]) -> str:
    if not names:
        return ""
    named = ", ".join(names[:NAMED])
    if len(names) > NAMED:
        named = lang.say("%(names)s and %(more)s more", names=named, more=len(names) - NAMED)
    return lang.say("Not on the map: %(names)s.", names=named)
