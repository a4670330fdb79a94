"""`evening`, `evening-alone`: 100,000 readers of one evening, simulated, and what the origin must bear.

The readers behave as the page does (`publish/assets`): the first page with all that belongs to it, then the
manifest every 10 to 20 seconds, and the page's short form where the manifest is another one. Sizes are those
of real answers, headers and all; counts come in when they do in the made-up country. Assumed: half of the
readers come within minutes of the moment and the rest over the hours after it; each stays eight minutes on
average, on the page of one municipality, chosen by the number of its voters; and goes on to one station.

In between stand the edges of a cache that asks the origin for an address at most once in the five seconds
that pages and manifest may be kept, and lets who comes at once wait for one answer.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

from stemdag.bench import country
from stemdag.bench.load import ask, load, request_for
from stemdag.bench.measure import Measure
from stemdag.bench.running import served
from stemdag.bench.wire import first_visit
from stemdag.publish import address
from stemdag.publish.day import PublicDay
from stemdag.publish.server import App
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer

NAMES = ("evening", "evening-alone")

READERS, STATIONS, EDGES = 100_000, 10_000, 8
#: Seconds: before and after the moment, a reader's stay on average, the spread of those who come for it.
BEFORE, AFTER, STAY, RUSH = 1_800, 4 * 3_600, 480, 360
#: Seconds for which an edge gives what it has.
KEPT = 5
#: As in site.js.
EVERY = 10
REQUESTS, CONNECTIONS = 20_000, 32
#: A municipality of the usual size.
USUAL = 29
_PAGE = "/nl/TK2021/0001/"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of answers with their headers."""

    visit: int
    manifest: int
    manifest_same: int
    short: int
    short_same: int
    station: int
    files: int


@dataclass
class Evening:
    """What the edges saw, and what of it they asked the origin; by second from `BEFORE` on."""

    seconds: list[int] = field(default_factory=lambda: [0] * (BEFORE + AFTER + 1))
    asked: dict[tuple[int, object], bytearray] = field(default_factory=dict)
    sent: int = 0
    origin: list[int] = field(default_factory=lambda: [0] * ((BEFORE + AFTER) // KEPT + 1))
    #: Files that an edge keeps for the evening, and asked for once.
    assets: int = 0

    def request(self, at: float, edge: int, what: object, size: int) -> None:
        second = int(at)
        self.seconds[second] += 1
        self.sent += size
        slots = self.asked.get((edge, what))
        if slots is None:
            slots = self.asked[edge, what] = bytearray(len(self.origin))
        if not slots[second // KEPT]:
            slots[second // KEPT] = 1
            self.origin[second // KEPT] += 1

    @property
    def requests(self) -> int:
        return sum(self.seconds) + self.assets

    @property
    def hit_ratio(self) -> float:
        return 1 - sum(self.origin) / self.requests


def measures() -> Iterator[Measure]:
    """The evening behind a cache, and with nothing in between; beside what our server answers here."""
    day = country.country(STATIONS)
    with TemporaryDirectory(prefix="stemdag-bench-") as folder:
        root = Path(folder, "public")
        usual = country.country(USUAL, municipalities=1)
        assert usual.as_of is not None
        Writer(DirectoryTarget(root, durable=False), rehearsal=False).write(tree(usual), usual.as_of)
        found = sizes(root)
        can = _can(root)
    told = evening(day, found, READERS)
    peak = max(told.seconds)
    bears = max(told.origin) / KEPT
    yield Measure(
        "evening",
        bears,
        "requests/s",
        f"at the origin in its busiest {KEPT} s, of {peak:,} a second at {EDGES} edges; {READERS:,} readers: "
        f"{told.requests:,} requests, {told.sent / 1e9:.1f} GB, {told.hit_ratio:.2%} answered by a cache; "
        f"one worker of ours answers {can:,.0f} a second here",
        bears / can,
        "reported",
        None,
    )
    yield Measure(
        "evening-alone",
        peak,
        "requests/s",
        f"in the busiest second, without any cache; one worker of ours answers {can:,.0f} a second here, "
        f"with the client on the same machine; {max(_sums(told.seconds, 60)):,} in the busiest minute",
        peak / can,
        "reported",
        None,
    )


def evening(day: PublicDay, found: Sizes, readers: int) -> Evening:
    """Every request of the evening."""
    chance = random.Random(readers)  # noqa: S311 (figures for a bench)
    [election] = day.elections
    moment = election.election.release
    changes: list[list[float]] = []
    for town in election.municipalities:
        assert town.released is not None
        since = [each.since - moment for each in town.released.counts.values()]
        changes.append(sorted(each.total_seconds() + BEFORE for each in since))
    whole = sorted(at for came in changes for at in came)
    weights = list(accumulate(each.municipality.electorate or 1 for each in election.municipalities))
    told = Evening()
    for chosen in chance.choices(range(len(changes)), cum_weights=weights, k=readers):
        _read(told, chance, chosen, changes[chosen], whole, found)
    return told


def _read(
    told: Evening,
    chance: random.Random,
    town: int,
    changes: Sequence[float],
    whole: Sequence[float],
    found: Sizes,
) -> None:
    """One reader: comes, looks as often as the page does, opens the page of a station, and goes."""
    edge = chance.randrange(EDGES)
    at = BEFORE + (chance.gauss(60, RUSH) if chance.random() < 0.5 else chance.expovariate(1 / 3_600))
    end = at + max(20, chance.expovariate(1 / STAY))
    at, end = max(at, 0), min(end, BEFORE + AFTER)
    if at >= end:
        return
    told.request(at, edge, ("page", town), found.visit)
    told.assets += found.files
    station = at + (end - at) * chance.random()
    beat, page = bisect_right(whole, at), bisect_right(changes, at)
    while (at := at + EVERY * (1 + chance.random())) < end:
        if at > station:
            told.request(at, edge, ("station", town, chance.randrange(len(changes))), found.station)
            station = end
        now = bisect_right(whole, at)
        told.request(at, edge, "manifest", found.manifest if now != beat else found.manifest_same)
        if now != beat:
            beat, known = now, page
            page = bisect_right(changes, at)
            told.request(at, edge, ("short", town), found.short if page != known else found.short_same)


def sizes(root: Path) -> Sizes:
    """Of real answers of our server's application, as a browser is given them."""
    app = App(root)

    def asked(path: str, known: str | None = None) -> tuple[int, str]:
        status, headers, body = app.answer("GET", path, "gzip, deflate, br", known)
        head = sum(len(name) + len(value) + 4 for name, value in headers)
        # Status line, date and server.
        return head + len(body) + len(f"HTTP/1.1 {status} OK\r\n\r\n") + 60, dict(headers)["etag"]

    def both(path: str) -> tuple[int, int]:
        size, tag = asked(path)
        return size, asked(path, tag)[0]

    manifest, manifest_same = both(f"/{address.MANIFEST}")
    short, short_same = both(f"{_PAGE}{address.NOW}/")
    visit = first_visit(root, _PAGE)
    return Sizes(
        sum(asked(path)[0] for path in visit),
        manifest,
        manifest_same,
        short,
        short_same,
        asked(f"{_PAGE}2/")[0],
        len(visit) - 1,
    )


def _can(root: Path) -> float:
    """Requests a second for the short form, of one worker over connections that stay open."""
    request = request_for(f"{_PAGE}{address.NOW}/")
    with served(root) as at:
        port = int(at.rpartition(":")[2])
        answer = ask(port, request)
        load(port, request, answer, connections=CONNECTIONS, requests=REQUESTS // 10)
        done = load(port, request, answer, connections=CONNECTIONS, requests=REQUESTS)
    return REQUESTS / done.seconds


def _sums(seconds: Sequence[int], width: int) -> list[int]:
    return [sum(seconds[first : first + width]) for first in range(0, len(seconds), width)]
