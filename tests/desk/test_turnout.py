"""Turnout at the desk, and the page for the beamer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from stemdag.desk.release import acts
from stemdag.desk.turnout.figures import figures
from stemdag.domain.role import Role
from stemdag.elections.models import Station
from stemdag.elections.writing import write
from tests.desk.conftest import Held, browser, official
from tests.factories import MadeMunicipality, at

pytestmark = [pytest.mark.store, pytest.mark.django_db]
TURNOUT = "/desk/GR2022_Almere/0034/turnout/"
HALL = "/desk/GR2022_Almere/0034/presenter/"
EARLIER = {
    "name": "Gemeenteraad 2018", "date": "2018-03-21", "votes": {}, "admitted": 600, "electorate": 1_000,
    "curve": [[450, 0], [780, 3_000], [1_260, 6_000]],
}  # fmt: skip


def report(almere: MadeMunicipality, station: int, admitted: int, when: str) -> None:
    by = f"station:{station}"
    write(almere.row, "station.opened", at(when), by, station=station)
    write(almere.row, "turnout.reported", at(when), by, station=station, facts={"admitted": admitted})


def text(client: Client, address: str) -> str:
    return plain(client.get(address).content.decode())


def plain(page: str) -> str:
    return " ".join(strip_tags(page.replace("<", " <")).split())


@pytest.fixture
def beamer(almere: MadeMunicipality) -> Client:
    return browser(official("zaal", almere, role=Role.PRESENTER))


def test_nothing_was_reported(almere: MadeMunicipality, client: Client) -> None:
    found = text(client, TURNOUT)
    assert "No station has reported its turnout yet." in found
    assert "Expected at the end –" in found


def test_the_day_beside_the_earlier_election(
    almere: MadeMunicipality, client: Client, clock: Callable[[datetime], None]
) -> None:
    almere.row.earlier = EARLIER
    almere.row.save()
    Station.objects.filter(municipality=almere.row, number=4).delete()
    report(almere, 1, 300, "10:00")
    report(almere, 1, 525, "13:00")
    clock(at("13:10"))
    page = client.get(TURNOUT).content.decode()
    found = plain(page)
    assert "Gemeenteraad 2018 30.6% at this hour" in found
    # 525 of 4,000, where 30 % was usual at 13:00.
    assert "13:00 525 13.1% 30.0% −16.9" in found
    assert "10:00 300 7.5% 13.6% −6.1" in found
    assert {"day__today", "day__before", "day__fan"} <= set(re.findall(r'path class="(day__\w+)"', page))
    # Of station 1 alone: 35 % of its electorate, where 30 % was usual.
    assert "1 Buurthuis Het Oude Weeshuis 525 35.0% +5 13:00" in found


def test_the_expectation_has_its_uncertainty(almere: MadeMunicipality) -> None:
    almere.row.earlier = EARLIER
    almere.row.save()
    Station.objects.filter(municipality=almere.row, number=4).delete()
    report(almere, 1, 525, "13:00")
    report(almere, 2, 175, "13:00")
    whole = figures(almere.row, at("13:10")).whole
    assert whole.expectation is not None
    # Half of the day has come.
    assert whole.expectation.end == 1_400
    assert 1_150 < whole.expectation.low < 1_200
    assert 1_640 < whole.expectation.high < 1_690


@pytest.mark.parametrize("electorate", [None, 0])
def test_without_an_electorate_it_is_a_number(
    almere: MadeMunicipality, client: Client, beamer: Client, electorate: int | None
) -> None:
    """Incident 13: inside as outside."""
    almere.row.electorate = electorate
    almere.row.save()
    Station.objects.filter(municipality=almere.row).update(electorate=electorate)
    report(almere, 1, 525, "11:00")
    for page in (client.get(TURNOUT), beamer.get(HALL), client.get(TURNOUT.replace("turnout/", ""))):
        found = page.content.decode()
        assert "525" in found
        assert "%" not in strip_tags(found)
    assert "The electorate of this municipality is not known." in text(client, TURNOUT)


def test_who_is_late_and_with_which_hour(
    almere: MadeMunicipality, client: Client, clock: Callable[[datetime], None]
) -> None:
    Station.objects.filter(municipality=almere.row, number=4).delete()
    report(almere, 1, 300, "10:00")
    clock(at("13:20"))
    late = figures(almere.row, at("13:20")).late
    assert [(each.place.number, [f"{at:%H:%M}" for at in each.missing]) for each in late] == [
        (2, ["10:00", "13:00"]),
        (1, ["13:00"]),
    ]
    assert "1 Buurthuis Het Oude Weeshuis 13:00 10:00" in text(client, TURNOUT)
    assert "2 Sporthal Zuid 10:00, 13:00 none" in text(client, TURNOUT)


def test_quarters_stand_by_themselves(almere: MadeMunicipality, client: Client, beamer: Client) -> None:
    assert not figures(almere.row, at("12:00")).quarters
    Station.objects.filter(municipality=almere.row, number=1).update(quarter="Haven")
    report(almere, 1, 300, "11:00")
    haven, rest = figures(almere.row, at("12:00")).quarters
    assert (haven.name, haven.turnout.admitted, haven.turnout.electorate) == ("Haven", 300, 1_500)
    assert (rest.name, rest.turnout.electorate) == ("", None)
    assert "Haven 1 300 20.0%" in text(client, TURNOUT)
    assert "Haven 20%" in text(beamer, HALL)


def test_it_renews_itself(client: Client) -> None:
    part = client.get(TURNOUT, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="clock" hx-swap-oob="true"' in part


def test_a_presenter_comes_to_the_hall_and_nowhere_else(beamer: Client) -> None:
    assert beamer.get("/desk/")["Location"] == HALL
    assert beamer.get(TURNOUT).status_code == 403
    assert "Board" not in text(beamer, HALL)
    assert f'href="{reverse("desk:account")}"' in beamer.get(HALL).content.decode()
    assert f'action="{reverse("desk:sign-out")}"' in beamer.get(reverse("desk:account")).content.decode()


def test_before_the_release_the_hall_sees_no_count(
    almere: MadeMunicipality, beamer: Client, held: Held, clock: Callable[[datetime], None]
) -> None:
    """Held, in, armed: not one byte of the page is another one."""
    clock(at("20:30"))
    report(almere, 1, 300, "11:00")
    before = beamer.get(HALL).content
    held(1)
    write(almere.row, "station.opened", at("20:00"), "station:3", station=3)
    acts.arm(almere.row, "desk:1", at("20:10"), uuid4())
    assert beamer.get(HALL).content == before
    assert "0 h 30 min to go" in text(beamer, HALL)
    assert "Opened 1 / 3" in text(beamer, HALL)
    acts.hold(almere.row, "desk:1", at("20:20"), uuid4(), "")
    assert beamer.get(HALL).content == before


def test_days_before_it_are_days(beamer: Client, clock: Callable[[datetime], None]) -> None:
    clock(at("21:00") - timedelta(days=2))
    assert "2 days to go" in text(beamer, HALL)
    clock(at("21:01") - timedelta(days=2))
    assert "47 h 59 min to go" in text(beamer, HALL)


def test_after_the_release_it_says_how_many_are_in(
    almere: MadeMunicipality, beamer: Client, held: Held, clock: Callable[[datetime], None]
) -> None:
    held(1)
    clock(at("21:05"))
    assert "Not released yet" in text(beamer, HALL)
    assert "Counts in" not in text(beamer, HALL)
    moment = {"moment": at("21:00").isoformat()}
    write(almere.row, "release.armed", at("20:00"), "desk:1", facts=moment)
    write(almere.row, "release.released", at("21:01"), "gate", facts=moment)
    assert "Counts in 0 / 4" in text(beamer, HALL)
    write(
        almere.row, "count.accepted", at("21:03"), "desk:1", station=1,
        facts={"version": 1}, texts={"reason": "the record explains it"},
    )  # fmt: skip
    assert "Counts in 1 / 4" in text(beamer, HALL)


@pytest.mark.parametrize(("look", "chosen"), [("dark", "dark"), ("light", "light"), ('"><script>', "")])
def test_dark_or_light(beamer: Client, look: str, chosen: str) -> None:
    page = beamer.get(HALL, {"look": look}).content.decode()
    assert (f'data-look="{chosen}"' in page) is bool(chosen)
    assert "<script>" not in page
    assert "csrf" not in page.lower()
