"""`places`: where the polling stations are, for the map."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from stemdag import clock
from stemdag.commands.output import could_not, django, out, write_json
from stemdag.domain.errors import Refused
from stemdag.files.errors import Unreadable
from stemdag.files.places import read_places

#: Stations named in a line; all of them are in the JSON.
_SOME = 10


def places(
    file: Annotated[Path, typer.Argument(help="CSV with Nummer stembureau, Latitude and Longitude.")],
    election: Annotated[str | None, typer.Option("--election", help="Only this one; else all.")] = None,
    municipality: Annotated[
        str | None, typer.Option("--municipality", help="Its code, where the file has no such column.")
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")
    ] = None,
) -> None:
    """Load where polling stations are: the public page of a municipality gets a map. All or nothing."""
    with django():
        from stemdag.elections import models
        from stemdag.elections import places as loading

        rows = models.Election.objects.all()
        if election is not None:
            rows = rows.filter(eml_id=election)
        if not rows:
            what = f"there is no election {election} here" if election else "there is no election here"
            raise could_not(f"{what}; `stemdag import` its definition first")
        lines = read_places(file)
        if municipality is not None:
            lines = (replace(row, code=row.code or municipality) for row in lines)
        try:
            found = loading.load(rows, lines, clock.now(), "cli")
        except (Refused, Unreadable) as refusal:
            raise could_not(f"{refusal} Nothing was changed.") from refusal
        out.print(f"{len(found.placed)} stations got a place, {found.same} had it already", markup=False)
        for said, keys in (
            ("not in this system, passed over", found.unknown),
            ("without a place in the file, left as it was", found.empty),
            ("still without a place, so not on the map", found.missing),
            (f"more than {loading.FAR} km from the others, look whether that is right", found.far),
        ):
            if keys:
                named = ", ".join(f"{code} {number}" for code, number in islice(keys, _SOME))
                more = f" and {len(keys) - _SOME} more" if len(keys) > _SOME else ""
                out.print(f"{said}: {named}{more}", markup=False)
        value: dict[str, object] = {
            name: [{"municipality": code, "station": number} for code, number in getattr(found, name)]
            for name in ("placed", "unknown", "empty", "missing", "far")
        }
        write_json(json, value | {"same": found.same})
