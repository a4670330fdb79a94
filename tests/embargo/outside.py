"""What can be seen from outside of a day, and the first property as an assertion."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from stemdag.rehearsal.plan import Plan
from tests.embargo.world import World, Write

Extra = Callable[[World, datetime], None]


@dataclass(frozen=True)
class Outside:
    """Everything outside before the release: each write in order with its time, and the tree as it lies."""

    writes: tuple[Write, ...]
    files: dict[str, bytes]


def outside(plan: Plan, extra: Extra | None = None, release: datetime | None = None) -> Outside:
    """Play a day up to its release, and what was outside by then. Leaves nothing in the database."""
    until = release or plan.release
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        world = World(plan, Path(folder))
        if extra is not None:
            world.between = lambda moment: extra(world, moment)
        with world.set_up() as credentials:
            world.play(credentials, until)
        transaction.set_rollback(True)
        return Outside(tuple(world.writes()), world.files())


def assert_nothing_interferes(one: Outside, other: Outside) -> None:
    """The first property (design, The embargo): the same tree, the same writes, the same order and times."""
    assert one.writes, "nothing was written at all: this would prove nothing"
    assert one.writes == other.writes
    assert one.files == other.files
