"""A holder's own file: its parts, private to one account, whole after any crash.

A JSON object `{"stemdag-custody": 1, "rehearsal": …, "parts": […]}`, mode 0600. Written durably: beside it,
to the disk, renamed over it, and the folder to the disk; a crash leaves the old file or the new one. A lock
beside it keeps two processes of this machine from losing each other's change.
A rehearsal may set its clock, so its file and a real election's are never taken for each other.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from stemdag.custody.part import Part
from stemdag.domain.errors import Refused
from stemdag.domain.release import ReleaseState

Parts = dict[tuple[str, str], Part]

_FORM = 1


class HolderFile:
    """The parts of one holder at `path`; a file that is not there yet holds none."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[Parts]:
        """The parts, with the file to oneself; changes are kept by `write` before the lock goes."""
        lock = os.open(self.path.with_name(self.path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self.read()
        finally:
            os.close(lock)

    def read(self) -> Parts:
        """The parts as they are on disk; Refused `custody.file` where others may read it or it is damaged."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return {}
        with os.fdopen(descriptor, "rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise Refused(
                    "custody.file",
                    f"{self.path} can be read by other accounts; make it 0600 and ask who has read it",
                    str(self.path),
                )
            return _decode(file.read(), self.path)

    def write(self, parts: Parts) -> None:
        """Keep these parts; when it returns they are on the disk."""
        # One fixed name: a crash leaves at most one copy beside the file, and the next write replaces it.
        fresh = self.path.with_name(self.path.name + ".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(_encode(parts))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
        sync_folder(self.path.parent)


def sync_folder(folder: Path) -> None:
    """Put a folder's names on the disk: a rename or a new file survives a power cut only after it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _encode(parts: Parts) -> bytes:
    rows = [
        {
            "election": part.election,
            "municipality": part.municipality,
            "private": base64.b64encode(part.private).decode(),
            "not_before": part.not_before.isoformat(),
            "state": part.state.value,
            "seq": part.seq,
            "moved": part.moved,
            "handed_over": part.handed_over.isoformat() if part.handed_over else None,
        }
        for _, part in sorted(parts.items())
    ]
    whole = {"stemdag-custody": _FORM, "rehearsal": _rehearsal(), "parts": rows}
    return json.dumps(whole).encode() + b"\n"


def _rehearsal() -> bool:
    return os.environ.get("STEMDAG_REHEARSAL") == "1"


def _decode(data: bytes, path: Path) -> Parts:
    try:
        whole = json.loads(data)
        if whole["stemdag-custody"] != _FORM:
            raise Refused("custody.file", f"{path} has a form that is not known here", str(path))
        if whole["rehearsal"] is not _rehearsal():
            kind = "a rehearsal" if whole["rehearsal"] else "a real election"
            raise Refused(
                "custody.rehearsal", f"{path} holds the keys of {kind}, and this is not one", str(path)
            )
        return {(part.election, part.municipality): part for part in map(_part, whole["parts"])}
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        if isinstance(error, Refused):
            raise
        # `from None`: a parser's error quotes what it stumbled over, and that may be a key
        raise Refused("custody.file", f"{path} is damaged; restore the keys from paper", str(path)) from None


def _part(row: dict[str, Any]) -> Part:
    return Part(
        election=str(row["election"]),
        municipality=str(row["municipality"]),
        private=base64.b64decode(row["private"], validate=True),
        not_before=_aware(row["not_before"]),
        state=ReleaseState(row["state"]),
        seq=int(row["seq"]),
        moved=int(row["moved"]),
        handed_over=None if row["handed_over"] is None else _aware(row["handed_over"]),
    )


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment
