"""`station-app`: how a municipality tailors its stations' app, set from a file and shown."""

from __future__ import annotations

import json as jsons
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stemdag import clock
from stemdag.commands.output import could_not, django, out, write_json
from stemdag.domain.errors import Refused
from stemdag.domain.tailoring import to_json
from stemdag.domain.tailoring_file import LARGEST, parse

if TYPE_CHECKING:
    from stemdag.elections.models import Municipality

Json = Annotated[Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")]
Election = Annotated[str | None, typer.Option(help="The election's id; needed where there are several.")]
Code = Annotated[str | None, typer.Option(help="A code; needed where there are several.")]

station_app = typer.Typer(help="How a municipality tailors its stations' app.", no_args_is_help=True)


@station_app.command("set")
def set_(
    file: Annotated[Path, typer.Argument(help="A JSON file; `{}` is all as usual.")],
    election: Election = None,
    municipality: Code = None,
    json: Json = None,
) -> None:
    """Set all of it anew; what the file leaves out is as usual. Stations get it with their next request."""
    data = _read(file)
    with django():
        from stemdag.elections import tailored

        row = _row(election, municipality)
        try:
            tailored.tailor(row, parse(data), clock.now(), "cli")
        except Refused as refusal:
            raise could_not(f"{file}: {refusal.text}. Nothing was changed.") from refusal
        own = tailored.own(row)
        out.print(f"{row.name}: {', '.join(own) if own else 'all'} {_is(own)}", markup=False)
        write_json(json, _outcome(row, tailored.version(row), own))


@station_app.command()
def show(
    election: Election = None,
    municipality: Code = None,
    own: Annotated[
        bool,
        typer.Option("--own", help="Only what this municipality has of its own; else all, as usual too."),
    ] = False,
    json: Json = None,
) -> None:
    """Show what the stations get, and what of it is the municipality's own.

    With --json it is written as `set` takes it, to change and set again.
    """
    with django():
        from stemdag.elections import tailored

        row = _row(election, municipality)
        found, mine = to_json(tailored.tailoring(row)), tailored.own(row)
        chosen = {name: value for name, value in found.items() if name in mine or not own}
        if json is not None:
            write_json(json, chosen)
            return
        out.print(
            f"{row.election.eml_id} {row.code} {row.name}: version {tailored.version(row)}", markup=False
        )
        for name, value in chosen.items():
            out.print(f"  {name}: {_short(value)}{'' if name in mine else ' (as usual)'}", markup=False)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            # No more of it than says that it is too large.
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise could_not(f"{file}: {error.strerror}") from error


def _row(election: str | None, code: str | None) -> Municipality:
    from stemdag.elections.models import Municipality

    rows = Municipality.objects.select_related("election")
    if election:
        rows = rows.filter(election__eml_id=election)
    if code:
        rows = rows.filter(code=code)
    found = list(rows[:2])
    if not found:
        raise could_not("no such municipality; `stemdag import` brings definitions")
    if len(found) > 1:
        raise could_not(
            "the app is tailored for one municipality in one election; say which with --election "
            "and --municipality"
        )
    return found[0]


def _is(own: list[str]) -> str:
    return "its own, the rest as usual" if own else "as usual"


def _outcome(row: Municipality, version: str, own: list[str]) -> dict[str, Any]:
    return {
        "election": row.election.eml_id,
        "municipality": row.code,
        "name": row.name,
        "version": version,
        "own": own,
    }


def _short(value: object) -> str:
    """A setting on one line: lists of items and pages by their keys."""
    if isinstance(value, list):
        return ", ".join(each["key"] if isinstance(each, dict) else str(each) for each in value) or "none"
    return jsons.dumps(value)
