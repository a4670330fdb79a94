"""Bytes of a chosen size: what is sealed besides counts (photos, exports) tells nothing by its length.

16 bytes say what it is, so that one thing is never taken for another; 4 bytes hold the length, big-endian;
then the data, then zeros.
"""

from __future__ import annotations

from typing import Final

from stemdag.domain.errors import Refused

LABEL_SIZE: Final = 16
#: What padding takes at least.
HEAD_SIZE: Final = LABEL_SIZE + 4

PHOTO: Final = b"stemdag photo 1\0"
EXPORT: Final = b"stemdag export 1"


def pad(label: bytes, data: bytes, size: int) -> bytes:
    """`data` as exactly `size` bytes. ValueError where it does not fit: callers refuse in their own words."""
    if len(label) != LABEL_SIZE or len(data) > size - HEAD_SIZE:
        raise ValueError(f"{len(data)} bytes do not fit in {size}")
    return (label + len(data).to_bytes(4, "big") + data).ljust(size, b"\0")


def unpad(label: bytes, padded: bytes) -> bytes:
    """The data again; `Refused("sealed.damaged")` where this is something else."""
    size = int.from_bytes(padded[LABEL_SIZE:HEAD_SIZE], "big")
    data = padded[HEAD_SIZE : HEAD_SIZE + size]
    if not padded.startswith(label) or len(data) != size:
        raise Refused("sealed.damaged", "what was sealed is not what stands on it")
    return data
