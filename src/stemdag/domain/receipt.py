"""The code of a receipt: a commitment to a count, short enough for the chair to write on the paper record.

The device makes it when the count is sent, without asking anybody; the server makes the same. It is SHA-256
of a text that names the place, the version, every number of the form and 32 random bytes of the device's,
written with twenty letters that are not mistaken for each other. Who lacks the random bytes learns nothing
from it, however few counts are possible. After the release these are published with the count, and then
anybody can make the text and the code anew (`docs/sealing.md`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from stemdag.domain.clear import LETTERS

#: Random bytes that a device sends with its count.
NONCE_SIZE: Final = 32
#: Twenty letters of thirty are 98 bits: no second count with the same code can be found.
GROUPS, GROUP = 5, 4
_LABEL: Final = "stemdag receipt 1"


@dataclass(frozen=True, slots=True)
class Sent:
    """Which count a code is of: the place, the version from 1, and the device's random bytes.

    `election` is the EML election id. ValueError for another number of random bytes.
    """

    election: str
    municipality: str
    station: int
    version: int
    nonce: bytes

    def __post_init__(self) -> None:
        if len(self.nonce) != NONCE_SIZE:
            raise ValueError(f"a count is sent with {NONCE_SIZE} random bytes, not {len(self.nonce)}")


def text(sent: Sent, numbers: Mapping[str, int | None]) -> str:
    """What is hashed: one line each, the numbers by their marks in the order of the form.

    `numbers` are those of `count.fields`; what a form does not have (C, None) has no line.
    """
    head = (
        _LABEL,
        f"random {sent.nonce.hex()}",
        f"election {sent.election}",
        f"municipality {sent.municipality}",
        f"station {sent.station}",
        f"version {sent.version}",
    )
    found = (f"{mark} {number}" for mark, number in _in_order(numbers))
    return "".join(f"{line}\n" for line in (*head, *found))


def code(sent: Sent, numbers: Mapping[str, int | None]) -> str:
    """The code of a count: `K7QF-2M9T-XW4P-93HC-VDRB`."""
    left = int.from_bytes(hashlib.sha256(text(sent, numbers).encode()).digest(), "big")
    letters = []
    for _ in range(GROUPS * GROUP):
        left, at = divmod(left, len(LETTERS))
        letters.append(LETTERS[at])
    return grouped("".join(letters))


def tidy(typed: str) -> str:
    """A code as somebody typed it, in our spelling: capitals, groups, nothing else."""
    return grouped("".join(each for each in typed.upper() if each in LETTERS))


def grouped(letters: str) -> str:
    """Letters in groups of four."""
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def _in_order(numbers: Mapping[str, int | None]) -> Iterator[tuple[str, int]]:
    """A to J, then list by list E.n, L.n and the candidates, each by its number."""
    for mark in sorted((each for each in numbers if numbers[each] is not None), key=_turn):
        number = numbers[mark]
        assert number is not None
        yield mark, number


def _turn(mark: str) -> tuple[bool, int, int, int]:
    letter, *of = mark.split(".")
    if not of:
        return (False, ord(letter), 0, 0)
    return (True, int(of[0]), "ELc".index(letter), int(of[1]) if len(of) > 1 else 0)
