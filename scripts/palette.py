"""Makes a PNG smaller: 256 of its colours, a byte a pixel. A screen has few, so nobody sees it."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
Colour = tuple[int, int, int]


def smaller(png: bytes) -> bytes:
    """The picture with a palette, where that is smaller. `ValueError` where it is not plain 8-bit RGB."""
    chunks = list(_chunks(png))
    width, height, depth, kind, *_, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if (depth, kind, interlaced) != (8, 2, 0):
        raise ValueError("this is no plain 8-bit RGB picture")
    raw = zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT"))
    pixels = _plain(raw, width, height)
    counts = Counter(zip(pixels[0::3], pixels[1::3], pixels[2::3], strict=True))
    palette = _palette(counts)
    place = {colour: turn for turn, colour in enumerate(palette)}
    for colour in counts:
        if colour not in place:
            place[colour] = min(range(256), key=lambda turn: _apart(colour, palette[turn]))
    indexed = bytes(place[each] for each in zip(pixels[0::3], pixels[1::3], pixels[2::3], strict=True))
    rows = b"".join(b"\0" + indexed[start : start + width] for start in range(0, width * height, width))
    made = _SIGNATURE + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(part for colour in palette for part in colour)),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )
    return min(png, made, key=len)


def _palette(counts: Counter[Colour]) -> list[Colour]:
    """The most frequent, and those furthest from them, so that a small tick stays green."""
    palette = [colour for colour, _ in counts.most_common(192)]
    far = {colour: min(_apart(colour, each) for each in palette) for colour in counts}
    while len(palette) < min(256, len(counts)):
        chosen = max(far, key=lambda colour: far[colour])
        palette.append(chosen)
        far = {colour: min(apart, _apart(colour, chosen)) for colour, apart in far.items()}
    return palette


def _apart(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _plain(raw: bytes, width: int, height: int) -> bytes:
    """The pixels of all rows, with each row's filter undone (PNG, section 9.2)."""
    step, size = 3, width * 3
    rows = []
    above = bytearray(size)
    for turn in range(height):
        start = turn * (size + 1)
        how, row = raw[start], bytearray(raw[start + 1 : start + 1 + size])
        if how == 2:
            row = bytearray((a + b) & 255 for a, b in zip(row, above, strict=True))
        elif how:
            for at in range(size):
                left = row[at - step] if at >= step else 0
                over = above[at]
                corner = above[at - step] if at >= step else 0
                guess = (left, over, (left + over) // 2, _paeth(left, over, corner))[how - 1]
                row[at] = (row[at] + guess) & 255
        rows.append(bytes(row))
        above = row
    return b"".join(rows)


def _paeth(left: int, over: int, corner: int) -> int:
    guess = left + over - corner
    return min((left, over, corner), key=lambda each: abs(guess - each))
