"""`stemdag demo`: a whole day from a file, played by the real processes, read back from the public tree."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.files import made
from tests.house.test_documented import sections
from tests.long import LONG

pytestmark = pytest.mark.day
#: Each is a day of its own, with processes of its own; `tests/scenarios` has them all, without processes.
INCIDENTS = (3, 4, 5, 6, 11, 14) if LONG else (4, 14)


def demo(*words: object) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STEMDAG_")}
    command = [sys.executable, "-m", "stemdag", "demo", "--headless", "--speed", "max", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def names(value: object) -> set[str]:
    """Every key of the outcome but numbers and ids."""
    if isinstance(value, list):
        return set().union(*map(names, value))
    if not isinstance(value, Mapping):
        return set()
    own = {key for key in value if re.fullmatch("[a-z_]+", key)}
    return own.union(*(names(inner) for inner in value.values()))


def test_a_day_from_a_file(tmp_path: Path) -> None:
    """Two stations; at the second D is 23, H is 22 and one ballot is unexplained: held, and accepted."""
    source, target = tmp_path / "count.csv", tmp_path / "out.json"
    small = made.small()
    source.write_bytes(made.as_csv(small))
    incidents = ",".join(map(str, INCIDENTS))
    done = demo("--replay", source, "--only", "0268", "--incidents", incidents, "--json", target)
    assert done.returncode == 0, done.stdout + done.stderr
    outcome = json.loads(target.read_text())
    assert outcome["rehearsal"] is True
    assert outcome["public_files_before_release"] > 10
    assert outcome["public_files_that_depended_on_votes"] == 0
    assert outcome["seconds_release_to_first_result"] is None, (
        "no count before the moment, so none to wait for"
    )
    assert outcome["elections"] == {
        "GR2022_0268": {
            "municipalities": {
                "0268": {
                    "stations": 2,
                    "admitted": sum(unit.count.admitted for unit in small.units),
                    "blank": 1,
                    "invalid": 2,
                    "lists": {"1": 8, "4": 23},
                }
            }
        }
    }
    assert [(each["incident"], each["right"]) for each in outcome["incidents"]] == [
        (number, True) for number in INCIDENTS
    ]
    assert all(
        check["expected"] == check["seen"] for each in outcome["incidents"] for check in each["checks"]
    )
    assert "Incident 14, passes were counted by hand to finish the record: ended as it should." in done.stdout
    assert names(outcome) <= set(re.findall(r"`([a-z_]+)`", sections()["stemdag demo"]))
    assert "none of them depended on a vote" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--replay", "nowhere.csv"], "nowhere.csv"),
        (["--replay", "odd.csv"], "odd.csv"),
        (["--replay", "count.csv", "--only", "9999"], "9999"),
        (["--only", "0268"], "--replay"),
        (["--incidents", "3,9"], "--incidents 3,9"),
        (["--speed", "0"], "--speed 0"),
        (["--speed", "quick"], "--speed quick"),
    ],
)
def test_what_cannot_be_played_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "count.csv").write_bytes(made.as_csv(made.small()))
    (tmp_path / "odd.csv").write_text("naam;stemmen\n")
    done = demo(*words)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert said in done.stdout + done.stderr
