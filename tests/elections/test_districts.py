"""Electoral districts come with a definition, quarters with our own; both reach what is published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.election import Area, Category, Election, default_release
from stemdag.domain.station import Municipality, Station
from stemdag.elections import models, values
from stemdag.elections.importing import load
from stemdag.files.model import DefinitionFile, OwnDefinition, Region
from tests.factories import at

DAY = date(2026, 3, 18)
OF = Election(
    "TK2026", Category.TK, "Tweede Kamer", DAY, (DAY,), default_release(Category.TK, DAY), seats=150
)
KRING = Region("KIESKRING", "6", "Nijmegen", ("STAAT", "1"))
TOWNS = (
    Region("GEMEENTE", "268", "Nijmegen", ("KIESKRING", "6")),
    Region("GEMEENTE", "9001", "Bonaire", ("KIESKRING", "20")),
    Region("GEMEENTE", "34", "Almere"),
)


def districts() -> dict[str, Area | None]:
    return {row.code: values.municipality(row).district for row in models.Municipality.objects.all()}


@pytest.mark.django_db
def test_a_definition_names_the_district_of_each_municipality() -> None:
    load([DefinitionFile("110a", OF, (KRING, *TOWNS), ())], at("12:00", DAY), "office", rehearsal=False)
    assert districts() == {"0268": Area("6", "Nijmegen"), "9001": Area("20", "20"), "0034": None}
    renamed = replace(KRING, name="Nijmegen e.o.")
    load([DefinitionFile("110a", OF, (renamed, *TOWNS), ())], at("13:00", DAY), "office", rehearsal=False)
    assert districts()["0268"] == Area("6", "Nijmegen e.o.")


@pytest.mark.django_db
def test_a_definition_of_ours_names_quarters_and_takes_them_back() -> None:
    ballot = Ballot((CandidateList(1, "Een", (Candidate(1, "Aa"),)),))
    of = Municipality("0034", "Almere", district=Area("5", "Lelystad"))
    stations = (Station(1, "Stadhuis", quarter="Centrum"), Station(2, "De Brug"))
    load([OwnDefinition("x", OF, ((of, ballot, stations),))], at("12:00", DAY), "office", rehearsal=False)
    assert districts() == {"0034": Area("5", "Lelystad")}
    rows = models.Station.objects.order_by("number")
    assert [values.station(row).quarter for row in rows] == ["Centrum", None]
    moved = (replace(stations[0], quarter=None), stations[1])
    load([OwnDefinition("x", OF, ((of, ballot, moved),))], at("13:00", DAY), "office", rehearsal=False)
    assert [values.station(row).quarter for row in rows.all()] == [None, None]
