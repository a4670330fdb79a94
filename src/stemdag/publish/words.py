"""Names of things on the public pages, said in a language."""

from __future__ import annotations

from functools import lru_cache

from stemdag.domain.ballot import AGAINST, FOR, Ballot, CandidateList
from stemdag.domain.place_names import FRISIAN
from stemdag.domain.station import Kind, Municipality, Station
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import ElectionFacts
from stemdag.publish.language import Language
from stemdag.publish.result import Status


def kind(lang: Language, of: Kind) -> str:
    """A ballot type, as a heading."""
    return {
        Kind.REGULAR: lang.say("Regular polling stations"),
        Kind.POSTAL: lang.say("Postal votes"),
        Kind.EARLY: lang.say("Early voting"),
        Kind.MOBILE: lang.say("Mobile polling stations"),
        Kind.SPECIAL: lang.say("Special polling stations"),
    }[of]


def kind_of_one(lang: Language, of: Kind) -> str:
    """What one station of a kind is called."""
    return {
        Kind.REGULAR: lang.say("Polling station"),
        Kind.POSTAL: lang.say("Postal-vote station"),
        Kind.EARLY: lang.say("Early-voting station"),
        Kind.MOBILE: lang.say("Mobile polling station"),
        Kind.SPECIAL: lang.say("Special polling station"),
    }[of]


def detail(lang: Language, station: Station) -> str:
    """What tells a station from one with the same name: its kind and number, and its postcode."""
    named = f"{kind_of_one(lang, station.kind)} {station.number}"
    return f"{named} · {station.postcode}" if station.postcode else named


def place(lang: Language, of: Municipality) -> str:
    """A municipality by its name in the language: `Ljouwert` on a Frisian page."""
    return FRISIAN.get(of.code, of.name) if lang.code == "fy" else of.name


def station(of: Station) -> str:
    """A station in running text: names repeat, so the number stands with it."""
    return f"{of.name} ({of.number})"


def list_name(lang: Language, ballot: Ballot, of: CandidateList) -> str:
    """A list, an option of a referendum, or a list without a name."""
    return name_of_list(lang, ballot.referendum, of.number, of.name)


def name_of_list(lang: Language, referendum: bool, number: int, name: str) -> str:
    """The same for those that keep what they were told once."""
    if referendum and number == FOR:
        return lang.say("For")
    if referendum and number == AGAINST:
        return lang.say("Against")
    return name or lang.say("Blank list %(number)s", number=number)


def status(lang: Language, of: Status) -> str:
    """What the counts of an area are, in a word."""
    return {
        Status.PRELIMINARY: lang.say("Preliminary"),
        Status.PARTLY: lang.say("Partly official"),
        Status.OFFICIAL: lang.say("Official"),
    }[of]


def weight(lang: Language, of: Status) -> str:
    """The same in sentences: what leads, and who establishes the result. On each page and in each file."""
    return {
        Status.PRELIMINARY: lang.say(
            "Preliminary count. The official record on paper (proces-verbaal) leads; the central electoral "
            "committee establishes the result."
        ),
        Status.PARTLY: lang.say(
            "Partly official. Of the other stations the count is preliminary, and the official record on "
            "paper (proces-verbaal) leads; the central electoral committee establishes the result."
        ),
        Status.OFFICIAL: lang.say(
            "Official count, as in the official record (proces-verbaal). The central electoral committee "
            "establishes the result."
        ),
    }[of]


def missing(lang: Language, of: Station) -> str:
    """A station that is not in, by kind where it is not a regular one: `Briefstembureau 3 (Stadhuis)`."""
    if of.kind is Kind.REGULAR:
        return station(of)
    named = kind_of_one(lang, of.kind)
    same = of.name.strip().lower() == named.lower()
    return f"{named} {of.number}" if same else f"{named} {of.number} ({of.name})"


def by_name(lang: Language, facts: ElectionFacts) -> list[tuple[MunicipalityFacts, str]]:
    """Municipalities with their folders, in the order of their names; `'s-Gravenhage` stands under the g."""
    pairs = zip(facts.municipalities, facts.folders, strict=True)
    return sorted(
        pairs,
        key=lambda pair: (_sortable(place(lang, pair[0].municipality)), pair[0].municipality.code),
    )


@lru_cache(maxsize=4096)
def _sortable(name: str) -> str:
    return name.lower().removeprefix("'s-").removeprefix("'s ").removeprefix("'t ")
