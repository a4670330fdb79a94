"""The commands of a holder, as an operator runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from stemdag.commands import custody as commands
from stemdag.custody.client import Custody
from stemdag.custody.paper import Sheet, to_paper
from stemdag.custody.timer import Timer
from tests.custody.holding import MOMENT, MORNING, PLACE, PRIVATE, Clocks, timer

TOKEN = "a-token-that-was-generated-somewhere"

app = typer.Typer()
app.command("serve")(commands.custody_serve)
app.command("status")(commands.custody_status)
app.command("restore")(commands.custody_restore)


def run(*arguments: str, input: str | None = None, **environment: str) -> tuple[int, str]:
    done = CliRunner(env=environment).invoke(app, list(arguments), input=input)
    return done.exit_code, done.output


def test_status_tells_moments_and_states_and_no_key(holder: Timer, tmp_path: Path) -> None:
    holder.arm(*PLACE, MORNING, 1)
    code, said = run("status", "--file", str(tmp_path / "timer.json"))
    assert (code, said) == (0, "GR2022_Utrecht 0344  armed, not before 2022-03-16T20:00:00+00:00\n")
    code, said = run("status", "--json", "-", STEMDAG_CUSTODY_FILE=str(tmp_path / "timer.json"))
    assert code == 0
    (part,) = json.loads(said)
    assert part == {
        "election": PLACE[0],
        "municipality": PLACE[1],
        "not_before": MOMENT.isoformat(),
        "state": "armed",
        "seq": 1,
        "handed_over": None,
    }


def test_a_key_comes_back_from_paper_and_must_be_armed_again(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(to_paper(Sheet(*PLACE, MOMENT, PRIVATE)))
    file = tmp_path / "timer.json"
    for source, typed in ((str(sheet), None), ("-", sheet.read_text())):
        code, said = run("restore", "--file", str(file), source, input=typed)
        assert (code, "keeps GR2022_Utrecht 0344" in said) == (0, True)
    again = timer(tmp_path, Clocks(MOMENT, MOMENT))
    assert again.status()[0].state.value == "sealed"
    again.arm(*PLACE, MORNING, 9)
    assert again.hand_over(*PLACE) == PRIVATE


def test_a_mistake_on_the_paper_is_said_with_its_line(tmp_path: Path) -> None:
    typed = to_paper(Sheet(*PLACE, MOMENT, PRIVATE)).replace("1  AAAQ", "1  AAAR")
    code, said = run("restore", "--file", str(tmp_path / "timer.json"), "-", input=typed)
    assert code == 2
    assert "line 1" in said
    assert "AAAR" not in said
    assert not (tmp_path / "timer.json").exists()


@pytest.mark.parametrize("command", ["status", "serve"])
def test_a_file_that_others_can_read_ends_it(holder: Timer, tmp_path: Path, command: str) -> None:
    (tmp_path / "timer.json").chmod(0o644)
    code, said = run(command, "--file", str(tmp_path / "timer.json"), STEMDAG_CUSTODY_TOKEN=TOKEN)
    assert code == 2
    assert "other accounts" in said


@pytest.mark.parametrize(
    ("arguments", "token", "why"),
    [([], "", "at least 24"), (["--host", "0.0.0.0"], TOKEN, "from outside"), (["--host", "x"], TOKEN, "x")],
)
def test_it_does_not_serve_without_token_or_to_others(
    tmp_path: Path, arguments: list[str], token: str, why: str
) -> None:
    code, said = run("serve", "--file", str(tmp_path / "timer.json"), *arguments, STEMDAG_CUSTODY_TOKEN=token)
    assert code == 2
    assert why in said


SERVE = "import typer, stemdag.commands.custody as c; typer.run(c.custody_serve)"


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_serves_until_it_is_ended_and_knows_all_afterwards(tmp_path: Path, end: signal.Signals) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STEMDAG_")}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, "--file", str(tmp_path / "timer.json"), "--port", "0"],
        env=environment | {"STEMDAG_CUSTODY_TOKEN": TOKEN, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().split("port ")[1].split(",")[0])
        with Custody(f"http://127.0.0.1:{port}", TOKEN) as custody:
            custody.register(*PLACE, PRIVATE, MOMENT)
            custody.arm(*PLACE, MORNING, 1)
            assert custody.hand_over(*PLACE) == PRIVATE  # 2022 is long past on the machine's clocks
        process.send_signal(end)
        said = process.stdout.read()
    assert process.returncode in (0, -signal.SIGKILL)
    assert "Traceback" not in said
    assert TOKEN not in said
    (status,) = Timer(tmp_path / "timer.json").status()
    assert (status.state.value, status.seq) == ("released", 1)
