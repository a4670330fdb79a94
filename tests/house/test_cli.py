"""Each command starts by itself, without what only others need; all of them together are the program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.main import get_command

from stemdag.bench import browsing
from stemdag.cli import COMMANDS, GROUPS, program


@pytest.mark.parametrize("name", [*COMMANDS, *GROUPS])
def test_a_command_by_itself(name: str) -> None:
    alone, whole = get_command(program(name)), get_command(program())
    assert list(alone.commands) == [name]  # type: ignore[attr-defined]
    assert alone.commands[name].help == whole.commands[name].help  # type: ignore[attr-defined]


def test_it_does_not_load_what_others_need() -> None:
    load = "import sys; from stemdag import cli; cli.program('migrate')"
    look = f"{load}; print({{'httpx', 'jinja2'}} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_browser_that_is_named_is_the_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEMDAG_CHROMIUM", sys.executable)
    assert browsing.installed() == sys.executable
    monkeypatch.setenv("STEMDAG_CHROMIUM", "no-such-browser")
    assert browsing.installed() == "no-such-browser", "said to be missing, not replaced by another"


def test_of_the_browsers_that_were_downloaded_the_one_without_windows(tmp_path: Path) -> None:
    whole = tmp_path / "chromium-1255" / "chrome-linux64" / "chrome"
    program = SimpleNamespace(executable_path=str(whole))
    assert browsing.downloaded(program) == str(whole)
    beside = tmp_path / "chromium_headless_shell-1255" / "chrome-headless-shell-linux64"
    beside.mkdir(parents=True)
    (beside / "LICENSE.headless_shell").touch()
    assert browsing.downloaded(program) == str(whole)
    (beside / "chrome-headless-shell").touch()
    assert browsing.downloaded(program) == str(beside / "chrome-headless-shell")
    program.executable_path = "/opt/a/browser"
    assert browsing.downloaded(program) == "/opt/a/browser"
