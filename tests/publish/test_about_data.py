"""The page about the data: its examples run, as they stand, against a served tree."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from stemdag.publish.day import PublicDay, PublicElection
from stemdag.publish.page_data import SITE
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer
from tests.publish import days
from tests.served import served

NIGHT = days.CLOSES + timedelta(hours=2)


def day(in_already: int | None) -> PublicDay:
    made = days.municipality(now=NIGHT, in_already=in_already)
    return PublicDay((PublicElection(days.election(), (made,)),), False, NIGHT)


@pytest.fixture(params=[None, 9], ids=["before", "after"])
def public(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[PublicDay, Path, str]]:
    """A day, the folder of its tree, and the address at which it is served."""
    of = day(request.param)
    root = tmp_path / "tree"
    Writer(DirectoryTarget(root, durable=False), rehearsal=False).write(tree(of), NIGHT)
    with served(root) as address:
        yield of, root, address


def example(root: Path, name: str, site: str, language: str = "en") -> str:
    """An example as a reader would copy it, with the address of the site put in."""
    html = (root / language / "data/index.html").read_text()
    [found] = re.findall(rf'aria-labelledby="{name}"><code>(.*?)</code>', html, re.DOTALL)
    text = unescape(found)
    assert text.count(SITE) == 1
    return text.replace(SITE, site)


def admitted(of: PublicDay) -> int:
    [town] = of.elections[0].municipalities
    last = {each.station: each.admitted for each in sorted(town.reports)}
    counts = town.released.counts if town.released else {}
    return sum((last | {n: each.count.admitted for n, each in counts.items()}).values())


def votes(of: PublicDay, number: int) -> int:
    [town] = of.elections[0].municipalities
    assert town.released is not None
    return sum(each.count.lists[number].total for each in town.released.counts.values())


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("language", ["nl", "en"])
def test_python(public: tuple[PublicDay, Path, str], tmp_path: Path, language: str) -> None:
    of, root, site = public
    lines = run([sys.executable, "-c", example(root, "python", site, language)], tmp_path).splitlines()
    assert lines[0] == f"Nijmegen {admitted(of)}"
    told = of.elections[0].municipalities[0].released
    assert len(lines) == (1 if told is None else 1 + len(days.LISTS))
    if told is not None:
        assert lines[1] == f"GroenLinks {votes(of, 1)}"


def test_curl(public: tuple[PublicDay, Path, str], tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    _, root, site = public
    told = run(["sh", "-ec", example(root, "curl", site)], tmp_path)
    assert told == (root / "manifest.json").read_text()
    assert (tmp_path / "0268.csv").read_bytes() == (root / "data/v1/GR2022_Nijmegen/0268.csv").read_bytes()


def test_r(public: tuple[PublicDay, Path, str], tmp_path: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    of, root, site = public
    told = run(["Rscript", "-e", example(root, "r", site)], tmp_path)
    assert f"[1] {admitted(of)}" in told
    if of.elections[0].municipalities[0].released is not None:
        assert re.search(rf"GroenLinks +{votes(of, 1)}\b", told)


def test_a_site_without_elections_has_the_page_too() -> None:
    files = {node.path: node for node in tree(PublicDay(()))}
    assert b"/data/v1/GR2022_Nijmegen/0268.json" in files["en/data/index.html"].render()


def test_an_election_never_takes_the_place_of_the_page() -> None:
    of = PublicDay((PublicElection(days.election(id="data"), (days.municipality(),)),), False, NIGHT)
    paths = [node.path for node in tree(of)]
    assert len(paths) == len(set(paths))
    assert "nl/data-2/index.html" in paths
