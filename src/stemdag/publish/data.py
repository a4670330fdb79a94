"""The data files in JSON, with stable names and keys, documented in `docs/data.md`.

A key that is about results is absent until there are results: an empty place tells that something waits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Count
from stemdag.domain.earlier import Earlier
from stemdag.domain.election import Area, Election
from stemdag.domain.seats import as_json
from stemdag.domain.station import Station
from stemdag.domain.turnout import Turnout
from stemdag.domain.withdrawal import Withdrawal
from stemdag.publish import address, elected_view, words
from stemdag.publish.curve import Point
from stemdag.publish.day import Queues, ReleasedCount
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import ElectionFacts
from stemdag.publish.language import language
from stemdag.publish.result import Result, State, Status

#: Languages of what stands in each file in words, whichever the pages are in.
_LANGUAGES = ("en", "nl")
#: Figures of an election belong to nobody.
LICENCE = "CC0-1.0"


def to_bytes(value: Mapping[str, Any]) -> bytes:
    """JSON of one shape: sorted keys, no spaces, UTF-8, a newline at the end."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def in_each(rehearsal: bool, schema: str, status: Status = Status.PRELIMINARY) -> dict[str, Any]:
    """What stands in each file; `schema` is the name of what describes it."""
    return {
        "rehearsal": rehearsal,
        "preliminary": status is not Status.OFFICIAL,
        "note": _note(status),
        "licence": LICENCE,
        "schema": f"/{address.DATA}/schema/{schema}.json",
    }


@lru_cache
def _note(status: Status) -> dict[str, str]:
    """What stands in each data file about its weight, by language."""
    found = {}
    for lang in map(language, _LANGUAGES):
        cite = lang.say("Licence and how to cite: %(place)s", place=f"/{lang.code}/{address.ABOUT}/")
        found[lang.code] = f"{words.weight(lang, status)} {cite}"
    return found


def at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def election_keys(election: Election) -> dict[str, Any]:
    """An election as each file names it."""
    return {
        "id": election.id,
        "category": election.category.value,
        "name": election.name,
        "date": election.date.isoformat(),
        "days": [each.isoformat() for each in election.days],
        "zone": election.zone,
        "domain": _area(election.domain),
    }


def _area(area: Area | None) -> dict[str, str] | None:
    return {"code": area.code, "name": area.name} if area else None


def _turnout(of: Turnout, reported: int, stations: int, points: Iterable[Point]) -> dict[str, Any]:
    return {
        "admitted": of.admitted,
        "electorate": of.electorate,
        "share": round(of.admitted / of.electorate, 6) if of.electorate else None,
        "stations_reported": reported,
        "stations": stations,
        "curve": [[at(each.at), each.admitted] for each in points],
    }


def result_keys(of: Result, referendum: bool, stations: int, official: int) -> dict[str, Any]:
    """A sum of counts, of which so many are official, with how many stations there are."""
    whole = of.whole(referendum)
    return {
        "stations_counted": of.of,
        "stations_official": official,
        "stations": stations,
        "admitted": of.admitted,
        "blank": of.blank,
        "invalid": of.invalid,
        "candidate_votes": of.candidate_votes,
        "cast": of.cast,
        "lists": [
            {"number": number, "votes": votes, "share": round(votes / whole, 6) if whole else None}
            for number, votes in of.votes.items()
        ],
    }


def _ballot(ballot: Ballot, candidates: bool) -> list[dict[str, Any]]:
    found = []
    for each in ballot:
        one: dict[str, Any] = {"number": each.number, "name": each.name}
        if candidates and each.candidates:
            one["candidates"] = [{"number": c.number, "name": c.name} for c in each.candidates]
        found.append(one)
    return found


def _earlier(of: Earlier | None) -> dict[str, Any] | None:
    """The official result that pages compare with."""
    if of is None:
        return None
    return {
        "name": of.name,
        "date": of.date.isoformat(),
        "admitted": of.admitted,
        "electorate": of.electorate,
        "lists": [
            {"name": name, "votes": votes, "share": round(votes / of.whole, 6) if of.whole else None}
            for name, votes in of.votes.items()
        ],
        **({"curve": [[minute, share / 10_000] for minute, share in of.curve]} if of.curve else {}),
    }


def counted(count: Count) -> dict[str, Any]:
    """One count by the names of the form's letters."""
    lists = []
    for number, each in sorted(count.lists.items()):
        one: dict[str, Any] = {"number": number, "votes": each.total}
        if each.page_total is not None:
            one["page_total"] = each.page_total
        if each.candidates:
            one["candidates"] = {str(c): votes for c, votes in sorted(each.candidates.items())}
        lists.append(one)
    return {
        "poll_cards": count.poll_cards,
        "proxies": count.proxies,
        "voter_cards": count.voter_cards,
        "admitted": count.admitted,
        "candidate_votes": count.candidate_votes,
        "blank": count.blank,
        "invalid": count.invalid,
        "cast": count.cast,
        "more": count.more,
        "fewer": count.fewer,
        "lists": lists,
    }


def _released(of: ReleasedCount) -> dict[str, Any]:
    return {
        "version": of.version,
        "official": of.official,
        "since": at(of.since),
        "changes": [
            {
                "version": each.version,
                "official": each.official,
                "since": at(each.since) if each.since else None,
                "at": at(each.at),
                "reason": each.reason,
                "before": counted(each.before) if each.before else None,
                **_random(each.nonce),
            }
            for each in of.changes
        ],
        **_random(of.nonce),
        **counted(of.count),
    }


def _random(nonce: bytes | None) -> dict[str, Any]:
    """What proves the code of a receipt (`domain.receipt`); absent where no device sent the count."""
    return {"random": nonce.hex()} if nonce is not None else {}


def _station(facts: MunicipalityFacts, station: Station, queues: Queues) -> dict[str, Any]:
    admitted = facts.admitted_by_station.get(station.number)
    report = facts.last_reports.get(station.number)
    one: dict[str, Any] = {
        "number": station.number,
        "name": station.name,
        "kind": station.kind.value,
        "postcode": station.postcode,
        "electorate": station.electorate or None,
        "quarter": station.quarter,
        "hours": [{"opens": at(each.opens), "closes": at(each.closes)} for each in station.hours],
        "admitted": admitted,
        "reported": at(report.at) if report else None,
    }
    if station.location is not None:
        one["location"] = {
            "latitude": station.location.latitude,
            "longitude": station.location.longitude,
        }
    queue = queues.get(station.number)
    if queue is not None:
        one["queue"] = {"length": queue.queue.value, "reported": at(queue.at)}
    count = facts.counts.get(station.number)
    if count is not None:
        one["count"] = _released(count)
    return one


def municipality_json(facts: MunicipalityFacts, queues: Queues) -> bytes:
    """Everything that is public of a municipality, its stations and their candidates inside."""
    of = facts.municipality
    body: dict[str, Any] = {
        **in_each(facts.rehearsal, "municipality", facts.status),
        "election": election_keys(facts.election),
        "municipality": {
            "code": of.code,
            "name": of.name,
            "electorate": of.electorate or None,
            "counting": of.counting.value,
            "district": _area(of.district),
        },
        "release": at(facts.public.moment),
        "state": facts.state.value,
        "referendum": facts.public.ballot.referendum,
        "ballot": _ballot(facts.public.ballot, candidates=True),
        "earlier": _earlier(facts.public.earlier),
        "turnout": _turnout(facts.turnout, len(facts.admitted_by_station), len(facts.stations), facts.points),
        "stations": [_station(facts, each, queues) for each in facts.stations],
    }
    body |= _withdrawn(facts.public.withdrawn)
    if facts.public.released is not None:
        body["released"] = at(facts.public.released.at)
        referendum, total = facts.public.ballot.referendum, len(facts.stations)
        body["result"] = result_keys(facts.result, referendum, total, facts.official)
        body["ballot_types"] = ballot_types(facts)
    return to_bytes(body)


def ballot_types(facts: MunicipalityFacts) -> list[dict[str, Any]]:
    """Each kind of station: how many there are, how many are in, and the numbers of those that are not."""
    return [
        {
            "kind": each.kind.value,
            "stations": each.total,
            "counted": each.counted,
            "missing": [one.number for one in each.missing],
        }
        for each in facts.ballot_types
    ]


def election_json(facts: ElectionFacts) -> bytes:
    """An election: its municipalities, their results together, and the seats or why there are none."""
    body: dict[str, Any] = {
        **in_each(facts.rehearsal, "election", facts.status),
        "election": election_keys(facts.election),
        "release": at(facts.moment),
        "state": facts.state.value,
        "referendum": facts.ballot.referendum,
        "complete": facts.complete,
        "earlier": _earlier(facts.earlier),
        "places": f"/{address.DATA}/{facts.folder}/places.json",
        "turnout": _turnout(facts.turnout, facts.reported, facts.stations, facts.points),
        "municipalities": [
            _municipality(facts, each, folder)
            for each, folder in zip(facts.municipalities, facts.folders, strict=True)
        ],
    }
    body |= _withdrawn(facts.withdrawn)
    if facts.lists_agree:
        body["ballot"] = _ballot(facts.ballot, candidates=False)
    if facts.state is State.RELEASED:
        if facts.lists_agree:
            referendum = facts.ballot.referendum
            body["result"] = result_keys(facts.result, referendum, facts.stations, facts.official)
        found = facts.lists.seats
        body["seats"] = {
            "number": facts.election.seats,
            "lists": None
            if found.by_list is None
            else [{"number": number, "seats": n} for number, n in sorted(found.by_list.items())],
            "why": found.why.value if found.why else None,
            "steps": as_json(found.apportionment)["steps"] if found.apportionment else [],
            "open_lots": list(found.apportionment.open_lots) if found.apportionment else [],
            "elected": elected_view.as_json(facts.lists.chosen),
        }
    return to_bytes(body)


def _withdrawn(act: Withdrawal | None) -> dict[str, Any]:
    return {"withdrawn": {"at": at(act.at), "why": act.why}} if act else {}


def _municipality(facts: ElectionFacts, each: MunicipalityFacts, folder: str) -> dict[str, Any]:
    one: dict[str, Any] = {
        "code": each.municipality.code,
        "name": each.municipality.name,
        "data": f"/{address.DATA}/{facts.folder}/{folder}.json",
        "district": each.municipality.district.code if each.municipality.district else None,
        "state": each.state.value,
        "admitted": each.turnout.admitted,
        "electorate": each.turnout.electorate,
        "stations": len(each.stations),
        "stations_reported": len(each.admitted_by_station),
    }
    if each.state is State.RELEASED:
        referendum = each.public.ballot.referendum
        one["result"] = result_keys(each.result, referendum, len(each.stations), each.official)
    return one


def index_json(rehearsal: bool, elections: Iterable[ElectionFacts]) -> bytes:
    """Where everything is: the elections and the addresses of their data."""
    return to_bytes(
        {
            **in_each(rehearsal, "index"),
            "elections": [
                {**election_keys(each.election), "data": f"/{address.DATA}/{each.folder}/election.json"}
                for each in elections
            ],
        }
    )
