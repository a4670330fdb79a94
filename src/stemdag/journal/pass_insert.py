"""The statement that must carry a country's scans: it writes rows, and leaves out what is there already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db import connection

#: The columns with their types in PostgreSQL.
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
#: No value has a comma in it (`scans.refuse`). An empty one comes out as NULL, which is what a device may be.
_ARRAYS: Final = ", ".join(f"string_to_array(%s, ',', '')::{kind}[]" for kind in _TYPES.values())
_VALUES: Final = _COLUMNS.replace("decided", "coalesce(decided, '')")
_UNLESS_THERE: Final = "ON CONFLICT (fingerprint) WHERE first DO NOTHING"
_POSTGRESQL: Final = (
    f"INSERT INTO journal_passuse ({_COLUMNS}, first) SELECT {_VALUES}, true "  # noqa: S608 (our own names)
    f"FROM unnest({_ARRAYS}) AS given({_COLUMNS}) {_UNLESS_THERE}"
)
_SQLITE: Final = (
    f"INSERT INTO journal_passuse ({_COLUMNS}, first) "  # noqa: S608 (our own names)
    f"VALUES ({', '.join(['%s'] * len(_TYPES))}, 1) {_UNLESS_THERE}"
)
_AS_TEXT: Final[Mapping[str, Callable[[Any], str]]] = {
    "device": lambda device: "" if device is None else str(device),
    "at": lambda at: str(at.isoformat()),
}


def insert_first(rows: Sequence[Mapping[str, Any]]) -> int:
    """Write these, by column, as the first of their fingerprints; says how many were, the others being known.

    Django's own way takes as long to put the statement together as the database to do it, and so does a list
    as a parameter: each column is one text. On PostgreSQL a row that another transaction is just writing is
    waited for.
    """
    if not rows:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            texts = [",".join([_AS_TEXT.get(name, str)(row[name]) for row in rows]) for name in _TYPES]
            cursor.execute(_POSTGRESQL, texts)
        else:
            at = connection.ops.adapt_datetimefield_value
            given = [[at(row["at"]) if name == "at" else row[name] for name in _TYPES] for row in rows]
            cursor.executemany(_SQLITE, given)
        return int(cursor.rowcount)
