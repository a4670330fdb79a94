"""`stemdag site`: one command at the target, without a database; what it refuses; the purge hook."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner, Result

from stemdag import cli
from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish import offline, tombstone
from stemdag.publish import purge as hook
from stemdag.publish.purge import PurgeFailed, purge
from stemdag.publish.target import TOMBSTONE, DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer
from tests.publish import days
from tests.publish.faults import Failed, FaultyTarget

WHY = ("--why", "Wij zoeken het uit.")
TOWN = "data/v1/GR2022_Nijmegen/0268.json"


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here cuts the power."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    monkeypatch.setattr(os, "sync", lambda: None)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A public tree with results, and no database, no secret and no home anywhere."""
    for name in ("DATABASE_URL", "SECRET_KEY", "CONTROL_SECRET", "TEXT_SECRET", "PURGE"):
        monkeypatch.delenv(f"STEMDAG_{name}", raising=False)
    place = tmp_path / "public"
    write(place)
    monkeypatch.setenv("STEMDAG_TARGET", str(place))
    return place


def write(place: Path, *, rehearsal: bool = False) -> None:
    day = days.day(days.municipality(4, now=days.CLOSES, in_already=3), rehearsal=rehearsal)
    Writer(DirectoryTarget(place, durable=False), rehearsal=rehearsal).write(tree(day), days.CLOSES)


def site(*words: str) -> Result:
    return CliRunner().invoke(cli.program(), ["site", *words])


def standing(root: Path) -> Withdrawal | None:
    return tombstone.read(DirectoryTarget(root, beside=True))


def test_withdraw_and_restore(root: Path) -> None:
    done = site("withdraw", *WHY)
    assert done.exit_code == 0, done.output
    assert "pages are a notice now" in done.output
    assert "Deze site is offline" in (root / "nl/index.html").read_text()
    assert not (root / TOWN).exists()
    said = standing(root)
    assert said
    assert (said.what, said.why, said.by) == (What.ALL, "Wij zoeken het uit.", "cli")
    assert site("restore", "--why", "Alles klopt.").exit_code == 0
    said = standing(root)
    assert said
    assert (said.what, said.why) == (What.NOTHING, "Alles klopt.")


def test_the_outcome_as_json(root: Path) -> None:
    told = json.loads(site("withdraw", "--results-only", *WHY, "--json", "-").stdout)
    assert told["target"] == str(root)
    assert told["withdrawn"] == "results"
    assert told["pages"] > 8
    assert told["removed"] > 3
    assert told["purged"] is None
    assert datetime.fromisoformat(told["at"]).tzinfo
    assert json.loads(site("restore", *WHY, "--json", "-").stdout)["withdrawn"] == "nothing"


def test_another_target_than_that_of_the_settings(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other)
    assert site("withdraw", *WHY, "--target", str(other)).exit_code == 0
    assert standing(other)
    assert standing(root) is None


@pytest.mark.parametrize(
    ("first", "then", "code"),
    [
        ((), ("restore", *WHY), "site.not-withdrawn"),
        (("withdraw", *WHY), ("withdraw", *WHY), "site.withdrawn"),
        (("withdraw", "--results-only", *WHY), ("withdraw", "--results-only", *WHY), "site.withdrawn"),
        ((), ("withdraw",), "site.reason"),
        ((), ("withdraw", "--why", "  "), "site.reason"),
        ((), ("withdraw", "--why", "x" * 251), "site.long"),
        (("withdraw", *WHY), ("restore",), "site.reason"),
    ],
)
def test_what_is_refused_changes_nothing(
    root: Path, first: tuple[str, ...], then: tuple[str, ...], code: str
) -> None:
    if first:
        assert site(*first).exit_code == 0
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    done = site(*then)
    assert done.exit_code == 2
    assert code in done.stderr
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_whole_then_results_alone_then_whole(root: Path) -> None:
    for words, what in ((), What.ALL), (("--results-only",), What.RESULTS), ((), What.ALL):
        assert site("withdraw", *words, *WHY).exit_code == 0
        said = standing(root)
        assert said
        assert said.what is what
        assert not (root / TOWN).exists()


def test_what_is_no_target(root: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for place, told in (
        (empty, "no public tree"),
        (tmp_path / "nowhere", "is not there"),
        ("ftp://example.nl/x", "a target is a folder"),
    ):
        done = site("withdraw", *WHY, "--target", str(place))
        assert done.exit_code == 2
        assert told in done.stderr
    assert list(empty.iterdir()) == []
    assert not (tmp_path / "nowhere").exists()


def test_a_rehearsal_and_a_real_day_are_not_mistaken(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEMDAG_REHEARSAL", "1")
    done = site("withdraw", *WHY)
    assert done.exit_code == 2
    assert "a rehearsal needs another one" in done.stderr
    assert not (root / TOMBSTONE).exists()


def test_a_tombstone_that_cannot_be_read_is_replaced(root: Path) -> None:
    (root / TOMBSTONE).write_bytes(b"half")
    done = site("withdraw", *WHY)
    assert done.exit_code == 0
    assert "cannot be read" in done.stderr
    assert standing(root)


def test_given_again_after_it_stopped_half_way_it_finishes_that(root: Path) -> None:
    said = Withdrawal(What.ALL, "x", datetime.now(UTC) - timedelta(minutes=1), "cli", UUID(int=7))
    faulty = FaultyTarget(root)
    faulty.fail_at = 20
    with pytest.raises(Failed):
        offline.carry_out(faulty, said, False)
    assert site("withdraw", *WHY).exit_code == 0
    assert standing(root) == said, "the same act, finished"
    assert not (root / TOWN).exists()
    assert "site.withdrawn" in site("withdraw", *WHY).stderr


def test_a_clock_that_is_behind_does_not_put_an_act_before_what_it_has_seen(root: Path) -> None:
    ahead = Withdrawal(What.ALL, "x", datetime.now(UTC) + timedelta(hours=1), "desk:1", UUID(int=7))
    tombstone.write(DirectoryTarget(root, beside=True), ahead)
    # Not finished at the target, so given as another act.
    assert site("withdraw", "--results-only", *WHY).exit_code == 0
    said = standing(root)
    assert said
    assert said.at > ahead.at


# The purge hook


def program(tmp_path: Path, code: str) -> str:
    place = tmp_path / "hook.py"
    place.write_text(code)
    return f"'{sys.executable}' '{place}' --zone 12"


TAKES = """import sys, pathlib
told = [sys.argv[2], *sys.stdin.read().split()]
pathlib.Path(__file__).with_name("told").write_text(" ".join(told))
"""


def test_the_hook_is_given_every_address_that_changed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEMDAG_PURGE", program(tmp_path, TAKES))
    done = site("withdraw", *WHY, "--json", "-")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["purged"] is True
    zone, *lines = (tmp_path / "told").read_text().split()
    assert zone == "12"
    assert {"/nl/", "/nl/GR2022_Nijmegen/0268/2/", f"/{TOWN}", "/manifest.json"} <= set(lines)
    assert not [each for each in lines if each.endswith((".br", ".gz"))]
    assert not [each for each in lines if each.startswith("/assets/")]


def test_a_hook_that_fails_is_said_and_undoes_nothing(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEMDAG_PURGE", program(tmp_path, "raise SystemExit('no such zone')"))
    done = site("withdraw", *WHY, "--json", "-")
    assert done.exit_code == 1
    assert "no such zone" in done.stderr
    assert json.loads(done.stdout)["purged"] is False
    assert standing(root)
    assert not (root / TOWN).exists()


def test_a_hook_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook, "PATIENCE", 0.2)
    with pytest.raises(PurgeFailed, match="no answer"):
        purge(program(tmp_path, "import time; time.sleep(60)"), ["nl/index.html"])


def test_no_hook_and_no_program() -> None:
    purge("", ["nl/index.html"])
    with pytest.raises(PurgeFailed, match="not-there"):
        purge("./not-there", ["nl/index.html"])
