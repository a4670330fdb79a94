"""`one-station`: from one more station's count until a country's tree shows it.

Every other station is counted, so that the tree is at its largest. The clock runs from the day in which the
count is public until the manifest that tells of it is on disk; the gate's reading and opening of one envelope
comes before (`release`, `seal`).
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from stemdag.bench import country
from stemdag.bench.measure import Measure
from stemdag.publish.day import PublicDay, PublicMunicipality, ReleasedCount
from stemdag.publish.making import seldom_collect
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import Kept, tree
from stemdag.publish.write import Writer

NAMES = ("one-station",)

STATIONS, COUNTS = 10_000, 100
MUNICIPALITIES = country.MUNICIPALITIES
GOAL = 1.0


def measures() -> Iterator[Measure]:
    """A hundred counts one after another, each of another municipality drawn by chance."""
    seldom_collect()  # as the gate does
    day = country.country(STATIONS, municipalities=MUNICIPALITIES)
    assert day.as_of is not None
    chance = random.Random(COUNTS)  # noqa: S311 (figures for a bench)
    [election] = day.elections
    towns = list(election.municipalities)
    late = chance.sample(range(len(towns)), min(COUNTS, len(towns)))
    waiting: list[ReleasedCount] = []
    for at in late:
        towns[at], count = _without_one(towns[at])
        waiting.append(count)
    seconds, files, kept = [], [], Kept()
    with TemporaryDirectory(prefix="stemdag-bench-") as folder:
        writer = Writer(DirectoryTarget(Path(folder, "public")), rehearsal=False)
        start = time.perf_counter()
        whole = len(writer.write(tree(_of(day, towns), kept=kept), day.as_of))
        first = time.perf_counter() - start
        for turn, (at, count) in enumerate(zip(late, waiting, strict=True), start=1):
            towns[at] = _with(towns[at], count)
            news = _of(day, towns)
            start = time.perf_counter()
            writes = writer.write(tree(news, kept=kept), day.as_of + timedelta(seconds=turn))
            seconds.append(time.perf_counter() - start)
            files.append(len(writes))
    high = quantiles(seconds, n=100, method="inclusive")[-1]
    yield Measure(
        "one-station",
        high,
        "s",
        f"99 of 100 within it; median {median(seconds):.2f} s; {median(files):.0f} files of {whole:,} "
        f"written, at most {max(files)} (with their encodings); the whole tree in this run: {first:.1f} s",
        high / first,
        f"≤ {GOAL:.0f} s",
        high <= GOAL,
    )


def fewer(day: PublicDay, counts: int) -> PublicDay:
    """The day before so many stations of its first municipality had counted."""
    [election] = day.elections
    towns = list(election.municipalities)
    for _ in range(counts):
        towns[0], _count = _without_one(towns[0])
    return _of(day, towns)


def _of(day: PublicDay, towns: list[PublicMunicipality]) -> PublicDay:
    [election] = day.elections
    return replace(day, elections=(replace(election, municipalities=tuple(towns)),))


def _without_one(town: PublicMunicipality) -> tuple[PublicMunicipality, ReleasedCount]:
    assert town.released is not None
    counts = dict(town.released.counts)
    _, last = counts.popitem()
    return replace(town, released=replace(town.released, counts=counts)), last


def _with(town: PublicMunicipality, count: ReleasedCount) -> PublicMunicipality:
    assert town.released is not None
    counts = {**town.released.counts, count.station: count}
    return replace(town, released=replace(town.released, counts=counts))
