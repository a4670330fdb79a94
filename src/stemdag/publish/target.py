"""Where the tree is written: a folder, or a bucket behind the S3 protocol.

A target trusts nobody: whoever can write here can publish. Nothing here is secret.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from stemdag.publish import address, caching

#: Up to this many files are synced one by one. More are synced with everything else on the machine: quicker
#: for many, though it may wait for what other processes write.
ONE_BY_ONE = 256
_FRESH = ".stemdag-new"

StoreFailed = BaseError


class NotAPath(ValueError):
    """A path that would leave the target, or hide in it."""


class NotATarget(ValueError):
    """An address where no tree can be written."""


@dataclass(frozen=True, slots=True)
class Write:
    """One file written: its path, the hex SHA-256 of its content, its size in bytes, and at which beat.

    A file that was removed has an empty digest and size 0.
    """

    path: str
    digest: str
    size: int
    at: datetime


class Target(Protocol):
    """Holds files by path. What `put_all` wrote stays when the power goes the moment it returns.

    Where storage fails (no room, no way to it) everything here raises OSError or `StoreFailed`.
    """

    name: str

    def put_all(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Write files in this order, each whole or not at all, durable on return."""
        ...

    def get(self, path: str) -> bytes | None: ...

    def delete_all(self, paths: Sequence[str]) -> None: ...

    def is_empty(self) -> bool: ...

    def fingerprints(self) -> dict[str, str]:
        """Every file with a fingerprint of its content, as `fingerprint` gives it.

        Empty for a version that lies under its content hash: there may be thousands, and the name tells it.
        """
        ...

    def fingerprint(self, body: bytes) -> str: ...


def checked(path: str) -> str:
    """The path, or `NotAPath`: absolute, with `..`, empty or hidden parts, control characters."""
    parts = path.split("/")
    hidden = any(part.startswith(".") for part in parts) and path != MARKER
    if hidden or "" in parts or "\\" in path or not path.isprintable():
        raise NotAPath(f"{path!r} is not a path inside a public tree")
    return path


#: Says whose tree this is; the only hidden file.
MARKER = ".stemdag-target"


class DirectoryTarget:
    """A folder. Files are replaced by renaming, so a reader sees the old one or the new one.

    `durable` waits for the disk, so that a written tree outlives a power cut; a rehearsal has no use for it.
    """

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        self._durable = durable
        self.root = root.resolve()
        self.name = str(self.root)
        self.root.mkdir(parents=True, exist_ok=True)
        self._fresh = self.root / _FRESH
        shutil.rmtree(self._fresh, ignore_errors=True)  # left by a process that was killed
        self._folders: set[Path] = set()

    def put_all(self, files: Sequence[tuple[str, bytes]]) -> None:
        places = [self._place(path) for path, _ in files]
        self._fresh.mkdir(exist_ok=True)
        each_alone = len(files) <= ONE_BY_ONE
        temporary = [self._fresh / str(number) for number in range(len(files))]
        touched: dict[Path, None] = {}
        for place in places:
            self._make_folder(place.parent, touched)
        try:
            for fresh, (_, body) in zip(temporary, files, strict=True):
                with fresh.open("wb") as file:
                    file.write(body)
                    if each_alone and self._durable:
                        file.flush()
                        os.fsync(file.fileno())
        except OSError:
            shutil.rmtree(self._fresh, ignore_errors=True)  # on a full disk nothing of it may stay
            raise
        if not each_alone and self._durable:
            os.sync()
        for fresh, place in zip(temporary, places, strict=True):
            fresh.replace(place)
            touched[place.parent] = None
        if not self._durable:
            return
        if each_alone:
            for folder in touched:
                _sync_folder(folder)
        else:
            os.sync()

    def get(self, path: str) -> bytes | None:
        try:
            return self._place(path).read_bytes()
        except FileNotFoundError:
            return None

    def delete_all(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._place(path).unlink(missing_ok=True)

    def is_empty(self) -> bool:
        return not any(each.name != _FRESH for each in self.root.iterdir())

    def fingerprints(self) -> dict[str, str]:
        found = {}
        for folder, folders, names in os.walk(self.root):
            folders[:] = [each for each in folders if not each.startswith(".")]
            for name in names:
                place = Path(folder, name)
                path = place.relative_to(self.root).as_posix()
                if address.version_of(path) is not None:
                    found[path] = ""
                elif not name.startswith(".") or path == MARKER:
                    found[path] = self.fingerprint(place.read_bytes())
        return found

    def fingerprint(self, body: bytes) -> str:
        return hashlib.sha256(body).hexdigest()

    def _place(self, path: str) -> Path:
        return self.root / checked(path)

    def _make_folder(self, folder: Path, touched: dict[Path, None]) -> None:
        """Make a folder and remember what must be synced; refuse one that a link leads out of the root."""
        if folder in self._folders:
            return
        made = folder
        while not made.exists():
            made = made.parent
            touched[made] = None
        if not made.resolve().is_relative_to(self.root):
            raise NotAPath(f"{folder} leads out of {self.root}; remove the link")
        folder.mkdir(parents=True, exist_ok=True)
        self._folders.add(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class BucketTarget:
    """A bucket behind the S3 protocol, or memory. Each object carries its type, encoding and caching."""

    def __init__(self, url: str) -> None:
        self.name = url
        self._store: ObjectStore = from_url(url)

    def put_all(self, files: Sequence[tuple[str, bytes]]) -> None:
        for path, body in files:
            plain, encoding = caching.plain_path(checked(path))
            attributes = {
                "Cache-Control": caching.cache_control(plain),
                "Content-Type": caching.content_type(plain),
            }
            if encoding:
                attributes["Content-Encoding"] = encoding
            self._store.put(path, body, attributes=attributes)

    def get(self, path: str) -> bytes | None:
        try:
            return bytes(self._store.get(checked(path)).bytes())
        except FileNotFoundError:
            return None

    def delete_all(self, paths: Sequence[str]) -> None:
        if paths:
            self._store.delete([checked(path) for path in paths])

    def is_empty(self) -> bool:
        return not any(len(page) for page in self._store.list())

    def fingerprints(self) -> dict[str, str]:
        """By reading every object: what a store says about its content differs from store to store."""
        found = {}
        for path in self._paths():
            if address.version_of(path) is not None:
                found[path] = ""
            elif (body := self.get(path)) is not None:
                found[path] = self.fingerprint(body)
        return found

    def fingerprint(self, body: bytes) -> str:
        return hashlib.sha256(body).hexdigest()

    def attributes(self, path: str) -> dict[str, str]:
        """The headers that an object carries."""
        return {str(k): str(v) for k, v in self._store.get(checked(path)).attributes.items()}

    def _paths(self) -> Iterator[str]:
        for page in self._store.list():
            for each in page:
                path = str(each["path"])
                if path == MARKER or not any(part.startswith(".") for part in path.split("/")):
                    yield path


def open_target(place: str, *, durable: bool = True) -> DirectoryTarget | BucketTarget:
    """The target at an address: a folder, `s3://bucket/prefix`, or `memory:///` for tests."""
    if place.startswith(("s3://", "memory://")):
        return BucketTarget(place)
    if "://" in place:
        raise NotATarget(f"{place}: a target is a folder or s3://bucket/prefix")
    return DirectoryTarget(Path(place), durable=durable)
