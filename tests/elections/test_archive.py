"""An archive: all that may be kept, nothing readable of a count, and it proves itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from stemdag import cli
from stemdag.elections.sealing import seal_count
from stemdag.files import OwnDefinition, read
from stemdag.journal.append import append
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer
from stemdag.verify.archive import check
from tests.factories import at, make_count, make_election
from tests.journal.test_append import fact
from tests.publish import days

pytestmark = [pytest.mark.store, pytest.mark.django_db]

PLACE = {"election": "GR2022_Almere", "municipality": "0034"}
SECRET = "Mevrouw De Vries belde over 48211 stemmen"


@pytest.fixture
def night() -> None:
    made = make_election()
    sealed = seal_count(made.first.row, 1, "station", 1, make_count(), [])
    append(fact("station.opened", **PLACE))
    append(fact("count.received", sealed=sealed, facts={"held": False}, **PLACE))
    append(fact("message.sent", facts={"to": "office"}, texts={"text": SECRET}, **PLACE))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.program(), [str(each) for each in arguments])


def archived(to: Path, *more: object) -> Path:
    done = run("archive", "GR2022_Almere", "--to", to, "--target", to.parent / "nowhere", *more)
    assert done.exit_code == 0, done.output
    return to


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_holds_what_is_needed_to_verify_and_proves_itself(night: None, tmp_path: Path) -> None:
    folder = archived(tmp_path / "kept")
    assert everything(folder).keys() == {
        "README.md",
        "manifest.json",
        "definition.json",
        "keys.json",
        "journal/0034.jsonl",
        "envelopes/0034.jsonl",
    }
    found = check(folder)
    assert (found.entries, found.envelopes, found.wrong) == (3, 1, ())
    [own] = read(folder / "definition.json")
    assert isinstance(own, OwnDefinition)
    assert [len(stations) for _, _, stations in own.municipalities] == [4, 4]
    done = run("verify", folder)
    assert (done.exit_code, "every hash made anew" in done.output) == (0, True)


def test_the_same_journal_is_the_same_bytes(night: None, tmp_path: Path) -> None:
    assert everything(archived(tmp_path / "one")) == everything(archived(tmp_path / "two"))


def test_texts_only_where_they_are_asked_for(night: None, tmp_path: Path) -> None:
    without = b"".join(everything(archived(tmp_path / "without")).values())
    assert SECRET.encode() not in without
    with_them = archived(tmp_path / "with", "--texts")
    line = json.loads((with_them / "texts/0034.jsonl").read_text())
    assert line == {"seq": 3, "name": "text", "text": SECRET}
    assert check(with_them).wrong == ()


def _changed(path: str, before: str, after: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / path
        text = file.read_text()
        assert before in text
        file.write_text(text.replace(before, after))

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_changed("journal/0034.jsonl", "station.opened", "station.closed"), "does not follow"),
        (_changed("envelopes/0034.jsonl", '"control":"', '"control":"AAAA'), "not the one that it names"),
        (lambda folder: (folder / "envelopes/0034.jsonl").unlink(), "is missing"),
        (lambda folder: (folder / "keys.json").unlink(), "keys.json is missing"),
        (lambda folder: (folder / "more.txt").write_text("?"), "not of this archive"),
        (_changed("manifest.json", '"length": 3', '"length": 2'), "ends elsewhere"),
    ],
)
def test_what_was_changed_is_told(
    change: Callable[[Path], Any], said: str, night: None, tmp_path: Path
) -> None:
    folder = archived(tmp_path / "kept")
    change(folder)
    done = run("verify", folder)
    assert done.exit_code == 1
    assert said in done.output


def test_an_election_that_is_not_there_and_a_folder_that_is(night: None, tmp_path: Path) -> None:
    assert run("archive", "GR2022_Nergens", "--to", tmp_path / "x").exit_code == 2
    done = run("archive", "GR2022_Almere", "--to", tmp_path)
    assert (done.exit_code, "there already" in done.output) == (2, True)
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd/manifest.json").write_text('{"form":"stemdag-archive","version":9}')
    assert run("verify", tmp_path / "odd").exit_code == 2


def test_what_is_public_of_it_goes_along(tmp_path: Path) -> None:
    make_election(eml_id="GR2022_Nijmegen", municipalities=(("0268", "Nijmegen"),))
    night = days.day(days.municipality(3, in_already=2))
    public = tmp_path / "public"
    Writer(DirectoryTarget(public, durable=False), rehearsal=False).write(tree(night), at("22:00"))
    done = run("archive", "GR2022_Nijmegen", "--to", tmp_path / "kept", "--target", public)
    assert done.exit_code == 0, done.output
    found = {path.name for path in (tmp_path / "kept/published").iterdir()}
    assert {"0268.json", "0268.totals.csv", "0268.eml.xml", "election.json"} <= found
    assert not [name for name in found if name.endswith((".gz", ".br", ".zip"))]
    assert check(tmp_path / "kept").wrong == ()
