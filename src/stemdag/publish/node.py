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
    A node with a `pace` may show older facts for that long. One that is `kept` also lies under its content
    hash: each version, or one for each such time; all of them go when it leaves the tree or is kept no more.
    A `spare` one is dear to make and awaited by nobody: it comes after the manifest, a few at a time.
    One with `parts` is a zip of these files of the tree, which a writer puts together from what it wrote.
    """

    path: str
    key: object
    render: Callable[[], bytes]
    wide: bool = False
    pace: Pace | None = None
    kept: Pace | None = None
    parts: tuple[str, ...] = ()
    spare: bool = False
