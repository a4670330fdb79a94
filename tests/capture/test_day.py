"""Home, opening and turnout."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from stemdag import clock
from stemdag.elections.writing import write
from stemdag.journal.models import AsideKey, Entry, StationDay, TurnoutReport
from tests.capture.conftest import SignIn, Wall, form
from tests.factories import Made, make_held_count

pytestmark = [pytest.mark.store, pytest.mark.django_db]


def text(response: object) -> str:
    """What a reader sees: without tags, with single spaces."""
    body = response.content.decode()  # type: ignore[attr-defined]
    return " ".join(re.sub(r"<[^>]+>", " ", body.partition("<main")[2].partition("</main>")[0]).split())


def report(client: Client, admitted: object, **more: object) -> object:
    return client.post("/station/turnout", {"admitted": admitted, "client_id": str(uuid4()), **more})


def test_home_says_where_one_is(made: Made, sign_in: SignIn) -> None:
    response = sign_in(made.first.station).get("/station/")
    assert response.status_code == 200
    body = response.content.decode()
    assert "Buurthuis Het Oude Weeshuis" in body
    assert "station 1 · Almere · 22:30" in body
    assert "Open the station" in body


def test_a_station_number_is_no_amount(made: Made, sign_in: SignIn) -> None:
    made.first.station.number = 1234
    made.first.station.save()
    assert "station 1234 · Almere" in sign_in(made.first.station).get("/station/").content.decode()


def test_home_is_dutch_for_who_does_not_ask_otherwise(made: Made, sign_in: SignIn) -> None:
    client = sign_in(made.first.station)
    response = client.get("/station/", headers={"accept-language": "fy"})
    assert '<html lang="nl">' in response.content.decode()


def test_opening(made: Made, sign_in: SignIn) -> None:
    client = sign_in(made.first.station)
    assert "07:30 to 21:00" in text(client.get("/station/open"))
    response = client.post("/station/open", {"client_id": str(uuid4())})
    assert (response.status_code, response["Location"]) == (302, "/station/")
    entry = Entry.objects.get(kind="station.opened")
    assert (entry.station, entry.by, entry.facts) == (1, "station:1", "{}")
    assert "Open since 22:30." in text(client.get("/station/"))
    assert "open since 22:30" in text(client.get("/station/open"))


@pytest.mark.parametrize("client_id", [None, "", "not a uuid", "3f1a3a53-9a0e-4f4f-8a6f-0d6c5b8f1c2e"])
def test_opening_again_changes_nothing(chair: Client, client_id: str | None) -> None:
    response = chair.post("/station/open", {"client_id": client_id} if client_id is not None else {})
    assert response.status_code == 302
    assert Entry.objects.filter(kind="station.opened").count() == 1


def test_a_station_cannot_be_opened_before_its_first_day(made: Made, sign_in: SignIn, wall: Wall) -> None:
    wall.moment = wall.moment.replace(day=15, hour=23)
    client = sign_in(made.first.station)
    response = client.post("/station/open", {"client_id": str(uuid4())})
    assert response.status_code == 409
    assert "The first day of this station has not come yet" in text(response)
    assert "Wednesday 16 March" in text(response)
    assert not StationDay.objects.filter(opened_at__isnull=False).exists()
    early = sign_in(made.first.stations[4])
    assert early.post("/station/open", {"client_id": str(uuid4())}).status_code == 302


def test_turnout_is_reported_and_shown(chair: Client) -> None:
    assert "Nothing was reported yet." in text(chair.get("/station/turnout"))
    response = report(chair, "1234")
    assert (response.status_code, response["Location"]) == (302, "/station/turnout")  # type: ignore[attr-defined, index]
    assert TurnoutReport.objects.get().admitted == 1234
    assert "22:30 1,234" in text(chair.get("/station/turnout"))
    assert "Last reported: 1,234 voters, 22:30." in text(chair.get("/station/"))


def test_nobody_admitted_yet_is_a_report(chair: Client) -> None:
    assert report(chair, "0").status_code == 302  # type: ignore[attr-defined]
    assert TurnoutReport.objects.get().admitted == 0


def test_the_same_report_twice_is_one(chair: Client) -> None:
    same = {"admitted": "40", "client_id": str(uuid4())}
    assert [chair.post("/station/turnout", same).status_code for _ in range(3)] == [302] * 3
    assert TurnoutReport.objects.count() == 1


def test_another_number_under_the_same_id_is_asked_for_again(chair: Client) -> None:
    same = str(uuid4())
    chair.post("/station/turnout", {"admitted": "40", "client_id": same})
    response = chair.post("/station/turnout", {"admitted": "44", "client_id": same})
    assert response.status_code == 409
    body = response.content.decode()
    assert 'value="44"' in body
    assert same not in body
    assert [each.admitted for each in TurnoutReport.objects.all()] == [40]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "whole number"),
        ("twaalf", "whole number"),
        ("1.234", "without dots"),
        ("1 234", "without dots"),
        ("12,5", "whole number"),
        ("1e3", "whole number"),
        ("٣", "whole number"),
        ("-4", "less than 0"),
        ("−4", "less than 0"),
        ("1000000000", "nine digits"),
        ("9" * 5000, "nine digits"),
    ],
)
def test_what_is_no_number_of_voters_is_refused_and_kept(chair: Client, typed: str, says: str) -> None:
    response = report(chair, typed)
    assert response.status_code == 422  # type: ignore[attr-defined]
    body = response.content.decode()  # type: ignore[attr-defined]
    assert says in body
    assert 'aria-invalid="true"' in body
    assert f'value="{typed}"' in body
    assert not TurnoutReport.objects.exists()


def test_a_form_without_the_number_is_refused(chair: Client) -> None:
    assert chair.post("/station/turnout", {}).status_code == 422
    assert chair.post("/station/turnout", "{}", content_type="application/json").status_code == 422


def test_a_lower_number_is_asked_about_once(chair: Client) -> None:
    report(chair, "400")
    asked = report(chair, "40")
    assert asked.status_code == 200  # type: ignore[attr-defined]
    assert "40 is less than the 400 of the last report." in text(asked)
    assert TurnoutReport.objects.count() == 1
    assert report(chair, "41", confirm="40").status_code == 200  # type: ignore[attr-defined]
    assert report(chair, "40", confirm="40").status_code == 302  # type: ignore[attr-defined]
    assert "40 correction" in text(chair.get("/station/turnout")) or "correction 40" in text(
        chair.get("/station/turnout")
    )


def test_more_than_any_station_admits_is_asked_about_once(chair: Client) -> None:
    asked = report(chair, "12345")
    assert "Really 12,345?" in text(asked)
    assert 'name="confirm" value="12345"' in asked.content.decode()  # type: ignore[attr-defined]
    assert not TurnoutReport.objects.exists()
    assert report(chair, "12345", confirm="12345").status_code == 302  # type: ignore[attr-defined]
    assert report(chair, "12399").status_code == 302  # type: ignore[attr-defined]


def test_no_turnout_before_the_opening(made: Made, sign_in: SignIn) -> None:
    client = sign_in(made.first.station)
    assert "Open the station first" in text(client.get("/station/turnout"))
    response = report(client, "4")
    assert response.status_code == 409  # type: ignore[attr-defined]
    assert "Open it first" in text(response)
    assert not TurnoutReport.objects.exists()


def test_a_postal_station_without_hours_has_no_door_to_open(made: Made, sign_in: SignIn) -> None:
    client = sign_in(made.first.stations[3])
    assert "/station/open" not in client.get("/station/").content.decode()
    assert report(client, "2500").status_code == 302  # type: ignore[attr-defined]


def test_stations_do_not_see_each_others_turnout(made: Made, chair: Client, sign_in: SignIn) -> None:
    report(chair, "777")
    for other in (made.first.stations[2], made.municipalities["0995"].station):
        assert "777" not in text(sign_in(other).get("/station/turnout"))


def of_the_office(made: Made, kind: str, reason: str, **facts: object) -> None:
    """An act of the desk at station 1."""
    write(
        made.first.row, kind, clock.now(), "desk:7", uuid4(), station=1, facts=facts, texts={"reason": reason}
    )


def test_a_count_that_was_handed_back_says_so_on_its_pages(made: Made, chair: Client) -> None:
    """With the office's words, until a new version came in."""
    asks = "asks you to look at version 1 of the count again"
    sent = form(make_held_count(), seen="F.201")
    receipt = chair.post("/station/count", sent, follow=True).redirect_chain[-1][0]
    assert StationDay.objects.get(station=1).state == "held"
    assert asks not in text(chair.get("/station/"))
    of_the_office(made, "count.returned", "Kijk D <b>na</b> op het papier.", version=1)
    for path in ("/station/", "/station/count", receipt):
        shown = chair.get(path)
        assert asks in text(shown), path
        assert "Kijk D &lt;b&gt;na&lt;/b&gt; op het papier." in shown.content.decode()
    # Its words are destroyed with the texts of the election; that it was handed back stays.
    AsideKey.objects.all().delete()
    shown = chair.get("/station/")
    assert asks in text(shown)
    assert "op het papier." not in text(shown)


def test_a_station_that_the_office_closed_says_why(made: Made, chair: Client) -> None:
    of_the_office(made, "station.closed_by_office", "Het pand is ontruimd.")
    for path in ("/station/", "/station/turnout"):
        shown = text(chair.get(path))
        assert "The election office closed this station" in shown
        assert "Het pand is ontruimd." in shown
    of_the_office(made, "station.reopened_by_office", "Het is veilig.")
    assert "The election office closed this station" not in text(chair.get("/station/"))
