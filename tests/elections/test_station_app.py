"""`station-app`: a municipality's settings from a file, all of it or nothing, and back as the same file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stemdag import cli
from stemdag.domain.tailoring import DEFAULT, to_json
from stemdag.elections import tailored
from stemdag.journal.models import Entry
from tests.factories import Made, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]
WHERE = ("--election", "GR2022_Almere", "--municipality", "0034")
OWN = {
    "opening": ["box_empty", {"key": "flag", "nl": "De vlag hangt uit.", "en": "The flag is out."}],
    "least_members": 4,
}


def run(*words: object) -> Result:
    return CliRunner().invoke(cli.program(), ["station-app", *map(str, words)])


@pytest.fixture
def made() -> Made:
    return make_election()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "app.json"
    path.write_text(json.dumps(OWN))
    return path


def test_a_file_is_set_shown_and_set_again(made: Made, file: Path, tmp_path: Path) -> None:
    done = run("set", file, *WHERE, "--json", tmp_path / "out.json")
    assert done.exit_code == 0, done.output
    assert "Almere: opening, least_members its own, the rest as usual" in done.output
    outcome = json.loads((tmp_path / "out.json").read_text())
    assert outcome == {
        "election": "GR2022_Almere",
        "municipality": "0034",
        "name": "Almere",
        "version": outcome["version"],
        "own": ["opening", "least_members"],
    }
    shown = run("show", *WHERE).output
    assert "opening: box_empty, flag\n" in shown
    assert "least_members: 4\n" in shown
    assert "turnout_hours: 10:00, 13:00, 16:00, 19:00, 21:00 (as usual)" in shown
    own = run("show", *WHERE, "--own").output
    assert "turnout_hours" not in own
    whole = tmp_path / "whole.json"
    assert run("show", *WHERE, "--json", whole).exit_code == 0
    assert len(json.loads(whole.read_text())) == len(to_json(DEFAULT))
    made.first.row.refresh_from_db()
    before = tailored.tailoring(made.first.row)
    assert run("set", whole, *WHERE).exit_code == 0
    made.first.row.refresh_from_db()
    assert tailored.tailoring(made.first.row) == before
    # The other municipality has nothing of it, and `{}` puts everything back.
    made.municipalities["0995"].row.refresh_from_db()
    assert tailored.own(made.municipalities["0995"].row) == []
    file.write_text("{}")
    assert "Almere: all as usual" in run("set", file, *WHERE).output
    entries = Entry.objects.filter(kind="app.tailored")
    assert [(each.by, each.station) for each in entries] == [("cli", None)] * 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"opening": ["flag"]}', "opening[0]: nothing is there by this key"),
        ('{"openning": []}', "openning: this field is not known"),
        ('{"least_members": 0}', "least_members: 0 cannot be; write 1 to 20"),
        ('{"least_members": 3.5}', "3.5: only whole numbers belong here"),
        ('{"warn_left": NaN}', "NaN: only whole numbers"),
        ('{"scanning": true, "scanning": false}', "scanning: this stands here more than once"),
        ('{"opening": [\n"booths",\n]}', "line 3: this is no JSON"),
        ("[]", "top: an object belongs here"),
        ("", "line 1: this is no JSON"),
        ("[" * 100_000, "this is no JSON"),
        ('{"warn_left": ' + "9" * 10_000 + "}", "this is no JSON"),
        ('{"a": "' + "x" * 2_000_000 + '"}', "too large; keep to 2,000,000 bytes"),
    ],
)
def test_a_file_that_cannot_be_changes_nothing(made: Made, file: Path, text: str, says: str) -> None:
    assert run("set", file, *WHERE).exit_code == 0
    file.write_text(text)
    done = run("set", file, *WHERE)
    assert done.exit_code == 2
    assert says in done.output
    assert "Nothing was changed." in done.output
    made.first.row.refresh_from_db()
    assert made.first.row.tailoring == OWN
    assert Entry.objects.filter(kind="app.tailored").count() == 1


def test_a_file_in_another_encoding_or_with_a_mark_before_it(made: Made, file: Path) -> None:
    file.write_bytes('{"opening": [{"key": "a", "nl": "é", "en": "e"}]}'.encode("latin-1"))
    assert "save it as that" in run("set", file, *WHERE).output
    file.write_bytes(b"\xef\xbb\xbf{}")
    assert run("set", file, *WHERE).exit_code == 0


def test_which_municipality_is_said(made: Made, file: Path, tmp_path: Path) -> None:
    for words in (("set", file), ("show",)):
        assert "say which with --election and --municipality" in run(*words).output.replace("\n", " ")
        assert run(*words).exit_code == 2
        assert "no such municipality" in run(*words, "--municipality", "9999").output
    done = run("set", tmp_path / "none.json", *WHERE)
    assert done.exit_code == 2
    assert "No such file" in done.output
    assert not Entry.objects.filter(kind="app.tailored").exists()
