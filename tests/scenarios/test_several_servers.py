"""Incident 4 (15 March 2023): one server of several got all the load."""

from __future__ import annotations

import json
import os
import signal
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stemdag.bench import office
from stemdag.bench.processes import family
from stemdag.home import free_port
from stemdag.rehearsal.device import AppDoor, Pass
from stemdag.rehearsal.doors import DoorClosed, Visitor, client

pytestmark = pytest.mark.day


def test_any_server_serves_any_station_and_one_may_be_lost(tmp_path: Path) -> None:
    """Two servers, real processes, and a device that is sent now to one and now to the other; one is killed.

    What they share is what they must share: a third that has a secret of its own knows none of the devices.
    """
    with ExitStack() as stack:
        stack.enter_context(office.environment(f"sqlite:///{tmp_path}/stemdag.sqlite3"))
        codes = json.loads(office.work("stations_work", "prepare", "2"))
        ports = [free_port(), free_port(), free_port()]
        lines = [stack.enter_context(client(f"http://127.0.0.1:{port}")) for port in ports]
        first, second, stranger = lines

        def now() -> datetime:
            return datetime.now(UTC)

        with office.served(ports[1], workers=1):
            with office.served(ports[0], workers=1) as doomed:
                doors = [AppDoor(Visitor(first), "TK_Bench"), AppDoor(Visitor(second), "TK_Bench")]
                for door, code in zip(doors, codes, strict=True):
                    door.sign_in(code)
                    door.open(now())
                for turn in range(6):
                    for place, door in enumerate(doors):
                        door.visitor.http = lines[(turn + place) % 2]
                        door.scan([Pass(f"{place}{turn}0{each}") for each in range(5)], now())
                # It is lost while both are with it: what it answered is there, what it did not is sent again.
                for door in doors:
                    door.visitor.http, door.offline = first, True
                    door.scan([Pass(f"{doors.index(door)}9{each}") for each in range(5)], now())
                    door._say(door._waiting, now())
                for each in family(doomed):
                    os.kill(each, signal.SIGKILL)
            for door in doors:
                door.visitor.http, door.offline = second, False
                door.turnout(35, now())
                assert door.waiting == 0
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("STEMDAG_SECRET_KEY", "a secret that this server made for itself, as it came up")
                with office.served(ports[2], workers=1):
                    doors[0].visitor.http = stranger
                    with pytest.raises(DoorClosed) as closed:
                        doors[0].turnout(36, now())
                    assert closed.value.status == 401
        told = json.loads(office.work("stations_work", "told"))
    sent = 2 * (1 + 6 + 1 + 1)
    assert told == {"facts": sent, "scans": 70, "lost": 0, "twice": 0, "uncounted": 0}
