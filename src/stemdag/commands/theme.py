"""`theme`: how a municipality's public pages look."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stemdag import clock
from stemdag.commands.output import could_not, django, out, write_json
from stemdag.domain.errors import Refused
from stemdag.domain.theme import to_json
from stemdag.files import theme as files
from stemdag.files.errors import Unreadable


def theme(
    code: Annotated[str, typer.Argument(help="The municipality's CBS code, four digits.")],
    file: Annotated[Path | None, typer.Argument(help="TOML: sender, [light] and [dark].")] = None,
    usual: Annotated[bool, typer.Option("--usual", help="As usual again.")] = False,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")
    ] = None,
) -> None:
    """Dress a municipality's public pages: its name as the sender, its colours."""
    if (file is None) != usual:
        raise could_not("give a file, or --usual to take the theme away")
    try:
        given = files.read(file) if file else None
    except (Unreadable, OSError) as error:
        raise could_not(f"{error} Nothing was changed.") from error
    with django():
        from stemdag.elections import themes

        try:
            elections = themes.put(code, given, clock.now(), "cli")
        except Refused as refusal:
            raise could_not(f"{refusal.text}; nothing was changed") from refusal
        done = "has its theme" if given else "is as usual again"
        out.print(f"{code}: {done}, in {', '.join(elections)}", markup=False)
        write_json(
            json,
            {"municipality": code, "elections": list(elections), "theme": to_json(given) if given else None},
        )
