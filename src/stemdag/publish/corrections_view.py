"""Corrections in words, for a municipality's page: each of them, and which totals they made lower."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from stemdag.publish import address, figures, words
from stemdag.publish.corrections import Correction, compared, corrections, reason
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.figures import Changed
from stemdag.publish.language import Language
from stemdag.publish.rendering import link_to
from stemdag.publish.result import Status
from stemdag.publish.sentences import NAMED

#: Corrections that a page shows; what is older is folded away.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class View:
    """`lower`: a sentence for each that made a figure lower, the newest first; `official`: an address."""

    lower: tuple[str, ...]
    not_named: str
    newest: tuple[dict[str, Any], ...]
    older: tuple[dict[str, Any], ...]
    older_said: str
    official: str


def view(lang: Language, facts: MunicipalityFacts, folder: str) -> View:
    found = corrections(facts)
    told = [_told(lang, facts, each, folder) for each in found]
    lower = list(_lower(lang, facts, found))
    older = told[SHOWN:]
    official = facts.status is not Status.PRELIMINARY
    more = lang.number(len(lower) - NAMED)
    return View(
        tuple(lower[:NAMED]),
        lang.say("and %(number)s more, below", number=more) if len(lower) > NAMED else "",
        tuple(told[:SHOWN]),
        tuple(older),
        lang.say("Earlier corrections: %(number)s", number=lang.number(len(older))),
        link_to(lang, facts.folder, folder, address.OFFICIAL) if official else "",
    )


def _told(lang: Language, facts: MunicipalityFacts, of: Correction, folder: str) -> dict[str, Any]:
    return {
        "when": _when(lang, facts, of),
        "station": words.station(of.station),
        "link": link_to(lang, facts.folder, folder, of.station.number),
        "reason": reason(lang, of.step),
        "rows": [
            (each.name, lang.number(each.was), lang.number(each.became)) for each in _figures(lang, facts, of)
        ],
    }


def _when(lang: Language, facts: MunicipalityFacts, of: Correction) -> str:
    return lang.brief(of.at.astimezone(facts.election.tz), facts.election.date)


def _figures(lang: Language, facts: MunicipalityFacts, of: Correction) -> list[Changed]:
    before, after = of.step.change.before, of.step.after
    return figures.changed(lang, facts.public.ballot, before, after) if before and after else []


def _lower(lang: Language, facts: MunicipalityFacts, found: Iterable[Correction]) -> Iterator[str]:
    """Which figures became lower, by which station, when and why; first what the official count did."""
    pairs = compared(facts).pairs if facts.official else ()
    both = ((each.ours, each.official) for each in pairs)
    if down := _down(figures.together(lang, facts.public.ballot, both)):
        since = max(each.since for each in pairs).astimezone(facts.election.tz)
        yield lang.say(
            "%(figures)s: by the official count, %(time)s.",
            figures=figures.in_a_sentence(lang, down),
            time=lang.brief(since, facts.election.date),
        )
    for each in found:
        if down := _down(_figures(lang, facts, each)):
            yield lang.say(
                "%(figures)s: %(station)s was corrected, %(time)s. Reason: %(reason)s",
                figures=figures.in_a_sentence(lang, down),
                station=words.station(each.station),
                time=_when(lang, facts, each),
                reason=reason(lang, each.step),
            )


def _down(of: Iterable[Changed]) -> list[Changed]:
    return [each for each in of if each.more < 0]
