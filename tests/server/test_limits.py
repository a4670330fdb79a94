"""A limit lets through what it allows, no more, in each window, for each key."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

from stemdag.server.limits import limited, spent

pytestmark = [pytest.mark.store, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def wall() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2022-03-16T07:00:10+00:00", tick=False) as traveller:
        yield traveller


def test_the_attempts_after_the_limit_are_refused() -> None:
    assert [limited("address 1", 3, 60) for _ in range(5)] == [False, False, False, True, True]


def test_each_key_has_its_own_count() -> None:
    assert not limited("a", 1, 60)
    assert limited("a", 1, 60)
    assert not limited("b", 1, 60)


def test_looking_counts_nothing() -> None:
    assert [spent("a", 1, 60) for _ in range(3)] == [False] * 3
    assert not limited("a", 1, 60)
    assert spent("a", 1, 60)


def test_a_new_window_begins_anew(wall: time_machine.Coordinates) -> None:
    assert [limited("a", 1, 60) for _ in range(2)] == [False, True]
    wall.shift(49)
    assert limited("a", 1, 60)
    wall.shift(1)  # 7:01:00, the next minute
    assert not limited("a", 1, 60)


def test_the_store_does_not_tell_who_was_limited() -> None:
    limited("192.0.2.7", 3, 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM sign_in_attempts")
        rows = cursor.fetchall()
    assert rows
    assert "192.0.2.7" not in repr(rows)


def test_attempts_that_read_the_same_count_are_all_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for processes that all looked before any of them wrote."""
    monkeypatch.setattr(cache, "get", lambda key, default=None: default)
    assert [limited("a", 3, 60) for _ in range(5)].count(False) == 3


@pytest.mark.django_db(transaction=True)
def test_attempts_at_once_are_all_counted() -> None:
    cache.clear()
    ready = threading.Barrier(4)

    def attempt(_: int) -> list[bool]:
        ready.wait()
        found = [limited("a", 10, 3600) for _ in range(5)]
        connection.close()
        return found

    with ThreadPoolExecutor(4) as pool:
        results = [each for found in pool.map(attempt, range(4)) for each in found]
    assert results.count(False) == 10
