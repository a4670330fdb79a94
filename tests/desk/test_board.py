"""The board: what it shows, in which order, and with how many queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from stemdag.desk.board.lines import board
from stemdag.elections.models import Station
from stemdag.journal.append import Fact, append
from tests.desk.conftest import Held
from tests.factories import MadeMunicipality, at

pytestmark = [pytest.mark.store, pytest.mark.django_db]
BOARD = "/desk/GR2022_Almere/0034/"
NOON = at("12:00")


def report(almere: MadeMunicipality, station: int, admitted: int, when: datetime = NOON) -> None:
    for kind, facts in [("station.opened", {}), ("turnout.reported", {"admitted": admitted})]:
        append(
            Fact(
                almere.row.election.eml_id,
                almere.row.code,
                kind,
                at=when,
                by=f"station:{station}",
                client_id=uuid4(),
                station=station,
                facts=facts,
            )
        )


def test_each_station_has_a_line(almere: MadeMunicipality, client: Client) -> None:
    report(almere, 1, 750, at("10:30"))
    text = " ".join(strip_tags(client.get(BOARD).content.decode()).split())
    assert "1 Buurthuis Het Oude Weeshuis 10:30 750 50% Expected 10:30" in text
    assert "3 Briefstembureau Postal votes" in text


def test_turnout_where_the_electorate_is_known(almere: MadeMunicipality) -> None:
    report(almere, 1, 1_755)
    report(almere, 2, 10)
    found = board(almere.row, NOON)
    lines = {line.number: line for line in found.lines}
    assert lines[1].turnout is not None
    assert lines[1].turnout.share == Fraction(117, 100)
    assert lines[2].turnout is not None
    assert lines[2].turnout.share is None
    assert lines[3].turnout is None
    assert found.turnout.share == Fraction(1_765, 4_000)


def test_what_needs_a_hand_floats_up(almere: MadeMunicipality, held: Held) -> None:
    report(almere, 1, 5)
    report(almere, 4, 5)
    held(4)
    order = [(line.number, line.hand) for line in board(almere.row, NOON).lines]
    assert order == [(4, "held"), (2, "late"), (1, ""), (3, "")]
    assert not any(line.hand == "late" for line in board(almere.row, at("07:44")).lines if line.number < 3)


def test_the_figures_are_of_all_stations_whatever_is_filtered(almere: MadeMunicipality, held: Held) -> None:
    held(1)
    found = board(almere.row, at("07:00"), chosen="held")
    assert [line.number for line in found.lines] == [1]
    assert found.stations == 4
    assert found.received == 1
    assert found.per_filter == {"all": 4, "hand": 1 + 1, "expected": 3, "held": 1, "accepted": 0}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("1", {1}),
        ("sporthal", {2}),
        ("STADHUIS", {4}),
        ("1315xa", {1}),
        ("zzz", set()),
        ("-1", set()),
        ("²", set()),
    ],
)
def test_search(almere: MadeMunicipality, query: str, found: set[int]) -> None:
    Station.objects.filter(municipality=almere.row, number=2).update(name="Buurthuis Het Oude Weeshuis")
    Station.objects.filter(municipality=almere.row, number=3).update(name="Sporthal Zuid")
    expected = {3 if number == 2 else number for number in found}
    assert {line.number for line in board(almere.row, NOON, query).lines} == expected


def test_the_postcode_stands_where_a_name_does_twice(almere: MadeMunicipality) -> None:
    assert not any(line.postcode for line in board(almere.row, NOON).lines)
    Station.objects.filter(municipality=almere.row, number=2).update(
        name="Buurthuis Het Oude Weeshuis", postcode="1316 AB"
    )
    shown = {line.number: line.postcode for line in board(almere.row, NOON).lines}
    assert shown == {1: "1315 XA", 2: "1316 AB", 3: "", 4: ""}


def test_a_search_without_script_is_an_address(client: Client) -> None:
    text = client.get(BOARD, {"q": "sporthal", "show": "expected"}).content.decode()
    assert "Sporthal Zuid" in text
    assert "Briefstembureau" not in text
    assert 'href="/desk/GR2022_Almere/0034/?show=held&amp;q=sporthal"' in text


@pytest.mark.parametrize(
    "query", [{"show": "nothing"}, {"q": "x" * 5000}, {"q": "<script>"}, {"show": ["a", "b"]}]
)
def test_a_malformed_search_is_a_board(client: Client, query: dict[str, str]) -> None:
    response = client.get(BOARD, query)
    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b"<script src", b"")


def test_the_part_that_renews_itself(client: Client) -> None:
    part = client.get(BOARD, headers={"HX-Request": "true"}).content.decode()
    assert part.count('hx-swap-oob="true"') == 3
    assert "<html" not in part
    assert 'id="q"' not in part


def test_the_part_renews_under_its_own_search(client: Client) -> None:
    part = client.get(BOARD, {"q": "zuid", "show": "hand"}, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-get="/desk/GR2022_Almere/0034/?show=hand&amp;q=zuid"' in part


def test_before_the_release_only_held_is_said(held: Held, client: Client) -> None:
    held(1)
    text = client.get(BOARD).content.decode()
    assert "Held" in text
    assert "F.201" not in text


def test_times_are_those_of_the_elections_zone(almere: MadeMunicipality, client: Client) -> None:
    almere.row.election.zone = "America/Kralendijk"
    almere.row.election.save()
    report(almere, 1, 5, at("13:00"))
    assert "08:00" in client.get(BOARD).content.decode()


def test_a_day_that_is_not_today_is_named(
    almere: MadeMunicipality, client: Client, clock: Callable[[datetime], None]
) -> None:
    report(almere, 4, 5, at("10:00") - timedelta(days=2))
    assert "14 Mar 10:00" in client.get(BOARD).content.decode()


def test_six_hundred_stations_take_as_many_queries_as_four(
    almere: MadeMunicipality, client: Client, held: Held, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    held(1)
    report(almere, 2, 40)
    few = 9
    with django_assert_num_queries(few):
        client.get(BOARD)
    Station.objects.bulk_create(
        Station(municipality=almere.row, number=number, name=f"Stembureau {number}", kind="regular")
        for number in range(5, 601)
    )
    for number in range(5, 40):
        report(almere, number, number)
    with django_assert_num_queries(few):
        response = client.get(BOARD)
    assert response.content.decode().count("board__nr") == 600
