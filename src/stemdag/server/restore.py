"""A backup into a database in which nothing is: whole and proved, or not at all."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.migrations.loader import MigrationLoader

from stemdag.domain.errors import Refused
from stemdag.journal.models import Chain
from stemdag.journal.proof import prove
from stemdag.server import backup_file as form
from stemdag.server.backup import DATABASE, LEFT_OUT, copied

RESTORED = "restored"
#: Where a row of one of these is, somebody works.
_LIVING = ("auth_user", "elections_election", "journal_entry")


def restore(path: Path) -> form.Manifest:
    """Take a backup in. Every hash of every chain is made anew before anything counts as restored.

    `Refused`: as `backup_file.reading`; `restore.living` where the database holds anything;
    `restore.rehearsal` of a rehearsal into a real system, or the other way around; `restore.engine`;
    `restore.newer` where this program is older than the backup; `journal.broken`.
    """
    with form.reading(path) as (manifest, archive):
        _judge(path, manifest)
        (_sqlite if connection.vendor == "sqlite" else _postgresql)(manifest, archive)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    return manifest


def _judge(path: Path, manifest: form.Manifest) -> None:
    if manifest.rehearsal is not settings.STEMDAG.rehearsal:
        what, this = (
            ("a rehearsal", "a real system") if manifest.rehearsal else ("a real election", "a rehearsal")
        )
        raise Refused("restore.rehearsal", f"{path} is of {what}, and this is {this}")
    if manifest.engine != connection.vendor:
        raise Refused(
            "restore.engine",
            f"{path} is of {manifest.engine}, and STEMDAG_DATABASE_URL names {connection.vendor}",
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    if missing := sorted(each for each in manifest.migrations.items() if each not in known):
        raise Refused(
            "restore.newer",
            f"{path} was made by version {manifest.program}, which is newer than this one ({missing[0][0]}); "
            "restore with that version",
        )
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in _LIVING:
            if table in there:
                cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
                if cursor.fetchone():
                    raise Refused(
                        "restore.living",
                        "this database holds something; a backup is restored into an empty one "
                        "(STEMDAG_DATABASE_URL)",
                    )


def _sqlite(manifest: form.Manifest, archive: zipfile.ZipFile) -> None:
    target = Path(str(settings.DATABASES["default"]["NAME"]))
    connection.close()
    fresh = target.with_name(f"{target.name}.restoring")
    fresh.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for block in form.blocks(archive, DATABASE):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        with closing(sqlite3.connect(fresh)) as made:
            try:
                [[said]] = made.execute("PRAGMA integrity_check(1)").fetchall()
            except sqlite3.DatabaseError as error:
                raise Refused("backup.damaged", "what is in the backup is no database") from error
        if said != "ok":
            raise Refused("backup.damaged", f"the database in the backup is not whole: {said}")
        with beside(fresh):
            whole(manifest, RESTORED)
        for each in ("", "-wal", "-shm"):
            target.with_name(target.name + each).unlink(missing_ok=True)
        fresh.rename(target)
    finally:
        for each in ("", "-wal", "-shm"):
            fresh.with_name(fresh.name + each).unlink(missing_ok=True)


@contextmanager
def beside(path: Path) -> Iterator[None]:
    """A second database for Django, for as long as it is looked at."""
    given = dict(connections.settings[DEFAULT_DB_ALIAS])
    options = {**given["OPTIONS"], "init_command": ""}
    connections.settings[RESTORED] = given | {"NAME": str(path), "OPTIONS": options}
    try:
        yield
    finally:
        connections[RESTORED].close()
        del connections[RESTORED]
        del connections.settings[RESTORED]


def _postgresql(manifest: form.Manifest, archive: zipfile.ZipFile) -> None:
    # The tables as they were then; what this version changed comes after.
    for app, name in sorted(manifest.migrations.items()):
        call_command("migrate", app, name, verbosity=0)
    tables = sorted(each.removesuffix(".copy") for each in manifest.members)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        known = set(connection.introspection.table_names(cursor)) - LEFT_OUT
        if set(tables) - known:
            raise Refused(
                "backup.damaged", f"the backup holds {sorted(set(tables) - known)[0]}, no table of ours"
            )
        quoted = ", ".join(connection.ops.quote_name(each) for each in sorted(known))
        cursor.execute(f"TRUNCATE {quoted} CASCADE")
        for table in tables:
            with cursor.copy(copied(table, back=True)) as rows:
                for block in form.blocks(archive, f"{table}.copy"):
                    rows.write(block)
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(sql)
        whole(manifest, DEFAULT_DB_ALIAS)


def whole(manifest: form.Manifest, using: str) -> None:
    """The chains are whole, and as long as the manifest says: none is missing and none was cut."""
    found = list(Chain.objects.using(using).order_by("election", "municipality"))
    told = [form.Head(each.election, each.municipality, each.length, each.head) for each in found]
    if told != manifest.chains:
        raise Refused("journal.broken", "the journal in the backup is not the one that its manifest names")
    for chain in found:
        prove(chain, using)
