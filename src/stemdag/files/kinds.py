"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

import re
from enum import Enum

#: How much of a file `kind_of` looks at.
HEAD = 16384


class Kind(Enum):
    """The formats that a reader exists for, and text of a kind that is known in an encoding that is not."""

    CSV = "OSV4-3 CSV"
    XML = "XML"
    JSON = "JSON"
    ZIP = "zip"
    WRONG_ENCODING = "wrong encoding"


_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_CSV = re.compile(rb'"?Verkiezing"?\s*;')
_WIDE = {
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"<\x00": "utf-16-le",
    b"\x00<": "utf-16-be",
}


def kind_of(head: bytes) -> Kind | None:
    """The kind of the file that begins with `head`, or None."""
    if head.startswith(_ZIP):
        return Kind.ZIP
    for mark, encoding in _WIDE.items():
        if head.startswith(mark):
            text = head[: len(head) & ~3].decode(encoding, "replace").lstrip("\ufeff")
            return Kind.WRONG_ENCODING if _plain(text.encode()) else None
    return _plain(head.removeprefix(b"\xef\xbb\xbf"))


def _plain(head: bytes) -> Kind | None:
    trimmed = head.lstrip()
    if trimmed.startswith(b"<"):
        return Kind.XML
    if trimmed.startswith(b"{"):
        return Kind.JSON
    return Kind.CSV if _CSV.match(trimmed) else None
