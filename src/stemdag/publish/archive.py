"""A zip made of files that are compressed already: the same deflate stream stands in a gzip and in a zip.

So an archive of a country costs its reading and nothing else. Same members, same bytes: it has no dates.
"""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterable

GZIP = 6
#: 1 January 1980, the first day that a zip can tell.
_NO_DATE = (1 << 5) | 1
_DEFLATED, _UTF8, _VERSION = 8, 0x800, 20
_RIGHTS = 0o100644 << 16
_HEAD, _TAIL = 10, 8  # of a gzip without a name, as `gzip.compress` makes it
_MOST, _LARGEST = 0xFFFF, 0xFFFFFFFF

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


class TooLarge(ValueError):
    """More than an ordinary zip can hold."""


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """The zip of these files, by name, each given as gzip; `TooLarge` over 65,535 files or 4 GB."""
    parts: list[bytes] = []
    central: list[bytes] = []
    at = 0
    for name, compressed in members:
        stream = compressed[_HEAD:-_TAIL]
        crc, size = struct.unpack("<2L", compressed[-_TAIL:])
        called = name.encode()
        told = (_VERSION, _UTF8, _DEFLATED, 0, _NO_DATE, crc, len(stream), size, len(called))
        parts += (_LOCAL.pack(b"PK\x03\x04", *told, 0), called, stream)
        made_on_unix = (3 << 8) | _VERSION
        central += (_CENTRAL.pack(b"PK\x01\x02", made_on_unix, *told, 0, 0, 0, 0, _RIGHTS, at), called)
        at += _LOCAL.size + len(called) + len(stream)
        if at > _LARGEST or len(central) // 2 > _MOST:
            raise TooLarge(f"an archive holds at most {_MOST} files and 4 GB; this one ends at {name}")
    directory = b"".join(central)
    count = len(central) // 2
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), at, 0)
    return b"".join((*parts, directory, end))


def compressed(body: bytes) -> bytes:
    """A file as gzip, as it lies beside each file of the tree."""
    return gzip.compress(body, compresslevel=GZIP, mtime=0)
