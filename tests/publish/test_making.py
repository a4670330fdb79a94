"""Two processes make a tree: the same bytes in the same order as one, and it is made without the second."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from stemdag.publish import making
from stemdag.publish.tree import Node, tree
from stemdag.server.logs import Lines
from tests.publish import days, workers


@pytest.fixture(autouse=True)
def _much_to_make(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(making, "PART", 3)
    monkeypatch.setattr(making, "ALONE", 1)


def test_two_processes_make_what_one_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = list(tree(days.day(days.municipality(9, in_already=4))))
    both = list(making.make(nodes))
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert list(making.make(nodes)) == both
    assert [node for node, _ in both] == nodes
    assert [made.files[-1] for _, made in both] == [(node.path, node.render()) for node in nodes]


def test_much_is_shared_between_two_and_the_second_ends() -> None:
    nodes = [Node(f"{n}.html", n, partial(workers.tell_process, 0.02)) for n in range(90)]
    processes = {int(made.files[-1][1]) for _, made in making.make(nodes)}
    assert len(processes) == 2
    [second] = processes - {os.getpid()}
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_little_is_made_by_one() -> None:
    nodes = [Node(f"{n}.html", n, workers.end_second) for n in range(3)]
    assert [made.files[-1][1] for _, made in making.make(nodes)] == [b"made"] * 3


def test_what_shows_everything_is_not_handed_over() -> None:
    nodes = [Node(f"{n}.html", n, workers.end_second, wide=True) for n in range(9)]
    assert [made.files[-1][1] for _, made in making.make(nodes)] == [b"made"] * 9


def test_a_second_process_that_ends_is_not_missed_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    nodes = [Node(f"{n}.html", n, workers.end_second) for n in range(60)]
    assert [node.path for node, _ in making.make(nodes)] == [node.path for node in nodes]
    [line] = [json.loads(Lines().format(each)) for each in caplog.records]
    assert line.pop("at")
    assert line == {
        "event": "the second process that makes the tree was ended; this one goes on alone",
        "level": "warning",
        "logger": "stemdag.publish",
    }


def test_an_error_in_the_second_process_is_an_error() -> None:
    nodes = [Node(f"{n}.html", n, workers.fail_in_second) for n in range(9)]
    with pytest.raises(ZeroDivisionError):
        list(making.make(nodes))


def test_nothing_is_made_far_ahead() -> None:
    asked = []

    def nodes() -> list[Node]:
        return [Node(f"{n}.html", n, workers.tell_process) for n in range(300)]

    made = making.make(asked.append(node) or node for node in nodes())
    for _ in range(4):
        next(made)
    made.close()
    assert len(asked) <= 3 * (2 + making.AHEAD + making.HANDED)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system has no /proc")
def test_the_second_process_does_not_outlive_the_first(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import os, sys
        from functools import partial
        from stemdag.publish import making
        from stemdag.publish.tree import Node
        from tests.publish import workers
        os.cpu_count = lambda: 2
        making.PART, making.ALONE, making.AHEAD = 1, 1, 3
        for _, made in making.make(
            Node(f"{n}.html", n, partial(workers.tell_process, 0.05)) for n in range(10_000)
        ):
            if (pid := int(made.files[-1][1])) != os.getpid():
                print(pid, flush=True)
        """
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        second = Path("/proc") / first.stdout.readline().strip()
        assert second.exists()
        first.kill()
    until = time.monotonic() + 10
    while second.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not second.exists()


def test_nodes_are_packed_by_who_makes_them() -> None:
    """A node's values may be worked out further while it waits; another thread would pack them half done."""
    told = workers.Telling()
    list(making.make([Node(f"{n}.html", n, told) for n in range(60)]))
    assert told.packed_by == {threading.get_ident()}
