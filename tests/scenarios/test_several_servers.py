"""Incident 4 (15 March 2023): one server of several got all the load.

Real processes, and a device that goes now to one and now to the other. What they share is what they must
share; what a device keeps is what it must keep.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from stemdag.rehearsal.device import AppDoor
from stemdag.rehearsal.incidents.ground import Seen, play
from stemdag.rehearsal.incidents.on_stage import OnStage, on_stage
from stemdag.rehearsal.incidents.several_servers import INCIDENT
from stemdag.rehearsal.incidents.town import town
from stemdag.rehearsal.plan import Act, Event, Plan
from stemdag.rehearsal.stage import Stage
from tests.scenarios.ground import Guard, goes_wrong, ids_are_not_kept

DAY = date(2022, 3, 14)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnStage]:
    """A stage on which nothing was played before."""
    start = datetime.combine(DAY, datetime.min.time(), UTC) + timedelta(hours=12)
    event = Event(start, Act.SIGN_IN, "", "", 1)
    with (
        Stage(Plan((town(DAY),), (event,)), tmp_path_factory.mktemp("stage")) as stage,
        on_stage(stage) as here,
    ):
        yield here


def seen(ground: OnStage) -> list[Seen]:
    found: list[Seen] = []
    play([INCIDENT], ground, lambda _, __, each: found.append(each))
    return found


@pytest.mark.day
def test_any_server_serves_any_station_and_one_may_be_lost(ground: OnStage) -> None:
    found = seen(ground)
    assert found
    assert [each for each in found if not each.right] == []


def a_secret_of_its_own(folder: Path) -> Mapping[str, str]:
    """A server that made itself a secret as it came up."""
    return {"STEMDAG_SECRET_KEY": "a secret that this server made for itself, as it came up"}


def tables_of_its_own(folder: Path) -> Mapping[str, str]:
    """A server with a copy of the tables."""
    copy = folder / "copy.sqlite3"
    copy.unlink(missing_ok=True)
    with sqlite3.connect(folder / "home" / "stemdag.sqlite3") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    return {"STEMDAG_DATABASE_URL": f"sqlite:///{copy}"}


@pytest.mark.once
@pytest.mark.day
@pytest.mark.parametrize("guard", [a_secret_of_its_own, tables_of_its_own], ids=lambda each: each.__name__)
def test_it_takes_what_servers_share(
    ground: OnStage, monkeypatch: pytest.MonkeyPatch, guard: Callable[[Path], Mapping[str, str]]
) -> None:
    assert ground.stage is not None
    monkeypatch.setattr(ground, "other_settings", guard(ground.stage.folder))
    try:
        [wrong] = [each for each in seen(ground) if not each.right]
        assert re.search("401|422", str(wrong.seen)), wrong  # it knows neither device nor code
    finally:
        for name in ("first", "second"):
            ground.stage.zones.kill(name)


def answered_before_it_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that answers first and is lost before it stores: the device takes for told what nobody has."""
    monkeypatch.setattr(AppDoor, "send_unheard", lambda self, at: self._waiting.clear())


@pytest.mark.once
@pytest.mark.store
@pytest.mark.django_db
@pytest.mark.parametrize(
    "guard", [ids_are_not_kept, answered_before_it_is_stored], ids=lambda each: each.__name__
)
def test_it_takes_this_guard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, guard: Guard) -> None:
    guard(monkeypatch)
    goes_wrong(INCIDENT, tmp_path)
