"""Pictures to download, as SVG that stands by itself: results, the curve of turnout, seats.

No style sheet reaches them, so each mark carries its colour. They are always light, for they end on paper
and on slides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from stemdag.publish import address, half_circle, open_data, views, words
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import ElectionFacts
from stemdag.publish.language import Language, language
from stemdag.publish.node import Node, Pace
from stemdag.publish.palette import mix, palette
from stemdag.publish.pictured import Area, of_election, of_municipality
from stemdag.publish.rendering import draw
from stemdag.publish.seats import sentence

WIDTH = 1200
#: How much of the data colour the dots of each list have, from the largest on.
TINTS = (100, 86, 72, 59, 46, 34, 22, 10)
_WIDE, _NARROW = frozenset("mwMW@%&"), frozenset("iljtfrI.,;:'()|!- ")
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def names(facts: MunicipalityFacts | ElectionFacts) -> tuple[str, ...]:
    """The pictures that an area has now: none of results before the first count is public.

    Asked of each area at each beat, so nothing is worked out for it.
    """
    if isinstance(facts, MunicipalityFacts):
        reported = bool(facts.public.reports)
        counted, whole = facts.has_counts, facts.alone
    else:
        reported = any(each.public.reports for each in facts.municipalities)
        counted = any(each.has_counts for each in facts.municipalities) and facts.lists_agree
        whole = facts.complete
    divided = whole and facts.election.seats is not None and not facts.election.category.is_referendum
    return (
        *((address.PICTURE_RESULT,) if counted else ()),
        *((address.PICTURE_SEATS,) if counted and divided else ()),
        *((address.PICTURE_TURNOUT,) if reported else ()),
    )


def links(code: str, facts: MunicipalityFacts | ElectionFacts, *at: str) -> list[tuple[str, str]]:
    """What an area's page links to: what is drawn, and its address."""
    lang = language(code)
    called = {
        address.PICTURE_RESULT: lang.say("Result"),
        address.PICTURE_SEATS: lang.say("Seats"),
        address.PICTURE_TURNOUT: lang.say("Turnout"),
    }
    return [(called[name], "/" + address.beside(code, name, *at)) for name in names(facts)]


def nodes(
    languages: Sequence[str], facts: MunicipalityFacts | ElectionFacts, *at: str, wide: bool = False
) -> Iterator[Node]:
    """The pictures of an area, beside its page; `at` is the page's folder below the language.

    They follow within a minute: nobody waits for one, and each says how far its count is.
    """
    urgent = urgency(facts)
    for name in names(facts):
        for code in languages:
            yield Node(
                address.beside(code, name, *at),
                (name, facts),
                partial(_picture, code, name, facts),
                wide=wide,
                pace=Pace(open_data.MINUTE, urgent),
            )


def urgency(facts: MunicipalityFacts | ElectionFacts) -> object:
    """What no picture may be behind with: what is public or withdrawn, whether all is in, and official."""
    if isinstance(facts, MunicipalityFacts):
        return facts.state, facts.has_counts, facts.all_in, facts.status
    return tuple(each.state for each in facts.municipalities), open_data.urgent(facts)


def _picture(code: str, name: str, facts: MunicipalityFacts | ElectionFacts) -> bytes:
    lang = language(code)
    area = of_municipality(lang, facts) if isinstance(facts, MunicipalityFacts) else of_election(lang, facts)
    return _KINDS[name](lang, area)


def frame(lang: Language, area: Area) -> dict[str, object]:
    """What every picture says: of where, of what, and how far the count is."""
    counted, word = "", words.status(lang, area.status)
    if area.result:
        counted = lang.say(
            "%(counted)s of %(total)s stations counted",
            counted=lang.number(area.counted),
            total=lang.number(area.total),
        )
    return {
        "palette": palette(),
        "wide": WIDTH,
        "name": cut(area.name, WIDTH - 128, 56),
        "under": cut(area.under, WIDTH - 128, 28),
        "rehearsal": lang.say("Rehearsal") if area.rehearsal else "",
        "word": word if area.result else "",
        "badge": 76 + 13 * len(word),
        "counted": counted,
    }


def result(lang: Language, area: Area) -> bytes:
    """Every list with its bar, share and votes."""
    assert area.result is not None
    view = views.result(lang, area.ballot, area.result)
    rows = bars(view)
    rest = " · ".join(
        [
            f"{lang.say('Blank')} {view.blank}",
            f"{lang.say('Invalid')} {view.invalid}",
            f"{lang.say('Votes cast')} {view.cast}",
        ]
    )
    high = 338 + 66 * len(rows)
    return draw(
        "picture_result.svg",
        lang,
        high=high,
        what=lang.say("Result"),
        rows=rows,
        rest=rest,
        **frame(lang, area),
    )


def bars(view: views.ResultView) -> list[tuple[str, str, str, str]]:
    """Name, share, votes and the length of the bar in pixels of each list."""
    long = WIDTH - 128
    return [
        (cut(row.name.unescape(), 700, 28), row.share, row.votes, f"{float(row.width) * long / 100:.1f}")
        for row in view.rows
    ]


def turnout(lang: Language, area: Area) -> bytes:
    """The curve of the day, with the turnout so far."""
    view = views.turnout(
        lang, area.election, area.turnout, area.points, area.span, area.reported, area.earlier
    )
    said = admitted(lang, area)
    return draw(
        "picture_turnout.svg",
        lang,
        high=760,
        what=lang.say("Turnout"),
        view=view,
        said=said,
        **frame(lang, area),
    )


def day_view(lang: Language, area: Area) -> views.TurnoutView:
    """Turnout and its curve, as the page has them."""
    return views.turnout(
        lang, area.election, area.turnout, area.points, area.span, area.reported, area.earlier
    )


def admitted(lang: Language, area: Area) -> str:
    """`3.673 van 147.174 kiesgerechtigden`, or the voters alone where the electorate is not known."""
    of = area.turnout
    if of.electorate:
        return lang.say(
            "%(admitted)s of %(electorate)s eligible voters",
            admitted=lang.number(of.admitted),
            electorate=lang.number(of.electorate),
        )
    return lang.say("%(admitted)s voters", admitted=lang.number(of.admitted))


def seats(lang: Language, area: Area) -> bytes:
    """The half circle, with the lists that have seats beside their tint; or why there are none."""
    assert area.result is not None
    assert area.seats is not None
    votes, by_list = area.result.votes, area.seats.by_list or {}
    order = sorted(by_list, key=lambda each: (-votes.get(each, 0), each))
    holding = [each for each in order if by_list[each]]
    colours = palette()
    tints = [mix(colours["data"], colours["paper"], percent) for percent in TINTS]
    called = {each.number: words.list_name(lang, area.ballot, each) for each in area.ballot}
    rows = [
        (cut(called.get(number, ""), 400, 26), lang.number(by_list[number]), tints[min(turn, len(tints) - 1)])
        for turn, number in enumerate(holding)
    ]
    half = -(-len(rows) // 2)
    return draw(
        "picture_seats.svg",
        lang,
        high=900 + 46 * half if rows else 340,
        what=lang.say("Seats"),
        drawing=half_circle.draw([by_list[each] for each in order]) if rows else None,
        note="" if rows else sentence(lang, area.seats, area.election.seats, area.status),
        tints=tints,
        number=lang.number(sum(by_list.values())),
        columns=(rows[:half], rows[half:]),
        **frame(lang, area),
    )


_KINDS = {
    address.PICTURE_RESULT: result,
    address.PICTURE_TURNOUT: turnout,
    address.PICTURE_SEATS: seats,
}


def cut(text: str, room: int, size: int) -> str:
    """As much of a text as fits in so many pixels at this size of letter, by an estimate."""
    text = _UNFIT.sub("", text)
    left = room / size
    for place, sign in enumerate(text):
        left -= 0.95 if sign in _WIDE else 0.32 if sign in _NARROW else 0.7 if sign.isupper() else 0.57
        if left < 0:
            return text[: max(place - 1, 1)].rstrip() + "…"
    return text
