"""`paint`, `layout-shift`: a city's page on a slow phone, in a real browser.

The phone is four times slower than this machine, on a line of 1.6 Mbit/s with 150 ms to the server and back
(what Lighthouse calls slow 4G). The page is that of `wire`; the newer one that comes in has more counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from stemdag.bench import country
from stemdag.bench.browsing import driver, profile
from stemdag.bench.measure import Measure
from stemdag.bench.news import fewer
from stemdag.bench.running import served
from stemdag.bench.wire import CANDIDATES, PAGE, STATIONS
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer

NAMES = ("paint", "layout-shift")

LOADS, SLOWER = 5, 4
#: Bytes a second, and milliseconds there and back.
LINE, DELAY = 1_638_400 / 8, 150
#: Lists that change places may have a line more or less.
MOST_MS, MOST_SHIFT = 1_500, 0.01
MORE, PATIENCE = 3, 60

#: Before anything of the page: the last of the largest paints, and the sum of all that moved by itself.
_WATCH = """
window.benched = { paint: 0, shift: 0 };
new PerformanceObserver((seen) => {
  for (const each of seen.getEntries()) window.benched.paint = each.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((seen) => {
  for (const each of seen.getEntries()) if (!each.hadRecentInput) window.benched.shift += each.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def measures() -> Iterator[Measure]:
    """Loads with an empty cache; then one that stays, and takes over what is newer. `NotHere`."""
    with ExitStack() as stack:
        browsing = stack.enter_context(driver())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="stemdag-bench-")))
        day = country.country(STATIONS, candidates=CANDIDATES, municipalities=1)
        assert day.as_of is not None
        writer = Writer(DirectoryTarget(folder / "public", durable=False), rehearsal=False)
        writer.write(tree(fewer(day, MORE)), day.as_of)
        address = stack.enter_context(served(folder / "public")) + PAGE
        page = stack.enter_context(profile(browsing, folder))
        page.add_init_script(_WATCH)
        network = page.context.new_cdp_session(page)
        network.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        network.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": DELAY, "downloadThroughput": LINE, "uploadThroughput": LINE},
        )
        paints = []
        for _ in range(LOADS):
            network.send("Network.clearBrowserCache")
            page.goto("about:blank")
            page.goto(address, wait_until="networkidle")
            _until(lambda: page.evaluate("benched.paint") > 0, "nothing was painted")
            paints.append(page.evaluate("benched.paint"))
        yield Measure(
            "paint",
            median(paints),
            "ms",
            f"the slowest of {LOADS} {max(paints):.0f} ms; {SLOWER}× slower, {LINE * 8 / 1e6:.1f} Mbit/s, "
            f"{DELAY} ms, nothing kept; {STATIONS} stations",
            None,
            f"≤ {MOST_MS:,} ms",
            median(paints) <= MOST_MS,
        )
        shown = page.locator(".status").inner_text()
        writer.write(tree(day), day.as_of + timedelta(seconds=1))
        _until_other(page, shown)
        moved = page.evaluate("benched.shift")
    yield Measure(
        "layout-shift",
        moved,
        "score",
        f"of the load and of an update with {MORE} more counts (0.1 counts as good)",
        None,
        f"≤ {MOST_SHIFT}",
        moved <= MOST_SHIFT,
    )


def _until_other(page: Any, shown: str) -> None:
    def other() -> bool:
        # As a reader who comes back to the page: it does not wait for its next look.
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        return bool(page.locator(".status").inner_text() != shown)

    _until(other, f"the page did not take over what is newer than {shown!r}")
    time.sleep(1)


def _until(holds: Callable[[], bool], else_say: str) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > until:
            raise RuntimeError(else_say)
        time.sleep(0.3)
