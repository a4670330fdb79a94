"""`migrate`, `serve` and `publish`: what runs, one process each."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Annotated

import typer

from stemdag import clock
from stemdag.commands.output import could_not, django

log = logging.getLogger("stemdag.gate")
#: After a look that failed the gate waits so many seconds.
PATIENCE = 1.0

serve = typer.Typer(help="Serve the back office or the public site.", no_args_is_help=True)


def migrate() -> None:
    """Bring the database to this version's tables."""
    with django(tables=False):
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)


@serve.command()
def office(
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: Annotated[int, typer.Option(help="Processes; one blocking thread each on SQLite.")] = 2,
) -> None:
    """Serve the back office: stations and desk."""
    with django():
        from django.db import connection
        from granian import Granian
        from granian.constants import Interfaces

        threads = 4 if connection.vendor == "postgresql" else 1
        Granian(
            "stemdag.server.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            # One process killed (no memory, a fault below Python) must not end the others.
            respawn_failed_workers=True,
            # granian's access log would hold sizes and query strings; ours is in server.middleware.
            log_access=False,
        ).serve()


@serve.command()
def public(
    root: Annotated[
        Path | None, typer.Option(help="The public tree; else the target of the settings.")
    ] = None,
    host: str = "127.0.0.1",
    port: int = 8001,
    workers: int = 1,
) -> None:
    """Serve the public tree from a directory. Any web server or CDN can do this instead."""
    from stemdag.publish import language, server
    from stemdag.server import environment

    try:
        language.of_environment()
    except language.UnknownLanguage as wrong:
        raise could_not(f"{language.SETTING}: {wrong}") from wrong
    server.serve(root or Path(environment.read().target), host=host, port=port, workers=workers)


def publish(
    target: Annotated[str | None, typer.Option(help="A directory or s3://bucket/prefix.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Look once, publish, end.")] = False,
) -> None:
    """The gate: publish turnout on its beat, and results from their moment on."""
    with django():
        from django.conf import settings
        from django.db import DatabaseError

        from stemdag.custody.client import Custody
        from stemdag.gate.process import Gate
        from stemdag.gate.writing import Publication, report_status
        from stemdag.publish.making import seldom_collect
        from stemdag.publish.target import StoreFailed
        from stemdag.publish.tombstone import UnreadableTombstone
        from stemdag.publish.write import WrongTarget

        env = settings.STEMDAG
        try:
            write = Publication(
                target or env.target,
                rehearsal=env.rehearsal,
                log=env.write_log or None,
                purge=env.purge,
                languages=env.languages,
            )
        except (OSError, ValueError) as error:
            raise could_not(f"the public target cannot be used: {error}") from error
        gate = Gate(
            Custody(env.custody_url, env.custody_token),
            write,
            beat_seconds=env.beat_seconds,
            rehearsal=env.rehearsal,
            site=env.site,
        )
        seldom_collect()
        while True:
            try:
                gate.step(clock.now())
                report_status(env.gate_status, gate.beat)
            except (WrongTarget, UnreadableTombstone) as refusal:
                raise could_not(str(refusal)) from refusal
            except (OSError, StoreFailed, DatabaseError) as error:
                if once:
                    raise could_not(f"nothing or not everything was published: {error}") from error
                log.exception("publishing failed; it is tried again")
                time.sleep(PATIENCE)
                continue
            if once:
                return
            # In a rehearsal time runs many times as fast, and so does the look; not so fast that it takes the
            # processor from what it waits for.
            time.sleep(0.04 if env.rehearsal else 0.25)
