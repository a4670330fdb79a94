"""Texts that the office keeps for reuse: encrypted beside entries of the journal, as every message is.

So none lies readable in a table, and they go with the election.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stemdag.domain.errors import Refused
from stemdag.elections.models import Municipality
from stemdag.elections.writing import write
from stemdag.journal import aside
from stemdag.journal.models import Entry

#: So many fit under a text field; and a name fits on a button.
MOST, LONGEST_NAME = 30, 60


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text by its name; `seq` is the entry that brought it."""

    seq: int
    name: str
    text: str


def phrases(row: Municipality) -> list[Phrase]:
    """Those that are kept, by name. Of equal names the last."""
    entries = Entry.objects.filter(
        chain__election=row.election.eml_id,
        chain__municipality=row.code,
        kind__in=["phrase.kept", "phrase.dropped"],
    )
    found: dict[str, Phrase] = {}
    for entry in entries.order_by("seq").prefetch_related("asides__entry__chain"):
        if entry.kind == "phrase.dropped":
            dropped = json.loads(entry.facts)["phrase"]
            found = {name: each for name, each in found.items() if each.seq != dropped}
            continue
        texts = {each.name: aside.read(each) for each in entry.asides.all()}
        name, text = texts.get("name"), texts.get("text")
        if name and text:
            found[name.casefold()] = Phrase(entry.seq, name, text)
    return sorted(found.values(), key=lambda each: each.name.casefold())


def keep(row: Municipality, name: str, text: str, by: str, at: datetime, client_id: UUID) -> None:
    """Keep a text; one of the same name gives way. `Refused`: `phrase.name`, `phrase.many`, `text.*`."""
    if not name or len(name) > LONGEST_NAME:
        raise Refused("phrase.name", f"a name of 1 to {LONGEST_NAME} characters is needed", "name")
    if not text:
        raise Refused("text.missing", "there is no text to keep", "text")
    there = {each.name.casefold() for each in phrases(row)}
    if name.casefold() not in there and len(there) >= MOST:
        raise Refused("phrase.many", f"{MOST} texts are kept already; drop one first", "name")
    write(row, "phrase.kept", at, by, client_id, texts={"name": name, "text": text})


def drop(row: Municipality, seq: int, by: str, at: datetime, client_id: UUID) -> None:
    """Keep it no longer; one that is not there is gone already."""
    if any(each.seq == seq for each in phrases(row)):
        write(row, "phrase.dropped", at, by, client_id, facts={"phrase": seq})


def joined(typed: str, chosen: int, kept: list[Phrase]) -> str:
    """What stands in the field after a text was chosen: below what was typed, which is not lost."""
    text = next((each.text for each in kept if each.seq == chosen), "")
    return "\n".join(each for each in (typed, text) if each)
