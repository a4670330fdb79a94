"""Moments as the board writes them: without the day for as long as the night of the count lasts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.utils import timezone, translation

from stemdag.desk.templatetags.desk import wall
from tests.factories import at

NEXT = date(2022, 3, 17)


@pytest.mark.parametrize(
    ("now", "language", "expected"),
    [
        (at("22:00"), "nl", "07.30"),
        (at("01:00", NEXT), "nl", "07.30"),
        (at("05:59", NEXT), "en", "07:30"),
        (at("06:00", NEXT), "nl", "16 mrt 07.30"),
        (at("06:00", NEXT), "en", "16 Mar 07:30"),
    ],
)
def test_the_night_belongs_to_the_day_before(
    clock: Callable[[datetime], None], now: datetime, language: str, expected: str
) -> None:
    clock(now)
    with translation.override(language), timezone.override("Europe/Amsterdam"):
        assert wall(at("07:30")) == expected
    assert wall(None) == ""
