"""The page of a list in an election: its candidates, their votes, and what each municipality gave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from stemdag.domain.ballot import CandidateList
from stemdag.publish import address, elected_view, notice, open_data, themes, views, words
from stemdag.publish.candidates import Person, Roster, Standing
from stemdag.publish.chosen import votes_of
from stemdag.publish.facts_together import ElectionFacts
from stemdag.publish.language import Language, language
from stemdag.publish.rendering import link_to, render
from stemdag.publish.result import State


def exist(facts: ElectionFacts) -> bool:
    """Whether the lists of an election have pages: where a number means one list, and there are lists."""
    return not facts.ballot.referendum and facts.lists_agree


def key(facts: ElectionFacts) -> object:
    """What the pages of the lists follow from: no turnout, so that a report leaves them alone."""
    return (
        facts.rehearsal,
        facts.folder,
        facts.election,
        facts.complete,
        facts.state,
        facts.moment,
        facts.folders,
        facts.theme,
        tuple(
            (
                each.municipality.code,
                each.municipality.name,
                each.public.ballot,
                each.public.released,
                each.public.withdrawn,
                len(each.public.stations),
            )
            for each in facts.municipalities
        ),
    )


def links(lang: Language, folder: str) -> str:
    """The folder below which the lists of an election lie."""
    return link_to(lang, folder, address.LIST)


class CandidateRow(NamedTuple):
    """One candidate; numbers are "" before the moment. `note`: what it is elected by, or where it stands."""

    number: int
    name: str
    votes: str
    share: str
    note: str
    elected: bool


@dataclass(frozen=True, slots=True)
class ListView:
    """`chosen` sums up who is elected, "" where that cannot be told."""

    votes: str
    share: str
    seats: str
    rows: tuple[CandidateRow, ...]
    chosen: tuple[str, ...]
    note: str
    municipalities: tuple[tuple[str, str, str, str], ...]


def candidate_list(code: str, languages: Sequence[str], facts: ElectionFacts, number: int) -> bytes:
    """A list with its candidates; before the moment without a number."""
    lang = language(code)
    zone = facts.election.tz
    of = facts.ballot.by_number[number]
    released = facts.state is State.RELEASED
    return render(
        "list.html",
        lang,
        languages,
        (facts.folder, address.LIST, str(number)),
        facts.rehearsal,
        name=words.list_name(lang, facts.ballot, of),
        detail=lang.say("List %(number)s", number=number),
        election_name=facts.election.name,
        steps=[
            (lang.say("Elections"), link_to(lang)),
            (facts.election.name, link_to(lang, facts.folder)),
        ],
        before=views.moment(lang, facts.moment, zone) if facts.state is State.BEFORE else None,
        withdrawn=notice.lines(lang, facts.withdrawn, zone, facts.election.date),
        counted=lang.number(facts.result.of) if released else "",
        total=lang.number(facts.stations),
        part=views.part(facts.result.of, facts.stations) if released else "0",
        status=views.status(lang, facts.status, facts.official),
        view=_view(lang, facts, of, released),
        places=(facts.folder,),
        theme=themes.dress(facts.theme),
        data=open_data.list_links(facts),
        said="",
    )


def _view(lang: Language, facts: ElectionFacts, of: CandidateList, released: bool) -> ListView:
    lists = facts.lists
    roster = lists.rosters.get(of.number) or Roster(of.number)
    result, whole = facts.result, facts.result.whole(referendum=False)
    shown = released and result.of > 0
    if not shown:
        rows = tuple(_row(lang, roster, each, None, 0, {}) for each in roster.candidates)
        return ListView("", "", "", rows, (), "", ())
    votes = result.votes.get(of.number, 0)
    by_list = lists.seats.by_list
    mine = lists.chosen.get(of.number)
    by_person = votes_of(roster, facts.municipalities)
    telling = lists.telling
    elected = {one.person: preference for one, preference in mine.chosen} if mine else {}
    note = ""
    if roster.candidates and telling < result.of:
        note = lang.say(
            "Votes on candidates are known of %(telling)s of the %(counted)s stations counted.",
            telling=lang.number(telling),
            counted=lang.number(result.of),
        )
    return ListView(
        lang.number(votes),
        lang.percent(votes, whole) if whole else "",
        "" if by_list is None else lang.number(by_list.get(of.number, 0)),
        tuple(
            _row(lang, roster, each, by_person if telling else None, sum(by_person.values()), elected)
            for each in roster.candidates
        ),
        elected_view.sentences(lang, mine) if mine else (),
        note,
        _municipalities(lang, facts, of.number) if len(facts.municipalities) > 1 else (),
    )


def _row(
    lang: Language,
    roster: Roster,
    each: Standing,
    votes: dict[Person, int] | None,
    whole: int,
    elected: dict[Person, bool],
) -> CandidateRow:
    note = ""
    if len(roster.variants) > 1 and each.lists < len(roster.variants):
        note = lang.say("on %(lists)s of %(all)s different lists", lists=each.lists, all=len(roster.variants))
    own = votes.get(each.person, 0) if votes is not None else None
    taken = elected.get(each.person)
    if taken is not None:
        note = elected_view.how(lang, taken)
    return CandidateRow(
        each.number,
        each.name,
        "" if own is None else lang.number(own),
        lang.percent(own, whole) if own is not None and whole else "",
        note,
        taken is not None,
    )


def _municipalities(
    lang: Language, facts: ElectionFacts, number: int
) -> tuple[tuple[str, str, str, str], ...]:
    """Name, address, votes and share of each municipality with a count, by name."""
    found = []
    for each, folder in words.by_name(lang, facts):
        if not each.counts or number not in each.public.ballot.by_number:
            continue
        votes, whole = each.result.votes.get(number, 0), each.result.candidate_votes
        found.append(
            (
                words.place(lang, each.municipality),
                link_to(lang, facts.folder, folder),
                lang.number(votes),
                lang.percent(votes, whole) if whole else "",
            )
        )
    return tuple(found)
