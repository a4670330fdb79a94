"""Zips from strangers: their members one by one, within limits, never unpacked to disk."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from stemdag.files.errors import Unreadable

#: A national set of station counts is some 2 GB in a few hundred members, at most 30 : 1.
MEMBERS = 20_000
MEMBER_BYTES = 1 << 30
TOTAL_BYTES = 8 << 30
RATIO = 250
#: Below this a high ratio does no harm.
RATIO_FROM = 1 << 20

_WHOLE = "Ask for the zip again, or unpack it and give the files."
_STRANGE = "Do not use this zip; ask where it came from."


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a zip: its name, size in bytes, and the zip to open it from."""

    name: str
    size: int
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo


@contextmanager
def opened(source: str, path: Path | IO[bytes]) -> Iterator[tuple[Member, ...]]:
    """The members of a zip, all of them looked at before the first is read; or `Unreadable`."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as problem:
        raise Unreadable(source, "", f"The zip is damaged or cut off ({problem}).", _WHOLE) from None
    with archive:
        yield tuple(_members(source, archive))


def _members(source: str, archive: zipfile.ZipFile) -> Iterator[Member]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MEMBERS:
        raise Unreadable(source, "", f"The zip has {len(infos)} members; {MEMBERS} is the most.", _STRANGE)
    if (size := sum(info.file_size for info in infos)) > TOTAL_BYTES:
        raise Unreadable(source, "", f"The zip would unpack to {size:,} bytes.", _STRANGE)
    ends = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        # Members that share their bytes multiply what little a zip holds.
        if info.header_offset < ends:
            raise Unreadable(f"{source}/{info.filename}", "", "It overlaps another member.", _STRANGE)
        ends = info.header_offset + info.compress_size
    seen: set[str] = set()
    for info in infos:
        _refuse_strange(source, info)
        if info.filename in seen:
            raise Unreadable(f"{source}/{info.filename}", "", "The zip holds this name twice.", _STRANGE)
        seen.add(info.filename)
        yield Member(info.filename, info.file_size, archive, info)


def _refuse_strange(source: str, info: zipfile.ZipInfo) -> None:
    name = info.filename
    inside = f"{source}/{name}"
    # `orig_filename` is the name before zipfile cuts it at a NUL byte.
    parts = PurePosixPath(info.orig_filename.replace("\\", "/"))
    if "\0" in info.orig_filename or parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[0]:
        raise Unreadable(source, repr(name), "A member's name points outside the zip.", _STRANGE)
    if info.flag_bits & 0x1:
        raise Unreadable(inside, "", "It is locked with a password.", "Unpack it and give the files.")
    if info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16):
        raise Unreadable(inside, "", "It is a link, not a file.", _STRANGE)
    if info.file_size > MEMBER_BYTES:
        raise Unreadable(inside, "", f"It would unpack to {info.file_size:,} bytes.", _STRANGE)
    if info.file_size > RATIO_FROM and info.file_size > RATIO * max(1, info.compress_size):
        raise Unreadable(
            inside, "", f"It would unpack to more than {RATIO} times its size: a zip bomb.", _STRANGE
        )


class Stream:
    """A member as a stream of bytes whose every fault is `Unreadable`."""

    def __init__(self, source: str, raw: IO[bytes]) -> None:
        self._source = source
        self._raw = raw

    def read(self, size: int, /) -> bytes:
        try:
            return self._raw.read(size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as problem:
            raise Unreadable(self._source, "", f"The zip is damaged here ({problem}).", _WHOLE) from None

    def close(self) -> None:
        self._raw.close()


def stream(source: str, member: Member) -> Stream:
    """Open a member for reading; or `Unreadable`."""
    try:
        return Stream(source, member.archive.open(member.info))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as problem:
        raise Unreadable(source, "", f"The zip is damaged here ({problem}).", _WHOLE) from None
