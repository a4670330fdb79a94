"""`station-guide`: the guide of two pages that a station gets on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stemdag.commands.output import could_not, out
from stemdag.domain.errors import Refused


def station_guide(
    file: Annotated[Path, typer.Argument(help="Write the guide here (PDF); - is standard output.")],
    phone: Annotated[str, typer.Option(help="The office's telephone number, to stand on it.")] = "",
    language: Annotated[str, typer.Option(help="nl or en.")] = "nl",
) -> None:
    """Make the guide for stations: the day on the front, what may go wrong on the back."""
    from stemdag.paper.guide import guide

    try:
        made = guide(language=language, phone=phone)
    except Refused as refusal:
        raise could_not(refusal.text) from refusal
    if str(file) == "-":
        typer.echo(made, nl=False)
        return
    file.write_bytes(made)
    out.print(f"two pages in {file}", markup=False)
