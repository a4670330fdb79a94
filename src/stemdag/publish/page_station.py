"""A station's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stemdag.domain import receipt
from stemdag.domain.count import Count, fields
from stemdag.domain.election import Election
from stemdag.publish import notice, open_data, themes, views, words
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
        withdrawn=notice.lines(lang, facts.withdrawn, zone, election.date),
        counted=lang.say("Counted, came in at %(time)s", time=_when(lang, released, election))
        if released
        else "",
        result=views.result(lang, facts.ballot, result) if result else None,
        difference=_difference(lang, released.count) if released else "",
        has_candidates=bool(released and any(each.candidates for each in released.count.lists.values())),
        receipt=_receipt(lang, facts),
        changes=_changes(lang, facts) if released else [],
        turnout_view=views.turnout(lang, election, facts.turnout, facts.points, facts.span),
        places=(facts.folder,),
        theme=themes.dress(facts.theme),
        data=open_data.station_links(facts, folder),
    )


def _receipt(lang: Language, facts: StationFacts) -> str:
    """The code on the chair's record, made from what is public; nothing where no device sent the count."""
    released = facts.released
    if released is None or released.nonce is None:
        return ""
    place = (facts.election.id, facts.municipality.code, facts.station.number)
    return lang.say(
        "Code of this count: %(code)s. Where the official record has the same code, these are the numbers "
        "that the station sent.",
        code=receipt.code(receipt.Sent(*place, released.version, released.nonce), fields(released.count)),
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
