"""A municipality's logo as a file, SVG or PNG: read, cleaned of all that is no picture, measured."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from stemdag.domain.logo import PNG, Logo, fitted, refused
from stemdag.files import logo_svg

#: Bytes, before cleaning: drawing programs leave much of their own in a file.
LARGEST = 500_000
#: Pixels, either way; a larger one may be small as a file and take a reader's memory.
MOST_PIXELS = 2_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: All that a picture at rest needs; what else there is tells of who made it, or moves.
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
#: How many values a pixel has, by the colour type.
_VALUES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def read(path: Path) -> Logo:
    """The logo in a file. `Refused` (`theme.logo`) with what is wrong with it; `OSError`."""
    with path.open("rb") as file:
        body = file.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise refused(f"{path.name} is larger than {LARGEST:,} bytes")
    return _png(body) if body.startswith(_SIGNATURE) else logo_svg.cleaned(body)


def _png(body: bytes) -> Logo:
    """The picture alone: without texts, profiles and movement."""
    try:
        chunks = [(name, data) for name, data in _chunks(body) if name in _KEPT]
        (first, head), (last, _) = chunks[0], chunks[-1]
        width, height, depth, colour, packing, filters, interlaced = struct.unpack(">IIBBBBB", head)
    except (struct.error, IndexError, ValueError) as problem:
        raise refused("this PNG is damaged") from problem
    if first != b"IHDR" or last != b"IEND" or colour not in _VALUES or packing or filters:
        raise refused("this PNG is damaged")
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise refused(f"it is {width} by {height} pixels, and may be {MOST_PIXELS} either way")
    whole = height * (1 + (width * _VALUES[colour] * depth + 7) // 8)
    if not _is_whole(b"".join(data for name, data in chunks if name == b"IDAT"), whole, bool(interlaced)):
        raise refused("this PNG is damaged")
    return fitted(PNG, _SIGNATURE + b"".join(_chunk(*each) for each in chunks), width / height)


def _chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each, up to the end of the picture. ValueError: cut off, or altered."""
    at, name = len(_SIGNATURE), b""
    while name != b"IEND":
        (length,) = struct.unpack(">I", body[at : at + 4])
        name, data = body[at + 4 : at + 8], body[at + 8 : at + 8 + length]
        if _chunk(name, data) != body[at : at + 12 + length]:
            raise ValueError(name)
        yield name, data
        at += 12 + length


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _is_whole(packed: bytes, expected: int, interlaced: bool) -> bool:
    """Whether the lines are all there; interlaced ones take somewhat more."""
    reading = zlib.decompressobj()
    most = 2 * expected + 1_000 if interlaced else expected
    try:
        lines = reading.decompress(packed, most + 1)
    except zlib.error:
        return False
    return reading.eof and expected <= len(lines) <= most
