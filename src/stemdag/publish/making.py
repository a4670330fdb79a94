"""Makes the bytes of nodes: renders and encodes them, in two processes where there is much to make.

The second process is a fresh one, not a fork, which would copy the keys that the gate holds. It is given
nodes, so what is public, and hands back their bytes; it ends with the work, or with the process it helps.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import pickle
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from threading import Thread

import brotli  # type: ignore[import-untyped]

from stemdag.publish.archive import GZIP as GZIP
from stemdag.publish.archive import compressed
from stemdag.publish.caching import PACKED
from stemdag.publish.node import Node

log = logging.getLogger("stemdag.publish")
BROTLI = 5

#: Nodes are made in parts of this many, about a megabyte.
PART = 64
#: Up to this many parts are made by one process: a second one takes half a second to start.
ALONE = 16
#: Parts that the second process may have before it, so that it goes on while the first one writes; and all
#: parts that are made or under way, so that memory stays small.
HANDED, AHEAD = 6, 16


@dataclass(frozen=True, slots=True)
class Made:
    """A node's file after its encodings, by path; the hex SHA-256 of the file, and its size in bytes."""

    files: tuple[tuple[str, bytes], ...]
    digest: str
    size: int


def make(nodes: Iterable[Node]) -> Generator[tuple[Node, Made], None, None]:
    """Each node with what it makes, in the order given; some are made ahead of those that are taken."""
    parts = _parts(nodes)
    for part in islice(parts, ALONE):
        yield from zip(part, _made(part), strict=True)
    more = next(parts, None)
    if more is None:
        return
    second = _Second()
    waiting: deque[tuple[list[Node], list[Made] | Future[list[Made]]]] = deque()
    try:
        for part in chain([more], parts):
            waiting.append((part, second.take(part) or _made(part)))
            while len(waiting) > AHEAD or (waiting and _is_there(waiting[0][1])):
                yield from _taken(second, *waiting.popleft())
        while waiting:
            yield from _taken(second, *waiting.popleft())
    finally:
        second.end()


def _parts(nodes: Iterable[Node]) -> Iterator[list[Node]]:
    left = iter(nodes)
    while part := list(islice(left, PART)):
        yield part


def _made(part: list[Node]) -> list[Made]:
    return [_one(node) for node in part]


def _unpacked(part: bytes) -> list[Made]:
    return _made(pickle.loads(part))  # noqa: S301 (our own bytes, from the process that started this one)


def _one(node: Node) -> Made:
    """A file with its encodings; fixed headers, so the same content gives the same bytes."""
    body, path = node.render(), node.path
    encoded = (
        ((f"{path}.br", brotli.compress(body, quality=BROTLI)), (f"{path}.gz", compressed(body)))
        if not path.endswith(PACKED)
        else ()
    )
    files = (*encoded, (path, body))
    return Made(files, hashlib.sha256(body).hexdigest(), len(body))


def _is_there(found: list[Made] | Future[list[Made]]) -> bool:
    return isinstance(found, list) or found.done()


def _taken(
    second: _Second, part: list[Node], found: list[Made] | Future[list[Made]]
) -> Iterator[tuple[Node, Made]]:
    if isinstance(found, Future):
        try:
            found = found.result()
        except BrokenExecutor:
            second.lost()
            found = _made(part)
    yield from zip(part, found, strict=True)


class _Second:
    """The second process, where the machine has a core for it."""

    def __init__(self) -> None:
        self._under_way: set[Future[list[Made]]] = set()
        self._pool: ProcessPoolExecutor | None = None
        if (os.cpu_count() or 1) > 1:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), _end_with_parent)

    def take(self, part: list[Node]) -> Future[list[Made]] | None:
        """Hand a part over; None where this process should make it itself."""
        self._under_way = {each for each in self._under_way if not each.done()}
        wide = any(node.wide for node in part)
        if self._pool is None or wide or len(self._under_way) >= HANDED:
            return None
        try:
            # Packed here and not by the pool's own thread: a node's values keep what they worked out, and
            # this thread may be working something out in the meantime.
            handed = self._pool.submit(_unpacked, pickle.dumps(part))
        except BrokenExecutor:
            self.lost()
            return None
        self._under_way.add(handed)
        return handed

    def lost(self) -> None:
        """It was ended from outside, say for want of memory: this process makes what it had, and the rest."""
        if self._pool is not None:
            log.warning("the second process that makes the tree was ended; this one goes on alone")
            self._pool.shutdown()
            self._pool = None

    def end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def seldom_collect() -> None:
    """For a process that makes trees: look for rubbish among objects less often than Python does by itself.

    A country's day is millions of objects that stay. Pages leave next to no cycles behind, and looking for
    them every few hundred objects costs a third of making the pages.
    """
    gc.set_threshold(20_000, 20, 20)


def _end_with_parent() -> None:
    """In the second process: Ctrl-C is for the first one, and nobody outlives it, however it ended."""
    seldom_collect()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()
