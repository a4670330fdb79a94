"""A full disk under the public target: what is there stays, and is made up for when there is room again."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError

from stemdag.gate import process
from stemdag.journal.append import Fact, Receipt, append
from stemdag.journal.models import Entry
from stemdag.rehearsal.plan import Act, plan
from tests.embargo.world import BEAT, World, form
from tests.scenarios.playing import data, town

pytestmark = [pytest.mark.store, pytest.mark.django_db]

COUNT = form((160, 130, 81))
PLACE = "GR2022_Proef/0088.json"


def small_world(folder: Path) -> tuple[World, set[str], list[datetime]]:
    """A day of one station. While `full` holds anything nothing can be written; `failed` are such looks."""
    world = World(plan([town(COUNT, 400)]), folder)
    full: set[str] = set()
    failed: list[datetime] = []
    put_all, step = world.target.put_all, world.gate.step

    def put(files: Sequence[tuple[str, bytes]]) -> None:
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")
        put_all(files)

    def look(now: datetime) -> None:
        try:
            step(now)
        except OSError:  # as `stemdag publish` does: say so, go on
            failed.append(now)

    world.target.put_all, world.gate.step = put, look
    return world, full, failed


def test_before_the_release_the_gate_waits_for_its_beat(tmp_path: Path) -> None:
    """Full at the beat of 13:00, room again at 13:30: nothing is written before 14:00, and then all of it.

    So a disk, which counts fill as well, gives no moment of writing that an empty one would not have.
    """
    world, full, failed = small_world(tmp_path)
    one = world.plan.release.replace(hour=13)
    tree: list[dict[str, bytes]] = []

    def between(moment: datetime) -> None:
        if moment == one:
            full.add("target")
            tree.append(world.files())
        elif moment == one + BEAT:
            tree.append(world.files())

    def after(moment: datetime) -> None:
        if one < moment < one + BEAT and full:
            full.clear()
            world.gate.step(moment + timedelta(seconds=1))

    world.between, world.after = between, after
    with world.set_up() as credentials:
        world.play(credentials, one + 2 * BEAT)
    assert failed == [one]
    assert not full
    assert tree[0] == tree[1]
    written = [datetime.fromisoformat(at) for at, *_ in world.writes()]
    assert one - BEAT in written
    assert not [at for at in written if one - BEAT < at < one + BEAT]
    assert data(world.files(), PLACE)["turnout"]["admitted"] > data(tree[0], PLACE)["turnout"]["admitted"]


def test_after_the_release_it_tries_again_at_once(tmp_path: Path) -> None:
    """A count comes in while the disk is full: public at the first look for which there is room."""
    world, full, failed = small_world(tmp_path)
    sent = next(each.at for each in world.plan.events if each.act is Act.COUNT)
    found: list[bool] = []

    def after(moment: datetime) -> None:
        if moment == sent and failed and not found:
            found.append("count" in data(world.files(), PLACE)["stations"][0])
            world.gate.step(moment + timedelta(seconds=1))
            full.clear()
            world.gate.step(moment + timedelta(seconds=2))
            found.append("count" in data(world.files(), PLACE)["stations"][0])

    world.between = lambda moment: full.add("target") if moment == sent else None
    world.after = after
    with world.set_up() as credentials:
        world.play(credentials)
    assert failed == [sent, sent + timedelta(seconds=1)]
    assert found == [False, True]


def test_what_was_published_is_in_the_journal_once_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is full, the target is not: what the public sees is recorded when there is room."""
    world, full, _ = small_world(tmp_path)

    def without_room(fact: Fact) -> Receipt:
        if full:
            raise DatabaseError("database or disk is full")
        return append(fact)

    monkeypatch.setattr(process, "append", without_room)
    with world.set_up():
        put_all = world.target.put_all
        world.target.put_all = lambda files: (full.clear(), put_all(files), full.add("database"))
        with pytest.raises(DatabaseError):
            world.gate.step(world.now)
        assert world.files()
        assert not Entry.objects.filter(kind="site.published").exists()
        full.clear()
        world.gate.step(world.now + timedelta(seconds=1))
    assert Entry.objects.filter(kind="site.published").count() == 1
