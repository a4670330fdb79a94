"""Where the tree is written: a folder, or a bucket behind the S3 protocol.

A target trusts nobody: whoever can write here can publish. Nothing here is secret.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
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
_FRESH, _FRESH_BESIDE = ".stemdag-new", ".stemdag-new-beside"
#: So many objects are on their way to a bucket at once, where the order does not matter.
AT_ONCE = 16

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

    def put_any(self, files: Sequence[tuple[str, bytes]]) -> None:
        """As `put_all`, where each may be seen before the next is written: quicker where there are many."""
        ...

    def delete_all(self, paths: Sequence[str]) -> None: ...

    def is_empty(self) -> bool: ...

    def paths(self) -> list[str]:
        """Every file of the tree; our own hidden ones are none."""
        ...

    def fingerprints(self) -> dict[str, str]:
        """Every file of the tree with a fingerprint of its content, as `fingerprint` gives it.

        Empty for a version that lies under its content hash: there may be thousands, and the name tells it.
        """
        ...

    def fingerprint(self, body: bytes) -> str: ...


def checked(path: str) -> str:
    """The path, or `NotAPath`: absolute, with `..`, empty or hidden parts, control characters."""
    parts = path.split("/")
    hidden = any(part.startswith(".") for part in parts) and path not in OWN
    if hidden or "" in parts or "\\" in path or not path.isprintable():
        raise NotAPath(f"{path!r} is not a path inside a public tree")
    return path


#: Says whose tree this is.
MARKER = ".stemdag-target"
#: Says what is withdrawn (`publish.tombstone`).
TOMBSTONE = ".stemdag-withdrawn"
#: The only hidden files; no part of the tree.
OWN = frozenset({MARKER, TOMBSTONE})


class DirectoryTarget:
    """A folder. Files are replaced by renaming, so a reader sees the old one or the new one.

    `durable` waits for the disk, so that a written tree outlives a power cut; a rehearsal has no use for it.
    `beside` is for a second process at the same folder: what it is writing lies apart from the first one's.
    """

    def __init__(self, root: Path, *, durable: bool = True, beside: bool = False) -> None:
        self._durable = durable
        self.root = root.resolve()
        self.name = str(self.root)
        self.root.mkdir(parents=True, exist_ok=True)
        self._fresh = self.root / (_FRESH_BESIDE if beside else _FRESH)
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

    def put_any(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Equal bytes are written once and linked: a notice lies at thousands of addresses."""
        self._fresh.mkdir(exist_ok=True)
        written: dict[bytes, Path] = {}
        touched: dict[Path, None] = {}
        try:
            for path, body in files:
                place = self._place(path)
                self._make_folder(place.parent, touched)
                if body not in written:
                    written[body] = self._fresh / f"body{len(written)}"
                    written[body].write_bytes(body)
                fresh = self._fresh / "linked"
                try:
                    fresh.hardlink_to(written[body])
                except OSError:  # a disk that knows no links, or no more of them
                    fresh.write_bytes(body)
                fresh.replace(place)
        except OSError:
            shutil.rmtree(self._fresh, ignore_errors=True)
            raise
        for each in written.values():
            each.unlink()
        if self._durable and files:
            os.sync()

    def delete_all(self, paths: Sequence[str]) -> None:
        """What was withdrawn must not come back after a power cut either."""
        folders: dict[Path, None] = {}
        for path in paths:
            place = self._place(path)
            with suppress(FileNotFoundError):
                place.unlink()
                folders[place.parent] = None
        if self._durable:
            for folder in folders:
                _sync_folder(folder)

    def is_empty(self) -> bool:
        return not any(each.name not in {_FRESH, _FRESH_BESIDE} for each in self.root.iterdir())

    def paths(self) -> list[str]:
        found = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = [each for each in folders if not each.startswith(".")]
            inside = Path(folder).relative_to(self.root)
            found += [(inside / name).as_posix() for name in names if not name.startswith(".")]
        return found

    def fingerprints(self) -> dict[str, str]:
        return {path: self._fingerprint_at(path) for path in self.paths()}

    def _fingerprint_at(self, path: str) -> str:
        versions = address.version_of(path) is not None
        return "" if versions else self.fingerprint((self.root / path).read_bytes())

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

    def put_any(self, files: Sequence[tuple[str, bytes]]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(lambda each: self.put_all([each]), files):
                pass

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
        for path in self.paths():
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

    def paths(self) -> list[str]:
        found = (str(each["path"]) for page in self._store.list() for each in page)
        return [path for path in found if not any(part.startswith(".") for part in path.split("/"))]


def open_target(place: str, *, durable: bool = True, beside: bool = False) -> DirectoryTarget | BucketTarget:
    """The target at an address: a folder, `s3://bucket/prefix`, or `memory:///` for tests."""
    if place.startswith(("s3://", "memory://")):
        return BucketTarget(place)
    if "://" in place:
        raise NotATarget(f"{place}: a target is a folder or s3://bucket/prefix")
    return DirectoryTarget(Path(place), durable=durable, beside=beside)
