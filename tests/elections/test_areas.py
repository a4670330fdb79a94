"""Borders of municipalities, taken in beside an election."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stemdag import cli, clock
from stemdag.domain.errors import Refused
from stemdag.elections import areas
from stemdag.gate.day import Days
from stemdag.journal.models import Entry
from tests.factories import make_election

pytestmark = pytest.mark.django_db
SQUARE = [(50_000, 520_000), (51_000, 520_002), (52_000, 520_000), (52_000, 521_000), (50_000, 521_000)]


@pytest.mark.store
def test_a_municipality_gets_its_borders(db: None) -> None:
    """With fewer points; what is not in the election is counted; what the file lacks stays as it was."""
    made = make_election()
    found = areas.load(made.row, {"0034": [SQUARE], "9999": [SQUARE]}, "CBS", clock.now(), "cli")
    assert found == areas.Loaded(("0034",), ("0995",), 1)
    made.first.row.refresh_from_db()
    value = areas.value(made.first.row)
    assert value is not None
    assert value.credit == "CBS"
    [ring] = value.rings()
    assert set(ring) == {*SQUARE} - {(51_000, 520_002)}
    assert areas.load(made.row, {"0995": [SQUARE]}, "CBS", clock.now(), "cli").missing == ()
    assert Entry.objects.filter(kind="areas.loaded", chain__municipality="").count() == 2


def test_a_file_of_elsewhere_changes_nothing(db: None) -> None:
    made = make_election()
    with pytest.raises(Refused) as refusal:
        areas.load(made.row, {"9999": [SQUARE]}, "CBS", clock.now(), "cli")
    assert refusal.value.code == "areas.nothing"
    assert not Entry.objects.filter(kind="areas.loaded").exists()


def test_the_gate_takes_it_up(db: None) -> None:
    made = make_election()
    days = Days(rehearsal=False)
    days.define()
    areas.load(made.row, {"0034": [SQUARE]}, "CBS", clock.now(), "cli")
    days.define()
    [election] = days.public(clock.now()).elections
    assert [each.municipality.code for each in election.municipalities if each.outline] == ["0034"]


def test_the_command(db: None, tmp_path: Path) -> None:
    run = CliRunner().invoke
    made = make_election()
    ring = [[x / 10_000, y / 10_000] for x, y in SQUARE]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"statcode": "GM0034"}, "geometry": shape}
    file = tmp_path / "areas.json"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    missing = run(cli.program(), ["areas", "GR1900_X", str(file)])
    assert (missing.exit_code, "there is no election GR1900_X here" in missing.output) == (2, True)
    done = run(cli.program(), ["areas", made.row.eml_id, str(file)])
    assert done.exit_code == 0, done.output
    assert "1 municipalities have borders; 0 areas of the file are not in this election" in done.output
    assert "still without borders: 0995" in done.output
    made.first.row.refresh_from_db()
    assert made.first.row.outline["credit"] == "CBS, Kadaster"
    for name in ("nowhere.json", "../areas.json"):
        refused = run(cli.program(), ["areas", made.row.eml_id, str(tmp_path / name)])
        assert (refused.exit_code, "Nothing was changed." in refused.output) == (2, True)
