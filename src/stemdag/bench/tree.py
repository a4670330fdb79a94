"""`tree`: the public tree of a whole country from nothing, beside the bare work on the same bytes.

The country is made up (`country`), every station counted, in both languages. The writer is the gate's own;
each run has a fresh process, so that its memory is its own.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import brotli  # type: ignore[import-untyped]

from stemdag.bench import country, processes
from stemdag.bench.measure import Measure
from stemdag.publish.making import BROTLI, GZIP, seldom_collect
from stemdag.publish.target import MARKER, DirectoryTarget, Target
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer

NAMES = ("tree", "tree-memory", "tree-growth")

MUNICIPALITIES = country.MUNICIPALITIES
STATIONS = 10_000
GROWTH = (10_000, 31_600, 100_000)
SECONDS_GOAL, MEMORY_GOAL, EXPONENT_GOAL = 30, 500, 1.05

_PROGRAM = "import sys; from stemdag.bench.tree import run; run(*map(int, sys.argv[1:3]), *sys.argv[3:])"


@dataclass(frozen=True, slots=True)
class Run:
    """A tree written: seconds by the clock and of the processor, files and bytes written, bytes of memory."""

    seconds: float
    processor: float
    files: int
    size: int
    memory: int


class Forgetting:
    """A target that keeps nothing: what writing costs without a disk."""

    name = "nowhere"

    def put_all(self, files: Sequence[tuple[str, bytes]]) -> None:
        pass

    def put_any(self, files: Sequence[tuple[str, bytes]]) -> None:
        pass

    def get(self, path: str) -> bytes | None:
        return None

    def delete_all(self, paths: Sequence[str]) -> None:
        pass

    def is_empty(self) -> bool:
        return True

    def paths(self) -> list[str]:
        return []

    def fingerprints(self) -> dict[str, str]:
        return {}

    def fingerprint(self, body: bytes) -> str:
        return ""


def measures() -> Iterator[Measure]:
    """Seconds and memory for the tree in a folder; and how the work grows with the number of stations."""
    with TemporaryDirectory(prefix="stemdag-bench-") as folder:
        made, bare = Path(folder, "made"), Path(folder, "bare")
        found = _fresh(STATIONS, made)
        floor = _floor(made, bare)
    yield Measure(
        "tree",
        found.seconds,
        "s",
        f"the same pages, compressed and written plain by one process: {floor:.1f} s; "
        f"{found.files:,} files, {found.size / 1e6:.0f} MB, {found.processor:.1f} s of the processor",
        found.seconds / floor,
        f"≤ {SECONDS_GOAL} s for {STATIONS:,} stations in {MUNICIPALITIES} municipalities",
        found.seconds <= SECONDS_GOAL,
    )
    memory = found.memory / 1e6
    yield Measure(
        "tree-memory",
        memory,
        "MB",
        f"the peaks of all its processes added up; the tree has {found.size / 1e6:.0f} MB",
        None,
        f"≤ {MEMORY_GOAL} MB",
        memory <= MEMORY_GOAL,
    )
    grown = [(stations, _fresh(stations, None).processor) for stations in GROWTH]
    exponent = slope(grown)
    yield Measure(
        "tree-growth",
        exponent,
        "exponent",
        "seconds of the processor, without a disk: "
        + ", ".join(f"{seconds:.1f} for {stations:,} stations" for stations, seconds in grown)
        + f"; last step {slope(grown[-2:]):.2f}",
        None,
        f"≤ {EXPONENT_GOAL} up to {GROWTH[-1]:,} stations",
        exponent <= EXPONENT_GOAL,
    )


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The exponent of growth: the slope of the straight line through the logarithms, by least squares."""
    across = [math.log(x) for x, _ in points]
    up = [math.log(y) for _, y in points]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    return sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True)) / sum(
        (x - middle) ** 2 for x in across
    )


def _fresh(stations: int, folder: Path | None) -> Run:
    """`run` in a process of its own, seen from outside for the memory of all its processes."""
    with subprocess.Popen(  # noqa: S603 (our own interpreter and program)
        [
            sys.executable,
            "-c",
            _PROGRAM,
            str(stations),
            str(MUNICIPALITIES),
            *([str(folder)] if folder else []),
        ],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        memory = processes.peak_memory(process)
        said = process.communicate()[0]
    if process.returncode:
        raise RuntimeError(f"the tree was not written: exit {process.returncode}")
    told = json.loads(said)
    return Run(**{**told, "memory": memory or told["memory"]})


def run(stations: int, municipalities: int, folder: str | None = None) -> None:
    """Write one tree and print what it took; without a folder to nowhere."""
    seldom_collect()
    day = country.country(stations, municipalities=municipalities)
    target: Target = DirectoryTarget(Path(folder)) if folder else Forgetting()
    assert day.as_of is not None
    clock, processor = time.perf_counter(), _processor()
    writes = Writer(target, rehearsal=False).write(tree(day), day.as_of)
    done = Run(
        time.perf_counter() - clock,
        _processor() - processor,
        len(writes),
        sum(each.size for each in writes),
        # Where only the parent is asked: bytes on macOS, and Linux has /proc.
        sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)),
    )
    print(json.dumps(asdict(done)))  # noqa: T201 (to the process that measures)


def _processor() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _floor(made: Path, bare: Path) -> float:
    """Seconds to compress and write the pages of a made tree, without making, checking or syncing any."""
    start = time.perf_counter()
    for folder, _, names in os.walk(made):
        place = bare / Path(folder).relative_to(made)
        place.mkdir(parents=True)
        for name in names:
            if name == MARKER or name.endswith((".br", ".gz")):
                continue
            body = Path(folder, name).read_bytes()
            (place / name).write_bytes(body)
            (place / f"{name}.br").write_bytes(brotli.compress(body, quality=BROTLI))
            (place / f"{name}.gz").write_bytes(gzip.compress(body, compresslevel=GZIP, mtime=0))
    return time.perf_counter() - start
