"""Polling stations of a 110b beside what is known, and the official count of one station."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest

from stemdag.domain.station import Kind
from stemdag.elections import models
from stemdag.elections.importing import Report, load
from stemdag.files import ElectionFile, read
from stemdag.journal.models import Envelope
from tests.factories import at, make_election
from tests.files import made_versions as eml

MINUTES = count()
pytestmark = [pytest.mark.store, pytest.mark.django_db]


def take_in(tmp_path: Path, *given: bytes) -> Report:
    def files() -> Iterator[ElectionFile]:
        for turn, data in enumerate(given):
            path = tmp_path / f"{turn}.eml.xml"
            path.write_bytes(data)
            yield from read(path)

    return load(files(), at("09:00") + timedelta(minutes=next(MINUTES)), "cli", rehearsal=False)


def test_a_municipality_from_its_files(tmp_path: Path) -> None:
    stations = eml.stations(eml.place(1, "Gemeentehuis", 1450), eml.place(2, "De Hoek", 900))
    report = take_in(tmp_path, eml.definition(), eml.candidates(), stations)
    assert (report.municipalities, report.stations) == (2, 2)
    [row] = models.Municipality.objects.all()
    assert (row.code, row.electorate, len(row.ballot["lists"])) == ("9901", 31250, 2)
    assert list(row.stations.values_list("number", "name", "electorate")) == [
        (1, "Gemeentehuis", 1450),
        (2, "De Hoek", 900),
    ]


def test_what_a_file_does_not_speak_of_stays(tmp_path: Path) -> None:
    take_in(tmp_path, eml.definition(), eml.stations(eml.place(1, "Bus", 10), eml.place(2, "Kerk", 20)))
    bus = models.Station.objects.get(number=1)
    bus.kind, bus.quarter = Kind.MOBILE, "Dorp Noord"
    bus.save()
    take_in(tmp_path, eml.stations(eml.place(1, "Bus 1", 11)))
    bus.refresh_from_db()
    assert (bus.name, bus.electorate, bus.kind, bus.quarter) == ("Bus 1", 11, Kind.MOBILE, "Dorp Noord")
    assert models.Station.objects.filter(number=2).exists()


def test_the_same_lists_again_are_no_other_ballot(tmp_path: Path) -> None:
    """Short codes are in the file and not in the store; with keys another ballot is refused."""
    take_in(tmp_path, eml.definition(), eml.candidates())
    models.Municipality.objects.update(release_public=b"key")
    take_in(tmp_path, eml.candidates())


def test_the_count_of_one_station_is_sealed(tmp_path: Path) -> None:
    made = make_election(
        eml_id="GR2026_Voorbeeld", municipalities=(("9901", "Voorbeeld"),), day=date(2026, 3, 18)
    )
    lists = [[1, "Dorpsbelang", [[1, "Akker, A."], [2, "Berg, A."]]], [3, "", [[1, "Zee, A."]]]]
    models.Municipality.objects.update(ballot={"referendum": False, "lists": lists})
    report = take_in(tmp_path, eml.count("510a", total=False, authority="SB12"))
    assert (report.sealed_counts, report.summary()["station-not-defined"]["places"]) == (1, 1)
    assert Envelope.objects.get().entry.station == 12
    row = made.first.row
    row.refresh_from_db()
    assert (row.electorate, row.other_electorate, row.stations.count()) == (4_000, None, 4)
    assert row.ballot["lists"] == lists


def test_the_count_of_one_station_defines_none(tmp_path: Path) -> None:
    take_in(tmp_path, eml.definition(), eml.count("510a"))
    assert not models.Station.objects.exists()
    assert models.Municipality.objects.get().electorate is None
