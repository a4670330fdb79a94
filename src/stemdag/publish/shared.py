"""What a shared link shows elsewhere: title, one sentence, and a picture of the page as it stands.

The picture needs the site's own address, for others fetch it; where that is not known there is none. It says
what the page says: before the moment turnout and when results come. Who fetched one may keep it; nobody can
take that back, so it says how far the count was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from stemdag.publish import address, pictures, views
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import ElectionFacts
from stemdag.publish.language import Language, language
from stemdag.publish.node import Node, Pace
from stemdag.publish.pictured import Area, of_election, of_municipality
from stemdag.publish.raster import to_png
from stemdag.publish.rendering import draw
from stemdag.publish.result import State
from stemdag.publish.sentences import standing

#: As those who show previews ask for it.
SIZE = (1200, 630)
#: Lists that have room.
LISTS = 4
#: Seconds between two pictures of one page: they are dear to make.
APART = 300


class Shared(NamedTuple):
    """`image` and `url` are whole addresses; empty where the site does not know its own."""

    title: str
    description: str
    url: str
    image: str


def shared(code: str, facts: MunicipalityFacts | ElectionFacts, *at: str) -> Shared:
    """What stands in a page's head for those who show links."""
    lang = language(code)
    area = _area(lang, facts)
    title = f"{area.name} – {area.under}"
    page, image = address.page(code, *at), address.beside(code, address.PREVIEW, *at)
    if area.rehearsal:
        title = f"{lang.say('Rehearsal')}: {title}"
    return Shared(
        title,
        " ".join(_sentences(lang, area)),
        facts.site and facts.site + address.link(page),
        f"{facts.site}/{image}" if _has_picture(facts) else "",
    )


def nodes(
    languages: Sequence[str], facts: MunicipalityFacts | ElectionFacts, *at: str, wide: bool = False
) -> Iterator[Node]:
    """The picture of a page in each language."""
    if not _has_picture(facts):
        return
    for code in languages:
        yield Node(
            address.beside(code, address.PREVIEW, *at),
            facts,
            partial(preview, code, facts),
            wide=wide,
            pace=Pace(APART, pictures.urgency(facts)),
            spare=True,
        )


def _has_picture(facts: MunicipalityFacts | ElectionFacts) -> bool:
    """None while something is withdrawn: pictures follow slowly, and what is withdrawn must go at once."""
    areas = [facts] if isinstance(facts, MunicipalityFacts) else facts.municipalities
    return bool(facts.site) and all(each.state is not State.WITHDRAWN for each in areas)


def preview(code: str, facts: MunicipalityFacts | ElectionFacts) -> bytes:
    """The picture, as PNG."""
    return to_png(preview_svg(code, facts))


def preview_svg(code: str, facts: MunicipalityFacts | ElectionFacts) -> bytes:
    """The drawing that it is made of."""
    lang = language(code)
    area = _area(lang, facts)
    return draw(
        "preview.svg",
        lang,
        high=SIZE[1],
        what=lang.say("Turnout and results"),
        rows=pictures.bars(views.result(lang, area.ballot, area.result, most=LISTS)) if area.result else [],
        view=views.turnout(
            lang, area.election, area.turnout, area.points, area.span, area.reported, area.earlier
        ),
        said=pictures.admitted(lang, area),
        turnout=lang.say("Turnout"),
        nothing=lang.say("No turnout reported yet."),
        last=_turnout(lang, area) if area.result else _when(lang, area),
        host=urlsplit(facts.site).netloc,
        **pictures.frame(lang, area),
    )


def _area(lang: Language, facts: MunicipalityFacts | ElectionFacts) -> Area:
    return of_municipality(lang, facts) if isinstance(facts, MunicipalityFacts) else of_election(lang, facts)


def _sentences(lang: Language, area: Area) -> list[str]:
    first = _turnout(lang, area)
    if area.result:
        stands = standing(lang, area.ballot, area.result, area.counted, area.total, area.status)
        return [each for each in (stands, first and f"{first}.") if each]
    return [f"{each}." for each in (first, _when(lang, area)) if each]


def _turnout(lang: Language, area: Area) -> str:
    of = area.turnout
    if not of.admitted:
        return ""
    figure = lang.percent(of.admitted, of.electorate) if of.electorate else lang.number(of.admitted)
    return f"{lang.say('Turnout')} {figure}"


def _when(lang: Language, area: Area) -> str:
    """When results come, or why there are none."""
    if area.state is State.BEFORE:
        return f"{lang.say('Results from')} {views.moment(lang, area.moment, area.election.tz).text}"
    return {
        State.WITHHELD: lang.say("Results not released"),
        State.WITHDRAWN: lang.say("The results have been withdrawn"),
        State.RELEASED: lang.say("No station counted yet"),
    }[area.state]
