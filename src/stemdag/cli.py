"""`stemdag`: one door to every command."""

from __future__ import annotations

import resource
import signal
import sys

import typer

from stemdag import home
from stemdag.commands import (
    app_release,
    areas,
    bench,
    codes,
    custody,
    demo,
    desk_users,
    earlier,
    fallback,
    files,
    guide,
    passes,
    places,
    release,
    serving,
    setting_up,
    site,
    station_app,
    theme,
    up,
    verify,
)

app = typer.Typer(
    help="Run an election day: stations, office and public site, with results sealed until their moment.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command, name in (
    (up.up, "up"),
    (demo.demo, "demo"),
    (setting_up.import_, "import"),
    (earlier.earlier, "earlier"),
    (places.places, "places"),
    (areas.areas, "areas"),
    (theme.theme, "theme"),
    (files.check, "check"),
    (files.seats, "seats"),
    (desk_users.desk_user_add, "desk-user"),
    (codes.codes, "codes"),
    (app_release.app_release, "app-release"),
    (fallback.fallback_sheets, "fallback-sheets"),
    (guide.station_guide, "station-guide"),
    (serving.publish, "publish"),
    (serving.migrate, "migrate"),
    (verify.verify, "verify"),
    (bench.bench, "bench"),
):
    # Stations are named by number, and official files hold a −1: no option of that name.
    app.command(name, context_settings={"ignore_unknown_options": name == "codes"})(command)
app.add_typer(setting_up.keys, name="keys")
app.add_typer(release.release, name="release")
app.add_typer(site.site, name="site")
app.add_typer(passes.passes, name="passes")
app.add_typer(station_app.station_app, name="station-app")
app.add_typer(custody.custody, name="custody")
app.add_typer(serving.serve, name="serve")


def main() -> None:
    """The program. Without core dumps: a process that seals or opens has votes in its memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Asked to end, a program leaves its blocks, so that the processes it started end with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    home.load(home.default())
    app()
