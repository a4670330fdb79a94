"""The one door: a path to the values in it, recognised by content."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Protocol

from stemdag.files import archives
from stemdag.files.eml import Foreign, read_eml
from stemdag.files.errors import Unreadable
from stemdag.files.kinds import HEAD, Kind, kind_of
from stemdag.files.model import ElectionFile, Skipped
from stemdag.files.osv import read_csv
from stemdag.files.own import is_definition, read_definition
from stemdag.files.spreadsheet.grid import WORKBOOK

#: A CSV or definition is held in memory as a whole; the largest real CSV has 0.7 MB.
TEXT_BYTES = 64 << 20

_WHAT = "Give EML_NL (110a, 110b, 230b, 510a to 510d, 520), an OSV4-3 CSV, a Stemdag definition, or a zip."


class Readable(Protocol):
    """What the readers ask of a stream of bytes."""

    def read(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


def read(path: Path | str) -> Iterator[ElectionFile]:
    """The election files in a file or zip, one by one; `Unreadable` at the first that cannot be read.

    A member of a zip that is no election file comes as `Skipped`; a file that is none is `Unreadable`.
    """
    path = Path(path)
    source = path.name
    try:
        raw = path.open("rb")
    except OSError as problem:
        raise Unreadable(
            str(path), "", f"It cannot be opened ({problem.strerror}).", "Check the name and your rights."
        ) from None
    with raw:
        yield from read_stream(source, raw)


def read_stream(source: str, raw: IO[bytes]) -> Iterator[ElectionFile]:
    """The same of an open file that can be sought in, which may lie in memory alone."""
    head = raw.read(HEAD)
    if kind_of(head) is not Kind.ZIP:
        found = _one(source, _Rewound(head, raw))
        if isinstance(found, Skipped):
            raise Unreadable(source, "", found.why, _WHAT)
        yield found
        return
    raw.seek(0)
    with archives.opened(source, raw) as members:
        if any(member.name == WORKBOOK for member in members):
            raise Unreadable(
                source, "", "It is a spreadsheet.", "Bring stations in at the desk (Set-up); counts as CSV."
            )
        for member in members:
            yield _member(f"{source}/{member.name}", member)


def _member(source: str, member: archives.Member) -> ElectionFile:
    with closing(archives.stream(source, member)) as content:
        try:
            return _one(source, _Rewound(content.read(HEAD), content))
        except Foreign as foreign:
            return Skipped(source, foreign.text)


class _Rewound:
    """A stream of which the head has been read already."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        self.head = head
        self._left = head
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        if not self._left:
            return self._rest.read(size)
        found, self._left = self._left[:size], self._left[size:]
        return found + self._rest.read(size - len(found)) if len(found) < size else found

    def close(self) -> None:
        self._rest.close()


def _one(source: str, content: _Rewound) -> ElectionFile:
    kind = kind_of(content.head)
    if kind is Kind.ZIP:
        raise Unreadable(
            source, "", "It is a zip within a zip.", "Unpack the outer zip and give the inner one."
        )
    if kind is Kind.WRONG_ENCODING:
        raise Unreadable(source, "", "It is not UTF-8 (it seems UTF-16 or UTF-32).", "Save it as UTF-8.")
    if kind is Kind.XML:
        return read_eml(source, content.head, content)
    if kind is Kind.CSV:
        return read_csv(source, _whole(source, content))
    if kind is Kind.JSON:
        data = content.read(TEXT_BYTES + 1)
        # The mark may stand at the end, so all of it is looked through.
        if is_definition(data):
            return read_definition(source, _within(source, data))
    return Skipped(source, "It is no election file." if content.head else "It is empty.")


def _whole(source: str, content: Readable) -> bytes:
    return _within(source, content.read(TEXT_BYTES + 1))


def _within(source: str, data: bytes) -> bytes:
    if len(data) > TEXT_BYTES:
        raise Unreadable(
            source, "", f"It is larger than {TEXT_BYTES >> 20} MB.", "Check that this is the file."
        )
    return data
