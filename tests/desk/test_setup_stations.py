"""Stations and electorate by hand: bad input, stale forms, and what may not be taken away."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from stemdag.domain.role import Role
from stemdag.elections import models, values
from stemdag.journal.models import Entry
from tests.desk.conftest import browser, official
from tests.desk.test_setup import SETUP, opening, said, upload
from tests.factories import MadeMunicipality

pytestmark = [pytest.mark.store, pytest.mark.django_db]
ONE = f"{SETUP}stations/1/"


def filled(client: Client, address: str) -> dict[str, str]:
    """The form as a browser would send it untouched."""
    text = client.get(address).content.decode()
    form = text.split("<form")[-1]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf' {key}="([^"]*)"', tag) for key in ("name", "value"))
        if name:
            found[name[1]] = value[1] if value else ""
    chosen = re.search(r'<option value="([^"]*)" selected', form)
    return found | {"kind": chosen[1] if chosen else ""}


def send(client: Client, address: str, **changed: str) -> Any:
    return client.post(address, filled(client, address) | changed)


def test_all_stations_stand_in_a_list(client: Client) -> None:
    text = said(client.get(f"{SETUP}stations/"))
    assert "1 Buurthuis Het Oude Weeshuis Regular 1315 XA Wed 16 Mar 07:30–21:00 1,500" in text
    assert "Mon 14 Mar 07:30–21:00 Tue 15 Mar 07:30–21:00" in text


def test_a_station_is_changed(client: Client, almere: MadeMunicipality) -> None:
    answer = send(
        client, ONE, name="Weeshuis", electorate="1.600", quarter="Noord", latitude="52,37", longitude="5.2",
        opens_2="8:00", counts_from="2022-03-16T20:30", day_3="2022-03-10", opens_3="09:00", closes_3="12:00",
        postcode="1315xb",
    )  # fmt: skip
    assert answer["Location"] == f"{SETUP}stations/?saved=1"
    assert "Station 1 is saved." in said(client.get(answer["Location"]))
    station = values.station(almere.row.stations.get(number=1))
    assert (station.name, station.electorate, station.quarter) == ("Weeshuis", 1600, "Noord")
    assert station.postcode == "1315 XB"
    assert [each.opens.isoformat() for each in station.hours] == [
        "2022-03-10T09:00:00+01:00",
        "2022-03-16T08:00:00+01:00",
    ]
    assert station.counts_from == datetime.fromisoformat("2022-03-16T20:30:00+01:00")
    assert station.location is not None
    assert Entry.objects.get(kind="definition.changed").by.startswith("desk:")
    # Sent again untouched, it changes nothing and writes nothing.
    assert send(client, ONE).status_code == 302
    assert Entry.objects.filter(kind="definition.changed").count() == 1


def test_wrong_fields_are_marked_and_nothing_typed_is_lost(client: Client, almere: MadeMunicipality) -> None:
    answer = send(
        client, ONE, name="", electorate="veel", postcode="1315", latitude="5.2", longitude="52.3",
        kind="boot", opens_0="21:00", closes_0="07:30", opens_1="07:30", counts_from="straks",
        quarter="x" * 121,
        day_3="gisteren", opens_3="9:00", closes_3="10:00",
    )  # fmt: skip
    assert answer.status_code == 422
    text = answer.content.decode()
    for each in ("Write the name of the station.", "Write a whole number, such as 1450",
                 "Write it like 1234 AB", "Give latitude (50 to 54)", "Choose a kind.",
                 "It closes before it opens.",
                 "Write an opening and a closing", "Write a day and time", "Keep to 120 signs.",
                 "Write the day, such as"):  # fmt: skip
        assert each in text
    for typed in ("veel", "straks", "gisteren", "1315", "5.2"):
        assert f'value="{typed}"' in text
    assert almere.row.stations.get(number=1).name == "Buurthuis Het Oude Weeshuis"


def test_who_was_later_sees_both_values(client: Client, almere: MadeMunicipality) -> None:
    mine = filled(client, ONE) | {"name": "Mijn naam"}
    assert send(client, ONE, name="Naam van Bea", electorate="1700").status_code == 302
    answer = client.post(ONE, mine)
    assert answer.status_code == 409
    text = said(answer)
    assert "now Naam van Bea; you typed Mijn naam" in text
    assert "now 1,700; you typed 1,500" in text
    assert 'value="Mijn naam"' in answer.content.decode()
    assert almere.row.stations.get(number=1).name == "Naam van Bea"
    # Saved with both in sight, what was typed holds.
    form = answer.content.decode().split("<form")[-1]
    seen = re.findall(r'name="(seen|client_id)" value="([^"]*)"', form)
    assert client.post(ONE, mine | dict(seen)).status_code == 302
    assert almere.row.stations.get(number=1).name == "Mijn naam"


def test_a_station_is_added_once(client: Client, almere: MadeMunicipality) -> None:
    new = f"{SETUP}stations/new/"
    form = filled(client, new) | {"number": "-1", "name": "Drijvend stembureau", "kind": "special"}
    assert client.post(new, form)["Location"] == f"{SETUP}stations/?saved=-1"
    assert client.post(new, form).status_code == 302
    assert almere.row.stations.count() == 5
    there = client.post(new, form | {"client_id": str(uuid4())})
    assert there.status_code == 422
    assert "There is a station with this number." in said(there)
    assert client.post(new, form | {"client_id": str(uuid4()), "number": "1x"}).status_code == 422


def test_a_station_goes_while_nobody_used_it(client: Client, almere: MadeMunicipality) -> None:
    address = f"{SETUP}stations/4/remove/"
    assert "Take 4 Stadhuis (vervroegd) away?" in said(client.get(address))
    form = {"client_id": str(uuid4())}
    assert client.post(address, form)["Location"] == f"{SETUP}stations/?removed=4"
    assert client.post(address, form).status_code == 302
    assert not almere.row.stations.filter(number=4).exists()
    assert client.get(address).status_code == 404
    opening(1)
    answer = client.post(f"{SETUP}stations/1/remove/", {"client_id": str(uuid4()), "reason": "closed"})
    assert answer.status_code == 409
    assert almere.row.stations.filter(number=1).exists()


def test_once_open_the_form_asks_why(client: Client, almere: MadeMunicipality) -> None:
    opening(2)
    bare = send(client, ONE, name="Weeshuis")
    assert bare.status_code == 422
    assert "Say in a line why." in said(bare)
    assert 'value="Weeshuis"' in bare.content.decode()
    assert send(client, ONE, name="Weeshuis", reason="The door sign says so").status_code == 302
    assert send(client, f"{SETUP}electorate/", electorate="4100").status_code == 422
    assert send(client, f"{SETUP}electorate/", electorate="4100", reason="Late register").status_code == 302


def test_the_electorate_is_set_and_two_sources_are_settled(client: Client, almere: MadeMunicipality) -> None:
    models.Municipality.objects.filter(pk=almere.row.pk).update(other_electorate=4_100)
    address = f"{SETUP}electorate/"
    assert "Here stands 4,000, another file says 4,100." in said(client.get(address))
    for wrong in ("", "0", "veel", "-3", "1" * 9):
        answer = send(client, address, electorate=wrong)
        assert answer.status_code == 422
        assert "Write a whole number, such as 31250." in said(answer)
    stale = filled(client, address)
    assert send(client, address, electorate="4.000").status_code == 302
    almere.row.refresh_from_db()
    assert (almere.row.electorate, almere.row.other_electorate) == (4_000, None)
    assert send(client, address, electorate="4200").status_code == 302
    late = client.post(address, stale | {"electorate": "4300"})
    assert late.status_code == 409
    assert "Now it is 4,200; you typed 4300." in said(late)


def test_the_spreadsheet_comes_back_as_it_went(client: Client, almere: MadeMunicipality) -> None:
    send(client, ONE, name="=SOM(A1)", latitude="52.37", longitude="5.2", closes_2="00:00", quarter="Noord")
    file = client.get(f"{SETUP}stations.csv")
    assert b"; =SOM(A1);" in file.content
    assert "This changes nothing" in said(upload(client, ("stations.csv", file.content)))


def test_who_may_not_change_sees_no_way_to(almere: MadeMunicipality) -> None:
    theirs = browser(official("staf", almere, role=Role.STAFF))
    assert "stations/1/" not in theirs.get(f"{SETUP}stations/").content.decode()
    assert "<form method" not in theirs.get(f"{SETUP}electorate/").content.decode().split("<main")[-1]
    assert theirs.get(ONE).status_code == 403
    assert theirs.post(f"{SETUP}electorate/").status_code == 403


def test_what_is_not_there(client: Client) -> None:
    assert client.get(f"{SETUP}stations/99/").status_code == 404
    assert client.post(f"{SETUP}stations/99/", {"client_id": str(uuid4())}).status_code == 404
    assert client.post(ONE, {}).status_code == 400
