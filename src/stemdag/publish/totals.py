"""The total sheet of a municipality, as a press agency takes it: lists, blank, invalid, turnout, what is in.

It is a file of the public tree and made from what is public, so it cannot be there before the release, and
goes with what is withdrawn. The office has no second way out for numbers: its desk links to this one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from stemdag.paper.press import press
from stemdag.publish import words
from stemdag.publish.data import at, ballot_types, election_keys, in_each, result_keys, to_bytes
from stemdag.publish.facts import BallotType, MunicipalityFacts
from stemdag.publish.language import Language, language
from stemdag.publish.result import State, Status
from stemdag.publish.table import COLUMNS, Place, cells_of, names_of

Row = tuple[object, ...]


def totals_json(facts: MunicipalityFacts) -> bytes:
    """The sheet as data; `as_of` is when the newest count in it became public."""
    newest, of = facts.newest, facts.municipality
    assert newest is not None
    missing = {each.number for kind in facts.ballot_types for each in kind.missing}
    referendum, turnout = facts.public.ballot.referendum, facts.turnout
    return to_bytes(
        {
            **in_each(facts.rehearsal, "totals", facts.status),
            "election": election_keys(facts.election),
            "municipality": {"code": of.code, "name": of.name},
            "state": State.RELEASED.value,
            "as_of": at(newest.since),
            "turnout": {
                "admitted": turnout.admitted,
                "electorate": turnout.electorate,
                "share": _share(turnout.admitted, turnout.electorate),
            },
            "result": result_keys(facts.result, referendum, len(facts.stations), facts.official),
            "ballot": [{"number": each.number, "name": each.name} for each in facts.public.ballot],
            "ballot_types": ballot_types(facts),
            "missing": [
                {"number": each.number, "name": each.name, "kind": each.kind.value}
                for each in facts.stations
                if each.number in missing
            ],
        }
    )


def totals_csv(facts: MunicipalityFacts) -> bytes:
    """The sheet as a table: a row per measure, list and missing station, with its share where it has one."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow((*COLUMNS, "share"))
    first = "true" if facts.rehearsal else "false", facts.election.id
    for row in _rows(facts):
        writer.writerow((*first, *row))
    return buffer.getvalue().encode()


def _rows(facts: MunicipalityFacts) -> Iterator[Row]:
    of, found = facts.municipality, facts.result
    whole = cells_of(of.code, of.name, "", "", "", "")
    yield _row(whole, "stations", len(facts.stations))
    yield _row(whole, "stations_counted", found.of)
    turnout = facts.turnout
    if turnout.electorate:
        yield _row(whole, "electorate", turnout.electorate)
    yield _row(whole, "admitted", turnout.admitted, _share(turnout.admitted, turnout.electorate))
    listed, called = found.whole(facts.public.ballot.referendum), names_of(facts.public.ballot)
    for number, votes in found.votes.items():
        yield _row(whole, "votes", votes, _share(votes, listed), (number, called.get(number, "")))
    yield _row(whole, "candidate_votes", found.candidate_votes)
    yield _row(whole, "blank", found.blank, _share(found.blank, found.cast))
    yield _row(whole, "invalid", found.invalid, _share(found.invalid, found.cast))
    yield _row(whole, "cast", found.cast)
    for kind in facts.ballot_types:
        for each in kind.missing:
            here = cells_of(of.code, of.name, each.number, each.name, each.kind.value, each.postcode or "")
            yield _row(here, "missing", 1)


def _row(where: Place, measure: str, number: int, share: float | None = None, of_list: Row = ("", "")) -> Row:
    return (*where, measure, *of_list, "", "", number, "" if share is None else share)


def _share(part: int, whole: int | None) -> float | None:
    return round(part / whole, 6) if whole else None


def totals_pdf(code: str, facts: MunicipalityFacts) -> bytes:
    """The sheet on paper, in one language."""
    lang, found, newest = language(code), facts.result, facts.newest
    assert newest is not None
    listed = found.whole(facts.public.ballot.referendum)
    by_number = facts.public.ballot.by_number
    return press(
        "totals",
        {
            "language": lang.code,
            "title": f"{lang.say('Total sheet')} {words.place(lang, facts.municipality)}",
            "words": _words(lang, facts),
            "municipality": words.place(lang, facts.municipality),
            "code": facts.municipality.code,
            "election": facts.election.name,
            "day": lang.day(facts.election.date),
            "rehearsal": facts.rehearsal,
            "preliminary": facts.status is not Status.OFFICIAL,
            "stands": lang.moment(newest.since.astimezone(facts.election.tz)),
            "counted": lang.say(
                "%(counted)s of %(total)s stations counted",
                counted=lang.number(found.of),
                total=lang.number(len(facts.stations)),
            ),
            "lists": [
                [
                    str(number),
                    words.list_name(lang, facts.public.ballot, by_number[number]),
                    lang.number(votes),
                    lang.percent(votes, listed) if listed else "",
                ]
                for number, votes in found.votes.items()
                if number in by_number
            ],
            "sums": _sums(lang, facts),
            "missing": [_missing(lang, each) for each in facts.ballot_types],
        },
    )


def _words(lang: Language, facts: MunicipalityFacts) -> dict[str, str]:
    return {
        "sheet": lang.say("Total sheet"),
        "rehearsal": lang.say("Rehearsal"),
        "real": lang.say("Nothing on this page is real: the figures are made up or replayed."),
        "status": words.status(lang, facts.status),
        "weight": words.weight(lang, facts.status),
        "as_of": lang.say("As of"),
        "list": lang.say("List"),
        "votes": lang.say("Votes"),
        "share": lang.say("Share"),
        "sums": lang.say("Totals"),
        "in": lang.say("What is in"),
        "missing": lang.say("Not in yet:"),
    }


def _sums(lang: Language, facts: MunicipalityFacts) -> list[list[str]]:
    """Label, number, and its percentage where it has one."""
    found, turnout = facts.result, facts.turnout
    rows = [
        (lang.say("Valid votes"), found.candidate_votes, None),
        (lang.say("Blank"), found.blank, found.cast),
        (lang.say("Invalid"), found.invalid, found.cast),
        (lang.say("Votes cast"), found.cast, None),
        (lang.say("Admitted voters in the stations counted"), found.admitted, None),
    ]
    if turnout.electorate:
        rows.append((lang.say("Eligible voters"), turnout.electorate, None))
    rows.append((lang.say("Turnout, all stations"), turnout.admitted, turnout.electorate))
    return [
        [label, lang.number(number), lang.percent(number, whole) if whole else ""]
        for label, number, whole in rows
    ]


def _missing(lang: Language, kind: BallotType) -> dict[str, object]:
    return {
        "kind": words.kind(lang, kind.kind),
        "counted": lang.say(
            "%(counted)s of %(total)s", counted=lang.number(kind.counted), total=lang.number(kind.total)
        ),
        "stations": [words.station(each) for each in kind.missing],
    }
