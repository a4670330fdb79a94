"""`page-weight`, `page-update`: what a reader's browser fetches, in bytes on the wire, headers and all.

A city of 138 stations that counts with candidates: one of the largest pages there are. Over HTTP from the
server that serves it in earnest, packed as browsers take it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from stemdag.bench import country
from stemdag.bench.load import ask, request_for
from stemdag.bench.measure import Measure
from stemdag.bench.running import served
from stemdag.publish import address
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer

NAMES = ("page-weight", "page-update")

STATIONS, CANDIDATES = 138, 45
PAGE = "/nl/TK2021/0001/"
MOST_PAGE, MOST_UPDATE = 60_000, 5_000

#: What a page makes the browser fetch: style, program, mark, letter, and pictures that are not in the page.
_FETCHED = re.compile(r'<(?:link rel="(?:stylesheet|icon|preload)"|script|img)[^>]*? (?:href|src)="(/[^"]+)"')
_IN_STYLE = re.compile(r'url\("?(/?[^")]+)"?\)')


def measures() -> Iterator[Measure]:
    """The first page with all that belongs to it; then the manifest and what it makes a page ask for."""
    with TemporaryDirectory(prefix="stemdag-bench-") as folder:
        root = Path(folder, "public")
        day = country.country(STATIONS, candidates=CANDIDATES, municipalities=1)
        assert day.as_of is not None
        Writer(DirectoryTarget(root, durable=False), rehearsal=False).write(tree(day), day.as_of)
        with served(root) as at:
            port = int(at.rpartition(":")[2])
            sizes = {each: ask(port, request_for(each)).size for each in first_visit(root, PAGE)}
            short = ask(port, request_for(f"{PAGE}{address.NOW}/")).size
    whole, manifest = sum(sizes.values()), sizes[f"/{address.MANIFEST}"]
    parts = ", ".join(f"{name.rpartition('/')[2] or 'page'} {size:,}" for name, size in sizes.items())
    yield Measure(
        "page-weight",
        whole / 1000,
        "KB",
        f"{STATIONS} stations, {country.LISTS} lists of {CANDIDATES} candidates; bytes with headers: {parts}",
        None,
        f"≤ {MOST_PAGE // 1000} KB",
        whole <= MOST_PAGE,
    )
    update = short + manifest
    yield Measure(
        "page-update",
        update / 1000,
        "KB",
        f"the manifest {manifest:,} and the short form {short:,}; the whole page {sizes[PAGE]:,}",
        short / sizes[PAGE],
        f"≤ {MOST_UPDATE // 1000} KB",
        update <= MOST_UPDATE,
    )


def first_visit(root: Path, page: str) -> list[str]:
    """Every address that a browser without a cache asks for, to show a page and keep it up to date."""
    html = (root / page[1:] / "index.html").read_text()
    found = list(dict.fromkeys(_FETCHED.findall(html)))
    for style in [each for each in found if each.endswith(".css")]:
        for each in _IN_STYLE.findall((root / style[1:]).read_text()):
            named = each if each.startswith("/") else f"{style.rpartition('/')[0]}/{each}"
            if named not in found:
                found.append(named)
    return [page, *found, f"/{address.MANIFEST}"]
