"""`stemdag`: one door to every command."""

from __future__ import annotations

import resource

import typer

from stemdag import home
from stemdag.commands import serving, setting_up, up

app = typer.Typer(
    help="Run an election day: stations, office and public site, with results sealed until their moment.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(up.up)
app.command("import")(setting_up.import_)
app.add_typer(setting_up.keys, name="keys")
app.command()(serving.migrate)
app.add_typer(serving.serve, name="serve")
app.command()(serving.publish)


def main() -> None:
    """The program. Without core dumps: a process that seals or opens has votes in its memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    home.load(home.default())
    app()
