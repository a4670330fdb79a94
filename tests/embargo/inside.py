"""Plays one day in a process of its own, up to its release, and keeps every store as it lies then.

`python -m tests.embargo.inside FOLDER VOTES [--real-seal]`: VOTES is JSON, by municipality and station.
The stores lie in FOLDER afterwards: the database with its write-ahead log, its logical dump, logs, metrics,
sessions (in the database), the holder's file, the public tree, temporary files.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

Votes = Mapping[str, Mapping[str, list[int]]]


def play(folder: Path, votes: Votes, *, real_seal: bool) -> None:
    """One day, in a Django of its own."""
    scratch = folder / "tmp"
    scratch.mkdir(parents=True)
    tempfile.tempdir = str(scratch)
    import django

    django.setup()
    handler = logging.FileHandler(folder / "stderr.log")
    _use(handler)
    from django.core.management import call_command
    from django.utils import timezone

    with patch.object(timezone, "now", lambda: datetime(2022, 1, 1, tzinfo=UTC)):
        call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)

    from stemdag.rehearsal.plan import plan
    from stemdag.server import measures
    from tests.embargo.ideal import ideal_seal, seeded
    from tests.embargo.world import World, election

    forms = {
        code: {int(number): _form(each) for number, each in town.items()} for code, town in votes.items()
    }
    day = plan([election(forms)])
    with ExitStack() as stack:
        if not real_seal:
            stack.enter_context(seeded(7))
            stack.enter_context(ideal_seal())
        world = World(day, folder)
        credentials = stack.enter_context(world.set_up())
        world.play(credentials, day.release)
        (folder / "metrics.txt").write_bytes(measures.text())
    with sqlite3.connect(folder / "stemdag.sqlite3") as database:
        (folder / "dump.sql").write_text("\n".join(database.iterdump()))


def _form(numbers: list[int]) -> object:
    """A form whose D does not depend on the votes: turnout is public. Station 2's boxes are left unticked."""
    from dataclasses import replace

    from tests.embargo.world import form

    first, second, third, blank, *held = numbers
    count = form((first, second, third), blank=blank)
    return replace(count, boxes=frozenset()) if held else count


def _use(handler: logging.Handler) -> None:
    """The house's own log, formatter and all, into a file."""
    root = logging.getLogger()
    handler.setFormatter(root.handlers[0].formatter)
    for logger in (root, logging.getLogger("django")):
        logger.handlers = [handler]


if __name__ == "__main__":
    where, what, *rest = sys.argv[1:]
    play(Path(where), json.loads(what), real_seal="--real-seal" in rest)
