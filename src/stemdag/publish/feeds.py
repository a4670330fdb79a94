"""Feeds of changes, as Atom and as JSON Feed: what came in, what was corrected and why, what is complete.

The addresses in them begin with a slash: the tree does not know at which name it stands. Readers take them
from the address of the feed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Count
from stemdag.files.eml.envelope_writing import token
from stemdag.publish import address, views, words
from stemdag.publish.data import at, counted, in_each, to_bytes
from stemdag.publish.events import Event, What, of_election, of_municipality, urn
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import ElectionFacts
from stemdag.publish.figures import changed
from stemdag.publish.language import Language, language
from stemdag.publish.rendering import link_to
from stemdag.publish.result import Status

#: A feed tells this many changes, the newest; all of a station's stand on its page and in the JSON.
LATEST = 200
#: Lists that are named with a count that came in.
NAMED = 3


class Feed:
    """The changes of one area in one language."""

    def __init__(
        self, code: str, base: str, rehearsal: bool, place: Sequence[str], named: str, status: Status
    ) -> None:
        self.lang: Language = language(code)
        self.rehearsal = rehearsal
        self.address = f"/{base}.{code}"
        self.page = link_to(self.lang, *place)
        title = self.lang.say("%(name)s: changes of the result", name=named)
        self.title = f"{self.lang.say('Rehearsal')}: {title}" if rehearsal else title
        self.status = status
        cite = self.lang.say("Licence and how to cite: %(link)s", link=link_to(self.lang, address.ABOUT))
        self.note = f"{views.status(self.lang, status).note} {cite}"

    def atom(self, entries: Sequence[tuple[Event, str, str]], released: datetime) -> bytes:
        updated = entries[0][0].at if entries else released
        return "".join(
            (
                '<?xml version="1.0" encoding="UTF-8"?>\n'
                f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{self.lang.code}">'
                f"<id>{urn(self.address)}</id><title>{token(self.title)}</title>"
                f"<subtitle>{token(self.note)}</subtitle><updated>{at(updated)}</updated>"
                "<author><name>Stemdag</name></author>"
                f'<link rel="self" type="application/atom+xml" href="{self.address}{address.ATOM}"/>'
                f'<link rel="alternate" type="text/html" href="{self.page}"/>\n',
                *(self._entry(*each) for each in entries),
                "</feed>\n",
            )
        ).encode()

    def _entry(self, event: Event, title: str, text: str) -> str:
        return (
            f"<entry><id>{event.id}</id><title>{token(title)}</title><updated>{at(event.at)}</updated>"
            f'<link rel="alternate" type="text/html" href="{link_to(self.lang, *event.place)}"/>'
            f'<category term="{event.what}"/><content type="text">{token(text)}</content></entry>\n'
        )

    def json(self, entries: Sequence[tuple[Event, str, str]]) -> bytes:
        return to_bytes(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": self.title,
                "description": self.note,
                "language": self.lang.code,
                "home_page_url": self.page,
                "feed_url": f"{self.address}{address.FEED}",
                "items": [self._item(*each) for each in entries],
                "_stemdag": in_each(self.rehearsal, "feed", self.status),
            }
        )

    def _item(self, event: Event, title: str, text: str) -> dict[str, Any]:
        told: dict[str, Any] = {"kind": event.what.value}
        if event.municipality is not None:
            told["municipality"] = event.municipality.code
        if event.station is not None:
            told |= {"station": event.station.number, "version": event.version}
        if event.what is What.OFFICIAL:
            told |= {"stations": event.stations, "differing": event.differing}
        if event.what is What.CORRECTED and event.count is not None:
            before = _figures(event.before) if event.before else None
            told |= {"reason": event.reason, "before": before, "count": _figures(event.count)}
        return {
            "id": event.id,
            "url": link_to(self.lang, *event.place),
            "title": title,
            "content_text": text,
            "date_published": at(event.at),
            "_stemdag": told,
        }


def _figures(count: Count) -> dict[str, Any]:
    """A count without its candidates: they stand in the JSON, and would make a feed large."""
    lists = [{"number": each, "votes": of.total} for each, of in sorted(count.lists.items())]
    return {**counted(count), "lists": lists}


def municipality_atom(code: str, facts: MunicipalityFacts, part: str) -> bytes:
    feed, entries = _municipality(code, facts, part)
    return feed.atom(entries, facts.public.moment)


def municipality_json(code: str, facts: MunicipalityFacts, part: str) -> bytes:
    feed, entries = _municipality(code, facts, part)
    return feed.json(entries)


class Latest:
    """What happened last in an election, looked up once for its feeds in all languages and forms."""

    def __init__(self, facts: ElectionFacts) -> None:
        self.facts = facts

    @cached_property
    def events(self) -> list[Event]:
        """The newest first."""
        return of_election(self.facts, LATEST)

    def atom(self, code: str) -> bytes:
        feed, entries = _election(code, self)
        return feed.atom(entries, self.facts.moment)

    def json(self, code: str) -> bytes:
        feed, entries = _election(code, self)
        return feed.json(entries)


def _municipality(
    code: str, facts: MunicipalityFacts, part: str
) -> tuple[Feed, list[tuple[Event, str, str]]]:
    named = f"{words.place(language(code), facts.municipality)}, {facts.election.name}"
    base = f"{address.DATA}/{facts.folder}/{part}"
    feed = Feed(code, base, facts.rehearsal, (facts.folder, part), named, facts.status)
    found = of_municipality(facts, part, LATEST)
    return feed, [(each, *_said(feed.lang, each, facts.public.ballot, "")) for each in found]


def _election(code: str, latest: Latest) -> tuple[Feed, list[tuple[Event, str, str]]]:
    facts = latest.facts
    base = f"{address.DATA}/{facts.folder}/election"
    feed = Feed(code, base, facts.rehearsal, (facts.folder,), facts.election.name, facts.status)
    ballots = {each.municipality.code: each.public.ballot for each in facts.municipalities}
    return feed, [
        (
            each,
            *_said(
                feed.lang,
                each,
                ballots[each.municipality.code] if each.municipality else facts.ballot,
                words.place(feed.lang, each.municipality) if each.municipality else facts.election.name,
            ),
        )
        for each in latest.events
    ]


def _said(lang: Language, event: Event, ballot: Ballot, area: str) -> tuple[str, str]:
    """Title and text of a change; `area` stands before a station where a feed is of several areas."""
    if event.station is None:
        name = area or (words.place(lang, event.municipality) if event.municipality else "")
        if event.what is What.OFFICIAL:
            return _official(lang, event, name)
        title = lang.say("%(name)s: all polling stations are in", name=name)
        if event.official:
            return title, lang.say("All polling stations are in, with their official count.")
        return title, lang.say("All polling stations are in; the count is preliminary.")
    station = words.station(event.station)
    named = f"{area}: {station}" if area else station
    if event.what is What.COUNTED:
        return lang.say("%(station)s came in", station=named), _votes(lang, event.count, ballot)
    text = lang.say("Reason: %(reason)s", reason=event.reason) if event.reason else ""
    changed = "; ".join(_changed(lang, event, ballot))
    return lang.say("%(station)s was corrected", station=named), f"{text} {changed}".strip()


def _official(lang: Language, event: Event, name: str) -> tuple[str, str]:
    title = lang.say(
        "%(name)s: official count, polling stations: %(number)s",
        name=name,
        number=lang.number(event.stations),
    )
    if not event.differing:
        return title, lang.say("No figure differs from our preliminary count.")
    number = lang.number(event.differing)
    return title, lang.say("Polling stations with another figure than we had: %(number)s.", number=number)


def _votes(lang: Language, count: Count | None, ballot: Ballot) -> str:
    """How many votes, and the lists with most of them."""
    if count is None:
        return ""
    most = sorted(count.lists.items(), key=lambda each: (-each[1].total, each[0]))[:NAMED]
    names = {each.number: words.list_name(lang, ballot, each) for each in ballot}
    told = ", ".join(f"{names.get(n, n)} {lang.number(each.total)}" for n, each in most if each.total)
    cast = lang.say("Votes cast: %(number)s.", number=lang.number(count.cast))
    return f"{cast} {told}".strip()


def _changed(lang: Language, event: Event, ballot: Ballot) -> Iterator[str]:
    """Each figure that changed, with what it was: `GroenLinks 120 → 102`."""
    if event.before is not None and event.count is not None:
        for each in changed(lang, ballot, event.before, event.count):
            yield f"{each.name} {lang.number(each.was)} → {lang.number(each.became)}"
