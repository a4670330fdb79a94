"""A station's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stemdag.domain import receipt
from stemdag.domain.count import Count, fields
from stemdag.domain.election import Election
from stemdag.publish import figures, notice, open_data, queue_view, themes, views, words
from stemdag.publish.corrections import Step, last_preliminary, reason, steps
from stemdag.publish.day import ReleasedCount
from stemdag.publish.facts import StationFacts
from stemdag.publish.language import Language, language
from stemdag.publish.rendering import link_to, render


def station(code: str, languages: Sequence[str], facts: StationFacts, folder: str) -> bytes:
    """A station's page: its lists once its count is public, its turnout all day."""
    lang = language(code)
    election, one = facts.election, facts.station
    zone = election.tz
    result = facts.result
    released = facts.released
    return render(
        "station.html",
        lang,
        languages,
        (facts.folder, folder, str(one.number)),
        facts.rehearsal,
        name=one.name,
        detail=words.detail(lang, one),
        municipality=words.place(lang, facts.municipality),
        election_name=election.name,
        steps=[
            (lang.say("Elections"), link_to(lang)),
            (election.name, link_to(lang, facts.folder)),
            (words.place(lang, facts.municipality), link_to(lang, facts.folder, folder)),
        ],
        before=views.moment(lang, facts.moment, zone),
        status=views.status(lang, facts.status),
        withdrawn=notice.lines(lang, facts.withdrawn, zone, election.date),
        queue=queue_view.sentence(lang, facts.queue, election) if facts.queue else "",
        counted=_counted(lang, released, election) if released else "",
        result=views.result(lang, facts.ballot, result) if result else None,
        difference=_difference(lang, released.count) if released else "",
        has_candidates=bool(released and any(each.candidates for each in released.count.lists.values())),
        receipt=_receipt(lang, facts),
        changes=_changes(lang, facts),
        official=_official(lang, facts),
        turnout_view=views.turnout(lang, election, facts.turnout, facts.points, facts.span),
        places=(facts.folder,),
        theme=themes.dress(facts.theme),
        data=open_data.station_links(facts, folder),
    )


def _receipt(lang: Language, facts: StationFacts) -> str:
    """The code on the chair's record, made from what is public; nothing where no device sent the count."""
    released = facts.released
    if released is None:
        return ""
    place = (facts.election.id, facts.municipality.code, facts.station.number)
    if released.nonce is not None:
        return lang.say(
            "Code of this count: %(code)s. Where the official record has the same code, these are the "
            "numbers that the station sent.",
            code=receipt.code(receipt.Sent(*place, released.version, released.nonce), fields(released.count)),
        )
    ours = last_preliminary(released)
    if ours is None or ours.nonce is None or ours.before is None:
        return ""
    return lang.say(
        "Code of our preliminary count: %(code)s.",
        code=receipt.code(receipt.Sent(*place, ours.version, ours.nonce), fields(ours.before)),
    )


def _counted(lang: Language, released: ReleasedCount, election: Election) -> str:
    when = lang.brief(released.since.astimezone(election.tz), election.date)
    if released.official:
        return lang.say("Official count of %(time)s", time=when)
    return lang.say("Counted, came in at %(time)s", time=when)


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
    found = [] if facts.released is None else [each for each in steps(facts.released) if not each.to_official]
    return [
        {
            "when": lang.brief(each.change.at.astimezone(facts.election.tz), facts.election.date),
            "reason": reason(lang, each),
            "rows": _rows(lang, facts, each),
        }
        for each in reversed(found)
    ]


def _official(lang: Language, facts: StationFacts) -> dict[str, Any] | None:
    """What the official count changed of our last preliminary one."""
    if facts.released is None:
        return None
    step = next((each for each in steps(facts.released) if each.to_official), None)
    if step is None:
        return None
    rows = _rows(lang, facts, step)
    when = lang.brief(step.change.at.astimezone(facts.election.tz), facts.election.date)
    if rows:
        said = lang.say("The official count of %(time)s differs from our preliminary one.", time=when)
    else:
        said = lang.say("The official count of %(time)s is the same as our preliminary one.", time=when)
    return {"said": f"{said} {step.change.reason}".strip(), "rows": rows}


def _rows(lang: Language, facts: StationFacts, step: Step) -> list[tuple[str, str, str]]:
    before, after = step.change.before, step.after
    if before is None or after is None:
        return []
    found = figures.changed(lang, facts.ballot, before, after)
    return [(each.name, lang.number(each.was), lang.number(each.became)) for each in found]
