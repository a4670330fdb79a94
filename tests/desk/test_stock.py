"""Ballots at the desk: the alarm comes before the shortage, and what was asked for is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import strip_tags

from stemdag.desk.board import boards
from stemdag.desk.board.boards import board
from stemdag.desk.board.lines import Line
from stemdag.elections.tailored import tailor
from stemdag.elections.writing import write
from stemdag.journal.models import StationDay, StockReport
from tests.desk.conftest import Held
from tests.factories import MadeMunicipality, at

pytestmark = [pytest.mark.store, pytest.mark.django_db]
BOARD = "/desk/GR2022_Almere/0034/"
HERE = f"{BOARD}stations/1/"
Clock = Callable[[datetime], None]


def said(almere: MadeMunicipality, kind: str, moment: str, station: int = 1, **facts: Any) -> None:
    by = "desk:1" if kind == "delivery.sent" else f"station:{station}"
    write(almere.row, kind, at(moment), by, station=station, facts=facts)


def line(almere: MadeMunicipality, moment: str, station: int = 1) -> Line:
    return next(each for each in board(almere.row, at(moment)).lines if each.number == station)


def text(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.fixture
def short(almere: MadeMunicipality) -> MadeMunicipality:
    """Five hundred ballots, of which 290 are gone at eleven."""
    said(almere, "station.opened", "07:30")
    said(almere, "stock.reported", "07:30", ballots=500)
    said(almere, "turnout.reported", "11:00", admitted=290, source="typed")
    return almere


def test_the_alarm_comes_hours_before_the_shortage(short: MadeMunicipality, client: Client) -> None:
    """Incident 6 (Tilburg, 2023). At eleven 210 are left, and they are expected to last until one."""
    found = line(short, "11:00")
    assert (found.hand, found.stock.left, found.stock.alarm) == ("stock", 210, True)
    assert found.stock.until is not None
    assert at("12:30") < found.stock.until < at("14:30")
    shown = text(client.get(BOARD))
    assert "Ballots until about 13:" in shown
    assert "Send more now." in text(client.get(HERE))


def test_enough_is_no_alarm(almere: MadeMunicipality) -> None:
    said(almere, "stock.reported", "07:30", ballots=5_000)
    said(almere, "turnout.reported", "11:00", admitted=290, source="typed")
    found = line(almere, "11:00")
    assert (found.stock.left, found.stock.alarm, found.stock.until) == (4_710, False, None)
    assert found.hand != "stock"


def test_nothing_is_said_where_nothing_is_known(almere: MadeMunicipality) -> None:
    said(almere, "turnout.reported", "11:00", admitted=290, source="typed")
    assert line(almere, "11:00").stock.left is None
    tailor(almere.row, {"ballots_at_start": 400}, at("06:00"), "cli")
    assert line(almere, "11:00").stock.left == 110
    assert line(almere, "11:00", 3).stock.left is None


def test_scans_count_as_turnout(almere: MadeMunicipality) -> None:
    said(almere, "stock.reported", "07:30", ballots=500)
    write(almere.row, "turnout.reported", at("11:00"), "station:1", station=1, facts={"admitted": 100})
    before = line(almere, "11:05").stock.left
    StationDay.objects.update(admitted=300, reported_at=at("11:05"))
    boards.forget()  # no entry of the journal tells it
    after = line(almere, "11:05").stock.left
    assert before is not None
    assert after is not None
    assert before > 350 > 250 > after


def test_asked_then_on_its_way_then_there(short: MadeMunicipality, client: Client) -> None:
    said(short, "delivery.asked", "11:00", what="ballots", amount=400)
    assert "asked for at 11:00" in text(client.get(HERE))
    form = {"client_id": str(uuid4()), "what": "ballots", "amount": "400", "note": "the blue van"}
    for _ in range(2):
        assert client.post(f"{HERE}send/", form).status_code == 302
    assert StockReport.objects.filter(kind="sent").count() == 1
    shown = text(client.get(HERE))
    assert "on its way since 12:00" in shown
    assert "the blue van" in shown
    assert (line(short, "12:01").hand, line(short, "12:01").stock.alarm) == ("", False)
    # It does not come: after the time that a delivery takes the alarm is back.
    assert line(short, "14:01").stock.alarm
    said(short, "delivery.received", "12:30", what="ballots", amount=400)
    assert "received at 12:30" in text(client.get(HERE))
    left = line(short, "12:30").stock.left
    assert left is not None
    assert left > 400


def test_materials_need_a_hand_until_they_are_sent(almere: MadeMunicipality, client: Client) -> None:
    said(almere, "station.opened", "07:30")
    said(almere, "delivery.asked", "11:00", what="pencils", amount=None)
    assert line(almere, "11:00").hand == "stock"
    assert "Asks for a delivery" in text(client.get(BOARD))
    form = {"client_id": str(uuid4()), "what": "pencils", "amount": "", "note": ""}
    assert client.post(f"{HERE}send/", form).status_code == 302
    assert line(almere, "12:01").hand == ""


def test_after_the_vote_there_is_no_alarm(short: MadeMunicipality, held: Held, clock: Clock) -> None:
    assert line(short, "20:59").stock.alarm
    assert not line(short, "21:00").stock.alarm
    held(1)
    assert line(short, "15:00").hand == "held"
    assert not line(short, "15:00").stock.alarm


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ({"what": "gold"}, "no material of this municipality"),
        ({"what": ""}, "no material of this municipality"),
        ({"amount": "0"}, "whole number from 1"),
        ({"amount": "-3"}, "whole number from 1"),
        ({"amount": "100001"}, "whole number from 1"),
        ({"amount": "²"}, "whole number from 1"),
        ({"note": "x" * 1001}, "too long"),
    ],
)
def test_what_cannot_be_sent(
    almere: MadeMunicipality, client: Client, form: dict[str, str], word: str
) -> None:
    given = {"client_id": str(uuid4()), "what": "ballots", "amount": "10", "note": ""} | form
    answer = client.post(f"{HERE}send/", given)
    assert answer.status_code == 409
    assert word in text(answer)
    assert not StockReport.objects.exists()


def test_malformed(almere: MadeMunicipality, client: Client) -> None:
    assert client.post(f"{HERE}send/", {"what": "ballots"}).status_code == 400
    assert client.get(f"{HERE}send/").status_code == 302
    assert client.post(HERE.replace("/1/", "/99/") + "send/", {"client_id": str(uuid4())}).status_code == 404


def test_the_forecast_is_kept_for_a_minute(short: MadeMunicipality) -> None:
    """A later minute, and another report, are another forecast."""
    first, later = line(short, "11:00").stock, line(short, "11:40").stock
    assert first.left is not None
    assert later.left is not None
    assert later.left < first.left
    assert board(short.row, at("11:00") + timedelta(seconds=40)).lines[0].stock == first
    said(short, "stock.reported", "11:00", ballots=100)
    assert line(short, "11:00").stock.left == 100
