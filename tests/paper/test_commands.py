"""`fallback-sheets` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stemdag import cli
from stemdag.domain.station import Counting
from tests.factories import make_election
from tests.paper.reading import pages, text

pytestmark = [pytest.mark.store, pytest.mark.django_db]
ELECTION, TOWN = "GR2022_Almere", "0034"


def run(path: Path, *words: str) -> Result:
    return CliRunner().invoke(cli.program(), ["fallback-sheets", str(path), "--election", ELECTION, *words])


@pytest.mark.parametrize("counting", Counting)
def test_a_form_for_each_station(tmp_path: Path, counting: Counting) -> None:
    make_election(counting=counting)
    path = tmp_path / "forms.pdf"
    result = run(path, "--municipality", TOWN, "--phone", "036 123 45 67")
    assert result.exit_code == 0, result.output
    assert "4 forms" in result.stdout
    said = text(path.read_bytes())
    assert said.count("036 123 45 67") == 4
    assert ("Gül" in said) is (counting is Counting.DECENTRAL)


def test_stations_hours_and_language_of_ones_own(tmp_path: Path) -> None:
    make_election()
    path = tmp_path / "forms.pdf"
    words = ("--station", "2", "--station", "3", "--at", "10:30", "--at", "15:00", "--language", "en")
    assert run(path, "--municipality", TOWN, *words).exit_code == 0
    found = pages(path.read_bytes())
    assert {page.split()[1] for page in found} == {"2", "3"}
    assert "10:30" in found[0]
    assert "12:00" not in found[0]
    assert "Poll cards" in " ".join(found)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "--municipality"),
        (("--municipality", "9999"), "no municipality 9999"),
        (("--municipality", TOWN, "--station", "9"), "no station 9"),
        (("--municipality", TOWN, "--at", "noon"), "write a time"),
        (("--municipality", TOWN, "--language", "fy"), "nl or en"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    make_election()
    path = tmp_path / "forms.pdf"
    result = run(path, *words)
    assert result.exit_code == 2
    assert says in " ".join(result.output.split())
    assert not path.exists()


def test_the_guide_is_written_and_a_wrong_language_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "guide.pdf"
    wrong = CliRunner().invoke(cli.program(), ["station-guide", str(path), "--language", "fy"])
    assert wrong.exit_code == 2
    assert "nl or en" in wrong.output
    assert not path.exists()
    made = CliRunner().invoke(cli.program(), ["station-guide", str(path), "--phone", "036 123 45 67"])
    assert made.exit_code == 0, made.output
    assert "036 123 45 67" in text(path.read_bytes())
