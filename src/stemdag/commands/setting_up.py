"""`import` and `keys`: definitions in, keys made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from stemdag import clock
from stemdag.commands.output import could_not, django, err, out, write_json
from stemdag.domain.errors import Refused
from stemdag.files.model import ElectionFile

Json = Annotated[Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")]
Files = Annotated[list[Path], typer.Argument(help="EML, OSV4-3 CSV, definition JSON, or zips of them.")]
Why = Annotated[
    str, typer.Option("--why", help="Why these official counts come, for the public: of a recount, say.")
]

keys = typer.Typer(help="The keys of elections and municipalities.", no_args_is_help=True)


def import_(files: Files, why: Why = "", json: Json = None) -> None:
    """Take in definitions, stations and lists; official counts are sealed at the door."""
    with django():
        from django.conf import settings

        from stemdag.elections.importing import load
        from stemdag.files import Unreadable, read

        def everything() -> Iterator[ElectionFile]:
            for path in files:
                yield from read(path)

        try:
            rehearsal = settings.STEMDAG.rehearsal
            report = load(everything(), clock.now(), "cli", rehearsal=rehearsal, why=why.strip())
        except (Unreadable, Refused) as refusal:
            err.print("Nothing was imported.")
            raise could_not(str(refusal)) from refusal
        for skipped in report.skipped:
            out.print(f"skipped: {skipped.source}: {skipped.why}", markup=False)
        out.print(
            f"{len(report.elections)} elections, {report.municipalities} municipalities, "
            f"{report.stations} stations; {report.sealed_counts} official counts sealed"
        )
        if report.unsealed_counts:
            out.print(
                f"{report.unsealed_counts} official counts were read and not stored: their municipalities "
                "have no keys yet. Run `stemdag keys make`, then import again."
            )
        summary = report.summary()
        if summary:
            out.print("What was odd (nothing was refused for it):")
        for code, found in summary.items():
            out.print(
                f"  {code}: {found['places']} in {found['files']} files, e.g. {found['example']}",
                markup=False,
            )
        write_json(
            json,
            {
                "elections": sorted(report.elections),
                "municipalities": report.municipalities,
                "stations": report.stations,
                "sealed_counts": report.sealed_counts,
                "unsealed_counts": report.unsealed_counts,
                "skipped": [{"source": each.source, "why": each.why} for each in report.skipped],
                "oddities": summary,
            },
        )


@keys.command()
def make(
    election: Annotated[str | None, typer.Option(help="The election's id; else all.")] = None,
    municipality: Annotated[list[str] | None, typer.Option(help="A code; else all of the election.")] = None,
    paper: Annotated[
        Path | None,
        typer.Option(help="Write the release keys here, to print and keep in a safe; then remove it."),
    ] = None,
    json: Json = None,
) -> None:
    """Make release, control and intake keys where there are none; print each passphrase once."""
    with django():
        from django.conf import settings

        from stemdag.custody.client import Custody, Unreachable
        from stemdag.custody.paper import Sheet, copied, to_paper
        from stemdag.elections import keys as making
        from stemdag.elections.models import Municipality

        chosen = Municipality.objects.select_related("election")
        if election:
            chosen = chosen.filter(election__eml_id=election)
        if municipality:
            chosen = chosen.filter(code__in=municipality)
        if (election or municipality) and not chosen.exists():
            raise could_not("no such election or municipality here: look at --election and --municipality")
        rows = chosen.filter(release_public=None)
        older = chosen.exclude(release_public=None).filter(intake_public=None).count()
        if older:
            err.print(
                f"{older} municipalities have keys from before the intake key: no photo and no export can be "
                "sealed to them. The office makes it by unlocking its control view once."
            )
        if not rows:
            out.print("Nothing to do: no municipality without keys.")
        holder = Custody(settings.STEMDAG.custody_url, settings.STEMDAG.custody_token)
        sheets: list[Sheet] = []
        made = []
        for row in rows:
            try:
                made.append(making.make(row, copied(holder.register, sheets.append), clock.now(), "cli"))
            except (Refused, Unreachable) as refusal:
                raise could_not(f"{row.election.eml_id} {row.code}: {refusal}") from refusal
        if paper is not None:
            with os.fdopen(os.open(paper, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write("\f".join(to_paper(sheet) for sheet in sheets))
        elif made and not settings.STEMDAG.rehearsal:
            err.print(
                "No paper was written (--paper FILE): the holder's file is now the only copy of the release "
                "keys. The office's control keys still open every count."
            )
        if made and json is None:
            out.print("Write each passphrase down now; it is shown once and stored nowhere.")
            for each in made:
                out.print(f"{each.election} {each.municipality}  {each.passphrase}", markup=False)
        write_json(
            json,
            [
                {
                    "election": each.election,
                    "municipality": each.municipality,
                    "passphrase": each.passphrase,
                    "release_fingerprint": each.release_fingerprint,
                    "control_fingerprint": each.control_fingerprint,
                    "intake_fingerprint": each.intake_fingerprint,
                }
                for each in made
            ],
        )
