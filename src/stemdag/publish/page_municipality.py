"""A municipality's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stemdag.domain.election import Election
from stemdag.domain.station import Kind
from stemdag.domain.turnout import Turnout
from stemdag.publish import (
    address,
    corrections_view,
    elected_view,
    hours_view,
    notice,
    open_data,
    pictures,
    quarters,
    queue_view,
    shared,
    themes,
    views,
    words,
)
from stemdag.publish.candidates import rosters
from stemdag.publish.chosen import chosen
from stemdag.publish.day import Queues, ReleasedCount
from stemdag.publish.elected_view import ElectedList
from stemdag.publish.facts import BallotType, MunicipalityFacts
from stemdag.publish.language import Language, language
from stemdag.publish.map_view import stations_map
from stemdag.publish.rendering import link_to, render
from stemdag.publish.result import State, Status
from stemdag.publish.seat_view import view
from stemdag.publish.seats import of_one
from stemdag.publish.sentences import NAMED, newest, of_electorate, reported, standing, than

#: Lists on a screen in a hall, the largest: more could not be read from afar; and in a frame.
ON_SCREEN, IN_FRAME = 10, 8


def municipality(
    code: str, languages: Sequence[str], facts: MunicipalityFacts, folder: str, queues: Queues
) -> bytes:
    """A municipality's page: its result, turnout, ballot types, candidates and stations."""
    lang = language(code)
    election, zone = facts.election, facts.election.tz
    rows = []
    for each in facts.stations:
        admitted = facts.admitted_by_station.get(each.number)
        count = facts.counts.get(each.number)
        report = facts.last_reports.get(each.number) if not facts.counts else None
        turnout = Turnout(admitted or 0, each.electorate or None)
        detail = words.detail_in_list(lang, each)
        if queue := queues.get(each.number):
            detail = queue_view.after(lang, detail, queue, election)
        rows.append(
            {
                "number": each.number,
                "name": each.name,
                "link": link_to(lang, facts.folder, folder, each.number),
                "detail": detail,
                "turnout": views.turnout_in_list(lang, turnout, admitted is not None),
                "counted": _counted(lang, count, election),
                "reported": lang.brief(report.at.astimezone(zone), election.date) if report else "–",
            }
        )
    return render(
        "municipality.html",
        lang,
        languages,
        (facts.folder, folder),
        facts.rehearsal,
        steps=_steps(lang, facts),
        candidates=_candidates(lang, facts),
        stations=rows,
        quarters=quarters.view(lang, facts, folder),
        shared=shared.shared(code, facts, facts.folder, folder),
        embed=link_to(lang, facts.folder, folder, address.EMBED),
        pictures=pictures.links(code, facts, facts.folder, folder),
        hours_view=hours_view.hours(lang, election, facts.hours),
        last_reports=hours_view.last_reports(lang, facts, folder),
        stations_map=stations_map(lang, facts, queues),
        base=link_to(lang, facts.folder, folder),
        places=(facts.folder,),
        data=open_data.municipality_links(code, facts, folder),
        now=link_to(lang, facts.folder, folder, address.NOW),
        **_moving(lang, facts, folder),
    )


def now(code: str, languages: Sequence[str], facts: MunicipalityFacts, folder: str) -> bytes:
    """What of it moves with each count, without candidates and stations: a tenth of a city's page."""
    lang = language(code)
    at = (facts.folder, folder, address.NOW)
    whole = link_to(lang, facts.folder, folder)
    return render(
        "municipality.html",
        lang,
        languages,
        at,
        facts.rehearsal,
        whole=whole,
        **_moving(lang, facts, folder),
    )


def _moving(lang: Language, facts: MunicipalityFacts, folder: str) -> dict[str, Any]:
    """What moves with each count: of the page and of its short form."""
    released = facts.state is State.RELEASED
    return {
        "missing": _missing(lang, facts) if released else None,
        "earlier": than(lang, facts.public.earlier),
        "corrections": corrections_view.view(lang, facts, folder),
        "screen": link_to(lang, facts.folder, folder, address.SCREEN),
        "types": [_type_row(lang, each) for each in facts.ballot_types] if released else [],
        **_standing(lang, facts, folder),
    }


def _steps(lang: Language, facts: MunicipalityFacts) -> list[tuple[str, str]]:
    """What lies above: elections, the election, its district where that has a page."""
    found = [(lang.say("Elections"), link_to(lang)), (facts.election.name, link_to(lang, facts.folder))]
    if facts.district and facts.municipality.district:
        link = link_to(lang, facts.folder, address.DISTRICT, facts.district)
        found.append((facts.municipality.district.name, link))
    return found


def screen(code: str, languages: Sequence[str], facts: MunicipalityFacts, folder: str) -> bytes:
    """Where the day stands, for a hall or a broadcaster: large, panel after panel, nothing to press."""
    lang = language(code)
    at = (facts.folder, folder, address.SCREEN)
    shown = _standing(lang, facts, folder, ON_SCREEN)
    return render("screen.html", lang, languages, at, facts.rehearsal, **shown)


def embed(code: str, languages: Sequence[str], facts: MunicipalityFacts, folder: str) -> bytes:
    """The same for a frame on the page of another: where it stands, the largest lists, turnout."""
    lang = language(code)
    at = (facts.folder, folder, address.EMBED)
    page = link_to(lang, facts.folder, folder)
    shown = _standing(lang, facts, folder, IN_FRAME)
    more = len(list(facts.public.ballot)) > IN_FRAME
    return render("embed.html", lang, languages, at, facts.rehearsal, page=page, more=more, **shown)


def _standing(
    lang: Language, facts: MunicipalityFacts, folder: str, most: int | None = None
) -> dict[str, Any]:
    """Where the day stands, for both pages; `most`: so many lists, the largest."""
    election, public = facts.election, facts.public
    moment = views.moment(lang, public.moment, election.tz)
    counted, total = len(facts.counts), len(facts.stations)
    result = seats = None
    elected: tuple[ElectedList, ...] = ()
    if facts.counts:
        found = of_one(facts)
        by_list = found.by_list if found else None
        links = link_to(lang, facts.folder, address.LIST) if facts.listed and most is None else ""
        result = views.result(lang, public.ballot, facts.result, by_list, public.earlier, most, links)
        if found:
            seats = view(lang, public.ballot, facts.result, found, election.seats, facts.status)
        if by_list and most is None:
            taken = chosen(election, [facts], rosters([public.ballot]), by_list)
            elected = elected_view.view(lang, public.ballot, taken, links)
    return {
        "name": words.place(lang, facts.municipality),
        "theme": themes.dress(public.theme),
        "election_name": election.name,
        "before": moment if facts.state is State.BEFORE else None,
        "withheld": moment.text if facts.state is State.WITHHELD else None,
        "withdrawn": notice.lines(lang, public.withdrawn, election.tz, election.date),
        "counted": lang.number(counted),
        "total": lang.number(total),
        "part": views.part(counted, total),
        "electorate": of_electorate(lang, facts.electorate_counted, counted, total),
        "newest": None if facts.status is Status.OFFICIAL else newest(lang, facts, folder),
        "result": result,
        "seats": seats,
        "elected": elected,
        "turnout_view": views.turnout(
            lang, election, facts.turnout, facts.points, facts.span, reported(lang, facts), public.earlier
        ),
        "said": standing(lang, public.ballot, facts.result, counted, total, facts.status),
        "status": views.status(lang, facts.status, facts.official),
    }


def _counted(lang: Language, count: ReleasedCount | None, election: Election) -> str:
    """Since when a station is counted, in a list."""
    if count is None:
        return "–"
    if count.official:
        return lang.say("official")
    return lang.brief(count.since.astimezone(election.tz), election.date)


def _missing(lang: Language, facts: MunicipalityFacts) -> dict[str, Any] | None:
    """How many stations are not in; those of other types than the regular one always by name."""
    missing = [each for one in facts.ballot_types for each in one.missing]
    if not missing:
        return None
    by_name = missing if len(missing) <= NAMED else [e for e in missing if e.kind is not Kind.REGULAR]
    if len(missing) == 1:
        said = lang.say("Not in yet: 1 station.")
    elif 0 < len(by_name) < len(missing):
        said = lang.say("Not in yet: %(number)s stations, among them:", number=lang.number(len(missing)))
    else:
        said = lang.say("Not in yet: %(number)s stations.", number=lang.number(len(missing)))
    return {
        "sentence": said,
        "names": [words.missing(lang, each) for each in by_name],
    }


def _type_row(lang: Language, each: BallotType) -> dict[str, str]:
    named = ", ".join(words.station(one) for one in each.missing[:NAMED])
    if len(each.missing) > NAMED:
        named = lang.say("%(names)s and %(more)s more", names=named, more=len(each.missing) - NAMED)
    return {
        "name": words.kind(lang, each.kind),
        "counted": lang.say(
            "%(counted)s of %(total)s", counted=lang.number(each.counted), total=lang.number(each.total)
        ),
        "missing": named,
    }


def _candidates(lang: Language, facts: MunicipalityFacts) -> list[dict[str, Any]]:
    """Each list with its candidates, where any count has them."""
    votes = facts.candidate_votes
    ballot = facts.public.ballot
    return [
        {
            "name": words.list_name(lang, ballot, each),
            "votes": lang.number(facts.result.votes.get(each.number, 0)),
            "rows": [
                (one.number, one.name, lang.number(votes[each.number].get(one.number, 0)))
                for one in each.candidates
            ],
        }
        for each in ballot
        if votes.get(each.number) and each.candidates
    ]
