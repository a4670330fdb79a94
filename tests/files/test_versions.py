"""Polling stations (110b), the count of one station (510a), and both versions of EML_NL by their schemas."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree

from stemdag.domain.election import Area
from stemdag.domain.location import Location
from stemdag.domain.station import Counting, Kind
from stemdag.files import CandidatesFile, CountFile, DefinitionFile, StationsFile, Unreadable
from tests.files import made_versions as eml
from tests.files.made_versions import NEXT, ONE
from tests.files.test_messages import codes, one
from tests.files.test_writing import schema

MORNING, NIGHT = "2026-03-18T07:30:00+01:00", "2026-03-18T21:00:00+01:00"
PLAIN = (
    eml.place(1, "Stembureau Gemeentehuis", 1450),
    eml.place(2, "De Hoek", 0),
    eml.place(9, "Briefstembureau", 0, channel="postal"),
)
RICH = (
    eml.place(
        1,
        "Gemeentehuis",
        1450,
        eml.location(MORNING, NIGHT),
        "<kr:ReportingUnitType>FixedLocation</kr:ReportingUnitType><kr:SharedLocation>false</kr:SharedLocation>",
    ),
    eml.place(
        101,
        "Bus 1",
        0,
        eml.location("2026-03-17T13:00:00", "2026-03-17T17:00:00")
        + eml.location("2026-03-16T09:00:00", "2026-03-16T12:00:00"),
        "<kr:ReportingUnitType>Mobile</kr:ReportingUnitType>",
    ),
)


@pytest.mark.parametrize("version", [ONE, NEXT])
def test_what_is_made_here_is_valid(version: str) -> None:
    given = {
        "110a-electionevent": [eml.definition(version)],
        "110b-electionevent": [
            eml.stations(*PLAIN, version=version),
            *([eml.stations(*RICH, version=version)] if version == NEXT else []),
        ],
        "230-candidatelist": [eml.candidates(version)],
        "510-count": [
            eml.count("510a", version),
            eml.count("510a", version, total=False, authority="SB12"),
            eml.count("510b", version, corrected=True),
        ],
    }
    for name, files in given.items():
        for data in files:
            rules = schema(version, name)
            assert rules.validate(etree.fromstring(data)), (name, rules.error_log)


def stations(tmp_path: Path, data: bytes) -> StationsFile:
    found = one(tmp_path, data)
    assert isinstance(found, StationsFile)
    return found


@pytest.mark.parametrize("version", [ONE, NEXT])
def test_stations(tmp_path: Path, version: str) -> None:
    found = stations(tmp_path, eml.stations(*PLAIN, version=version))
    assert (found.election.id, found.area, found.electorate) == (
        "GR2026_Voorbeeld",
        Area("9901", "Voorbeeld"),
        31250,
    )
    assert [
        (each.number, each.name, each.kind, each.electorate, each.postcode) for each in found.stations
    ] == [
        (1, "Gemeentehuis", Kind.REGULAR, 1450, "1234 AB"),
        (2, "De Hoek", Kind.REGULAR, None, "1234 AB"),
        (9, "Briefstembureau", Kind.POSTAL, None, "1234 AB"),
    ]
    # Of kinds, hours and places it says nothing: what is known of them stays.
    assert found.stated == {"electorate", "postcode"}
    assert [each.code for each in found.oddities] == ["station-without-electorate"]


def test_stations_with_hours_and_places(tmp_path: Path) -> None:
    found = stations(tmp_path, eml.stations(*RICH, version=NEXT))
    house, bus = found.stations
    assert (house.kind, house.quarter, house.location) == (
        Kind.REGULAR,
        "Dorp Noord",
        Location(52.1042, 5.0812),
    )
    assert [each.opens for each in house.hours] == [datetime.fromisoformat(MORNING)]
    # In order, whatever the order of the file; without an offset it is Dutch time.
    assert bus.kind is Kind.MOBILE
    assert [each.opens.isoformat() for each in bus.hours] == [
        "2026-03-16T09:00:00+01:00",
        "2026-03-17T13:00:00+01:00",
    ]
    assert found.stated == {"electorate", "postcode", "hours", "location", "quarter", "kind"}


def test_an_old_address_is_the_name(tmp_path: Path) -> None:
    old = eml.stations(eml.place(4, "weg", 12)).replace(
        b"<Locality><xal:LocalityName>weg</xal:LocalityName><xal:PostalCode><xal:PostalCodeNumber>1234 AB"
        b"</xal:PostalCodeNumber></xal:PostalCode></Locality>",
        b"<xal:Address>Stembureau De Schuur (postcode: 4321ba)</xal:Address>",
    )
    [found] = stations(tmp_path, old).stations
    assert (found.name, found.postcode) == ("De Schuur", "4321 BA")


def test_what_is_odd_in_stations(tmp_path: Path) -> None:
    odd = stations(
        tmp_path,
        eml.stations(
            eml.place(1, "De Hoek", 100),
            eml.place(2, "De Hoek", 100),
            eml.place(0, "Mobiel stembureau", 5),
            eml.place(5, "Bonaire", 5, eml.location(MORNING, NIGHT, "2.1234", "5.0812")),
            electorate="0",
        ),
    )
    assert [each.code for each in odd.oddities] == [
        "no-such-place", "no-electorate", "equal-names", "negative-number", "kind-doubtful",
    ]  # fmt: skip
    assert odd.electorate is None


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (b'PollingStation Id="2"', b'PollingStation Id="1"', "Station 1 stands in it twice"),
        (b'PollingStation Id="2"', b"PollingStation", "It has no Id"),
        (b"De Hoek", b"", "has no name"),
        (b">1450<", b">veel<", "no number"),
        (b"2026-03-18T21:00:00+01:00", b"2026-03-18T07:00:00+01:00", "closes before it opens"),
        (b"2026-03-18T21:00:00+01:00", b"om negen uur", "is not a moment"),
        (b">FixedLocation<", b">Boot<", "not a known type"),
    ],
)
def test_wrong_stations_are_refused(tmp_path: Path, old: bytes, new: bytes, text: str) -> None:
    data = eml.stations(RICH[0], PLAIN[1], version=NEXT)
    assert old in data
    with pytest.raises(Unreadable, match=text):
        one(tmp_path, data.replace(old, new))


@pytest.mark.parametrize("version", [ONE, NEXT])
@pytest.mark.parametrize(("total", "authority"), [(True, "9901"), (False, "SB12")])
def test_the_count_of_one_station(tmp_path: Path, version: str, total: bool, authority: str) -> None:
    found = one(tmp_path, eml.count("510a", version, total=total, authority=authority))
    assert isinstance(found, CountFile)
    assert (found.form, found.area.code) == ("510a", "9901")
    [unit] = found.units
    assert (unit.number, unit.name, unit.postcode) == (12, "De Hoek", "1234 AB")
    assert {n: (each.total, dict(each.candidates or {})) for n, each in unit.count.lists.items()} == {
        1: (10, {1: 7, 2: 3}),
        3: (5, {1: 5}),
    }
    assert (unit.count.admitted, unit.count.blank, found.total.count) == (16, 1, unit.count)
    assert codes(found) == []


def test_a_count_of_one_station_is_of_one(tmp_path: Path) -> None:
    data = eml.count("510a")
    unit = data[data.index(b"<ReportingUnitVotes>") : data.index(b"</Contest></Contests>")]
    with pytest.raises(Unreadable, match=r"holds 2\."):
        one(tmp_path, data.replace(unit, unit + unit.replace(b"SB12", b"SB13")))
    bare = eml.count("510a", authority="SB12").replace(b"9901::SB12", b"HSB1::SB12")
    bare = bare.replace(b'<kr:ElectionDomain Id="9901">Voorbeeld</kr:ElectionDomain>', b"")
    with pytest.raises(Unreadable, match="of which municipality"):
        one(tmp_path, bare)


def test_the_next_version_says_the_same(tmp_path: Path) -> None:
    """What 1.3 adds is read, or passed over; it changes no value of what 1.2 has."""
    for kind, make in {DefinitionFile: eml.definition, CandidatesFile: eml.candidates}.items():
        old, new = (one(tmp_path, make(version)) for version in (ONE, NEXT))
        assert isinstance(old, kind)
        assert old == new


def test_a_correction_counts_as_corrected(tmp_path: Path) -> None:
    """Version 1.3 tells what stood there before as well: no figure of it is taken for the count."""
    found = [one(tmp_path, eml.count("510b", NEXT, corrected=corrected)) for corrected in (False, True)]
    assert isinstance(found[1], CountFile)
    assert found[0] == found[1]
    assert found[1].units[0].count.counting is Counting.DECENTRAL
    assert found[1].oddities == ()
