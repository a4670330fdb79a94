"""Whole processes on a full disk: each goes on, says so, keeps what is there, and catches up afterwards."""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from stemdag import clock
from stemdag.rehearsal.day import definition
from stemdag.rehearsal.doors import StationDoor, Visitor, client
from stemdag.rehearsal.stage import BEAT, Stage
from stemdag.zones import Zones
from tests.rehearsal.test_killed import every_file_is_whole, recorded, the_chains_hold, the_day, tree

pytestmark = pytest.mark.day


def processes(zones: Zones, name: str) -> list[int]:
    """The processes of a zone that run; the first started the others."""
    first = zones._running[name].pid
    others = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    return [first] + [each for each in others if each != first and _group(each) == first]


def _group(process: int) -> int:
    """The group of a process that runs; 0 of one that ended, also before its end was noticed."""
    try:
        state, _, group = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:3]
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return 0 if state in "ZX" else int(group)


def came_back(before: list[int], killed: int, now: list[int]) -> bool:
    """Whether another process stands in the place of the one that was killed."""
    return killed not in now and len(now) == len(before)


@contextmanager
def no_room(zones: Zones, name: str, size: int) -> Iterator[None]:
    """The processes of a zone can make no file longer than `size` bytes: for them the disk is full.

    The system's own limit, so that it needs no rights, no mount, and no place in the code to break into.
    """
    soft, hard = resource.prlimit(zones._running[name].pid, resource.RLIMIT_FSIZE)
    for each in processes(zones, name):
        resource.prlimit(each, resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        # Asked anew: one that was started meanwhile has the limit of the one that started it.
        for each in processes(zones, name):
            resource.prlimit(each, resource.RLIMIT_FSIZE, (soft, hard))


def until(found: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def test_a_full_disk_under_the_office_and_under_the_gate(tmp_path: Path) -> None:
    """What does not fit is refused clearly and taken later, once; what is public stays, and catches up."""
    day = the_day()
    with Stage(day, tmp_path) as stage, client(stage.zones.office) as http:
        zones, public = stage.zones, tmp_path / "home" / "public"
        path = tmp_path / "definition.json"
        path.write_text(json.dumps(definition(day.elections[0])))
        zones.run("import", str(path))
        expires = day.release.isoformat()
        issued = json.loads(
            zones.run("codes", "GR2022_Proef", "--municipality", "0034", "--expires", expires, "--json", "-")
        )
        stage.move(day.release.replace(hour=10))
        chair = StationDoor(Visitor(http))
        chair.sign_in(next(each["code"] for each in issued if each["station"] == 1))
        chair.open(day.release)

        # One process of several is killed: the others answer, and it comes back.
        everybody = processes(zones, "office")
        killed = everybody[-1]
        os.kill(killed, signal.SIGKILL)
        chair.turnout(100, day.release)
        until(lambda: came_back(everybody, killed, processes(zones, "office")) and not zones.ended())

        posted = {"client_id": str(uuid4()), "admitted": "150"}
        with no_room(zones, "office", 4096):
            for _ in range(2):
                page = chair.visitor.post("/station/turnout", posted, "report turnout", accepted=503).text
                assert "kon zojuist niet worden opgeslagen" in page
                assert 'value="150"' in page
                assert str(posted["client_id"]) in page
        for _ in range(2):
            chair.visitor.post("/station/turnout", posted, "report turnout")
        known = recorded(tmp_path)
        assert [known["0034", 1, "turnout.reported", number] for number in (100, 150)] == [1, 1]
        the_chains_hold(tmp_path)

        stage.move(day.release.replace(hour=11))
        manifest, log = (public / "manifest.json").read_bytes(), tmp_path / "logs" / "gate.log"
        chair.turnout(200, day.release)
        size = log.stat().st_size + 1_500
        assert (public / "nl/GR2022_Proef/0034/index.html").stat().st_size > size
        with no_room(zones, "gate", size):
            clock.set_file(stage.clock_file, day.release.replace(hour=11) + BEAT)
            until(lambda: "publishing failed" in log.read_text())
            time.sleep(1.5)  # it would have tried again by now
            every_file_is_whole(public, results=False)
            assert (public / "manifest.json").read_bytes() == manifest
            assert zones.ended() == []
        stage.move(day.release.replace(hour=11) + 2 * BEAT)
        told = json.loads((public / "data/v1/GR2022_Proef/0034.json").read_text())
        assert told["turnout"]["admitted"] == 200
        zones.run("publish", "--once", "--target", str(tmp_path / "with room"))
        assert tree(public) == tree(tmp_path / "with room")
        assert not any((public / ".stemdag-new").iterdir())
