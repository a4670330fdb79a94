"""`earlier`: the results of an earlier election, to show what changed since."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stemdag import clock
from stemdag.commands.output import could_not, django, out, write_json
from stemdag.domain.errors import Refused
from stemdag.files.door import read
from stemdag.files.errors import Unreadable


def earlier(
    election: Annotated[str, typer.Argument(help="The election's id.")],
    files: Annotated[list[Path], typer.Argument(help="EML 510b or 510c, OSV4-3 CSV, or zips of them.")],
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")
    ] = None,
) -> None:
    """Load results of an earlier election: the public pages show the change since, per list."""
    with django():
        from stemdag.elections import earlier as loading
        from stemdag.elections import models

        row = models.Election.objects.filter(eml_id=election).first()
        if row is None:
            raise could_not(f"there is no election {election} here; `stemdag import` its definition first")
        try:
            found = loading.load(row, (each for path in files for each in read(path)), clock.now(), "cli")
        except (Refused, Unreadable, OSError) as refusal:
            raise could_not(f"{refusal}. Nothing was changed.") from refusal
        out.print(f"{election}: {len(found.taken)} municipalities have an earlier result", markup=False)
        if found.unknown:
            out.print(f"not in this election: {', '.join(found.unknown)}", markup=False)
        write_json(json, {"election": election, "taken": list(found.taken), "unknown": list(found.unknown)})
