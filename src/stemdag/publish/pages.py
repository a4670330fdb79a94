"""The pages: facts in, HTML out. Every page works without script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from stemdag.domain.count import Count
from stemdag.domain.election import Election
from stemdag.domain.station import Kind
from stemdag.domain.turnout import Turnout
from stemdag.publish import address, views, words
from stemdag.publish.assets import assets
from stemdag.publish.day import ReleasedCount
from stemdag.publish.facts import BallotType, ElectionFacts, MunicipalityFacts, State, StationFacts
from stemdag.publish.language import Language, language
from stemdag.publish.seats import seats, sentence

#: More missing stations than this are counted in the sentence, and named in the table of stations only.
NAMED = 6


@lru_cache
def _environment(code: str) -> Environment:
    lang = language(code)
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.install_gettext_translations(lang.translations, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(lang=lang, assets=assets(), _=made.globals["gettext"])
    return made


@lru_cache
def _template(code: str, name: str) -> Template:
    return _environment(code).get_template(name)


def _render(
    template: str, lang: Language, languages: Sequence[str], at: Sequence[str], rehearsal: bool, **values: Any
) -> bytes:
    """Render a page; `at` is its folder below the language, so that the other languages can be linked."""
    others = [
        {"code": each, "name": language(each).own_name, "link": address.link(address.page(each, *at))}
        for each in languages
        if each != lang.code
    ]
    values.setdefault("data", None)
    html = _template(lang.code, template).render(rehearsal=rehearsal, others=others, **values)
    return html.encode()


def _link(lang: Language, *parts: str | int) -> str:
    return address.link(address.page(lang.code, *parts))


def root(languages: Sequence[str], rehearsal: bool) -> bytes:
    """The front door: a choice of language, the first one being the page's own."""
    lang = language(languages[0])
    title = "Turnout and results"
    choices = [
        {"code": each, "name": language(each).own_name, "title": language(each).say(title)}
        for each in languages
    ]
    return _render("root.html", lang, (), (), rehearsal, choices=choices, title=lang.say(title))


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
                "link": _link(lang, facts.folder),
                "moment": views.moment(lang, facts.moment, zone) if facts.state is State.BEFORE else None,
                "counted": lang.number(facts.result.of) if released else None,
                "total": lang.number(facts.stations),
                "turnout": views.turnout_in_list(lang, facts.turnout, facts.reported > 0),
                "municipalities": [
                    (each.municipality.name, _link(lang, facts.folder, folder))
                    for each, folder in _by_name(facts)
                ],
            }
        )
    return _render("index.html", lang, languages, (), rehearsal, elections=rows)


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
    for each, folder in _by_name(facts):
        link = _link(lang, facts.folder, folder)
        if each.state is State.WITHHELD:
            withheld.append((each.municipality.name, link))
        rows.append(
            {
                "name": each.municipality.name,
                "link": link,
                "turnout": views.turnout_in_list(lang, each.turnout, bool(each.admitted_by_station)),
                "counted": _counted(lang, each),
            }
        )
    newest = max(
        (
            (each.newest.since, each.municipality.code, each.newest.station, each, folder)
            for each, folder in zip(facts.municipalities, facts.folders, strict=True)
            if each.newest
        ),
        key=lambda one: one[:3],
        default=None,
    )
    found = seats(facts) if released else None
    return _render(
        "election.html",
        lang,
        languages,
        (facts.folder,),
        facts.rehearsal,
        name=facts.election.name,
        steps=[(lang.say("Elections"), _link(lang))],
        before=views.moment(lang, facts.moment, zone) if facts.state is State.BEFORE else None,
        counted=lang.number(facts.result.of) if released else "",
        total=lang.number(facts.stations),
        part=views.part(facts.result.of, facts.stations) if released else "0",
        newest=newest and _newest(lang, newest[3], newest[4]),
        withheld=withheld,
        missing=_missing_kinds(lang, facts) if released else [],
        result=views.result(lang, facts.ballot, facts.result, found.by_list)
        if found and facts.result.of and facts.lists_agree
        else None,
        seats_note=sentence(lang, found, facts.election.seats) if found else "",
        turnout_view=views.turnout(
            lang, facts.election, facts.turnout, facts.points, facts.span, _reported(lang, facts)
        ),
        municipalities=rows,
        data=f"/{address.DATA}/{facts.folder}/election",
    )


def _reported(lang: Language, facts: ElectionFacts | MunicipalityFacts) -> str:
    """How many stations the turnout is of."""
    if isinstance(facts, ElectionFacts):
        reported, total = facts.reported, facts.stations
    else:
        reported, total = len(facts.admitted_by_station), len(facts.stations)
    return lang.say(
        "%(reported)s of %(total)s stations have reported.",
        reported=lang.number(reported),
        total=lang.number(total),
    )


def _counted(lang: Language, each: MunicipalityFacts) -> str:
    if each.state is State.WITHHELD:
        return lang.say("not released")
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


def _newest(lang: Language, facts: MunicipalityFacts, folder: str) -> dict[str, str] | None:
    if facts.newest is None:
        return None
    newest = facts.newest
    name = next(each.name for each in facts.stations if each.number == newest.station)
    since = newest.since.astimezone(facts.election.tz)
    return {
        "name": name,
        "link": _link(lang, facts.folder, folder, newest.station),
        "time": lang.brief(since, facts.election.date),
    }


def municipality(code: str, languages: Sequence[str], facts: MunicipalityFacts, folder: str) -> bytes:
    """A municipality's page: its result, turnout, ballot types, candidates and stations."""
    lang = language(code)
    election = facts.election
    zone = election.tz
    released = facts.state is State.RELEASED
    rows = []
    for each in facts.stations:
        admitted = facts.admitted_by_station.get(each.number)
        count = facts.counts.get(each.number)
        turnout = Turnout(admitted or 0, each.electorate or None)
        rows.append(
            {
                "number": each.number,
                "name": each.name,
                "link": _link(lang, facts.folder, folder, each.number),
                "detail": _detail_in_list(lang, each.kind, each.postcode),
                "turnout": views.turnout_in_list(lang, turnout, admitted is not None),
                "counted": lang.brief(count.since.astimezone(zone), election.date) if count else "–",
            }
        )
    moment = views.moment(lang, facts.public.moment, zone)
    return _render(
        "municipality.html",
        lang,
        languages,
        (facts.folder, folder),
        facts.rehearsal,
        name=facts.municipality.name,
        election_name=election.name,
        steps=[(lang.say("Elections"), _link(lang)), (election.name, _link(lang, facts.folder))],
        before=moment if facts.state is State.BEFORE else None,
        withheld=moment.text if facts.state is State.WITHHELD else None,
        counted=lang.number(len(facts.counts)),
        total=lang.number(len(facts.stations)),
        part=views.part(len(facts.counts), len(facts.stations)),
        newest=_newest(lang, facts, folder),
        missing=_missing(lang, facts) if released else None,
        result=views.result(lang, facts.public.ballot, facts.result) if facts.counts else None,
        seats_note="",
        turnout_view=views.turnout(
            lang, election, facts.turnout, facts.points, facts.span, _reported(lang, facts)
        ),
        types=[_type_row(lang, each) for each in facts.ballot_types] if released else [],
        candidates=_candidates(lang, facts),
        stations=rows,
        data=f"/{address.DATA}/{facts.folder}/{folder}",
    )


def _detail_in_list(lang: Language, kind: Kind, postcode: str | None) -> str:
    said = [] if kind is Kind.REGULAR else [words.kind_of_one(lang, kind)]
    return " · ".join([*said, *([postcode] if postcode else [])])


def _missing(lang: Language, facts: MunicipalityFacts) -> dict[str, Any] | None:
    """How many stations are not in; those of other types than the regular one always by name."""
    missing = [each for one in facts.ballot_types for each in one.missing]
    if not missing:
        return None
    by_name = missing if len(missing) <= NAMED else [e for e in missing if e.kind is not Kind.REGULAR]
    if len(missing) == 1:
        said = lang.say("Not in yet: 1 station.")
    else:
        said = lang.say("Not in yet: %(number)s stations.", number=lang.number(len(missing)))
    if by_name and len(by_name) < len(missing):
        said += " " + lang.say("Among them:")
    return {
        "sentence": said,
        "names": [
            f"{words.station(each)}, {words.kind_of_one(lang, each.kind).lower()}"
            if each.kind is not Kind.REGULAR
            else words.station(each)
            for each in by_name
        ],
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


def station(code: str, languages: Sequence[str], facts: StationFacts, folder: str) -> bytes:
    """A station's page: its lists once its count is public, its turnout all day."""
    lang = language(code)
    election, one = facts.election, facts.station
    zone = election.tz
    result = facts.result
    released = facts.released
    return _render(
        "station.html",
        lang,
        languages,
        (facts.folder, folder, str(one.number)),
        facts.rehearsal,
        name=one.name,
        detail=words.detail(lang, one),
        municipality=facts.municipality.name,
        election_name=election.name,
        steps=[
            (lang.say("Elections"), _link(lang)),
            (election.name, _link(lang, facts.folder)),
            (facts.municipality.name, _link(lang, facts.folder, folder)),
        ],
        before=views.moment(lang, facts.moment, zone),
        counted=lang.say("Counted, came in at %(time)s", time=_when(lang, released, election))
        if released
        else "",
        result=views.result(lang, facts.ballot, result) if result else None,
        difference=_difference(lang, released.count) if released else "",
        has_candidates=bool(released and any(each.candidates for each in released.count.lists.values())),
        changes=_changes(lang, facts) if released else [],
        turnout_view=views.turnout(lang, election, facts.turnout, facts.points, facts.span),
        data=f"/{address.DATA}/{facts.folder}/{folder}",
    )


def _when(lang: Language, released: ReleasedCount, election: Election) -> str:
    return lang.brief(released.since.astimezone(election.tz), election.date)


def _difference(lang: Language, count: Count) -> str:
    """Votes against admitted voters, said where they differ."""
    more = count.cast - count.admitted
    if more == 0:
        return ""
    said = {"admitted": lang.number(count.admitted), "cast": lang.number(count.cast)}
    if more > 0:
        return lang.say(
            "%(more)s more votes (%(cast)s) than admitted voters (%(admitted)s).",
            more=lang.number(more),
            **said,
        )
    return lang.say(
        "%(fewer)s fewer votes (%(cast)s) than admitted voters (%(admitted)s).",
        fewer=lang.number(-more),
        **said,
    )


def _changes(lang: Language, facts: StationFacts) -> list[dict[str, Any]]:
    """Each correction with what it changed, the newest first."""
    released = facts.released
    if released is None:
        return []
    versions = [each.before for each in released.changes] + [released.count]
    found = []
    for change, after in zip(released.changes, versions[1:], strict=True):
        at = change.at.astimezone(facts.election.tz)
        rows = _differences(lang, facts, change.before, after) if change.before and after else []
        found.append({"when": lang.brief(at, facts.election.date), "reason": change.reason, "rows": rows})
    return found[::-1]


def _differences(
    lang: Language, facts: StationFacts, before: Count, after: Count
) -> list[tuple[str, str, str]]:
    pairs = [
        (lang.say("Admitted voters"), before.admitted, after.admitted),
        *(
            (
                words.list_name(lang, facts.ballot, each),
                before.lists[each.number].total if each.number in before.lists else 0,
                after.lists[each.number].total if each.number in after.lists else 0,
            )
            for each in facts.ballot
        ),
        (lang.say("Blank"), before.blank, after.blank),
        (lang.say("Invalid"), before.invalid, after.invalid),
        (lang.say("Votes cast"), before.cast, after.cast),
    ]
    return [(what, lang.number(was), lang.number(is_)) for what, was, is_ in pairs if was != is_]
