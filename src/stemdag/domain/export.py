"""The emergency export of a station's device: one file, or a series of texts in QR codes.

What it holds is sealed on the device (`export.js` and `parts.js` of the app are the twins that write it);
this reads what stands on the outside, and what is inside once `desk.control` has opened it.

The file: `SDX1`; the length of the place, two bytes, big-endian; the place as JSON (`election`,
`municipality`, `station`); the sealed part. A text: `SDX1:<id>:<n>/<all>:<base32>`, where the id is of the
whole file's hash, so that parts of two exports are told apart and the joined file is checked. Base32 has no
spaces, knows no capitals, and costs a QR code hardly more than denser alphabets.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b32decode, b32encode
from binascii import Error as BadBase32
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from stemdag.domain import padded
from stemdag.domain.errors import Refused

MAGIC: Final = b"SDX1"
#: Bytes in one QR code: a version 21 that a tablet's camera reads from another's screen.
PART: Final = 800
#: The sizes an export may have before it is sealed: 8, 12, 16, 24, … KiB; the largest holds one photo.
SMALLEST, LARGEST = 8 * 1024, 2 * 1024 * 1024

_TEXT = re.compile(r"SDX1:([A-Z2-7]{16}):([1-9]\d{0,3})/([1-9]\d{0,3}):([A-Z2-7]+)", re.ASCII)


class Place(NamedTuple):
    """Where an export comes from, and whose key it is sealed to."""

    election: str
    municipality: str
    station: int


@dataclass(frozen=True, slots=True)
class Carried:
    """An export as it travels: its place, readable, and what only `desk.control` opens."""

    place: Place
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """What was inside: what the device says of itself, and its facts as on the wire."""

    device: dict[str, Any]
    facts: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Joined:
    """How far a series of texts is: `data` once none is missing."""

    all: int
    missing: tuple[int, ...]
    data: bytes | None


def bucket(size: int) -> int:
    """The size to which an export of `size` bytes is padded; `Refused` where it is too large."""
    step = SMALLEST
    while step <= LARGEST:
        for each in (step, step * 3 // 2):
            if size <= each <= LARGEST:
                return each
        step *= 2
    raise Refused("export.large", f"an export holds {LARGEST >> 20} MiB at most; leave photos out", "export")


def pack(place: Place, sealed: bytes) -> bytes:
    """The file."""
    head = json.dumps(place._asdict(), separators=(",", ":"), ensure_ascii=False).encode()
    return MAGIC + len(head).to_bytes(2, "big") + head + sealed


def read(data: bytes) -> Carried:
    """The outside of an export; `Refused("export.form")` for any other file."""
    size = int.from_bytes(data[4:6], "big")
    try:
        given = json.loads(data[6 : 6 + size])
        place = Place(**given)
    except (ValueError, TypeError, RecursionError):
        raise _no_export() from None
    right = (
        isinstance(place.election, str)
        and isinstance(place.municipality, str)
        and type(place.station) is int
        and abs(place.station) < 1 << 31
    )
    if not data.startswith(MAGIC) or not right or len(data) <= 6 + size:
        raise _no_export()
    return Carried(place, data[6 + size :])


def contents(plain: bytes) -> Contents:
    """What an opened export holds; `Refused` where it is something else."""
    try:
        given = json.loads(padded.unpad(padded.EXPORT, plain))
    except (ValueError, RecursionError):
        raise _damaged("what is in it cannot be read") from None
    if not isinstance(given, dict) or not isinstance(given.get("device"), dict):
        raise _damaged("it does not say which device it is of")
    facts = given.get("facts")
    if not isinstance(facts, list) or not all(_is_fact(each) for each in facts):
        raise _damaged("it holds something that is no fact")
    return Contents(given["device"], facts)


def split(data: bytes) -> list[str]:
    """The texts of a file, in order, `PART` bytes in each but the last."""
    name = _name(data)
    parts = [data[at : at + PART] for at in range(0, len(data), PART)]
    return [
        f"SDX1:{name}:{n}/{len(parts)}:{b32encode(part).decode().rstrip('=')}"
        for n, part in enumerate(parts, start=1)
    ]


def pasted(text: str) -> list[str]:
    """The texts in what somebody pasted, however its lines were broken; the first may be none of ours."""
    # The mark cannot stand inside a part: base32 has no 1 and no colon.
    first, *rest = "".join(text.split()).upper().split("SDX1:")
    return ([first] if first else []) + [f"SDX1:{each}" for each in rest]


def join(texts: Iterable[str]) -> Joined:
    """The file again from its texts, in any order, some perhaps twice.

    `Refused`: `export.none` (no text), `export.not-ours` (a text that is none), `export.mixed` (of two
    exports), `export.damaged`.
    """
    found: dict[int, bytes] = {}
    names: set[tuple[str, int]] = set()
    for turn, text in enumerate(texts, start=1):
        match = _TEXT.fullmatch("".join(text.split()).upper())
        if match is None:
            raise Refused("export.not-ours", f"text {turn} is no part of an export", n=turn)
        n, every = int(match[2]), int(match[3])
        names.add((match[1], every))
        if len(names) > 1:
            raise Refused("export.mixed", f"text {turn} is of another export than the first", n=turn)
        part = _decoded(match[4])
        if part is None or n > every or found.setdefault(n, part) != part:
            raise _damaged(f"part {n} cannot be right", n)
        if len(part) > PART or (n < every and len(part) < PART):
            raise _damaged(f"part {n} is not whole", n)
    if not names:
        raise Refused("export.none", "there is no text of an export")
    [(name, every)] = names
    missing = tuple(n for n in range(1, every + 1) if n not in found)
    if missing:
        return Joined(every, missing, None)
    data = b"".join(found[n] for n in range(1, every + 1))
    if _name(data) != name:
        raise _damaged("the parts together are not the whole")
    return Joined(every, (), data)


def _name(data: bytes) -> str:
    return b32encode(hashlib.sha256(data).digest()[:10]).decode()


def _decoded(text: str) -> bytes | None:
    try:
        return b32decode(text + "=" * (-len(text) % 8))
    except BadBase32:
        return None


def _is_fact(each: object) -> bool:
    return (
        isinstance(each, dict)
        and all(isinstance(each.get(name), str) for name in ("id", "kind", "at", "election"))
        and type(each.get("seq")) is int
        and isinstance(each.get("facts"), dict)
    )


def _no_export() -> Refused:
    return Refused("export.form", "this file is no export of a station's device")


def _damaged(what: str, n: int = 0) -> Refused:
    return Refused("export.damaged", f"the export is damaged: {what}", n=n)
