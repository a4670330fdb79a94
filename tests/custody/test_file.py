"""The holder's file: private, whole after a crash, never half believed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stemdag.custody.timer import Timer
from stemdag.domain.errors import Refused
from tests.custody.holding import MOMENT, MORNING, PLACE, PRIVATE, Clocks, log_lines, timer


def test_it_is_for_one_account_only(holder: Timer, tmp_path: Path) -> None:
    file = tmp_path / "timer.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "timer.json.new").exists()
    file.chmod(0o640)
    with pytest.raises(Refused, match="other accounts") as refusal:
        Timer(file)
    assert refusal.value.code == "custody.file"


def test_a_looser_umask_or_left_over_file_does_not_open_it(tmp_path: Path, clocks: Clocks) -> None:
    left = tmp_path / "timer.json.new"
    left.write_text("of a crash")
    left.chmod(0o666)
    before = os.umask(0)
    try:
        timer(tmp_path, clocks).register(*PLACE, PRIVATE, MOMENT)
    finally:
        os.umask(before)
    assert (tmp_path / "timer.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: text.replace('"stemdag-custody": 1', '"stemdag-custody": 2'),
        lambda text: text.replace('"sealed"', '"open"'),
        lambda text: text.replace('"private": "', '"private": "?'),
        lambda text: text.replace("+00:00", ""),
        lambda text: text.replace('"rehearsal": false, ', ""),
    ],
    ids=["empty", "half", "list", "form", "state", "key", "zone", "kind"],
)
def test_a_damaged_file_is_refused_at_the_start_and_not_quoted(holder: Timer, tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "timer.json"
    text = json.dumps(json.loads(file.read_text()))
    damaged = damage(text)
    assert damaged != text
    file.write_text(damaged)
    with pytest.raises(Refused) as refusal:
        Timer(file)
    assert refusal.value.code == "custody.file"
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
    assert json.loads(text)["parts"][0]["private"][:8] not in str(refusal.value)


def test_a_rehearsal_does_not_open_the_file_of_an_election(
    holder: Timer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEMDAG_REHEARSAL", "1")
    with pytest.raises(Refused) as refusal:
        Timer(tmp_path / "timer.json")
    assert refusal.value.code == "custody.rehearsal"
    Timer(tmp_path / "rehearsal.json").register(*PLACE, PRIVATE, MOMENT)
    monkeypatch.delenv("STEMDAG_REHEARSAL")
    with pytest.raises(Refused) as refusal:
        Timer(tmp_path / "rehearsal.json")
    assert refusal.value.code == "custody.rehearsal"


def test_a_write_that_fails_changes_nothing_and_hands_nothing_over(
    holder: Timer, clocks: Clocks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder.arm(*PLACE, MORNING, 1)
    clocks.set(MOMENT)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            holder.hand_over(*PLACE)
    assert holder.status()[0].handed_over is None
    assert holder.hand_over(*PLACE) == PRIVATE


def test_no_key_leaves_when_the_log_cannot_be_written(holder: Timer, clocks: Clocks, tmp_path: Path) -> None:
    holder.arm(*PLACE, MORNING, 1)
    clocks.set(MOMENT)
    log = tmp_path / "timer.json.log"
    log.unlink()
    log.symlink_to(tmp_path / "elsewhere")  # a log that leads elsewhere is not followed
    with pytest.raises(OSError, match="symbolic links"):
        holder.hand_over(*PLACE)


def test_a_line_cut_short_by_a_crash_does_not_spoil_the_next(holder: Timer, tmp_path: Path) -> None:
    log = tmp_path / "timer.json.log"
    log.write_bytes(log.read_bytes() + b'{"at": "2022-')
    holder.arm(*PLACE, MORNING, 1)
    lines = log.read_text().splitlines()
    assert lines[1] == '{"at": "2022-'
    assert json.loads(lines[2])["act"] == "arm"


BESIDE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from stemdag.custody.timer import Timer
timer = Timer(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(60):
    timer.register(sys.argv[2], str(number), bytes(96), datetime(2022, 3, 16, 20, tzinfo=UTC))
"""


def test_two_processes_do_not_lose_each_others_keys(tmp_path: Path) -> None:
    file = tmp_path / "timer.json"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", BESIDE, str(file), election],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for election in ("GR2022_Utrecht", "AB2023_Utrecht")
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in both:
        with process:
            assert process.wait() == 0
    assert len(Timer(file).status()) == 120


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from stemdag.custody.timer import Timer
timer = Timer(Path(sys.argv[1]))
at = datetime.now(UTC)
seq = timer.status()[0].seq
print("ready", flush=True)
while True:
    seq += 1
    (timer.arm if seq % 2 else timer.hold)("GR2022_Utrecht", "0344", at, seq)
    print(seq, flush=True)
"""


def test_killed_while_writing_it_keeps_all_it_acknowledged(tmp_path: Path, clocks: Clocks) -> None:
    file = tmp_path / "timer.json"
    timer(tmp_path, clocks).register(*PLACE, PRIVATE, MOMENT)
    seen = 0
    for round_ in range(8):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            told = [int(writer.stdout.readline())]
            time.sleep(round_ * 0.0037)
            writer.send_signal(signal.SIGKILL)
            told += [int(line) for line in writer.stdout.read().split(b"\n")[:-1]]
        (status,) = timer(tmp_path, clocks).status()
        assert seen < told[-1] <= status.seq <= told[-1] + 1
        assert status.state.value == ("armed" if status.seq % 2 else "held")
        seen = status.seq
    assert sorted(path.name for path in tmp_path.iterdir()) in (
        ["timer.json", "timer.json.lock", "timer.json.log"],
        ["timer.json", "timer.json.lock", "timer.json.log", "timer.json.new"],
    )
    timer(tmp_path, clocks).arm(*PLACE, MORNING, seen + 2)
    assert timer(tmp_path, Clocks(MOMENT, MOMENT)).hand_over(*PLACE) == PRIVATE
    assert log_lines(tmp_path)[-1]["act"] == "hand-over"
