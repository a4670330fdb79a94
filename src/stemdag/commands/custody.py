"""`custody …`: a holder of release keys on this machine."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from stemdag.commands.output import could_not, out, write_json
from stemdag.custody import wire
from stemdag.custody.door import serve
from stemdag.custody.paper import from_paper
from stemdag.custody.timer import Timer
from stemdag.domain.errors import Refused

File = Annotated[
    Path, typer.Option(envvar="STEMDAG_CUSTODY_FILE", help="The holder's own file, with the release keys.")
]

custody = typer.Typer(help="A holder of release keys on this machine.", no_args_is_help=True)


@custody.command("serve")
def custody_serve(
    file: File,
    host: Annotated[str, typer.Option(help="An address that only this machine reaches.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8003,
) -> None:
    """Keep the release keys and hand them over from their moment on; the token is STEMDAG_CUSTODY_TOKEN."""
    try:
        server = serve(Timer(file), host, port, os.environ.get("STEMDAG_CUSTODY_TOKEN", ""))
    except (Refused, ValueError, OSError) as error:
        raise could_not(f"custody: {error}") from None
    # Every act is on the disk when it is answered, so there is nothing to finish first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    out.print(f"custody: port {server.server_port}, keys in {file}", markup=False)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        out.print("custody: stopped")
    finally:
        server.server_close()


@custody.command("status")
def custody_status(
    file: File,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the list here; - is standard output.")
    ] = None,
) -> None:
    """Show what the holder keeps: per municipality its moment and state, never a key."""
    try:
        parts = Timer(file).status()
    except (Refused, OSError) as error:
        raise could_not(f"custody: {error}") from None
    if json is None:
        for part in parts:
            handed = f", handed over {part.handed_over.isoformat()}" if part.handed_over else ""
            out.print(
                f"{part.election} {part.municipality}  {part.state.value}, "
                f"not before {part.not_before.isoformat()}{handed}",
                markup=False,
            )
    write_json(json, [wire.write_status(part) for part in parts])


@custody.command("restore")
def custody_restore(
    file: File,
    sheet: Annotated[
        Path, typer.Argument(help="A file with the typed text of a paper sheet; - is standard input.")
    ],
) -> None:
    """Take a release key in again from its paper; it must then be armed again."""
    try:
        key = from_paper(sys.stdin.read() if str(sheet) == "-" else sheet.read_text())
        Timer(file).register(key.election, key.municipality, key.private, key.not_before)
    except (Refused, OSError, UnicodeDecodeError) as error:
        where = f"{error.where}: " if isinstance(error, Refused) and error.where else ""
        raise could_not(f"custody: {where}{error}") from None
    out.print(
        f"custody: keeps {key.election} {key.municipality}, not before {key.not_before.isoformat()}",
        markup=False,
    )
