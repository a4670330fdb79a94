"""`stemdag`: one door to every command."""

from __future__ import annotations

import resource
import signal
import sys
from functools import cache
from importlib import import_module

import typer

from stemdag import home

#: Each command, and each group of commands, by its name: the module in `stemdag.commands`, what in it.
COMMANDS = {
    "up": "up.up",
    "demo": "demo.demo",
    "import": "setting_up.import_",
    "earlier": "earlier.earlier",
    "places": "places.places",
    "areas": "areas.areas",
    "theme": "theme.theme",
    "check": "files.check",
    "seats": "files.seats",
    "desk-user": "desk_users.desk_user_add",
    "codes": "codes.codes",
    "app-release": "app_release.app_release",
    "fallback-sheets": "fallback.fallback_sheets",
    "station-guide": "guide.station_guide",
    "publish": "serving.publish",
    "migrate": "serving.migrate",
    "archive": "archive.archive",
    "backup": "keeping.backup",
    "restore": "keeping.restore",
    "verify": "verify.verify",
    "bench": "bench.bench",
}
GROUPS = {
    "keys": "setting_up.keys",
    "election": "election.election",
    "release": "release.release",
    "site": "site.site",
    "passes": "passes.passes",
    "station-app": "station_app.station_app",
    "custody": "custody.custody",
    "serve": "serving.serve",
}


@cache
def program(only: str | None = None) -> typer.Typer:
    """The program with all its commands, or with the one named: each starts without what others need."""
    made = typer.Typer(
        help="Run an election day: stations, office and public site, with results sealed until their moment.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    # A program of one command would be that command itself, and its name an argument.
    made.callback()(lambda: None)
    for name, where in COMMANDS.items():
        if only in {None, name}:
            # Stations are named by number, and official files hold a −1: no option of that name.
            made.command(name, context_settings={"ignore_unknown_options": name == "codes"})(_at(where))
    for name, where in GROUPS.items():
        if only in {None, name}:
            made.add_typer(_at(where), name=name)
    return made


def main() -> None:
    """The program. Without core dumps: a process that seals or opens has votes in its memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Asked to end, a program leaves its blocks, so that the processes it started end with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    home.load(home.default())
    first = sys.argv[1] if len(sys.argv) > 1 else None
    program(first if first in COMMANDS or first in GROUPS else None)()


def _at(where: str) -> typer.Typer:
    module, _, name = where.partition(".")
    return getattr(import_module(f"stemdag.commands.{module}"), name)  # type: ignore[no-any-return]
