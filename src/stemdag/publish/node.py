"""One file of the public tree, before it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a file may be written: it holds much, and few wait for its last figure.

    At most once in `seconds`; but at once where `urgent` is another than when it was last written.
    """

    seconds: int
    urgent: object = None


@dataclass(frozen=True, slots=True)
class Node:
    """One file: its path in the tree, the facts that it shows, and how to make it.

    Two nodes of one path with equal keys have equal bytes. Keys compare; they need not hash.
    `wide` ones show all municipalities at once: what they need is dear to hand to another process.
    A node with a `pace` may show older facts for that long. Of one that is `kept` every version that is
    written also lies under its content hash, as long as it is in the tree and kept.
    """

    path: str
    key: object
    render: Callable[[], bytes]
    wide: bool = False
    pace: Pace | None = None
    kept: bool = False
