"""The file of a backup: a zip with a manifest that names each member, its size and its SHA-256.

Same database, same bytes but for the moment at which it was made: members carry no dates.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from stemdag.domain.errors import Refused

FORM: Final = "stemdag-backup"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
#: No zip can tell an earlier day.
_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)
_BLOCK: Final = 1 << 20
#: A manifest is some kilobytes; a larger one is no manifest of ours.
_LARGEST: Final = 8 << 20


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain went when the backup was made."""

    election: str
    municipality: str
    length: int
    head: str


@dataclass(slots=True)
class Manifest:
    """What a backup holds. `secrets` are marks by which a secret is known again, and by which none is found.

    `engine` is `sqlite` or `postgresql`, `migrations` the last one of each part of the database.
    """

    engine: str
    made: str
    program: str
    rehearsal: bool
    migrations: dict[str, str]
    elections: list[str]
    chains: list[Head]
    secrets: dict[str, str]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)


class Writing:
    """A backup that is being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, dict[str, Any]] = {}

    @contextmanager
    def member(self, name: str) -> Iterator[_Hashing]:
        """One member, to write to."""
        with self._archive.open(_info(name), "w", force_zip64=True) as file:
            into = _Hashing(file)
            yield into
        self.members[name] = {"bytes": into.size, "sha256": into.digest}

    def close(self, manifest: Manifest) -> None:
        manifest.members = dict(sorted(self.members.items()))
        told = {"form": FORM, "version": VERSION} | asdict(manifest)
        self._archive.writestr(_info(MANIFEST), json.dumps(told, indent=1, sort_keys=True) + "\n")


class _Hashing:
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sha, self.size = file, hashlib.sha256(), 0

    def write(self, block: bytes | memoryview) -> None:
        self._file.write(block)
        self._sha.update(block)
        self.size += len(block)

    @property
    def digest(self) -> str:
        return self._sha.hexdigest()


@contextmanager
def writing(path: Path) -> Iterator[Writing]:
    """A backup at `path`, whole and on disk or not there at all, for its owner's eyes alone.

    `Refused("backup.there")` where something has that name already: no backup takes another one's place.
    """
    if path.exists():
        raise Refused("backup.there", f"{path} is there already; give another name, or remove it first")
    fresh = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                yield Writing(archive)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)  # refuses where somebody else took the name meanwhile
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[tuple[Manifest, zipfile.ZipFile]]:
    """A backup whose every member is whole.

    `Refused`: `backup.none` (no file there), `backup.form` (no backup of ours), `backup.damaged`.
    """
    if not path.is_file():
        raise Refused("backup.none", f"there is no file {path}")
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(path, archive)
            _hold_against(path, archive, manifest)
            yield manifest, archive
    except (zipfile.BadZipFile, EOFError) as error:
        raise Refused(
            "backup.damaged", f"{path} is no whole backup: cut off, changed or something else"
        ) from error


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        if archive.getinfo(MANIFEST).file_size > _LARGEST:
            raise ValueError("no manifest is that large")
        told = json.loads(archive.read(MANIFEST))
        if told.pop("form") != FORM:
            raise ValueError("another form")
        version = told.pop("version")
        chains = [Head(**each) for each in told.pop("chains")]
        manifest = Manifest(**told, chains=chains)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Refused("backup.form", f"{path} is no backup of Stemdag") from error
    if version != VERSION:
        raise Refused("backup.form", f"{path} is a backup of form {version}; this program knows {VERSION}")
    return manifest


def _hold_against(path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Each member is there once, as long as it was and with its own content; and none besides."""
    there = sorted(archive.namelist())
    if there != sorted([*manifest.members, MANIFEST]):
        raise Refused("backup.damaged", f"{path} does not hold what its manifest names")
    for name, told in manifest.members.items():
        sha, size = hashlib.sha256(), 0
        with archive.open(name) as file:
            while block := file.read(_BLOCK):
                sha.update(block)
                size += len(block)
        if {"bytes": size, "sha256": sha.hexdigest()} != told:
            raise Refused("backup.damaged", f"{name} in {path} was changed")


def blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member, in blocks."""
    with archive.open(name) as file:
        while block := file.read(_BLOCK):
            yield block


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _NO_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def differing(manifest: Manifest, marks: Mapping[str, str]) -> list[str]:
    """The secrets of this installation that are not those under which the backup was made."""
    return sorted(name for name, mark in manifest.secrets.items() if marks.get(name) != mark)
