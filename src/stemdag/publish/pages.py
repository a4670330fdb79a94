"""The pages above the municipality: front door, all elections, one election. Each works without script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stemdag.domain.station import Kind
from stemdag.publish import (
    address,
    elected_view,
    notice,
    open_data,
    page_list,
    pictures,
    shared,
    themes,
    views,
    words,
)
from stemdag.publish.area_view import areas_map
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import DistrictFacts, ElectionFacts
from stemdag.publish.language import Language, language
from stemdag.publish.rendering import link_to, render
from stemdag.publish.result import State, Status
from stemdag.publish.seat_view import view
from stemdag.publish.sentences import NAMED, newest, of_electorate, reported, standing, than


def root(languages: Sequence[str], rehearsal: bool, worn: themes.Dress | None = None) -> bytes:
    """The front door: a choice of language, the first one being the page's own."""
    lang = language(languages[0])
    title = "Turnout and results"
    choices = [
        {"code": each, "name": language(each).own_name, "title": language(each).say(title)}
        for each in languages
    ]
    return render("root.html", lang, (), (), rehearsal, choices=choices, title=lang.say(title), theme=worn)


def index(
    code: str,
    languages: Sequence[str],
    rehearsal: bool,
    elections: tuple[ElectionFacts, ...],
    worn: themes.Dress | None = None,
) -> bytes:
    """All elections of this system, each with its municipalities; `worn` is the theme of the site."""
    lang = language(code)
    rows = []
    newest = max((each.election.date for each in elections), default=None)
    for facts in sorted(elections, key=lambda each: (each.election.date, each.stations), reverse=True):
        zone = facts.election.tz
        released = facts.state is State.RELEASED
        rows.append(
            {
                "name": facts.election.name,
                "day": lang.day(facts.election.date),
                "link": link_to(lang, facts.folder),
                "earlier": facts.election.date != newest and facts.state is not State.BEFORE,
                "moment": views.moment(lang, facts.moment, zone) if facts.state is State.BEFORE else None,
                "withdrawn": notice.lines(lang, facts.withdrawn, zone, facts.election.date),
                "counted": lang.number(facts.result.of) if released else None,
                "status": views.status(lang, facts.status, facts.official) if released else None,
                "total": lang.number(facts.stations),
                "turnout": views.turnout_in_list(lang, facts.turnout, facts.reported > 0),
                "municipalities": [
                    (words.place(lang, each.municipality), link_to(lang, facts.folder, folder))
                    for each, folder in words.by_name(lang, facts)
                ],
            }
        )
    official = bool(elections) and all(facts.status is Status.OFFICIAL for facts in elections)
    folders = tuple(facts.folder for facts in elections)
    data = [("JSON", f"/{address.DATA}/index.json")]
    return render(
        "index.html",
        lang,
        languages,
        (),
        rehearsal,
        elections=rows,
        places=folders,
        data=data,
        theme=worn,
        status=views.status(lang, Status.OFFICIAL if official else Status.PRELIMINARY),
    )


def election(
    code: str,
    languages: Sequence[str],
    facts: ElectionFacts,
    district: DistrictFacts | None = None,
    short: bool = False,
) -> bytes:
    """The country's page: everything of one election together; or, of a district, `facts` of that alone.

    `short`: its short form, of what moves with each count, without map and tables.
    """
    lang = language(code)
    name, above = facts.election.name, [(lang.say("Elections"), link_to(lang))]
    at: tuple[str, ...] = (facts.folder,)
    if district is not None:
        at, name = (*at, address.DISTRICT, district.folder), district.area.name
        above.append((facts.election.name, link_to(lang, facts.folder)))
    moving = (
        {}
        if district
        else {"whole": link_to(lang, *at)}
        if short
        else {"now": link_to(lang, *at, address.NOW)}
    )
    zone = facts.election.tz
    released = facts.state is State.RELEASED
    named = words.by_name(lang, facts)
    apart: dict[State, list[tuple[str, str]]] = {State.WITHHELD: [], State.WITHDRAWN: []}
    for each, folder in named:
        if each.state in apart:
            link = link_to(lang, facts.folder, folder)
            apart[each.state].append((words.place(lang, each.municipality), link))
    last = max(
        (
            (each.newest.since, each.municipality.code, each.newest.station, each, folder)
            for each, folder in zip(facts.municipalities, facts.folders, strict=True)
            if each.newest
        ),
        key=lambda one: one[:3],
        default=None,
    )
    found = facts.lists.seats if released else None
    return render(
        "election.html",
        lang,
        languages,
        at,
        facts.rehearsal,
        name=name,
        election_name=facts.election.name,
        district=district is not None,
        steps=above,
        before=views.moment(lang, facts.moment, zone) if facts.state is State.BEFORE else None,
        released=released,
        counted=lang.number(facts.result.of) if released else "",
        total=lang.number(facts.stations),
        part=views.part(facts.result.of, facts.stations) if released else "0",
        electorate=of_electorate(lang, facts.electorate_counted, facts.result.of, facts.stations)
        if released
        else "",
        newest=None if facts.status is Status.OFFICIAL else last and newest(lang, last[3], last[4]),
        withheld=apart[State.WITHHELD],
        withdrawn=notice.lines(lang, facts.withdrawn, zone, facts.election.date),
        withdrawn_names=apart[State.WITHDRAWN] if facts.withdrawn is None else [],
        missing=_missing_kinds(lang, named) if released else [],
        result=views.result(
            lang,
            facts.ballot,
            facts.result,
            found.by_list,
            facts.earlier,
            links=page_list.links(lang, facts.folder) if facts.municipalities[0].listed else "",
        )
        if found and facts.result.of and facts.lists_agree
        else None,
        earlier=than(lang, facts.earlier),
        seats=view(lang, facts.ballot, facts.result, found, facts.election.seats, facts.status)
        if found and facts.result.of and district is None
        else None,
        turnout_view=views.turnout(
            lang,
            facts.election,
            facts.turnout,
            facts.points,
            facts.span,
            reported(lang, facts),
            facts.earlier,
        ),
        shared=shared.shared(code, facts, facts.folder) if district is None else None,
        theme=themes.dress(facts.theme) if district is None else None,
        places=(facts.folder,),
        **moving,
        **({} if short else _later(lang, facts, district is None)),
        data=open_data.election_links(code, facts)
        if district is None
        else open_data.district_links(district),
        status=views.status(lang, facts.status, facts.official),
        said=standing(lang, facts.ballot, facts.result, facts.result.of, facts.stations, facts.status)
        if released and facts.lists_agree
        else "",
    )


def _later(lang: Language, facts: ElectionFacts, whole: bool) -> dict[str, Any]:
    """What stands further down: who is elected, lists, districts, municipalities with their map, pictures."""
    released = facts.state is State.RELEASED
    folder = page_list.links(lang, facts.folder)
    return {
        "municipalities": [
            {
                "name": words.place(lang, each.municipality),
                "link": link_to(lang, facts.folder, part),
                "turnout": views.turnout_in_list(lang, each.turnout, bool(each.admitted_by_station)),
                "counted": _counted(lang, each),
            }
            for each, part in words.by_name(lang, facts)
        ],
        "areas_map": areas_map(lang, facts),
        "districts": _district_rows(lang, facts) if whole else [],
        "lists": _lists(lang, facts) if whole else [],
        "elected": elected_view.view(lang, facts.ballot, facts.lists.chosen, folder)
        if whole and released
        else (),
        "pictures": pictures.links(lang.code, facts, facts.folder) if whole else [],
    }


def _district_rows(lang: Language, facts: ElectionFacts) -> list[dict[str, str]]:
    return [
        {
            "name": each.area.name,
            "link": link_to(lang, facts.folder, address.DISTRICT, each.folder),
            "turnout": views.turnout_in_list(lang, each.part.turnout, each.part.reported > 0),
            "counted": lang.say(
                "%(counted)s of %(total)s",
                counted=lang.number(each.part.result.of),
                total=lang.number(each.part.stations),
            )
            if each.part.state is State.RELEASED
            else "–",
        }
        for each in sorted(facts.districts, key=lambda each: each.area.name)
    ]


def _lists(lang: Language, facts: ElectionFacts) -> list[tuple[str, str]]:
    """The lists with their pages, in the order of the ballot, where no result links to them yet."""
    if not page_list.exist(facts) or (facts.state is State.RELEASED and facts.result.of):
        return []
    folder = page_list.links(lang, facts.folder)
    return [(words.list_name(lang, facts.ballot, each), f"{folder}{each.number}/") for each in facts.ballot]


def _counted(lang: Language, each: MunicipalityFacts) -> str:
    if each.state is State.WITHHELD:
        return lang.say("not released")
    if each.state is State.WITHDRAWN:
        return lang.say("withdrawn")
    if each.state is State.BEFORE:
        return lang.say("from %(time)s", time=lang.time(each.public.moment.astimezone(each.election.tz)))
    if each.status is Status.OFFICIAL:
        return lang.say("official")
    return lang.say(
        "%(counted)s of %(total)s",
        counted=lang.number(len(each.counts)),
        total=lang.number(len(each.stations)),
    )


def _missing_kinds(lang: Language, named: Iterable[tuple[MunicipalityFacts, str]]) -> list[str]:
    """Per ballot type other than the regular one: in which municipalities it is missing, by name."""
    missing: dict[Kind, list[str]] = {}
    for each, _ in named:
        for one in each.ballot_types:
            if one.missing:
                missing.setdefault(one.kind, []).append(words.place(lang, each.municipality))
    found = []
    for kind in Kind:
        if kind is Kind.REGULAR or kind not in missing:
            continue
        names = missing[kind]
        some = ", ".join(names[:NAMED])
        if len(names) > NAMED:
            some = lang.say("%(names)s and %(more)s more", names=some, more=len(names) - NAMED)
        found.append(f"{words.kind(lang, kind)}: {some}")
    return found
