"""One message to many stations, and what urgent incidents and a closing do to the board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils.html import strip_tags

from stemdag import clock
from stemdag.desk.board.boards import board
from stemdag.desk.talk import broadcast
from stemdag.domain.errors import Refused
from stemdag.journal.append import Fact, Receipt
from stemdag.journal.models import DeviceDay, Entry, StationDay
from tests.capture.tablet import ELECTION, Tablet
from tests.desk.conftest import browser, official
from tests.factories import Made, MadeMunicipality, at

pytestmark = [pytest.mark.store, pytest.mark.django_db]
BOARD = "/desk/GR2022_Almere/0034/"
PAGE = f"{BOARD}messages/"
HERE = f"{BOARD}stations/1/"


def text(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.fixture
def tablet(made: Made) -> Tablet:
    tablet = Tablet(made)
    tablet.send(tablet.fact("station.opened"))
    return tablet


def urgent(tablet: Tablet) -> None:
    facts = {"category": "disturbance", "urgent": True}
    tablet.send(tablet.fact("incident.reported", facts, texts={"text": "Somebody shouts"}))


def test_one_action_writes_to_all(client: Client, tablet: Tablet, made: Made) -> None:
    """An entry a station, once; who read it is counted; the neighbours get none."""
    form = {"client_id": str(uuid4()), "group": "all", "text": "It will rain"}
    for _ in range(2):
        assert client.post(PAGE, form).status_code == 302
    assert list(Entry.objects.filter(kind="message.sent").values_list("station", flat=True)) == [1, 2, 3, 4]
    assert "read at 0 of 4 stations" in text(client.get(PAGE))
    [heard] = tablet.post().json()["news"][ELECTION]["facts"]
    assert (heard["facts"], heard["texts"]) == ({"to": "broadcast"}, {"text": "It will rain"})
    tablet.send(tablet.fact("message.read", {"message": heard["entry"]}))
    shown = text(client.get(PAGE))
    assert "It will rain" in shown
    assert "read at 1 of 4 stations" in shown
    assert "to all" in text(client.get(HERE))
    lelystad = browser(official("lel", made.municipalities["0995"]))
    assert "It will rain" not in text(lelystad.get("/desk/GR2022_Almere/0995/messages/"))


def test_what_was_broken_off_is_finished(
    client: Client, almere: MadeMunicipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database fails half way: the page says so, and the same form again reaches who is left."""
    monkeypatch.setattr(broadcast, "AT_ONCE", 2)
    before, turns = broadcast.append_many, iter((True, False))

    def failing(facts: Sequence[Fact]) -> list[Receipt | Refused]:
        if not next(turns, True):
            raise OperationalError("disk full")
        return before(facts)

    monkeypatch.setattr(broadcast, "append_many", failing)
    form = {"client_id": str(uuid4()), "group": "all", "text": "It will rain"}
    failed = client.post(PAGE, form)
    assert failed.status_code == 503
    assert ">It will rain</textarea>" in failed.content.decode()
    assert Entry.objects.filter(kind="message.sent").count() == 2
    assert client.post(PAGE, form).status_code == 302
    assert list(Entry.objects.filter(kind="message.sent").values_list("station", flat=True)) == [1, 2, 3, 4]
    assert "read at 0 of 4 stations" in text(client.get(PAGE))


def test_a_group(client: Client, tablet: Tablet) -> None:
    """Stations 2 and 4 are not open at noon."""
    form = {"client_id": str(uuid4()), "group": "hand", "text": "Are you there?"}
    assert client.post(PAGE, form).status_code == 302
    assert list(Entry.objects.filter(kind="message.sent").values_list("station", flat=True)) == [2, 4]


def test_a_broadcast_answers_nobody(client: Client, tablet: Tablet, almere: MadeMunicipality) -> None:
    """An urgent incident keeps its station on top until somebody answers it."""
    urgent(tablet)
    client.post(PAGE, {"client_id": str(uuid4()), "group": "all", "text": "It will rain"})
    first = board(almere.row, clock.now()).lines[0]
    assert (first.number, first.hand, first.unanswered) == (1, "urgent", 1)
    shown = text(client.get(BOARD))
    assert "Urgent" in shown
    assert "shouts" not in shown
    page = text(client.get(HERE))
    assert "urgent incident · Unrest, or someone disturbs the voting" in page
    inbox = text(client.get(PAGE))
    assert "Weeshuis Urgent 1 message unanswered · since" in inbox
    assert "shouts" not in inbox
    assert client.post(f"{HERE}write/", {"client_id": str(uuid4()), "text": "We come"}).status_code == 302
    assert board(almere.row, clock.now()).lines[0].hand != "urgent"


@pytest.mark.parametrize(
    ("form", "status", "word"),
    [
        ({"text": " "}, 409, "nothing to send"),
        ({"text": "x" * 1001}, 409, "too long"),
        ({"group": "nobody"}, 400, ""),
        ({"group": ""}, 400, ""),
        ({"client_id": "x"}, 400, ""),
    ],
)
def test_what_cannot_be_sent(
    client: Client, made: Made, form: dict[str, str], status: int, word: str
) -> None:
    given = {"client_id": str(uuid4()), "group": "all", "text": "It will rain"} | form
    answer = client.post(PAGE, given)
    assert answer.status_code == status
    assert word in text(answer)
    assert not Entry.objects.filter(kind="message.sent").exists()


def test_a_group_without_stations(client: Client, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("05:00", made.row.date.replace(day=13)))
    answer = client.post(PAGE, {"client_id": str(uuid4()), "group": "hand", "text": "Hello"})
    assert answer.status_code == 409
    assert "no station to write to" in text(answer)


def test_once_counting_has_begun_the_boxes_say_no_votes(
    client: Client, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = "Write no votes"
    assert word not in text(client.get(HERE))
    monkeypatch.setattr(clock, "now", lambda: at("21:00"))
    assert word in text(client.get(HERE))
    assert word in text(client.get(PAGE))


def test_sent_delivered_read(client: Client, tablet: Tablet) -> None:
    """Both ways: the office's message at the station, and the station's at the office."""
    client.post(f"{HERE}write/", {"client_id": str(uuid4()), "text": "Hello"})
    assert "not delivered yet" in text(client.get(HERE))
    news = tablet.post().json()["news"][ELECTION]
    assert "not delivered yet" in text(client.get(HERE))
    tablet.post(cursors={ELECTION: news["cursor"]})
    assert "delivered, not read yet" in text(client.get(HERE))
    tablet.send(tablet.fact("message.read", {"message": news["facts"][0]["entry"]}))
    assert "read at 12:00" in text(client.get(HERE))
    tablet.send(tablet.fact("message.sent", {"to": "office"}, texts={"text": "Thanks"}))
    part = {"HX-Request": "true"}
    assert "Thanks" in text(client.get(HERE, headers=part))
    assert not Entry.objects.filter(kind="message.seen").exists()
    for _ in range(3):
        assert "Thanks" in text(client.get(HERE))
    [seen] = Entry.objects.filter(kind="message.seen")
    assert seen.station == 1


def test_a_huge_cursor_is_no_matter(client: Client, tablet: Tablet) -> None:
    assert tablet.post(cursors={ELECTION: 10**300, "GR2022_Elders": 4}).status_code == 200
    assert tablet.row.heard == {ELECTION: 2**31}


def test_events_stand_on_the_stations_page(client: Client, tablet: Tablet) -> None:
    facts = {"category": "ballot_taken", "voters": 2}
    tablet.send(tablet.fact("event.logged", facts, texts={"text": "A man with a dog"}))
    shown = text(client.get(HERE))
    assert "Voter took the ballot paper away instead of putting it in the box · 2 voters" in shown
    assert "A man with a dog" in shown


# Closed by the office


def close(client: Client, act: str = "close", **more: object) -> Any:
    return client.post(f"{HERE}{act}/", {"client_id": str(uuid4()), "reason": "evacuated"} | more)


def test_closed_and_opened_again(client: Client, tablet: Tablet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked once more; the station hears why; voters of after it are taken in, and marked for the office."""
    DeviceDay.objects.update(enrolled_at=at("07:00"))
    cursor = tablet.post().json()["news"][ELECTION]["cursor"]
    assert "Close station 1" in text(client.get(f"{HERE}close/"))
    assert client.get(f"{HERE}reopen/").status_code == 302
    assert "not closed by the office" in text(close(client, "reopen"))
    once = str(uuid4())
    for _ in range(2):
        assert close(client, client_id=once).status_code == 302
    again = close(client)
    assert again.status_code == 409
    assert "closed this station already" in text(again)
    assert client.get(f"{HERE}close/").status_code == 302
    assert "Closed by the office" in text(client.get(BOARD))
    assert "Closed by the office at 12:00" in text(client.get(HERE))
    [heard] = tablet.post(cursors={ELECTION: cursor}).json()["news"][ELECTION]["facts"]
    assert (heard["kind"], heard["texts"]) == ("station.closed_by_office", {"reason": "evacuated"})

    def told(moment: str, admitted: int) -> None:
        facts = {"admitted": admitted, "source": "typed"}
        answer = tablet.send(tablet.fact("turnout.reported", facts, at=at(moment).isoformat()))
        assert answer[0]["state"] == "taken"

    monkeypatch.setattr(clock, "now", lambda: at("12:30"))
    # Of before the closing, told late; then of after it, without and with new voters.
    told("11:50", 40)
    told("12:20", 40)
    assert StationDay.objects.get(station=1).after_closing == 0
    told("12:25", 42)
    assert "Voters after the closing" in text(client.get(BOARD))
    assert "1 report of voters is of after that moment." in text(client.get(HERE))
    assert StationDay.objects.get(station=1).admitted == 42
    assert close(client, "reopen", reason="").status_code == 302
    assert close(client, "reopen").status_code == 409
    assert "Closed by the office" not in text(client.get(BOARD))
    told("12:29", 50)
    assert StationDay.objects.get(station=1).after_closing == 1


def test_scans_after_the_closing_are_marked(client: Client, tablet: Tablet) -> None:
    assert close(client).status_code == 302
    StationDay.objects.update(office_closed_at=at("11:00"))
    scan = {
        "fingerprint": "0123456789abcdef",
        "kind": "poll_card",
        "at": at("11:30").isoformat(),
        "visit": "one",
        "verdict": "accepted",
        "decided": None,
    }
    facts = {"poll_cards": 1, "proxies": 0, "voter_cards": 0, "scans": [scan]}
    assert tablet.send(tablet.fact("passes.scanned", facts))[0]["state"] == "taken"
    day = StationDay.objects.get(station=1)
    assert (day.poll_cards, day.after_closing) == (1, 1)


@pytest.mark.parametrize(("reason", "word"), [("", "A reason is needed"), ("x" * 1001, "too long")])
def test_a_closing_needs_its_reason(client: Client, made: Made, reason: str, word: str) -> None:
    answer = close(client, reason=reason)
    assert answer.status_code == 409
    assert word in text(answer)
    assert not Entry.objects.filter(kind="station.closed_by_office").exists()


@pytest.mark.parametrize("act", ["close", "reopen"])
def test_a_malformed_closing(client: Client, made: Made, act: str) -> None:
    assert client.post(f"{HERE}{act}/", {"reason": "x"}).status_code == 400
    assert close(browser(), act).status_code == 302
    assert client.get(f"{BOARD}stations/99/{act}/").status_code == 404
    assert client.post(f"{BOARD}stations/99/{act}/", {"client_id": str(uuid4())}).status_code == 404


def test_a_station_that_the_office_closed_is_not_late(
    client: Client, made: Made, almere: MadeMunicipality
) -> None:
    assert board(almere.row, clock.now()).lines[0].hand == "late"
    assert close(client).status_code == 302
    assert {each.number: each.hand for each in board(almere.row, clock.now()).lines}[1] == ""
