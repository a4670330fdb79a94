"""`archive`: everything of an election that may be kept, as open files in a folder."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stemdag.commands.output import could_not, django, out, write_json
from stemdag.publish import address
from stemdag.publish.caching import ENCODINGS
from stemdag.publish.target import NotATarget, StoreFailed, open_target

if TYPE_CHECKING:
    from stemdag.elections.models import Election

Json = Annotated[Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")]

#: What an archive says of itself.
README = Path(__file__).with_name("archive_readme.md")


def archive(
    election: Annotated[str, typer.Argument(help="The election's id.")],
    to: Annotated[Path, typer.Option("--to", help="A folder that is not there yet.")],
    texts: Annotated[
        bool, typer.Option("--texts", help="With reasons and messages in plain text, and names in them.")
    ] = False,
    target: Annotated[
        str | None, typer.Option(help="The public target, for the published data; else STEMDAG_TARGET.")
    ] = None,
    json: Json = None,
) -> None:
    """Write an archive of an election; counts stay sealed in it."""
    with django():
        from django.conf import settings

        from stemdag.elections import archive as archives
        from stemdag.elections.models import Election

        row = Election.objects.filter(eml_id=election).first()
        if row is None:
            raise could_not(f"no election {election}")
        if to.exists():
            raise could_not(f"{to} is there already; give the name of a folder that is not there yet")
        fresh = to.with_name(f".{to.name}.part")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            heads = archives.chains(row)
            readme = _readme(row).encode()
            files = {"README.md": _put(fresh / "README.md", [readme])}
            for name, parts in archives.members(row, heads, texts=texts):
                files[name] = _put(fresh / name, parts)
            published = {
                name: _put(fresh / name, [body])
                for name, body in _published(target or settings.STEMDAG.target, row.eml_id)
            }
            files |= published
            made = archives.manifest(row, files, heads, texts=texts, published=bool(published))
            _put(fresh / archives.MANIFEST, [made])
            fresh.rename(to)
        except (OSError, StoreFailed, NotATarget) as error:
            raise could_not(f"{to} could not be written: {error}") from error
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        entries = sum(each.length for each in heads)
        out.print(f"{to}: {len(files)} files, {entries} entries, {len(published)} published", markup=False)
        if not published:
            out.print("The public target holds no data of this election, so none is in it (--target).")
        write_json(
            json,
            {
                "election": election,
                "folder": str(to),
                "files": len(files),
                "entries": entries,
                "published": len(published),
                "texts": texts,
            },
        )


def _readme(row: Election) -> str:
    real = "**A rehearsal: nothing in it is real.**" if row.rehearsal else ""
    return README.read_text().format(name=row.name, election=row.eml_id, real=real)


def _put(path: Path, parts: Iterable[bytes]) -> str:
    """Write a file; its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sha = hashlib.sha256()
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
            sha.update(part)
    return sha.hexdigest()


def _published(place: str, election: str) -> Iterator[tuple[str, bytes]]:
    """The data files of an election at the public target, without their encodings and versions."""
    if "://" not in place and not Path(place).is_dir():
        return
    target = open_target(place)
    index = target.get(f"{address.DATA}/index.json")
    told = loads(index)["elections"] if index else []
    for each in told:
        if each["id"] == election:
            folder = str(each["data"]).lstrip("/").rpartition("/")[0] + "/"
            for path in sorted(target.paths()):
                if path.startswith(folder) and _is_plain(path) and (body := target.get(path)) is not None:
                    yield f"published/{path.removeprefix(folder)}", body


def _is_plain(path: str) -> bool:
    return not path.endswith((*ENCODINGS, ".zip")) and address.version_of(path) is None
