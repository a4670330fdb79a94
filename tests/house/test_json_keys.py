"""`docs/commands.md` names every key that a command writes with `--json`, in that command's own section."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stemdag import cli
from stemdag.bench.measure import Measure
from stemdag.custody.client import Custody
from tests.custody.holding import MOMENT, MORNING, PLACE, PRIVATE, Clocks, timer
from tests.factories import at, make_election
from tests.files import made
from tests.house.test_documented import sections
from tests.publish import test_site_command

ELECTION, TOWN = "GR2022_Almere", "0034"


def keys(value: object) -> Iterator[str]:
    """Every key of a JSON value, but numbers and codes of checks and oddities, which stand for themselves."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not re.fullmatch(r"-?\d+|[A-Z]\.\d+|[a-z]+[.-][a-z.-]+", key):
                yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def documented(command: str) -> set[str]:
    return set(re.findall(r"`([a-z_]+)`", sections()[f"stemdag {command}"]))


def written(command: str, *words: object) -> set[str]:
    """The keys of what the command writes; it must write something."""
    done = CliRunner().invoke(cli.program(), [*command.split(), *map(str, words), "--json", "-"])
    assert done.exit_code in (0, 1), done.output
    # Some commands say what they did as well, before the value; it begins on a line of its own.
    value = re.split(r"^(?=[\[{])", done.stdout, maxsplit=1, flags=re.MULTILINE)[-1]
    found = set(keys(json.loads(value)))
    assert found
    return found


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    """A count with an oddity and findings, beside a file that is neither EML nor CSV."""
    path = tmp_path / "count.csv"
    path.write_bytes(made.as_csv(made.small()))
    return path


def test_of_files(csv: Path) -> None:
    assert written("check", csv) <= documented("check")
    assert written("seats", csv, "--seats", 9) <= documented("seats")


@pytest.mark.store
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("desk-user", ["anna", "--municipality", TOWN]),
        ("codes", [ELECTION]),
        ("app-release", [ELECTION]),
        ("passes status", []),
        ("station-app show", ["--election", ELECTION, "--municipality", TOWN]),
        ("passes destroy", [ELECTION, "--yes"]),
        ("release status", []),
        ("release arm", [ELECTION, TOWN]),
        ("release hold", [ELECTION, TOWN]),
    ],
)
def test_of_the_office(command: str, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stemdag.clock.now", lambda: at("12:00"))
    make_election()
    keys_of_a_row = documented("release status") if command.startswith("release") else set()
    assert written(command, *words) <= documented(command) | keys_of_a_row


@pytest.mark.store
@pytest.mark.django_db
def test_of_a_register(tmp_path: Path) -> None:
    make_election(municipalities=[(TOWN, "Almere")])
    file = tmp_path / "register.csv"
    file.write_text("12,died")
    assert written("passes load", file) <= documented("passes load")


@pytest.mark.store
@pytest.mark.django_db
def test_of_places(tmp_path: Path) -> None:
    make_election(municipalities=[(TOWN, "Almere")])
    file = tmp_path / "places.csv"
    file.write_text("Nummer;Latitude;Longitude\n1;52.37;5.22\n2;;\n99;52.37;5.22\n3;50.9;5.8\n")
    assert written("places", file) <= documented("places")


@pytest.mark.store
@pytest.mark.django_db
def test_of_areas(tmp_path: Path) -> None:
    make_election()
    file = tmp_path / "areas.json"
    ring = [[5.0, 52.0], [5.2, 52.0], [5.2, 52.1]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"statcode": f"GM{TOWN}"}, "geometry": shape}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert written("areas", ELECTION, file) <= documented("areas")


@pytest.mark.store
@pytest.mark.django_db
def test_of_tailoring_the_app(tmp_path: Path) -> None:
    make_election(municipalities=[(TOWN, "Almere")])
    file = tmp_path / "app.json"
    file.write_text('{"least_members": 4, "pass_numbers": {"prefix": "26A", "length": 9}}')
    assert written("station-app set", file) <= documented("station-app set")
    assert written("station-app show", "--own") <= documented("station-app show")


@pytest.mark.store
@pytest.mark.django_db
def test_of_an_import(csv: Path) -> None:
    assert written("import", csv) <= documented("import")


@pytest.mark.store
@pytest.mark.django_db
def test_of_making_keys(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Custody, "register", lambda *_: None)
    assert CliRunner().invoke(cli.program(), ["import", str(csv)]).exit_code == 0
    assert written("keys make") <= documented("keys make")


def test_of_a_holder(tmp_path: Path) -> None:
    holder = timer(tmp_path, Clocks())
    holder.register(*PLACE, PRIVATE, MOMENT)
    holder.arm(*PLACE, MORNING, 1)
    assert written("custody status", "--file", tmp_path / "timer.json") <= documented("custody status")


def test_of_the_public_site(tmp_path: Path) -> None:
    test_site_command.write(tmp_path)
    words = "--target", tmp_path, "--why", "to be sure"
    assert written("site withdraw", *words) <= documented("site withdraw")
    assert written("site restore", *words) <= documented("site withdraw")


def test_of_the_bench() -> None:
    assert {each.name for each in fields(Measure)} | {"machine"} <= documented("bench")
