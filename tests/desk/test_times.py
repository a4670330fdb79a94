"""Moments as the board writes them: without the day for as long as the night of the count lasts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags

from stemdag.desk import urls
from stemdag.desk.templatetags.desk import wall
from stemdag.domain.role import Role
from tests.desk.conftest import browser, official
from tests.factories import Made, at

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


@pytest.mark.django_db
def test_no_page_writes_a_time_in_another_way(made: Made) -> None:
    """A point between hours and minutes in Dutch, a colon in English; but where it says what to type."""
    theirs = browser(official("baas", made.first, role=Role.COORDINATOR))
    theirs.defaults["HTTP_ACCEPT_LANGUAGE"] = "nl"
    assert "07.30" in _text(theirs, "setup-stations")
    parts = {"election": "GR2022_Almere", "code": "0034", "number": 1}
    pages = [each for each in urls.urlpatterns if parts.keys() >= each.pattern.converters.keys()]
    wrong = {}
    for each in pages:
        address = reverse(f"desk:{each.name}", kwargs={name: parts[name] for name in each.pattern.converters})
        answer = theirs.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            text = re.sub(r"Schrijf [^.]*\.", "", strip_tags(answer.content.decode()))
            # The manual of the station's app stands there in English too.
            text = text.replace("never later than 21:00", "")
            wrong[each.name] = re.findall(r".{0,30}\b\d{1,2}:\d\d\b.{0,10}", text)
    assert len(wrong) > 25
    assert {name: found for name, found in wrong.items() if found} == {}


def _text(client: Client, name: str) -> str:
    answer = client.get(reverse(f"desk:{name}", kwargs={"election": "GR2022_Almere", "code": "0034"}))
    return strip_tags(answer.content.decode())
