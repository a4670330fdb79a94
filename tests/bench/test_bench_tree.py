"""The measures of the tree, in small: every figure is there, and the made-up country is a country."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from stemdag.bench import country, processes
from stemdag.bench import tree as bench
from stemdag.publish.tree import tree


def test_a_country_has_its_stations_and_every_count_in() -> None:
    [election] = country.country(100, municipalities=12).elections
    assert len(election.municipalities) == 12
    assert sum(len(each.stations) for each in election.municipalities) == 100
    for each in election.municipalities:
        assert each.released is not None
        assert each.released.counts.keys() == {one.number for one in each.stations}
        assert {one.station for one in each.reports} == set(each.released.counts)


@pytest.mark.parametrize("candidates", [0, 2])
def test_counts_are_of_their_municipality_and_add_up(candidates: int) -> None:
    [election] = country.country(4, candidates=candidates, municipalities=2).elections
    for each in election.municipalities:
        assert each.released is not None
        for released in each.released.counts.values():
            count = released.count
            assert count.counting is each.municipality.counting
            assert sum(one.total for one in count.lists.values()) == count.candidate_votes
            assert count.candidate_votes + count.blank + count.invalid == count.cast
            assert all(len(one.candidates or ()) == candidates for one in count.lists.values())


def test_a_larger_country_has_the_same_shape() -> None:
    small, large = (
        [len(each.stations) for each in country.country(size, municipalities=9).elections[0].municipalities]
        for size in (90, 900)
    )
    assert all(abs(many / few - 10) < 6 for few, many in zip(small, large, strict=True))
    assert max(small) < 90 / 2


def test_all_figures_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "MUNICIPALITIES", 3)
    monkeypatch.setattr(bench, "STATIONS", 30)
    monkeypatch.setattr(bench, "GROWTH", (10, 20, 40))
    found = {each.name: each for each in bench.measures()}
    assert tuple(found) == bench.NAMES
    assert 0 < found["tree"].value < bench.SECONDS_GOAL
    assert found["tree"].ratio is not None
    assert found["tree"].ratio > 0
    # Each with two encodings, and what is kept with a version; PDFs, the archive and the manifest without.
    nodes = list(tree(country.country(30, municipalities=3)))
    packed = [each for each in nodes if not (each.parts or each.path.endswith(".pdf"))]
    plain = len(nodes) - len(packed)
    files = 3 * (len(packed) + sum(each.kept is not None for each in nodes)) + plain + 1
    assert len(nodes) > 200
    assert f"{files} files" in found["tree"].beside
    assert 20 < found["tree-memory"].value < bench.MEMORY_GOAL
    assert -1 < found["tree-growth"].value < 3


def test_the_exponent_of_growth() -> None:
    assert bench.slope([(10, 3), (100, 30), (1000, 300)]) == pytest.approx(1)
    assert bench.slope([(10, 1), (100, 100)]) == pytest.approx(2)


@pytest.mark.skipif(not processes.KNOWN, reason="this system has no /proc")
def test_processes_are_seen_with_their_children() -> None:
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(10**7)); input()'])"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        while len(processes.family(process.pid)) < 2 or processes.processor_seconds(process.pid) < 0.05:
            assert process.poll() is None
        children = processes.family(process.pid)[1:]
        ending = threading.Timer(0.5, process.stdin.close)
        ending.start()
        peak = processes.peak_memory(process, every=0.02)
        ending.join()
    assert len(children) == 1
    assert peak is not None
    assert peak > 2 * 5_000_000  # two interpreters
