"""Where polling stations are, taken in beside stations that are there already."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stemdag import cli, clock
from stemdag.domain.errors import Refused
from stemdag.domain.location import Location
from stemdag.elections import importing, models, places, values
from stemdag.files.model import OwnDefinition
from stemdag.files.places import Row
from stemdag.gate.day import Days
from stemdag.journal.models import Entry
from tests.factories import make_election

pytestmark = pytest.mark.django_db
HERE, THERE = (52.37, 5.22), (52.36, 5.21)


def load(rows: list[Row], *elections: models.Election) -> places.Loaded:
    return places.load(elections or models.Election.objects.all(), rows, clock.now(), "cli")


def known() -> dict[int, Location | None]:
    return {
        each.number: values.location(each)
        for each in models.Station.objects.filter(municipality__code="0034").order_by("number")
    }


@pytest.mark.store
def test_stations_get_their_places(db: None) -> None:
    """What the file does not say stays as it was; what is not here is passed over, whatever stands there."""
    make_election()
    rows = [
        Row(2, "0034", 1, *HERE),
        Row(3, "0034", 3, None, None),
        Row(4, "0034", 99, *HERE),
        Row(5, "9999", 1, 0.0, 0.0),
        Row(6, "0034", 1, *HERE),
    ]
    found = load(rows)
    assert found == places.Loaded(
        (("0034", 1),),
        0,
        (("0034", 99),),
        (("0034", 3),),
        tuple((code, n) for code in ("0034", "0995") for n in (1, 2, 3, 4) if (code, n) != ("0034", 1)),
        (),
    )
    assert known() == {1: Location(*HERE), 2: None, 3: None, 4: None}
    assert Entry.objects.get(kind="places.loaded").chain.municipality == ""
    load([Row(2, "0034", 2, *THERE)])
    assert known() == {1: Location(*HERE), 2: Location(*THERE), 3: None, 4: None}


def test_the_same_file_twice_changes_nothing(db: None) -> None:
    make_election()
    rows = [Row(2, "0034", 1, *HERE), Row(3, "0034", 2, *THERE)]
    first, again = load(rows), load(rows)
    assert (len(first.placed), first.same, len(again.placed), again.same) == (2, 0, 0, 2)
    assert Entry.objects.filter(kind="places.loaded").count() == 1


def test_two_elections_of_one_day_have_the_same_places(db: None) -> None:
    make_election()
    made = make_election(eml_id="LR2022_Almere")
    load([Row(2, "0034", 1, *HERE)], made.row)
    found = load([Row(2, "0034", 1, *HERE)])
    assert (found.placed, found.same) == ((("0034", 1),), 0)
    assert models.Station.objects.filter(latitude=HERE[0]).count() == 2


@pytest.mark.parametrize(
    ("rows", "code", "said"),
    [
        ([Row(3, "0034", 2, 5.2, 52.3)], "places.lines", "line 3: latitude 5.2, longitude 52.3: these chan"),
        ([Row(3, "0034", 2, 0.0, 0.0)], "places.lines", "not in the Netherlands"),
        ([Row(3, "0034", 2, None, None, "the latitude is missing")], "places.lines", "the latitude is mis"),
        ([Row(3, "0034", 1, *THERE)], "places.lines", "line 3: another place than on line 2 for station 1"),
        ([Row(n, "0034", n, 0.0, 0.0) for n in range(3, 40)], "places.lines", "; and 17 more"),
        ([Row(3, None, 1, *THERE)], "places.municipality", "--municipality"),
    ],
)
def test_a_line_at_fault_changes_nothing(db: None, rows: list[Row], code: str, said: str) -> None:
    make_election()
    with pytest.raises(Refused) as refusal:
        load([Row(2, "0034", 1, *HERE), *rows])
    assert refusal.value.code == code
    assert said in refusal.value.text
    assert set(known().values()) == {None}


def test_a_file_of_elsewhere_is_refused(db: None) -> None:
    make_election()
    with pytest.raises(Refused) as refusal:
        load([Row(2, "9999", 1, *HERE)])
    assert refusal.value.code == "places.nothing"


def test_a_station_far_from_the_others_is_named(db: None) -> None:
    make_election()
    rows = [Row(2, "0034", 1, *HERE), Row(3, "0034", 2, *THERE), Row(4, "0034", 3, 50.9, 5.8)]
    assert load(rows).far == (("0034", 3),)


def test_a_definition_brings_places_and_one_without_leaves_them(db: None) -> None:
    made = make_election(with_keys=False)
    row = made.first.row
    election, town, ballot = values.election(made.row), values.municipality(row), values.ballot(row)
    stations = [values.station(each) for each in row.stations.all()]

    def brought(*of: Location | None) -> None:
        given = tuple(replace(each, location=where) for each, where in zip(stations, of, strict=True))
        own = OwnDefinition("own", election, ((town, ballot, given),))
        importing.load([own], clock.now(), "cli", rehearsal=False)

    brought(Location(*HERE), None, None, None)
    load([Row(2, "0034", 2, *THERE)])
    brought(None, None, None, None)
    assert known() == {1: Location(*HERE), 2: Location(*THERE), 3: None, 4: None}


def test_the_gate_takes_it_up(db: None) -> None:
    """Where it was loaded while the gate runs."""
    make_election()
    days = Days(rehearsal=False)
    days.define()
    load([Row(2, "0034", 1, *HERE)])
    days.define()
    [election] = days.public(clock.now()).elections
    found = [each.location for town in election.municipalities for each in town.stations if each.location]
    assert found == [Location(*HERE)]


def test_the_command(db: None, tmp_path: Path) -> None:
    run = CliRunner().invoke
    file = tmp_path / "places.csv"
    file.write_text("Nummer stembureau;Latitude;Longitude\n1;52,37;5,22\n77;52,37;5,22\n3;;\n")
    assert "there is no election here" in run(cli.program(), ["places", str(file)]).output
    make_election()
    none = run(cli.program(), ["places", str(file), "--election", "GR1900_X"])
    assert (none.exit_code, "there is no election GR1900_X here" in none.output) == (2, True)
    several = run(cli.program(), ["places", str(file)])
    assert (several.exit_code, "--municipality" in several.output) == (2, True)
    done = run(cli.program(), ["places", str(file), "--municipality", "0034"])
    assert done.exit_code == 0, done.output
    assert "1 stations got a place, 0 had it already" in done.output
    assert "not in this system, passed over: 0034 77" in done.output
    assert "without a place in the file, left as it was: 0034 3" in done.output
    file.write_text("Nummer stembureau;X;Y\n1;143000;487000\n")
    refused = run(cli.program(), ["places", str(file), "--municipality", "0034"])
    assert refused.exit_code == 2
    assert "metres of the RD grid" in refused.output
    assert "Nothing was changed." in refused.output
