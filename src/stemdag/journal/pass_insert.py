"""The statement that must carry a country's scans: it writes rows, and leaves out what is there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection

_TYPES: Final = {
    "chain_id": "bigint",
    "seq": "integer",
    "station": "integer",
    "device": "bigint",
    "fingerprint": "bigint",
    "kind": "text",
    "at": "timestamptz",
    "visit": "text",
    "verdict": "text",
    "decided": "text",
    "counts": "boolean",
}
_COLUMNS: Final = ", ".join(_TYPES)
_UNLESS_THERE: Final = "ON CONFLICT (fingerprint) WHERE first DO NOTHING"


def insert_first(rows: Sequence[Mapping[str, Any]]) -> int:
    """Write these, by column, as the first of their fingerprints; says how many were, the others being known.

    Django's own way takes as long to put the statement together as the database to do it. On PostgreSQL a row
    that another transaction is just writing is waited for.
    """
    if not rows:
        return 0
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{kind}[]" for kind in _TYPES.values())
        statement = f"INSERT INTO journal_passuse ({_COLUMNS}, first) SELECT *, true FROM unnest({arrays}) {_UNLESS_THERE}"  # noqa: S608, E501
        with connection.cursor() as cursor:
            cursor.execute(statement, [[row[name] for row in rows] for name in _TYPES])
            return int(cursor.rowcount)
    marks = ", ".join(["%s"] * len(_TYPES))
    statement = f"INSERT INTO journal_passuse ({_COLUMNS}, first) VALUES ({marks}, 1) {_UNLESS_THERE}"  # noqa: S608
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [[adapt(row["at"]) if name == "at" else row[name] for name in _TYPES] for row in rows],
        )
        return int(cursor.rowcount)
