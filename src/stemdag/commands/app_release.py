"""`app-release`: let stations' devices take the version of the app that is installed here, during the day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stemdag import clock
from stemdag.commands.codes import chosen_municipalities
from stemdag.commands.output import could_not, django, out, write_json


def app_release(
    election: Annotated[str, typer.Argument(help="The election's id.")],
    municipality: Annotated[str | None, typer.Option(help="A code; else all of the election.")] = None,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")
    ] = None,
) -> None:
    """Let devices take the app that is installed here, also between opening and the sent count."""
    with django():
        from stemdag.capture import released

        found = []
        for row in chosen_municipalities(election, municipality, several=True):
            try:
                version = released.release(row, "cli", clock.now())
            except RuntimeError as error:
                raise could_not(str(error)) from error
            out.print(f"{row.code} {row.name}: version {version} released", markup=False)
            found.append({"election": election, "municipality": row.code, "version": version})
        write_json(json, found)
