"""A backup of a running election: one moment of the whole database, while everything else goes on.

It holds what the database holds: before the release no readable count. Sessions and counted attempts to sign
in are left out, and so is what lies outside the database: secrets, the holder's file, the public tree.
"""

from __future__ import annotations

import hmac
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from stemdag.server import backup_file as form

#: Whose content is left out: a backup signs nobody in.
LEFT_OUT: Final = frozenset({"django_session", "sign_in_attempts"})
DATABASE: Final = "database.sqlite3"


def backup(path: Path, now: datetime) -> form.Manifest:
    """Write a backup; what was acknowledged before the call is in it. `Refused` as `backup_file.writing`."""
    with form.writing(path) as into:
        manifest = (_sqlite if connection.vendor == "sqlite" else _postgresql)(into, now, path.parent)
        into.close(manifest)
    return manifest


def marks() -> dict[str, str]:
    """A mark of each secret that what is in the database needs: it tells whether two are the same one."""
    ours = settings.STEMDAG
    held = {
        "STEMDAG_SECRET_KEY": ours.secret_key.encode(),
        "STEMDAG_CONTROL_SECRET": ours.control_secret,
        "STEMDAG_TEXT_SECRET": ours.text_secret,
    }
    return {name: hmac.digest(each, b"stemdag backup", "sha256").hex()[:16] for name, each in held.items()}


def _sqlite(into: form.Writing, now: datetime, folder: Path) -> form.Manifest:
    # A copy of one moment without the pages that were freed: what was removed is not in it either.
    with tempfile.TemporaryDirectory(prefix=".stemdag-backup-", dir=folder) as scratch:
        copy = Path(scratch) / DATABASE
        name = str(settings.DATABASES["default"]["NAME"])
        with closing(sqlite3.connect(f"file:{name}?mode=ro", uri=True, timeout=60)) as source:
            source.execute("VACUUM INTO ?", (str(copy),))
        copy.chmod(0o600)
        with closing(sqlite3.connect(copy, isolation_level=None)) as made:
            there = {row[0] for row in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table in sorted(LEFT_OUT & there):
                made.execute(f'DELETE FROM "{table}"')  # noqa: S608 (a name of ours)
            made.execute("VACUUM")
            manifest = _described("sqlite", now, lambda sql: list(made.execute(sql)))
        with copy.open("rb") as file, into.member(DATABASE) as member:
            while block := file.read(1 << 20):
                member.write(block)
    return manifest


def _postgresql(into: form.Writing, now: datetime, _: Path) -> form.Manifest:
    with _one_moment(), connection.cursor() as cursor:

        def ask(sql: str) -> list[tuple[object, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        for table in sorted(set(connection.introspection.table_names(cursor)) - LEFT_OUT):
            with into.member(f"{table}.copy") as member, cursor.copy(copied(table)) as rows:
                for block in rows:
                    member.write(block)
        return _described("postgresql", now, ask)


def copied(table: str, *, back: bool = False) -> str:
    """The statement that writes a table out, or takes it in; columns by name, so that no order counts."""
    with connection.cursor() as cursor:
        found = [each.name for each in connection.introspection.get_table_description(cursor, table)]
    columns = ", ".join(connection.ops.quote_name(each) for each in sorted(found))
    name = connection.ops.quote_name(table)
    if back:
        return f"COPY {name} ({columns}) FROM STDIN"
    # In the order of their keys, so that the same rows are the same bytes.
    return f"COPY (SELECT {columns} FROM {name} ORDER BY 1, {columns}) TO STDOUT"  # noqa: S608 (names of ours)


@contextmanager
def _one_moment() -> Iterator[None]:
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _described(engine: str, now: datetime, ask: object) -> form.Manifest:
    assert callable(ask)
    applied = ask("SELECT app, MAX(name) FROM django_migrations GROUP BY app ORDER BY app")
    elections = ask("SELECT eml_id FROM elections_election ORDER BY eml_id")
    chains = ask(
        "SELECT election, municipality, length, head FROM journal_chain ORDER BY election, municipality"
    )
    return form.Manifest(
        engine=engine,
        made=now.isoformat(timespec="seconds"),
        program=version("stemdag"),
        rehearsal=settings.STEMDAG.rehearsal,
        migrations=dict(applied),
        elections=[row[0] for row in elections],
        chains=[form.Head(*row) for row in chains],
        secrets=marks(),
    )
