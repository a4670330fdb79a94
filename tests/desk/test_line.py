"""The page of one station at the desk: conversation, devices, shutting one out."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from stemdag import clock
from stemdag.domain.errors import Refused
from stemdag.journal.append import Fact, append
from stemdag.journal.models import DeviceDay, Entry
from tests.capture.tablet import Tablet
from tests.factories import Made, MadeMunicipality

pytestmark = [pytest.mark.store, pytest.mark.django_db]
HERE = "/desk/GR2022_Almere/0034/stations/1/"


@pytest.fixture
def tablet(made: Made) -> Tablet:
    tablet = Tablet(made)
    said = {"text": "De pennen zijn <b>op</b>."}
    tablet.send(tablet.fact("message.sent", {"to": "office"}, texts=said))
    return tablet


def test_a_conversation(client: Client, tablet: Tablet) -> None:
    """The office reads and answers; the board says what is unanswered; the station hears it."""
    board = client.get("/desk/GR2022_Almere/0034/").content.decode()
    assert "1 message unanswered" in board
    page = client.get(HERE).content.decode()
    assert "De pennen zijn &lt;b&gt;op&lt;/b&gt;." in page
    sent = {"client_id": str(uuid4()), "text": "Ze komen eraan."}
    for _ in range(2):
        assert client.post(f"{HERE}write/", sent).status_code == 302
    assert Entry.objects.filter(kind="message.sent").count() == 2
    assert "unanswered" not in client.get("/desk/GR2022_Almere/0034/").content.decode()
    last = Entry.objects.get(kind="message.sent", by="station:1").seq
    seen, heard = tablet.post().json()["news"]["GR2022_Almere"]["facts"]
    assert (seen["kind"], seen["by"], seen["facts"]) == ("message.seen", "office", {"upto": last})
    assert (heard["by"], heard["texts"]) == ("office", {"text": "Ze komen eraan."})
    part = client.get(HERE, headers={"HX-Request": "true"}).content.decode()
    assert "Ze komen eraan." in part
    assert "<textarea" not in part


@pytest.mark.parametrize(("text", "said"), [("  ", "nothing to send"), ("x" * 1001, "too long")])
def test_what_cannot_be_sent(client: Client, tablet: Tablet, text: str, said: str) -> None:
    answer = client.post(f"{HERE}write/", {"client_id": str(uuid4()), "text": text})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert said in shown
    # What somebody wrote is not lost with it.
    assert (f">{text}</textarea>" in shown) is bool(text.strip())
    assert Entry.objects.filter(kind="message.sent").count() == 1


def test_a_lost_device(client: Client, tablet: Tablet) -> None:
    """Asked once more, then it is out; a second time says so; another station's is not reached from here."""
    ask = client.get(f"{HERE}shut-out/", {"device": tablet.row.device}).content.decode()
    assert "Shut out this device" in ask
    form = {"client_id": str(uuid4()), "device": str(tablet.row.device), "reason": "left on the bus"}
    assert client.post(f"{HERE}shut-out/", form | {"reason": " "}).status_code == 409
    elsewhere = client.post(HERE.replace("/1/", "/2/") + "shut-out/", form | {"client_id": str(uuid4())})
    assert elsewhere.status_code == 409
    for _ in range(2):
        assert client.post(f"{HERE}shut-out/", form).status_code == 302
    again = client.post(f"{HERE}shut-out/", form | {"client_id": str(uuid4())})
    assert again.status_code == 409
    assert "shut out already" in again.content.decode()
    assert tablet.post().status_code == 403
    assert "Shut out at" in client.get(HERE).content.decode()
    assert client.get(f"{HERE}shut-out/", {"device": tablet.row.device}).status_code == 302


def test_what_a_device_says_of_itself(client: Client, tablet: Tablet) -> None:
    """Silent, with messages waiting, a clock that is off, and facts that never came."""
    tablet.seq += 3
    slow = clock.now() - timedelta(minutes=90)
    tablet.post(tablet.fact("queue.reported", {"queue": "none"}), sent_at=slow, unsent=4)
    page = client.get(HERE).content.decode()
    assert "It said that 4 messages wait." in page
    assert "Its clock is 90 minutes behind." in page
    assert "3 messages of this device never came." in page
    DeviceDay.objects.update(last_seen=clock.now() - timedelta(minutes=10), offset_ms=-6_000_000)
    page = client.get(HERE).content.decode()
    assert "No connection since" in page
    assert "Its clock is 100 minutes ahead." in page


def test_malformed(client: Client, tablet: Tablet) -> None:
    assert client.post(f"{HERE}write/", {"text": "x"}).status_code == 400
    assert client.post(f"{HERE}shut-out/", {"client_id": str(uuid4()), "device": "x"}).status_code == 400
    assert client.get(HERE.replace("/1/", "/99/")).status_code == 404
    assert client.get(f"{HERE}write/").status_code == 302
    assert client.get(f"{HERE}shut-out/", {"device": "x"}).status_code == 302


def test_a_device_of_another_station_is_not_reached(almere: MadeMunicipality, tablet: Tablet) -> None:
    with pytest.raises(Refused, match="not there"):
        append(
            Fact(
                "GR2022_Almere",
                "0034",
                "device.revoked",
                at=clock.now(),
                by="desk:1",
                client_id=uuid4(),
                station=2,
                facts={"device": tablet.row.device},
            )
        )
