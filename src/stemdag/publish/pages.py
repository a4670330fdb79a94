"""The pages above the municipality: front door, all elections, one election. Each works without script."""

from __future__ import annotations

from collections.abc import Sequence

from stemdag.domain.station import Kind
from stemdag.publish import address, notice, open_data, pictures, shared, views, words
from stemdag.publish.facts import ElectionFacts, MunicipalityFacts, State
from stemdag.publish.language import Language, language
from stemdag.publish.rendering import link_to, render
from stemdag.publish.seat_view import view
from stemdag.publish.seats import seats
from stemdag.publish.sentences import NAMED, newest, reported, standing, than


def root(languages: Sequence[str], rehearsal: bool) -> bytes:
    """The front door: a choice of language, the first one being the page's own."""
    lang = language(languages[0])
    title = "Turnout and results"
    choices = [
        {"code": each, "name": language(each).own_name, "title": language(each).say(title)}
        for each in languages
    ]
    return render("root.html", lang, (), (), rehearsal, choices=choices, title=lang.say(title))


def index(
    code: str, languages: Sequence[str], rehearsal: bool, elections: tuple[ElectionFacts, ...]
) -> bytes:
    """All elections of this system, each with its municipalities."""
    lang = language(code)
    rows = []
    for facts in elections:
        zone = facts.election.tz
        released = facts.state is State.RELEASED
        rows.append(
            {
                "name": facts.election.name,
                "day": lang.day(facts.election.date),
                "link": link_to(lang, facts.folder),
                "moment": views.moment(lang, facts.moment, zone) if facts.state is State.BEFORE else None,
                "withdrawn": notice.lines(lang, facts.withdrawn, zone, facts.election.date),
                "counted": lang.number(facts.result.of) if released else None,
                "total": lang.number(facts.stations),
                "turnout": views.turnout_in_list(lang, facts.turnout, facts.reported > 0),
                "municipalities": [
                    (each.municipality.name, link_to(lang, facts.folder, folder))
                    for each, folder in _by_name(facts)
                ],
            }
        )
    folders = tuple(facts.folder for facts in elections)
    data = [("JSON", f"/{address.DATA}/index.json")]
    return render("index.html", lang, languages, (), rehearsal, elections=rows, places=folders, data=data)


def _by_name(facts: ElectionFacts) -> list[tuple[MunicipalityFacts, str]]:
    pairs = zip(facts.municipalities, facts.folders, strict=True)
    return sorted(pairs, key=lambda pair: (_sortable(pair[0].municipality.name), pair[0].municipality.code))


def _sortable(name: str) -> str:
    """`'s-Gravenhage` stands under the g, as in Dutch lists."""
    return name.lower().removeprefix("'s-").removeprefix("'s ").removeprefix("'t ")


def election(code: str, languages: Sequence[str], facts: ElectionFacts) -> bytes:
    """The country's page: everything of one election together."""
    lang = language(code)
    zone = facts.election.tz
    released = facts.state is State.RELEASED
    rows = []
    withheld = []
    withdrawn = []
    for each, folder in _by_name(facts):
        link = link_to(lang, facts.folder, folder)
        if each.state is State.WITHHELD:
            withheld.append((each.municipality.name, link))
        elif each.state is State.WITHDRAWN and facts.withdrawn is None:
            withdrawn.append((each.municipality.name, link))
        rows.append(
            {
                "name": each.municipality.name,
                "link": link,
                "turnout": views.turnout_in_list(lang, each.turnout, bool(each.admitted_by_station)),
                "counted": _counted(lang, each),
            }
        )
    last = max(
        (
            (each.newest.since, each.municipality.code, each.newest.station, each, folder)
            for each, folder in zip(facts.municipalities, facts.folders, strict=True)
            if each.newest
        ),
        key=lambda one: one[:3],
        default=None,
    )
    found = seats(facts) if released else None
    return render(
        "election.html",
        lang,
        languages,
        (facts.folder,),
        facts.rehearsal,
        name=facts.election.name,
        steps=[(lang.say("Elections"), link_to(lang))],
        before=views.moment(lang, facts.moment, zone) if facts.state is State.BEFORE else None,
        released=released,
        counted=lang.number(facts.result.of) if released else "",
        total=lang.number(facts.stations),
        part=views.part(facts.result.of, facts.stations) if released else "0",
        newest=last and newest(lang, last[3], last[4]),
        withheld=withheld,
        withdrawn=notice.lines(lang, facts.withdrawn, zone, facts.election.date),
        withdrawn_names=withdrawn,
        missing=_missing_kinds(lang, facts) if released else [],
        result=views.result(lang, facts.ballot, facts.result, found.by_list, facts.earlier)
        if found and facts.result.of and facts.lists_agree
        else None,
        earlier=than(lang, facts.earlier),
        seats=view(lang, facts.ballot, facts.result, found, facts.election.seats)
        if found and facts.result.of
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
        municipalities=rows,
        shared=shared.shared(code, facts, facts.folder),
        pictures=pictures.links(code, facts, facts.folder),
        places=(facts.folder,),
        data=open_data.election_links(code, facts),
        said=standing(lang, facts.ballot, facts.result, facts.result.of, facts.stations)
        if released and facts.lists_agree
        else "",
    )


def _counted(lang: Language, each: MunicipalityFacts) -> str:
    if each.state is State.WITHHELD:
        return lang.say("not released")
    if each.state is State.WITHDRAWN:
        return lang.say("withdrawn")
    if each.state is State.BEFORE:
        return lang.say("from %(time)s", time=lang.time(each.public.moment.astimezone(each.election.tz)))
    return lang.say(
        "%(counted)s of %(total)s",
        counted=lang.number(len(each.counts)),
        total=lang.number(len(each.stations)),
    )


def _missing_kinds(lang: Language, facts: ElectionFacts) -> list[str]:
    """Per ballot type other than the regular one: in which municipalities it is missing, by name."""
    found = []
    for kind in Kind:
        names = [
            each.municipality.name
            for each, _ in _by_name(facts)
            if any(one.kind is kind and one.missing for one in each.ballot_types)
        ]
        if names and kind is not Kind.REGULAR:
            some = ", ".join(names[:NAMED])
            if len(names) > NAMED:
                some = lang.say("%(names)s and %(more)s more", names=some, more=len(names) - NAMED)
            found.append(f"{words.kind(lang, kind)}: {some}")
    return found
