"""How commands speak: plain words to the terminal, one JSON value to a file, three exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console

from stemdag.domain.errors import Refused

FOUND, COULD_NOT = 1, 2
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def write_json(path: Path | None, value: object) -> None:
    """One object or list, keys sorted; `-` is standard output."""
    if path is None:
        return
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if str(path) == "-":
        sys.stdout.write(text)
    else:
        path.write_text(text)


def could_not(text: str) -> typer.Exit:
    """Say what went wrong; raise what this returns."""
    err.print(text, markup=False, style="red")
    return typer.Exit(COULD_NOT)


@contextmanager
def django(*, tables: bool = True) -> Iterator[None]:
    """Django set up for a command; missing secrets are said before anything is done.

    `tables` False is for the command that makes them; every other one stops where a rehearsal meets the
    database of a real election, or the other way around.
    """
    import django as _django
    from django.apps import apps
    from django.conf import settings

    if not apps.ready:  # a second set-up would begin the log anew, on whatever stands for stderr by then
        _django.setup()
    missing = [
        name
        for name, value in {
            "STEMDAG_SECRET_KEY": settings.STEMDAG.secret_key,
            "STEMDAG_CONTROL_SECRET": settings.STEMDAG.control_secret,
            "STEMDAG_TEXT_SECRET": settings.STEMDAG.text_secret,
        }.items()
        if not value
    ]
    if missing:
        raise could_not(
            f"not set: {', '.join(missing)}. `stemdag up` makes a home with all of them on this machine; "
            "elsewhere set them in the environment (docs/operator.md)."
        )
    if tables:
        from django.db import DatabaseError

        from stemdag.elections.importing import refuse_mixed

        try:
            refuse_mixed(rehearsal=settings.STEMDAG.rehearsal)
        except Refused as refusal:
            raise could_not(f"{refusal.text} (STEMDAG_DATABASE_URL)") from refusal
        except DatabaseError as error:
            why = f"the database cannot be read ({type(error).__name__}); `stemdag migrate` makes its tables"
            raise could_not(why) from error
    yield
