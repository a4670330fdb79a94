"""`check` and `seats` as a user and a script meet them."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from stemdag.commands import files, progress
from tests.files import made, made_messages
from tests.reference import reference

APP = typer.Typer(pretty_exceptions_enable=False)
APP.command()(files.check)
APP.command()(files.seats)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(APP, [str(each) for each in arguments])


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def clean() -> bytes:
    """A count in which nothing stands: D = H at both stations."""
    small = made.small()
    one = made.count([[5, 2], [0, 3]], made.BALLOT, cards=9, proxies=2, blank=0, invalid=1)
    two = made.count([[1, 0], [20, 0]], made.BALLOT, cards=20, proxies=2, invalid=1)
    first, second = small.units
    return made.as_csv(
        made.file(
            made.BALLOT, [replace(first, count=one, reasons={}), replace(second, count=two, unexplained=0)]
        )
    )


def wrong() -> bytes:
    """A count in which A + B is not D at station 1 (F.201)."""
    data = clean()
    assert b";toegelaten kiezers;;;33;11;22" in data
    return data.replace(b";toegelaten kiezers;;;33;11;22", b";toegelaten kiezers;;;34;12;22")


def test_nothing_stands(tmp_path: Path) -> None:
    found = run("check", written(tmp_path / "a.csv", clean()))
    assert found.exit_code == 0
    assert "0 stations in 0 files and 0 totals stand on an error." in found.stdout


def test_an_error_stands(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    found = run("check", written(tmp_path / "a.csv", wrong()), "--json", target)
    assert found.exit_code == 1
    assert "a.csv: station 1 (Stadhuis): F.201 (A, B, C, D)" in found.stdout
    assert "found F.201: 1 times in 1 files" in found.stdout
    assert "1 stations in 1 files and 1 totals stand on an error." in found.stdout
    value = json.loads(target.read_text())
    assert set(value) == {"files", "skipped", "unreadable", "codes", "oddities"}
    assert value["codes"]["F.201"] == {"times": 1, "files": 1}
    [file] = value["files"]
    assert (file["source"], file["form"], file["election"]) == ("a.csv", "osv4-3", "GR2022_0268")
    assert {"unit": "0268::SB1", "where": "station 1 (Stadhuis)", "code": "F.201", "list": None} in [
        {key: each[key] for key in ("unit", "where", "code", "list")} for each in file["findings"]
    ]
    assert [each["code"] for each in file["oddities"]] == ["negative-number"]


def test_a_file_that_cannot_be_read_does_not_silence_the_others(tmp_path: Path) -> None:
    broken = written(tmp_path / "broken.csv", clean()[:-30])
    target = tmp_path / "out.json"
    found = run("check", broken, written(tmp_path / "a.csv", wrong()), "--json", target)
    assert found.exit_code == 2
    assert "broken.csv, line" in found.stderr
    assert "cut off" in found.stderr
    assert "F.201" in found.stdout
    [problem] = json.loads(target.read_text())["unreadable"]
    assert problem["source"] == "broken.csv"
    assert problem["remedy"]


def test_json_alone_on_standard_output(tmp_path: Path) -> None:
    found = run("check", written(tmp_path / "a.csv", wrong()), "--json", "-")
    assert json.loads(found.stdout)["codes"]["F.201"]["files"] == 1
    assert "F.201" in found.stderr


def test_seats_given_and_from_a_definition(tmp_path: Path) -> None:
    count = written(tmp_path / "a.csv", clean())
    given = run("seats", count, "--seats", 2, "--json", "-")
    assert given.exit_code == 0
    value = json.loads(given.stdout)
    assert set(value) == {"seats", "steps", "open_lots"}
    # 8 and 23 votes, quota 15.5: one full seat to list 4; list 1 has less than 75 % of the quota.
    assert value["seats"] == {"1": 0, "4": 2}
    assert value["open_lots"] == []
    definition = (
        made_messages.DEFINITION.replace(b"2026-03-18", b"2022-03-16")
        .replace(b'Id="9901"', b'Id="0268"')
        .replace(b'RegionNumber="901"', b'RegionNumber="268"')
    )
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("110a.eml.xml", definition)
        archive.writestr("count.csv", clean())
    found = run("seats", path, "--json", "-")
    assert found.exit_code == 0
    # Of 23, but each list has two candidates, and who has none left gives seats back (Kieswet P 10).
    assert json.loads(found.stdout)["seats"] == {"1": 2, "4": 2}
    other = definition.replace(b'RegionNumber="268"', b'RegionNumber="14"')
    elsewhere = run("seats", count, written(tmp_path / "other.eml.xml", other))
    assert elsewhere.exit_code == 2
    assert "number of seats is not known" in elsewhere.stderr


def test_seats_with_lots(tmp_path: Path) -> None:
    even = made.count([[10, 0], [10, 0]], made.BALLOT, cards=20)
    count = written(
        tmp_path / "a.csv", made.as_csv(made.file(made.BALLOT, [replace(made.small().units[0], count=even)]))
    )
    found = run("seats", count, "--seats", 1, "--json", "-")
    assert found.exit_code == 1
    assert json.loads(found.stdout)["open_lots"] == [1, 4]
    assert "A lot must be drawn between lists 1, 4" in found.stderr
    drawn = run("seats", count, "--seats", 1, "--lots", 4, "--json", "-")
    assert (drawn.exit_code, json.loads(drawn.stdout)["seats"]) == (0, {"1": 0, "4": 1})
    foreign = run("seats", count, "--seats", 1, "--lots", 3)
    assert foreign.exit_code == 2
    assert "list 3 is none of them" in foreign.stderr


def test_seats_that_cannot_be_told(tmp_path: Path) -> None:
    count = written(tmp_path / "a.csv", clean())
    other = written(tmp_path / "b.csv", clean())
    for arguments, text in (
        ((count,), "number of seats is not known"),
        ((count, other, "--seats", 9), "2 counts were given"),
        ((written(tmp_path / "c", made_messages.RESULT), "--seats", 9), "None of the files is a count"),
        ((written(tmp_path / "d", b"nothing"), "--seats", 9), "no election file"),
    ):
        found = run("seats", *arguments)
        assert (found.exit_code, text in found.stderr) == (2, True), found.stderr


def test_the_whole_council_set_stands_where_a_separate_script_found_it(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    found = run("check", reference("gr2022", "gr2022_stembureaus_osv4-3_csv.zip"), "--json", target)
    assert found.exit_code == 1
    assert "48 stations in 31 files and 27 totals stand on an error." in found.stdout
    codes = json.loads(target.read_text())["codes"]
    assert {code: codes[code]["times"] for code in codes if code.startswith("F")} == {
        "F.201": 4,
        "F.305": 3,
        "F.306": 22,
        "F.308": 19,
        "F.309": 3,
        "F.312": 27,
    }
    assert codes["S.104"]["files"] == 8


def test_the_seats_of_a_national_election() -> None:
    path = reference("tk2021", "EML_bestanden_TK2021_deel_1.zip")
    found = run("seats", path, "--json", "-")
    assert found.exit_code == 0
    value = json.loads(found.stdout)
    assert sum(value["seats"].values()) == 150
    assert {key: seats for key, seats in value["seats"].items() if seats} == {
        "1": 34, "2": 17, "3": 15, "4": 24, "5": 8, "6": 9, "7": 9, "8": 5, "9": 6,
        "10": 1, "11": 3, "12": 3, "13": 8, "14": 1, "15": 3, "17": 3, "23": 1,
    }  # fmt: skip
    assert value["open_lots"] == []


@pytest.mark.parametrize("terminal", [True, False])
def test_progress(
    terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:

    monkeypatch.setattr(progress.err, "_force_terminal", terminal)
    with progress.progress("reading", 100) as step:
        for number in range(100):
            step(f"file {number}")
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    if terminal:
        assert "\x1b[" in said.err
    else:
        assert lines == ["reading: 50 of 100, file 49", "reading: 100 of 100, file 99"]
