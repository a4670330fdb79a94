"""Our own definition, as JSON (`docs/files.md`): an election, its municipalities, ballots and stations."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.election import Area, Category, Election, default_release
from stemdag.domain.errors import Refused
from stemdag.domain.location import Location, located
from stemdag.domain.station import Counting, Hours, Kind, Municipality, Station
from stemdag.files.jsonpath import Spot, parsed
from stemdag.files.model import Oddity, OwnDefinition
from stemdag.files.names import voting_day
from stemdag.files.oddities import odd

#: The key that tells our definition from other JSON, and the version that this reads and writes.
MARK, VERSION = "stemdag-definition", 1

#: Signs in the name of a quarter.
QUARTER_LENGTH = 120

_Word = TypeVar("_Word", bound=StrEnum)


def is_definition(data: bytes) -> bool:
    """Whether some JSON is a definition of ours."""
    return f'"{MARK}"'.encode() in data


def read_definition(source: str, data: bytes, *, draft: bool = False) -> OwnDefinition:
    """The definition in `data`; or `Unreadable` with the place in it (`municipalities[0].code`).

    A `draft` may still be without lists.
    """
    root = Spot(source, "", parsed(source, data))
    root.only(MARK, "election", "municipalities")
    if root.at(MARK).integer() != VERSION:
        root.at(MARK).refuse(f"Version {root.at(MARK).integer()} is not known; {VERSION} is.")
    election = _election(root.at("election"))
    municipalities = tuple(
        _municipality(each, election, draft=draft) for each in root.at("municipalities").each()
    )
    _distinct(root.at("municipalities"), "municipality", [one.code for one, _, _ in municipalities])
    return OwnDefinition(source, election, municipalities, tuple(_odd(source, municipalities)))


def _odd(
    source: str, municipalities: tuple[tuple[Municipality, Ballot, tuple[Station, ...]], ...]
) -> Iterator[Oddity]:
    for municipality, _, stations in municipalities:
        same = [name for name, times in Counter(s.name for s in stations).items() if times > 1]
        if same:
            yield odd(
                "equal-names",
                f"{source}, municipality {municipality.code}",
                f"{len(same)} names stand at more than one station: {same[0]}, …",
            )


def _election(spot: Spot) -> Election:
    spot.only(
        "id", "category", "subcategory", "name", "date", "days", "release", "zone", "seats", "threshold",
        "domain", "rehearsal",
    )  # fmt: skip
    category = _word(spot.at("category"), Category)
    day = _date(spot.at("date"))
    zone = spot.at("zone").text() if spot.has("zone") else "Europe/Amsterdam"
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        spot.at("zone").refuse(f"`{zone}` is not a time zone; write one like Europe/Amsterdam.")
    try:
        return Election(
            id=spot.at("id").text(),
            category=category,
            name=spot.at("name").text(),
            date=day,
            days=tuple(_date(each) for each in spot.at("days").each()) if spot.has("days") else (day,),
            release=_moment(spot.at("release"))
            if spot.has("release")
            else default_release(category, day, zone),
            zone=zone,
            subcategory=spot.at("subcategory").text() if spot.has("subcategory") else None,
            domain=_area(spot.at("domain")) if spot.has("domain") else None,
            seats=spot.at("seats").integer() if spot.has("seats") else None,
            threshold=spot.at("threshold").integer() if spot.has("threshold") else None,
            rehearsal=spot.at("rehearsal").truth() if spot.has("rehearsal") else False,
        )
    except Refused as refused:
        spot.refuse(f"{refused.text}.")


def _area(spot: Spot) -> Area:
    spot.only("code", "name")
    return Area(spot.at("code").text(), spot.at("name").text())


def _municipality(
    spot: Spot, election: Election, *, draft: bool
) -> tuple[Municipality, Ballot, tuple[Station, ...]]:
    spot.only("code", "name", "electorate", "counting", "district", "ballot", "stations")
    code = spot.at("code").text()
    if not re.fullmatch(r"[0-9]{4}", code):
        spot.at("code").refuse(f"`{code}` is not a municipality code: four digits, as text.")
    municipality = Municipality(
        code,
        spot.at("name").text(),
        spot.at("electorate").count() if spot.has("electorate") else None,
        _word(spot.at("counting"), Counting) if spot.has("counting") else Counting.DECENTRAL,
        _area(spot.at("district")) if spot.has("district") else None,
    )
    stations = tuple(_station(each) for each in spot.at("stations").each())
    _distinct(spot.at("stations"), "station", [station.number for station in stations])
    return municipality, _ballot(spot.at("ballot"), election, draft=draft), stations


def _ballot(spot: Spot, election: Election, *, draft: bool) -> Ballot:
    spot.only("referendum", "lists")
    referendum = spot.at("referendum").truth() if spot.has("referendum") else election.category.is_referendum
    lists = tuple(_list(each) for each in spot.at("lists").each())
    if not lists and not draft:
        spot.at("lists").refuse("A ballot has at least one list.")
    try:
        return Ballot(lists, referendum)
    except Refused as refused:
        spot.refuse(f"{refused.text}.")


def _list(spot: Spot) -> CandidateList:
    spot.only("number", "name", "candidates")
    candidates = (
        tuple(_candidate(each) for each in spot.at("candidates").each()) if spot.has("candidates") else ()
    )
    return CandidateList(spot.at("number").count(), spot.at("name").text(), candidates)


def _candidate(spot: Spot) -> Candidate:
    spot.only("number", "name", "short_code")
    code = spot.at("short_code").text() if spot.has("short_code") else None
    return Candidate(spot.at("number").count(), spot.at("name").text(), code)


def _station(spot: Spot) -> Station:
    spot.only(
        "number", "name", "kind", "postcode", "electorate", "hours", "counts_from", "quarter",
        "latitude", "longitude",
    )  # fmt: skip
    return Station(
        number=spot.at("number").integer(),
        name=spot.at("name").text(),
        kind=_word(spot.at("kind"), Kind) if spot.has("kind") else Kind.REGULAR,
        postcode=spot.at("postcode").text() if spot.has("postcode") else None,
        electorate=spot.at("electorate").count() if spot.has("electorate") else None,
        hours=tuple(_hours(each) for each in spot.at("hours").each()) if spot.has("hours") else (),
        counts_from=_moment(spot.at("counts_from")) if spot.has("counts_from") else None,
        quarter=_quarter(spot.at("quarter")) if spot.has("quarter") else None,
        location=_location(spot),
    )


def _quarter(spot: Spot) -> str:
    """A name; as long as the table of stations has room for."""
    name = " ".join(spot.text().split())
    if not name or len(name) > QUARTER_LENGTH:
        spot.refuse(f"A quarter has a name of 1 to {QUARTER_LENGTH} signs; leave it out where there is none.")
    return name


def _location(spot: Spot) -> Location | None:
    if not (spot.has("latitude") or spot.has("longitude")):
        return None
    try:
        return located(spot.at("latitude").number(), spot.at("longitude").number())
    except Refused as refused:
        spot.refuse(f"{refused.text}.")


def _hours(spot: Spot) -> Hours:
    spot.only("opens", "closes")
    hours = Hours(_moment(spot.at("opens")), _moment(spot.at("closes")))
    if hours.closes <= hours.opens:
        spot.refuse("It closes before it opens.")
    return hours


def _word(spot: Spot, words: type[_Word]) -> _Word:
    try:
        return words(spot.text())
    except ValueError:
        spot.refuse(f"`{spot.text()}` is not one of {', '.join(words)}.")


def _date(spot: Spot) -> date:
    day = voting_day(spot.text())
    if day is None:
        spot.refuse(f"`{spot.text()}` is not a date of an election; write 2026-03-18.")
    return day


def _moment(spot: Spot) -> datetime:
    try:
        moment = datetime.fromisoformat(spot.text())
    except ValueError:
        spot.refuse(f"`{spot.text()}` is not a moment; write 2026-03-18T21:00:00+01:00.")
    if voting_day(moment.date().isoformat()) is None:
        spot.refuse(f"`{spot.text()}` is not a moment of an election.")
    if moment.tzinfo is None:
        spot.refuse("The moment has no offset; write 2026-03-18T21:00:00+01:00.")
    return moment


def _distinct(spot: Spot, what: str, keys: list[str] | list[int]) -> None:
    for key, times in Counter[str | int](keys).items():
        if times > 1:
            spot.refuse(f"The {what} {key} stands here {times} times.")


def write_definition(own: OwnDefinition) -> bytes:
    """The same definition as JSON: `read_definition` gives it back; empty fields are left out."""
    election = own.election
    value = {
        MARK: VERSION,
        "election": _filled(
            id=election.id,
            category=election.category,
            subcategory=election.subcategory,
            name=election.name,
            date=election.date.isoformat(),
            days=[day.isoformat() for day in election.days],
            release=election.release.isoformat(),
            zone=election.zone,
            seats=election.seats,
            threshold=election.threshold,
            domain=_written_area(election.domain),
            rehearsal=election.rehearsal,
        ),
        "municipalities": [
            _filled(
                code=municipality.code,
                name=municipality.name,
                electorate=municipality.electorate,
                counting=municipality.counting,
                district=_written_area(municipality.district),
                ballot={
                    "referendum": ballot.referendum,
                    "lists": [
                        {
                            "number": each.number,
                            "name": each.name,
                            "candidates": [
                                _filled(number=c.number, name=c.name, short_code=c.short_code)
                                for c in each.candidates
                            ],
                        }
                        for each in ballot
                    ],
                },
                stations=[_written(station) for station in stations],
            )
            for municipality, ballot, stations in own.municipalities
        ],
    }
    return json.dumps(value, indent=1, ensure_ascii=False).encode() + b"\n"


def _written_area(area: Area | None) -> dict[str, str] | None:
    return {"code": area.code, "name": area.name} if area else None


def _written(station: Station) -> dict[str, object]:
    return _filled(
        number=station.number,
        name=station.name,
        kind=station.kind,
        postcode=station.postcode,
        electorate=station.electorate,
        hours=[{"opens": h.opens.isoformat(), "closes": h.closes.isoformat()} for h in station.hours],
        counts_from=station.counts_from.isoformat() if station.counts_from else None,
        quarter=station.quarter,
        latitude=station.location.latitude if station.location else None,
        longitude=station.location.longitude if station.location else None,
    )


def _filled(**fields: object) -> dict[str, object]:
    return {key: value for key, value in fields.items() if value is not None}
