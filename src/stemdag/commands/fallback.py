"""`fallback-sheets`: the paper forms of stations, for the night on which a tablet dies."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated

import typer

from stemdag.commands.codes import chosen_municipalities, chosen_stations
from stemdag.commands.output import could_not, django, out
from stemdag.domain.errors import Refused


def fallback_sheets(
    file: Annotated[Path, typer.Argument(help="Write the forms here (PDF); - is standard output.")],
    election: Annotated[str, typer.Option(help="The election's id.")],
    municipality: Annotated[str | None, typer.Option(help="A code; needed where there are several.")] = None,
    station: Annotated[list[int] | None, typer.Option(help="A station's number; else all.")] = None,
    phone: Annotated[str, typer.Option(help="The office's telephone number, to stand on the form.")] = "",
    at: Annotated[
        list[str] | None, typer.Option(help="When turnout is asked, as 10:30; else every two hours.")
    ] = None,
    language: Annotated[str, typer.Option(help="nl or en.")] = "nl",
) -> None:
    """Make a paper form for each station: the day, the count, and how to pass them on by telephone."""
    with django():
        from stemdag.elections import values
        from stemdag.paper.fallback import TURNOUT_AT
        from stemdag.paper.fallback import fallback_sheets as sheets

        [row] = chosen_municipalities(election, municipality, several=False)
        chosen = chosen_stations(row, station)
        try:
            made = sheets(
                values.election(row.election),
                values.municipality(row),
                values.ballot(row),
                [values.station(each) for each in chosen],
                language=language,
                phone=phone,
                turnout_at=[_time(each) for each in at] if at else TURNOUT_AT,
            )
        except Refused as refusal:
            raise could_not(refusal.text) from refusal
    if str(file) == "-":
        typer.echo(made, nl=False)
        return
    file.write_bytes(made)
    out.print(f"{len(chosen)} forms in {file}", markup=False)


def _time(given: str) -> time:
    try:
        return time.fromisoformat(given)
    except ValueError:
        raise could_not(f"--at {given}: write a time as 10:30") from None
