"""`demo`: watch an election day, played through the real doors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stemdag.commands.output import FOUND

#: A day of seventeen hours in somewhat more than two minutes.
SPEED = "600"


def demo(
    replay: Annotated[
        list[Path] | None, typer.Option(help="Per-station files (OSV4-3 CSV, EML 510b) or zips of them.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Play these municipalities only, by code.")] = None,
    speed: Annotated[str, typer.Option(help="Times as fast as the day itself, or max.")] = SPEED,
    incidents: Annotated[
        str, typer.Option(help="Incidents of real elections to play after the day: all, none, or 3,5.")
    ] = "all",
    headless: Annotated[bool, typer.Option("--headless", help="End by itself.")] = False,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome; - is standard output.")
    ] = None,
) -> None:
    """Play an election day: 17 March 2021 in four cities, or the one in your files."""
    # Here, so that no other command waits for what only a rehearsal needs.
    from stemdag.commands.performance import perform

    if not perform(replay or [], only or [], speed, incidents, headless=headless, json=json):
        raise typer.Exit(FOUND)
