"""A client that asks a server of this machine for one page as fast as it answers, at little cost of its own.

Connections stay open and have one request under way each. Answers of one page have one length, so they are
taken by length; the kernel drops them uncopied where it can (Linux). The first and the last are looked at.
"""

from __future__ import annotations

import socket
import struct
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice

_WHOLE = socket.MSG_WAITALL
_UNSEEN = _WHOLE | getattr(socket, "MSG_TRUNC", 0)
#: Seconds without an answer, after which a server counts as broken.
_PATIENCE = 20


class Unanswered(RuntimeError):
    """The server did not answer as it should; says what came."""


@dataclass(frozen=True, slots=True)
class Answer:
    head: bytes
    body: bytes

    @property
    def size(self) -> int:
        return len(self.head) + len(self.body)


@dataclass(frozen=True, slots=True)
class Done:
    """Seconds by the clock, and the share of them in which the client itself was busy."""

    seconds: float
    busy: float


def request_for(path: str) -> bytes:
    """What a browser asks, as far as a server of files looks at it."""
    return (
        f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/html\r\n"
        "accept-encoding: gzip, deflate, br, zstd\r\nuser-agent: stemdag-bench\r\n\r\n"
    ).encode()


def ask(port: int, request: bytes) -> Answer:
    """One request on a connection of its own."""
    with _connected(port) as connection:
        connection.sendall(request)
        return _read(connection)


def load(port: int, request: bytes, expected: Answer, *, connections: int, requests: int) -> Done:
    """Ask `requests` times, always one on each connection; each answer is as long as the expected one."""
    size, buffer = expected.size, bytearray(expected.size)

    def take(each: socket.socket) -> None:
        taken = 0
        while taken < size:
            # In turn: an answer that waits for those before it keeps its server busy no less.
            more = each.recv_into(buffer, size - taken, _UNSEEN)
            if not more:
                raise Unanswered("the server closed a connection")
            taken += more

    with ExitStack() as stack:
        ring = [stack.enter_context(_connected(port)) for _ in range(connections)]
        start, busy = time.perf_counter(), time.process_time()
        for each in ring:
            each.sendall(request)
        turns = cycle(ring)
        for each in islice(turns, requests - connections):
            take(each)
            each.sendall(request)
        for each in islice(turns, connections):
            take(each)
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        for each in ring:
            each.sendall(request)
            last = _read(each)
            if (last.size, last.body) != (size, expected.body):
                raise Unanswered(f"not the page that was asked: {last.head!r}")
    return Done(seconds, busy / seconds)


def load_anew(port: int, request: bytes, expected: Answer, *, connections: int, requests: int) -> Done:
    """Ask `requests` times, each on a connection of its own; so many of them open at once."""
    with ExitStack() as stack:
        start, busy = time.perf_counter(), time.process_time()
        waiting: deque[tuple[ExitStack, socket.socket]] = deque()

        def take() -> None:
            opened, each = waiting.popleft()
            with opened:
                if _read(each).size != expected.size:
                    raise Unanswered("not the page that was asked")

        for _ in range(requests):
            opened = stack.enter_context(ExitStack())
            each = opened.enter_context(_connected(port))
            each.sendall(request)
            waiting.append((opened, each))
            if len(waiting) == connections:
                take()
        while waiting:
            take()
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
    return Done(seconds, busy / seconds)


@contextmanager
def _connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), _PATIENCE) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Blocking, with the kernel's own limit: Python's would read in pieces.
        connection.setblocking(True)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", _PATIENCE, 0))
        try:
            yield connection
        except BlockingIOError:
            raise Unanswered(f"no answer within {_PATIENCE} s") from None


def _read(connection: socket.socket) -> Answer:
    """One answer, whole."""
    found = b""
    while (end := found.find(b"\r\n\r\n")) < 0:
        more = connection.recv(65_536)
        if not more:
            raise Unanswered(f"the server closed a connection after {found!r}")
        found += more
    head, body = found[: end + 4], found[end + 4 :]
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), None)
    if length is None or b" 200" not in lines[0]:
        raise Unanswered(f"not a page: {head!r}")
    while len(body) < length:
        more = connection.recv(length - len(body), _WHOLE)
        if not more:
            raise Unanswered("the server closed a connection")
        body += more
    return Answer(head, body)
