"""`areas`: the borders of municipalities, for the maps of an election."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stemdag import clock
from stemdag.commands.output import could_not, django, out, write_json
from stemdag.domain.errors import Refused
from stemdag.files.areas import read_areas
from stemdag.files.errors import Unreadable


def areas(
    election: Annotated[str, typer.Argument(help="The election's id.")],
    file: Annotated[Path, typer.Argument(help="GeoJSON or TopoJSON of municipalities, in degrees.")],
    code: Annotated[
        str | None,
        typer.Option("--code", help="The field with the CBS code, where it has a name of its own."),
    ] = None,
    credit: Annotated[
        str, typer.Option("--credit", help="Whose borders these are; it stands under each map.")
    ] = "CBS, Kadaster",
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")
    ] = None,
) -> None:
    """Load the borders of municipalities: the public pages get a map of them."""
    with django():
        from stemdag.elections import areas as loading
        from stemdag.elections import models

        row = models.Election.objects.filter(eml_id=election).first()
        if row is None:
            raise could_not(f"there is no election {election} here; `stemdag import` its definition first")
        try:
            found = loading.load(row, read_areas(file, code), credit.strip(), clock.now(), "cli")
        except (Refused, Unreadable) as refusal:
            raise could_not(f"{refusal} Nothing was changed.") from refusal
        out.print(
            f"{election}: {len(found.taken)} municipalities have borders; "
            f"{found.others} areas of the file are not in this election",
            markup=False,
        )
        if found.missing:
            out.print(f"still without borders: {', '.join(found.missing)}", markup=False)
        write_json(
            json,
            {
                "election": election,
                "taken": list(found.taken),
                "missing": list(found.missing),
                "others": found.others,
            },
        )
