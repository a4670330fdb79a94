"""`stemdag custody …`: a holder of release keys on this machine."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from stemdag.custody import wire
from stemdag.custody.door import serve
from stemdag.custody.paper import from_paper
from stemdag.custody.timer import Timer
from stemdag.domain.errors import Refused

File = Annotated[
    Path, typer.Option(envvar="STEMDAG_CUSTODY_FILE", help="The holder's own file, with the release keys.")
]


def custody_serve(
    file: File,
    host: Annotated[str, typer.Option(help="An address of this machine only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8027,
) -> None:
    """Keep the release keys and hand them over from their moment on; the token is STEMDAG_CUSTODY_TOKEN."""
    # A dump of this process would be the keys.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    token = os.environ.get("STEMDAG_CUSTODY_TOKEN", "")
    try:
        server = serve(Timer(file), host, port, token)
    except (Refused, ValueError, OSError) as error:
        _could_not(error)
    # Every act is on the disk when it is answered, so there is nothing to finish first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    address = f"[{host}]" if ":" in host else host
    typer.echo(f"custody: http://{address}:{server.server_port}, keys in {file}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        typer.echo("custody: stopped")
    finally:
        server.server_close()


def custody_status(
    file: File,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Also write the parts to this file, as one list.")
    ] = None,
) -> None:
    """Show what the holder keeps: per municipality its moment and state, never a key."""
    try:
        parts = Timer(file).status()
    except (Refused, OSError) as error:
        _could_not(error)
    for part in parts:
        handed = f", handed over {part.handed_over.isoformat()}" if part.handed_over else ""
        typer.echo(
            f"{part.election}  {part.municipality}  {part.state.value}, "
            f"not before {part.not_before.isoformat()}{handed}"
        )
    if json_file:
        json_file.write_text(json.dumps([wire.write_status(part) for part in parts], indent=1) + "\n")


def custody_restore(
    file: File,
    sheet: Annotated[
        Path, typer.Argument(help="The typed text of a paper sheet; - reads it from standard input.")
    ],
) -> None:
    """Take a release key in again from its paper. The holder's moment, arming and holds stay as they are."""
    try:
        text = sys.stdin.read() if str(sheet) == "-" else sheet.read_text()
        key = from_paper(text)
        part = Timer(file).register(key.election, key.municipality, key.private, key.not_before)
    except (Refused, OSError, UnicodeDecodeError) as error:
        _could_not(error)
    typer.echo(
        f"custody: keeps {part.election} {part.municipality}, not before {part.not_before.isoformat()}"
    )


def _could_not(error: Exception) -> NoReturn:
    where = error.where if isinstance(error, Refused) else ""
    typer.echo(f"custody: {f'{where}: ' if where and where not in str(error) else ''}{error}", err=True)
    raise typer.Exit(2)
