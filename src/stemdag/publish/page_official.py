"""A page of the official count beside our preliminary one, station by station."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stemdag.domain.ballot import Ballot
from stemdag.publish import address, figures, open_data, themes, views, words
from stemdag.publish.corrections import Pair, compared
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.figures import Changed
from stemdag.publish.language import Language, language
from stemdag.publish.rendering import link_to, render

Row = tuple[str, str, str, str]


def official(code: str, languages: Sequence[str], facts: MunicipalityFacts, folder: str) -> bytes:
    """Totals, then each station at which a figure differs; the others summed up."""
    lang = language(code)
    found = compared(facts)
    election, ballot = facts.election, facts.public.ballot
    sums = figures.together(lang, ballot, ((each.ours, each.official) for each in found.pairs))
    same = found.same
    return render(
        "official.html",
        lang,
        languages,
        (facts.folder, folder, address.OFFICIAL),
        facts.rehearsal,
        theme=themes.dress(facts.public.theme),
        name=words.place(lang, facts.municipality),
        election_name=election.name,
        steps=[
            (lang.say("Elections"), link_to(lang)),
            (election.name, link_to(lang, facts.folder)),
            (words.place(lang, facts.municipality), link_to(lang, facts.folder, folder)),
        ],
        status=views.status(lang, facts.status, facts.official),
        official=lang.number(facts.official),
        total=lang.number(len(facts.stations)),
        lead=_lead(lang, len(found.pairs), len(found.differing)),
        sums=[_row(lang, each) for each in sums],
        stations=[_station(lang, facts, each, folder) for each in found.differing],
        same=_numbers(each.number for each in same),
        alone=[words.station(each) for each in found.alone],
        waiting=[words.station(each) for each in found.waiting],
        places=(facts.folder,),
        data=open_data.municipality_links(code, facts, folder),
    )


def _lead(lang: Language, pairs: int, differing: int) -> str:
    """How many stations the official count changed."""
    if not pairs:
        return lang.say("None of these stations had a preliminary count of ours.")
    if not differing:
        return lang.say("At all stations with a preliminary count of ours both are the same.")
    return lang.say(
        "At %(differing)s of %(pairs)s stations with a preliminary count of ours a figure differs.",
        differing=lang.number(differing),
        pairs=lang.number(pairs),
    )


def _row(lang: Language, of: Changed) -> Row:
    return of.name, lang.number(of.was), lang.number(of.became), figures.signed(lang, of.more)


def _station(lang: Language, facts: MunicipalityFacts, pair: Pair, folder: str) -> dict[str, Any]:
    ballot = facts.public.ballot
    candidates = [
        _row(lang, Changed(_candidate(lang, ballot, number, one), was, became))
        for number, one, was, became in pair.candidates
    ]
    since = pair.since.astimezone(facts.election.tz)
    return {
        "name": words.station(pair.station),
        "link": link_to(lang, facts.folder, folder, pair.station.number),
        "since": lang.brief(since, facts.election.date),
        "rows": [_row(lang, each) for each in figures.changed(lang, ballot, pair.ours, pair.official)],
        "candidates": candidates,
        "how_many": lang.say("Candidates of whom the number differs: %(number)s", number=len(candidates)),
    }


def _candidate(lang: Language, ballot: Ballot, number: int, one: int) -> str:
    """`D66 4, Bos, B.`: names of candidates repeat."""
    of = ballot.by_number[number]
    name = next((each.name for each in of.candidates if each.number == one), "")
    return f"{words.list_name(lang, ballot, of)} {one}, {name}"


def _numbers(numbers: Iterable[int]) -> str:
    """Stations by number in one line, those that follow each other as one: `1–7, 9, 12–80`."""
    runs: list[list[int]] = []
    for each in numbers:
        if runs and each == runs[-1][-1] + 1:
            runs[-1][1:] = [each]
        else:
            runs.append([each])
    return ", ".join("–".join(map(str, run)) for run in runs)
