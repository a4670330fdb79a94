"""`up`: everything on this machine, one command."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from stemdag import home
from stemdag.commands.output import could_not, out


def up(
    folder: Annotated[Path | None, typer.Option("--home", help="Where to keep everything.")] = None,
    office: int = 8000,
    public: int = 8001,
    custody: int = 8003,
) -> None:
    """Back office, holder of the key, gate and public server on this machine, with SQLite."""
    # Here, so that no other command waits for what only this one needs.
    from stemdag.zones import NotUp, Ports, Zones

    place = folder or home.default()
    settings = home.prepare(place)
    zones = Zones(settings, Ports(office, public, custody), place / "logs")
    try:
        with zones:
            out.print(
                f"Back office   {zones.office}\nPublic site   {zones.public}\nHome          {place.resolve()}"
            )
            out.print("Stop with Ctrl-C. What is acknowledged is on disk.")
            while True:
                time.sleep(1)
                for name in zones.ended():
                    out.print(f"{name} ended; starting it again (see {place / 'logs' / name}.log)")
                    zones.restart(name)
    except NotUp as error:
        raise could_not(str(error)) from error
    except KeyboardInterrupt:
        out.print("\nStopped.")
