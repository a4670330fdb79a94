"""Official results of before, taken in beside an election that is to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stemdag import cli, clock
from stemdag.domain.election import Area, Category, Election
from stemdag.domain.errors import Refused
from stemdag.elections import earlier
from stemdag.files.model import CountFile, UnitCount
from stemdag.files.turnout_curve import Known
from stemdag.gate.day import Days
from stemdag.journal.models import Entry
from tests.factories import Made, make_election
from tests.files import made as files

pytestmark = pytest.mark.django_db
THEN = date(2018, 3, 21)


def of(town: str, *, category: Category = Category.GR, day: date = THEN, form: str = "osv4-3") -> CountFile:
    file = files.small()
    election: Election = replace(
        file.election, category=category, date=day, days=(day,), name="Gemeenteraad 2018"
    )
    return replace(file, election=election, area=Area(town, "Stad"), form=form)


def test_a_municipality_gets_its_earlier_result(db: None) -> None:
    made = make_election()
    found = earlier.load(made.row, [of(made.first.row.code), of("9999")], clock.now(), "cli")
    assert found == earlier.Loaded((made.first.row.code,), ("9999",))
    made.first.row.refresh_from_db()
    value = earlier.value(made.first.row)
    assert value is not None
    total = of("0").total
    assert (value.name, value.date, value.admitted) == ("Gemeenteraad 2018", THEN, total.count.admitted)
    assert value.votes == {'Partij "Een"': total.count.lists[1].total, "Lijst 4": total.count.lists[4].total}
    assert Entry.objects.filter(kind="earlier.loaded", chain__municipality="").count() == 1


def test_the_gate_takes_it_up(db: None) -> None:
    """Where it was loaded while the gate runs; what is counted stays as it was."""
    made = make_election()
    days = Days(rehearsal=False)
    days.define()
    earlier.load(made.row, [of(made.first.row.code)], clock.now(), "cli")
    days.define()
    [election] = days.public(clock.now()).elections
    known = {each.municipality.code: each.earlier for each in election.municipalities}
    assert known[made.first.row.code] is not None
    assert [code for code, value in known.items() if value] == [made.first.row.code]


def test_a_kieskring_counts_municipalities(db: None) -> None:
    made = make_election()
    whole = of("x", form="510c")
    units = tuple(
        UnitCount(f"0::{code}", "Stad", None, None, 900, whole.total.count, 0, {})
        for code in made.municipalities
    )
    found = earlier.load(made.row, [replace(whole, units=units)], clock.now(), "cli")
    assert found.taken == tuple(sorted(made.municipalities))


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (of("0034", category=Category.PS), "earlier.category"),
        (of("0034", day=date(2022, 3, 16)), "earlier.date"),
        (of("9999"), "earlier.nothing"),
    ],
)
def test_what_is_refused_changes_nothing(db: None, file: CountFile, code: str) -> None:
    made = make_election()
    files_given = [file] if code == "earlier.nothing" else [of(made.first.row.code), file]
    with pytest.raises(Refused) as refusal:
        earlier.load(made.row, files_given, clock.now(), "cli")
    assert refusal.value.code == code
    made.first.row.refresh_from_db()
    assert earlier.value(made.first.row) is None


def test_the_command(db: None, tmp_path: Path) -> None:
    made: Made = make_election()
    missing = CliRunner().invoke(cli.program(), ["earlier", "GR1900_X", str(tmp_path / "x.csv")])
    assert missing.exit_code == 2
    assert "there is no election GR1900_X here" in missing.output
    nothing = CliRunner().invoke(cli.program(), ["earlier", made.row.eml_id, str(tmp_path / "x.csv")])
    assert nothing.exit_code == 2
    assert "Nothing was changed." in nothing.output
    broken = tmp_path / "y.csv"
    broken.write_text("no table")
    refused = CliRunner().invoke(cli.program(), ["earlier", made.row.eml_id, str(broken)])
    assert refused.exit_code == 2


def test_turnout_of_before_stands_beside_its_result_and_stays_when_that_is_loaded_anew(
    db: None, tmp_path: Path
) -> None:
    made = make_election()
    code = made.first.row.code
    path = tmp_path / "opkomst.csv"
    path.write_text(f"municipality;time;share\n{code};7:30;0\n{code};12:00;21,375\n9999;12:00;3\n")
    early = CliRunner().invoke(cli.program(), ["earlier", made.row.eml_id, "--turnout", str(path)])
    assert early.exit_code == 2
    assert "load that first" in " ".join(early.output.split())
    earlier.load(made.row, [of(code)], clock.now(), "cli")
    result = CliRunner().invoke(
        cli.program(), ["earlier", made.row.eml_id, "--turnout", str(path), "--json", "-"]
    )
    assert result.exit_code == 0, result.output
    assert '"unknown": ["9999"]' in " ".join(result.output.split()).replace("[ ", "[").replace(" ]", "]")
    for _ in range(2):
        made.first.row.refresh_from_db()
        value = earlier.value(made.first.row)
        assert value is not None
        assert value.curve == ((450, 0), (720, 2138))
        earlier.load(made.row, [of(code)], clock.now(), "cli")
    assert Entry.objects.filter(kind="earlier.turnout").count() == 1


@pytest.mark.parametrize(
    ("curves", "code"),
    [
        ({"9999": (Known(600, None, 3),)}, "earlier.nothing"),
        ({"": (Known(600, None, 3),)}, "earlier.electorate"),
    ],
)
def test_turnout_that_cannot_be_placed_changes_nothing(
    db: None, curves: dict[str, tuple[Known, ...]], code: str
) -> None:
    made = make_election()
    file = of(made.first.row.code)
    earlier.load(made.row, [replace(file, total=replace(file.total, electorate=None))], clock.now(), "cli")
    if made.row.municipalities.count() > 1 and "" in curves:
        code = "earlier.which"
    with pytest.raises(Refused) as refusal:
        earlier.load_turnout(made.row, curves, clock.now(), "cli")
    assert refusal.value.code == code
    assert Entry.objects.filter(kind="earlier.turnout").count() == 0


def test_nothing_to_load_is_said(db: None) -> None:
    made = make_election()
    said = CliRunner().invoke(cli.program(), ["earlier", made.row.eml_id])
    assert said.exit_code == 2
    assert "nothing to load" in said.output
