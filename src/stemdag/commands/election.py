"""`election`: the end of an election, with what goes and what stays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stemdag import clock
from stemdag.commands.output import could_not, django, out, write_json
from stemdag.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stemdag.elections.ending import Standing
    from stemdag.elections.models import Municipality

election = typer.Typer(help="An election as a whole: its end.", no_args_is_help=True)


@election.callback()
def _group() -> None:
    """A group of one command would be that command."""


@election.command()
def end(
    election: Annotated[str, typer.Argument(help="The election's id.")],
    why: Annotated[str, typer.Option("--why", help="Why now: it stays in the record. No names.")] = "",
    municipality: Annotated[list[str] | None, typer.Option(help="A code; else all of the election.")] = None,
    look: Annotated[
        bool, typer.Option("--look", help="List what would go and what stays; end nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")
    ] = None,
) -> None:
    """Destroy what is personal in an election, for good: keys of texts, passes, names, devices."""
    with django():
        from stemdag.elections import ending
        from stemdag.elections.models import Municipality

        rows = list(
            Municipality.objects.filter(
                election__eml_id=election, **({"code__in": municipality} if municipality else {})
            ).select_related("election")
        )
        if not rows or (municipality and len(rows) < len(set(municipality))):
            raise could_not(f"no election {election}, or not with these municipalities")
        for row in rows:
            _tell(row, "goes", ending.standing(row).goes)
        if look:
            for row in rows:
                _tell(row, "stays", ending.standing(row).stays)
            write_json(json, [_value(row, ending.standing(row), ending.standing(row)) for row in rows])
            return
        try:
            for row in rows:
                if ending.standing(row).ended is None:
                    ending.refuse(row, clock.now())
        except Refused as refusal:
            raise could_not(f"{row.name}: {refusal.text}. Nothing was destroyed.") from refusal
        asked = f"Write {election} to destroy this, for good"
        if not yes and typer.prompt(asked, default="", show_default=False) != election:
            raise could_not("nothing was destroyed")
        done = []
        for row in rows:
            try:
                done.append((row, *ending.end(row, why, "cli", clock.now())))
            except Refused as refusal:
                raise could_not(f"{row.name}: {refusal.text}") from refusal
        for row, _, after in done:
            _tell(row, "stays", after.stays)
        out.print(
            "Outside this system: destroy the holder's file, the papers of the release key, and backups, or "
            "STEMDAG_TEXT_SECRET, without which no backup's texts open."
        )
        write_json(json, [_value(*each) for each in done])


def _tell(row: Municipality, what: str, counts: Mapping[str, int]) -> None:
    from stemdag.desk.archive.words import GOES, STAYS

    words = GOES if what == "goes" else STAYS
    out.print(f"{row.name} ({row.code}), what {what}:", markup=False)
    for name, number in counts.items():
        if number:
            out.print(f"  {number:>7}  {words[name][0]}. {words[name][1]}", markup=False)
    if not any(counts.values()):
        out.print("        nothing")


def _value(row: Municipality, before: Standing, after: Standing) -> dict[str, object]:
    return {
        "election": row.election.eml_id,
        "municipality": row.code,
        "removed": dict(before.goes),
        "left": dict(after.goes),
        "stays": dict(after.stays),
        "ended": after.ended.isoformat() if after.ended else None,
    }
