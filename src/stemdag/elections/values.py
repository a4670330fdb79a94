"""From rows to the values of the domain, and back."""

from __future__ import annotations

from datetime import date, datetime

from stemdag.domain import ballot as b
from stemdag.domain import election as e
from stemdag.domain import station as s
from stemdag.domain.location import Location
from stemdag.elections import models


def election(row: models.Election) -> e.Election:
    """The election of a row."""
    return e.Election(
        id=row.eml_id,
        category=e.Category(row.category),
        name=row.name,
        date=row.date,
        days=tuple(date.fromisoformat(day) for day in row.days),
        release=row.release,
        zone=row.zone,
        subcategory=row.subcategory or None,
        domain=e.Area(row.domain_code, row.domain_name) if row.domain_code else None,
        seats=row.seats,
        threshold=row.threshold,
        rehearsal=row.rehearsal,
    )


def municipality(row: models.Municipality) -> s.Municipality:
    """The municipality of a row."""
    district = e.Area(row.district, row.district_name or row.district) if row.district else None
    return s.Municipality(row.code, row.name, row.electorate, s.Counting(row.counting), district)


def station(row: models.Station) -> s.Station:
    """The station of a row."""
    return s.Station(
        number=row.number,
        name=row.name,
        kind=s.Kind(row.kind),
        postcode=row.postcode or None,
        electorate=row.electorate,
        hours=tuple(
            s.Hours(datetime.fromisoformat(opens), datetime.fromisoformat(closes))
            for opens, closes in row.hours
        ),
        counts_from=row.counts_from,
        quarter=row.quarter or None,
        location=location(row),
    )


def put_station(row: models.Station, value: s.Station) -> None:
    """Write a value into a row, all but its number; saving is the caller's."""
    row.name, row.kind = value.name, value.kind
    row.postcode, row.electorate = value.postcode or "", value.electorate
    row.hours = hours_json(value)
    row.counts_from = value.counts_from
    row.quarter = value.quarter or ""
    row.latitude = value.location.latitude if value.location else None
    row.longitude = value.location.longitude if value.location else None


def hours_json(value: s.Station) -> list[list[str]]:
    """Hours as they are stored."""
    return [[each.opens.isoformat(), each.closes.isoformat()] for each in value.hours]


def location(row: models.Station) -> Location | None:
    """Where the station of a row is; None where that is not known."""
    if row.latitude is None or row.longitude is None:
        return None
    return Location(row.latitude, row.longitude)


def counts_from(of: e.Election, at: s.Station) -> datetime:
    """The earliest moment of counting: set, or the station's close, or the latest close of the law (J 1)."""
    if at.counts_from is not None:
        return at.counts_from
    if at.hours:
        return at.hours[-1].closes
    return datetime.combine(of.date, e.DEFAULT_RELEASE, of.tz)


def ballot(row: models.Municipality) -> b.Ballot:
    """The ballot of a municipality's row."""
    return ballot_from_json(row.ballot)


def ballot_json(value: b.Ballot) -> dict[str, object]:
    """A ballot as it is stored."""
    return {
        "referendum": value.referendum,
        "lists": [[each.number, each.name, [[c.number, c.name] for c in each.candidates]] for each in value],
    }


def ballot_from_json(stored: dict[str, object]) -> b.Ballot:
    """The ballot that was stored."""
    lists = stored["lists"]
    assert isinstance(lists, list)
    return b.Ballot(
        tuple(
            b.CandidateList(number, name, tuple(b.Candidate(*each) for each in candidates))
            for number, name, candidates in lists
        ),
        referendum=bool(stored["referendum"]),
    )
