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
from stemdag.files.turnout_curve import read_turnout


def earlier(
    election: Annotated[str, typer.Argument(help="The election's id.")],
    files: Annotated[
        list[Path] | None, typer.Argument(help="EML 510b or 510c, OSV4-3 CSV, or zips of them.")
    ] = None,
    turnout: Annotated[
        Path | None, typer.Option("--turnout", help="CSV of its turnout through the day.")
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")
    ] = None,
) -> None:
    """Load an earlier election: the public pages show the change since, per list, and its turnout curve."""
    if not files and turnout is None:
        raise could_not("nothing to load; give files of results, --turnout, or both")
    with django():
        from django.db import transaction

        from stemdag.elections import earlier as loading
        from stemdag.elections import models

        row = models.Election.objects.filter(eml_id=election).first()
        if row is None:
            raise could_not(f"there is no election {election} here; `stemdag import` its definition first")
        try:
            found = loading.Loaded((), ())
            with transaction.atomic():
                if files:
                    given = (each for path in files for each in read(path))
                    found = loading.load(row, given, clock.now(), "cli")
                if turnout is not None:
                    days = loading.load_turnout(row, read_turnout(turnout), clock.now(), "cli")
                    found = found if files else days
        except (Refused, Unreadable, OSError) as refusal:
            raise could_not(f"{refusal}. Nothing was changed.") from refusal
        what = "an earlier result" if files else "turnout of before"
        out.print(f"{election}: {len(found.taken)} municipalities have {what}", markup=False)
        if found.unknown:
            out.print(f"not in this election: {', '.join(found.unknown)}", markup=False)
        write_json(json, {"election": election, "taken": list(found.taken), "unknown": list(found.unknown)})
