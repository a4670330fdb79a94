"""Plays one day in a process of its own, up to its release, and keeps every store as it lies then.

`python -m tests.embargo.inside FOLDER VOTES [--real-seal] [--leaky]`: VOTES is JSON, by municipality and
station. The stores lie in FOLDER afterwards: the database with its write-ahead log (on PostgreSQL: where its
server keeps it), its logical dump, sessions as they read, metrics, the holder's file, the public tree,
temporary files; the log is what goes to standard error. On that day counts with an error are accepted and
corrected, what is public is withdrawn and restored, and everything in `acts` is done.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stemdag.domain.count import Count
    from stemdag.publish.day import PublicDay

Votes = Mapping[str, Mapping[str, list[int]]]


def play(folder: Path, votes: Votes, *, real_seal: bool, leaky: bool) -> None:
    """One day, in a Django of its own."""
    scratch = folder / "tmp"
    scratch.mkdir(parents=True)
    tempfile.tempdir = str(scratch)
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    with patch.object(timezone, "now", lambda: datetime(2022, 1, 1, tzinfo=UTC)):
        call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)

    from stemdag.rehearsal.plan import plan
    from stemdag.server import measures
    from stemdag.server.backup import backup
    from tests.embargo.acts import (
        ACTS,
        at,
        earlier_loaded,
        places_loaded,
        queues_said,
        themes_put,
        withdrawals,
    )
    from tests.embargo.ideal import ideal_seal, seeded
    from tests.embargo.world import World, election

    forms = {
        code: {int(number): form_of(each) for number, each in town.items()} for code, town in votes.items()
    }
    made = election(forms)
    # The chair of station 3 first sends a slip, and corrects it.
    towns = tuple(replace(town, first_tries={3: slipped(town.counts[3])}) for town in made.municipalities)
    day = plan([replace(made, municipalities=towns)])
    with ExitStack() as stack:
        if not real_seal:
            stack.enter_context(seeded(7))
            stack.enter_context(ideal_seal())
        if leaky:
            stack.enter_context(_leaks())
        world = World(day, folder)
        acts = at(
            day.release - timedelta(hours=1), *ACTS, earlier_loaded, places_loaded, queues_said, themes_put
        )

        def between(moment: datetime) -> None:
            withdrawals(world, moment)
            acts(world, moment)

        world.between = between
        credentials = stack.enter_context(world.set_up())
        world.play(credentials, day.release)
        (folder / "metrics.txt").write_bytes(measures.text())
    backup(folder / "backup.zip", day.release)
    _keep(folder)


def form_of(numbers: list[int]) -> Count:
    """A form whose D does not depend on the votes: turnout is public. A fifth number unticks its boxes."""
    from tests.embargo.world import form

    first, second, third, blank, *held = numbers
    count = form((first, second, third), blank=blank)
    return replace(count, boxes=frozenset()) if held else count


def slipped(count: Count) -> Count:
    """The form with its largest list wrong, so that its sums do not hold."""
    from stemdag.rehearsal.tk2021 import slip

    return slip(count)


def _keep(folder: Path) -> None:
    """The logical dump of the database: every row of every table; and what the sessions say, unpacked.

    SQLite's files as they lie while they are in use, for the last to leave clears the write-ahead log away.
    """
    from django.contrib.sessions.models import Session
    from django.db import connection

    rows = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += sorted(f"{table} {[_plain(value) for value in row]}" for row in cursor.fetchall())
    (folder / "dump.txt").write_text("\n".join(rows))
    for path in folder.glob("stemdag.sqlite3*"):
        shutil.copy(path, folder / f"in-use{path.name.removeprefix('stemdag')}")
    sessions = Session.objects.order_by("session_key")
    (folder / "sessions.txt").write_text("\n".join(repr(each.get_decoded()) for each in sessions))


def _plain(value: Any) -> Any:
    """PostgreSQL gives bytes as a view of memory."""
    return bytes(value) if isinstance(value, memoryview) else value


@contextmanager
def _leaks() -> Iterator[None]:
    """A way out into each store, all at once: what the comparison and the search must find."""
    from stemdag.capture import intake
    from stemdag.gate.day import Days
    from stemdag.server import measures

    judge, text, public = intake.judge, measures.text, Days.public
    seen: list[int] = []

    def told(place: Any, submission: Any) -> Any:
        seen.append(submission.count.lists[1].total)
        logging.getLogger("stemdag.capture").info(f"judged {seen[-1]}")
        Path(tempfile.gettempdir(), "draft").write_text(str(seen))
        return judge(place, submission)

    def named(self: Days, as_of: datetime) -> PublicDay:
        day = public(self, as_of)
        elections = tuple(
            replace(each, election=replace(each.election, name=f"Proef {seen}")) for each in day.elections
        )
        return replace(day, elections=elections)

    with (
        patch.object(intake, "judge", told),
        patch.object(intake, "commit", lambda _, body: hashlib.sha256(body).digest()),
        patch.object(measures, "text", lambda: text() + f"stemdag_votes {seen[-1]}\n".encode()),
        patch.object(Days, "public", named),
    ):
        yield


if __name__ == "__main__":
    where, what, *rest = sys.argv[1:]
    play(Path(where), json.loads(what), real_seal="--real-seal" in rest, leaky="--leaky" in rest)
