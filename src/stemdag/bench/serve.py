"""`serve-nginx`, `serve-anew`: our public server beside nginx on the same files, or beside bare granian.

One page of a municipality, about 15 KB in brotli, over connections that stay open, and over new ones. Each
server has one worker; they take turns, so that load on the machine hits both alike.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from stemdag.bench import country, nginx, processes
from stemdag.bench.load import Answer, Unanswered, ask, load, load_anew, request_for
from stemdag.bench.measure import Measure
from stemdag.bench.running import running
from stemdag.home import free_port
from stemdag.publish import server
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer

NAMES = ("serve-nginx", "serve-anew")

GOAL = 0.7
ROUNDS, REQUESTS, CONNECTIONS = 21, 20_000, 32
#: Each on a connection of its own; fewer, for the machine keeps closed ones for a minute.
ROUNDS_ANEW, REQUESTS_ANEW = 7, 1_000
#: A municipality that counts decentrally: with its candidates the page has 14.6 KB in brotli.
STATIONS, CANDIDATES = 60, 45
PAGE = "/nl/TK2021/0001/"

#: How the workers of bare granian learn which file; nobody sets it.
_BODY = "BENCHED_BODY"
_BARE = "import sys; from stemdag.bench.serve import serve_bare; serve_bare(sys.argv[1], int(sys.argv[2]))"


@dataclass
class Side:
    """One server: what it is, its process, and what its rounds gave."""

    said: str
    pid: int
    port: int
    answer: Answer
    rates: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    anew: list[float] = field(default_factory=list)
    processor: float = 0.0
    answered: int = 0

    @property
    def rate(self) -> float:
        return median(self.rates)

    @property
    def micros(self) -> float:
        """Microseconds of the processor for a request."""
        return 1e6 * self.processor / self.answered

    def round(self, request: bytes) -> None:
        before = processes.processor_seconds(self.pid) if processes.KNOWN else 0.0
        done = load(self.port, request, self.answer, connections=CONNECTIONS, requests=REQUESTS)
        if processes.KNOWN:
            self.processor += processes.processor_seconds(self.pid) - before
        self.answered += REQUESTS
        self.rates.append(REQUESTS / done.seconds)
        self.busy.append(done.busy)

    def round_anew(self, request: bytes) -> None:
        done = load_anew(self.port, request, self.answer, connections=CONNECTIONS, requests=REQUESTS_ANEW)
        self.anew.append(REQUESTS_ANEW / done.seconds)


def measures() -> Iterator[Measure]:
    """Requests a second of ours and of the other, and what a request costs the processor at each."""
    program = nginx.program()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="stemdag-bench-")))
        root = folder / "public"
        day = country.country(STATIONS, candidates=CANDIDATES, municipalities=1)
        assert day.as_of is not None
        Writer(DirectoryTarget(root, durable=False), rehearsal=False).write(tree(day), day.as_of)
        body = (root / PAGE[1:] / "index.html.br").read_bytes()
        request = request_for(PAGE)

        port = free_port()
        command = [
            sys.executable,
            "-m",
            "stemdag",
            "serve",
            "public",
            "--root",
            str(root),
            "--port",
            str(port),
        ]
        ours = _side("ours", stack.enter_context(running(command, port)), port, request, body)
        port = free_port()
        if program is None:
            command = [sys.executable, "-c", _BARE, str(root / PAGE[1:] / "index.html.br"), str(port)]
            pid = stack.enter_context(running(command, port))
            said = "nginx is not installed; bare granian with the body in memory"
        else:
            pid, said = stack.enter_context(nginx.serving(program, root, PAGE, port, folder))
        other = _side(said, pid, port, request, body)
        for turn in range(ROUNDS):
            for each in (ours, other) if turn % 2 else (other, ours):
                each.round(request)
        for turn in range(ROUNDS_ANEW):
            for each in (ours, other) if turn % 2 else (other, ours):
                each.round_anew(request)
    # Of each round for itself: its two sides met the machine as it was then.
    ratio = median(mine / theirs for mine, theirs in zip(ours.rates, other.rates, strict=True))
    yield Measure(
        "serve-nginx",
        round(ours.rate),
        "requests/s",
        f"{other.said}: {other.rate:,.0f} requests/s; processor a request {ours.micros:.0f} µs beside "
        f"{other.micros:.0f} µs; {len(body) / 1000:.1f} KB, {CONNECTIONS} connections, one worker each; "
        f"the client was busy {median(ours.busy):.0%} and {median(other.busy):.0%} of the time",
        ratio,
        f"≥ {GOAL} × nginx",
        None if program is None else ratio >= GOAL,
    )
    anew = median(ours.anew)
    yield Measure(
        "serve-anew",
        round(anew),
        "requests/s",
        f"each on a connection of its own, {anew / ours.rate:.0%} of those that stay open; {other.said}: "
        f"{median(other.anew):,.0f} requests/s",
        median(mine / theirs for mine, theirs in zip(ours.anew, other.anew, strict=True)),
        "reported",
        None,
    )


def _side(said: str, pid: int, port: int, request: bytes, body: bytes) -> Side:
    answer = ask(port, request)
    if answer.body != body or b"content-encoding: br" not in answer.head.lower():
        raise Unanswered(f"{said} does not serve the page in brotli: {answer.head!r}")
    return Side(said, pid, port, answer)


def serve_bare(file: str, port: int) -> None:
    """The floor: granian as ours is set, and an application that answers one body whatever is asked."""
    os.environ[_BODY] = file
    server.run("stemdag.bench.serve:bare", "127.0.0.1", port)


def bare() -> Any:
    body = Path(os.environ[_BODY]).read_bytes()
    headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("content-encoding", "br"),
        ("content-length", str(len(body))),
    ]

    def answer(_environ: Any, start: Any) -> list[bytes]:
        start("200 OK", headers)
        return [body]

    return answer
