"""A whole day by the real processes, twice: what lies outside, and what the processes leave behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from stemdag.rehearsal.plan import Act, Plan, plan
from stemdag.rehearsal.readback import depended_on_votes
from stemdag.rehearsal.stage import Stage
from stemdag.rehearsal.twin import beside
from stemdag.server.logs import ALLOWED
from tests.embargo.inside import form_of
from tests.embargo.test_nothing_outside import MARKED, found
from tests.embargo.world import election

pytestmark = pytest.mark.day
OURS = ALLOWED | {"at", "level", "logger", "event", "exception", "places"}


def marked_day() -> Plan:
    """Three stations with marked votes, on one day; by post is counted in the daytime, with an error."""
    counts = {int(number): form_of(each) for number, each in MARKED["0034"].items()}
    counts[3] = replace(counts[3], boxes=frozenset())
    made = election({"0034": counts})
    [town] = made.municipalities
    return plan([replace(made, municipalities=(replace(town, stations=town.stations[:3]),))])


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Stage]:
    """The day up to its release, its processes still running, and beside it the same with other votes."""
    day = marked_day()
    stage = Stage(day.until(day.release), tmp_path / "day", progress=lambda _: None)
    with beside(day, tmp_path / "other", stage.beats[0]) as other, stage:
        credentials = stage.set_up()
        acts: list[Act] = []
        stage.play(credentials, lambda event: acts.append(event.act), hands=1)
        stage.until_release(day.release)
        assert {Act.COUNT, Act.ACCEPT, Act.ARM} <= set(acts)
        writes = stage.writes(day.release)
        assert len(writes) > 300
        assert depended_on_votes(writes, other()) == []
        yield stage


def test_nothing_outside_depends_on_a_vote_and_nothing_of_one_stays_in_the_processes(played: Stage) -> None:
    asked = httpx.get(f"{played.zones.office}/station/sign-in?E.1=48211379&code=4821-1379")
    assert asked.status_code == 200
    for zone, process in played.zones._running.items():
        for each in (process.pid, *children(process.pid)):
            limits = Path(f"/proc/{each}/limits").read_text().splitlines()
            [core] = [line.split()[4:6] for line in limits if line.startswith("Max core file size")]
            assert core == ["0", "0"], f"{zone} would leave a core dump"
    played.zones.stop()
    left = {str(path.relative_to(played.folder)): path for path in played.folder.rglob("*") if path.is_file()}
    logs = {name for name in left if name.startswith("logs/")}
    assert {"logs/office.log", "logs/gate.log", "logs/custody.log", "home/stemdag.sqlite3"} <= left.keys()
    assert found({name: path.read_bytes() for name, path in left.items()}) == set()
    lines = [line for name in logs for line in left[name].read_text().splitlines()]
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert {"request", "published"} <= {each["event"] for each in told}
    assert all(each.keys() <= OURS for each in told)
    assert [line for line in lines if "E.1" in line or "GET /" in line or "POST /" in line] == []


def children(pid: int) -> Iterator[int]:
    """The processes below one, at any depth."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for each in (task / "children").read_text().split():
            yield int(each)
            yield from children(int(each))
