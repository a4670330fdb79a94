"""`backup` and `restore`: one moment of a running election into a file, and into an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stemdag import clock
from stemdag.commands.output import could_not, django, err, out, write_json
from stemdag.domain.errors import Refused

if TYPE_CHECKING:
    from stemdag.server.backup_file import Manifest

Json = Annotated[Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")]


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it; a name that is not taken.")],
    json: Json = None,
) -> None:
    """Write a backup of the database as it is now, while everything goes on."""
    with django():
        from stemdag.server.backup import backup as make

        try:
            manifest = make(file, clock.now())
        except Refused as refusal:
            raise could_not(refusal.text) from refusal
        except OSError as error:
            raise could_not(
                f"{file} could not be written ({error.strerror}); nothing was left there"
            ) from error
        _tell(file, manifest, "written")
        out.print(
            "Not in it: STEMDAG_SECRET_KEY, STEMDAG_CONTROL_SECRET, STEMDAG_TEXT_SECRET, the holder's file, "
            "who is signed in. Keep the secrets elsewhere: without them control keys, texts and devices "
            "do not open."
        )
        write_json(json, _told(file, manifest))


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    json: Json = None,
) -> None:
    """Take a backup into an empty database; every hash of its chains is made anew."""
    with django(tables=False):
        from stemdag.server.backup import marks
        from stemdag.server.backup_file import differing
        from stemdag.server.restore import restore as take

        try:
            manifest = take(file)
        except Refused as refusal:
            err.print("Nothing was restored.")
            raise could_not(refusal.text) from refusal
        _tell(file, manifest, "restored, every hash proved")
        other = differing(manifest, marks())
        if other:
            err.print(
                f"Other secrets than when it was made: {', '.join(other)}. Put those of then in their place, "
                "or control keys, texts or devices do not open.",
                style="red",
            )
        write_json(json, _told(file, manifest) | {"other_secrets": other})


def _tell(file: Path, manifest: Manifest, what: str) -> None:
    entries = sum(each.length for each in manifest.chains)
    out.print(
        f"{file}: {what}; {len(manifest.elections)} elections, {len(manifest.chains)} chains, "
        f"{entries} entries, of {manifest.made}",
        markup=False,
    )


def _told(file: Path, manifest: Manifest) -> dict[str, object]:
    return {
        "file": str(file),
        "engine": manifest.engine,
        "made": manifest.made,
        "rehearsal": manifest.rehearsal,
        "elections": manifest.elections,
        "chains": [
            {"election": e.election, "municipality": e.municipality, "length": e.length, "head": e.head}
            for e in manifest.chains
        ],
    }
