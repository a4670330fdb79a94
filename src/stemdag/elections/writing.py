"""The one way in which the rooms around a municipality write a fact of it into its chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from stemdag.elections.models import Municipality
from stemdag.journal.append import Fact, File, Receipt, Told, append


def fact(
    row: Municipality,
    kind: str,
    at: datetime,
    by: str,
    client_id: UUID | None = None,
    *,
    station: int | None = None,
    facts: Mapping[str, object] | None = None,
    texts: Mapping[str, str] | None = None,
    file: File | None = None,
    told: Told | None = None,
) -> Fact:
    """A fact of this municipality. Without a `client_id` each is another one; empty texts are none."""
    said = {name: text for name, text in (texts or {}).items() if text}
    return Fact(
        row.election.eml_id,
        row.code,
        kind,
        at,
        by,
        client_id or uuid4(),
        station,
        facts or {},
        texts=said,
        file=file,
        told=told,
    )


def write(
    row: Municipality,
    kind: str,
    at: datetime,
    by: str,
    client_id: UUID | None = None,
    *,
    station: int | None = None,
    facts: Mapping[str, object] | None = None,
    texts: Mapping[str, str] | None = None,
    file: File | None = None,
    told: Told | None = None,
) -> Receipt:
    """Write it, and give its receipt; `Refused` as `journal.append.append`."""
    found = fact(
        row, kind, at, by, client_id, station=station, facts=facts, texts=texts, file=file, told=told
    )
    return append(found)
