"""The measures of what readers meet, in small: every figure is there and of the right kind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from stemdag.bench import country, evening, news, paint, wire

pytestmark = pytest.mark.once


def test_what_a_page_weighs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"STATIONS": 4, "CANDIDATES": 2}.items():
        monkeypatch.setattr(wire, name, value)
    weight, update = wire.measures()
    assert (weight.name, update.name) == wire.NAMES
    assert 1 < update.value < weight.value < 100
    for each in ("page ", ".css ", ".js ", "manifest.json "):
        assert each in weight.beside
    assert weight.met is (weight.value <= 60)


def test_one_more_station(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"STATIONS": 30, "MUNICIPALITIES": 3, "COUNTS": 3}.items():
        monkeypatch.setattr(news, name, value)
    [found] = news.measures()
    assert 0 < found.value < 60
    assert found.ratio is not None


def test_a_day_with_fewer_counts() -> None:
    day = country.country(5, municipalities=1)
    [election] = news.fewer(day, 2).elections
    released = election.municipalities[0].released
    assert released is not None
    assert len(released.counts) == 3


def an_evening(readers: int) -> evening.Evening:
    sizes = evening.Sizes(
        visit=1000, manifest=100, manifest_same=10, short=50, short_same=5, station=20, files=4
    )
    return evening.evening(country.country(40, municipalities=4), sizes, readers)


def test_an_evening_adds_up() -> None:
    told = an_evening(300)
    assert told.requests == sum(told.seconds) + told.assets
    assert 300 * 4 * 0.9 < told.assets <= 300 * 4
    # As many origin requests as slots in which somebody asked an edge.
    assert sum(told.origin) == sum(sum(slots) for slots in told.asked.values())
    assert 0 < told.hit_ratio < 1
    assert told.sent > 300 * 1000 * 0.9


def test_more_readers_make_more_hits() -> None:
    few, many = an_evening(100), an_evening(2_000)
    assert many.hit_ratio > few.hit_ratio
    assert max(many.seconds) > max(few.seconds)
    assert sum(many.origin) < 20 * sum(few.origin)


def test_the_busiest_seconds_come_after_the_moment() -> None:
    told = an_evening(2_000)
    assert sum(told.seconds[: evening.BEFORE - 3 * evening.RUSH]) < sum(told.seconds[evening.BEFORE :]) / 20


@pytest.mark.browser
def test_paint_and_what_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"STATIONS": 8, "CANDIDATES": 0, "LOADS": 1}.items():
        monkeypatch.setattr(paint, name, value)
    # In a thread of its own: this one may have the other tests' browser already.
    with ThreadPoolExecutor(1) as alone:
        painted, moved = alone.submit(lambda: list(paint.measures())).result()
    assert (painted.name, moved.name) == paint.NAMES
    assert 0 < painted.value < 60_000
    assert 0 <= moved.value < 0.05
    assert moved.met is (moved.value <= paint.MOST_SHIFT)
