"""The day beside: its writes when it is done, its failure where it fails, its end where nobody waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from stemdag.rehearsal import twin
from stemdag.rehearsal.plan import Event, plan
from stemdag.rehearsal.stage import Write
from stemdag.rehearsal.tk2021 import tk2021

DAY = plan([tk2021()])
FIRST = DAY.events[0].at
WRITES: list[Write] = [("2021-03-17T12:00:00+00:00", "nl/index.html", 9, "d")]


class Playing:
    """A stage without processes, on which each test says what playing is."""

    begun = threading.Event()
    left = 0
    acts: Callable[[Callable[[Event], None]], None]

    def __init__(self, *_: object, **__: object) -> None:
        Playing.left = 0
        Playing.begun.clear()

    def __enter__(self) -> Playing:
        return self

    def __exit__(self, *_: object) -> None:
        Playing.left += 1

    def set_up(self) -> None:
        Playing.begun.set()

    def play(self, _: object, seen: Callable[[Event], None]) -> None:
        type(self).acts(seen)

    def until_release(self, _: object) -> None:
        return

    def writes(self, _: object) -> list[Write]:
        return WRITES


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Callable[[Event], None]], None]], None]:
    monkeypatch.setattr(twin, "Stage", Playing)
    return lambda what: monkeypatch.setattr(Playing, "acts", staticmethod(what), raising=False)


def test_its_writes_are_there_when_it_is_done(acts: Callable[..., None], tmp_path: Path) -> None:
    acts(lambda seen: seen(DAY.events[0]))
    with twin.beside(DAY, tmp_path, FIRST) as writes:
        assert writes() == WRITES
    assert Playing.left == 1


def test_who_leaves_early_ends_it(acts: Callable[..., None], tmp_path: Path) -> None:
    def for_ever(seen: Callable[[Event], None]) -> None:
        while True:
            seen(DAY.events[0])

    acts(for_ever)
    with twin.beside(DAY, tmp_path, FIRST):
        assert Playing.begun.wait(10)
    assert Playing.left == 1
    assert not [each for each in threading.enumerate() if each.name.startswith("twin")]


def test_what_goes_wrong_there_is_told(acts: Callable[..., None], tmp_path: Path) -> None:
    def fail(_: object) -> None:
        raise LookupError("no form")

    acts(fail)
    with twin.beside(DAY, tmp_path, FIRST) as writes, pytest.raises(LookupError):
        writes()
