"""The desk's side of the release: the moment put later, the holders, and what is public since when."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from stemdag.desk.models import Operator
from stemdag.desk.release import acts, published
from stemdag.domain.role import Role
from stemdag.elections.moment import in_force
from stemdag.elections.writing import write
from stemdag.journal.models import Entry
from tests.desk.conftest import browser, official
from tests.desk.test_release import released
from tests.factories import Made, MadeMunicipality, at, make_count
from tests.gate.test_official import loaded, public, sent

pytestmark = [pytest.mark.store, pytest.mark.django_db]
RELEASE = "/desk/GR2022_Almere/0034/release/"


@pytest.fixture
def operator(made: Made) -> Client:
    return browser(official("kees", role=Role.OPERATOR))


def later(client: Client, **more: object) -> Any:
    form = {"client_id": str(uuid4()), "day": "2022-03-16", "time": "22:00", "reason": "Voting goes on"}
    return client.post(f"{RELEASE}later/", form | more)


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_an_operator_puts_the_moment_later_once(operator: Client, made: Made) -> None:
    assert 'value="22:00"' in shown(operator.get(f"{RELEASE}later/"))
    once = str(uuid4())
    for _ in range(2):
        assert later(operator, client_id=once)["Location"] == RELEASE
    assert in_force(made.row) == at("22:00")
    [entry] = Entry.objects.filter(kind="release.postponed")
    assert entry.by == f"desk:{Operator.objects.get().user_id}"
    page = shown(operator.get(RELEASE))
    assert "put the moment later, to 22:00" in page
    assert "Voting goes on" in page


def test_who_has_one_of_several_municipalities_does_not(client: Client, made: Made) -> None:
    assert "offer-later" not in shown(client.get(RELEASE))
    assert client.get(f"{RELEASE}later/")["Location"] == RELEASE
    response = later(client)
    assert response.status_code == 409
    assert "belongs to the whole election" in shown(response)
    assert in_force(made.row) == at("21:00")


def test_who_has_all_of_them_does(made: Made) -> None:
    both = browser(official("both", *made.municipalities.values()))
    assert "offer-later" in shown(both.get(RELEASE))
    assert later(both).status_code == 302
    assert in_force(made.row) == at("22:00")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"time": ""}, "Write a day and a time."),
        ({"day": "16-3-2022"}, "Write a day and a time."),
        ({"time": "22:00+05:00"}, "Write a day and a time."),
        ({"time": "20:59"}, "can only be put later"),
        ({"reason": "  "}, "A reason is needed"),
        ({"reason": "é" * 600}, "too long"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    operator: Client, made: Made, more: dict[str, str], said: str
) -> None:
    response = later(operator, **more)
    assert response.status_code == 422
    assert said in shown(response)
    typed = {"day": "2022-03-16", "time": "22:00", "reason": "Voting goes on"} | more
    assert typed["reason"].strip() in shown(response)
    assert f'name="day" type="date" required value="{typed["day"]}"' in shown(response)
    assert in_force(made.row) == at("21:00")


def test_once_it_has_passed_it_stays(operator: Client, clock: Callable[[datetime], None], made: Made) -> None:
    clock(at("21:00"))
    assert operator.get(f"{RELEASE}later/")["Location"] == RELEASE
    response = later(operator)
    assert (response.status_code, "The moment has passed" in shown(response)) == (409, True)


# What is public since when


def board(client: Client) -> tuple[list[str], list[str]]:
    """The rows of what is public, and of what is not, as one reads them."""
    page = shown(client.get(f"{RELEASE}published/"))

    def bare(text: str) -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", text).split())

    rows = [bare(each) for each in re.findall(r"<tr role=\"row\"><td.*?</tr>", page)]
    missing = [bare(each) for each in re.findall(r"<li>\d.*?</li>", page)]
    return rows, missing


def test_before_the_release_nothing_is_whatever_came_in(client: Client, almere: MadeMunicipality) -> None:
    sent(almere, make_count(), at("11:00"))
    assert board(client) == ([], [])
    assert "Of the results nothing is" in shown(client.get(f"{RELEASE}published/"))


def test_what_is_public_since_when_and_what_took_its_place(
    client: Client, almere: MadeMunicipality, clock: Callable[[datetime], None]
) -> None:
    sent(almere, make_count(), at("20:00"))
    write(almere.row, "release.armed", at("20:30"), "desk:1", facts={"moment": at("21:00").isoformat()})
    released(almere)
    clock(at("23:30"))
    rows, missing = board(client)
    assert rows == ["1 Buurthuis Het Oude Weeshuis 1 21:01"]
    assert missing == [
        "2 Sporthal Zuid",
        "3 Briefstembureau Postal votes",
        "4 Stadhuis (vervroegd) Early voting",
    ]
    sent(almere, make_count(votes={1: 57, 2: 33, 5: 8}), at("22:00"), version=2)
    assert board(client)[0] == ["1 Buurthuis Het Oude Weeshuis 2 22:00 1 ×"]
    loaded(almere, {1: make_count(), 2: make_count()}, at("23:00"))
    rows, _ = board(client)
    assert rows == [
        "1 Buurthuis Het Oude Weeshuis 1 Official 23:00 2 ×",
        "2 Sporthal Zuid 1 Official 23:00",
    ]


def test_it_says_what_the_gate_publishes(client: Client, almere: MadeMunicipality) -> None:
    """The board and the gate read the journal each by themselves, and agree on every turn of a day."""
    write(almere.row, "release.armed", at("11:00"), "desk:1", facts={"moment": at("21:00").isoformat()})
    sent(almere, make_count(), at("20:00"))
    turns = [
        ("count.returned", at("20:30"), 1),
        ("count.accepted", at("20:40"), 1),
        ("count.returned", at("20:50"), 1),
        ("release", at("21:00"), 0),
        ("sent", at("22:00"), 2),
        ("count.returned", at("22:30"), 2),
        ("sent", at("22:40"), 3),
        ("official", at("23:00"), 1),
        ("sent", at("23:10"), 4),
    ]
    for kind, moment, version in turns:
        if kind == "release":
            facts = {"moment": moment.isoformat()}
            write(almere.row, "release.released", moment, "gate", facts=facts)
        elif kind == "sent":
            sent(almere, make_count(votes={1: 50 + version, 2: 30, 5: 8}), moment, version=version)
        elif kind == "official":
            loaded(almere, {1: make_count()}, moment)
        else:
            texts = {"reason": "nog eens"}
            write(almere.row, kind, moment, "desk:1", station=1, facts={"version": version}, texts=texts)
        now = acts.standing(almere.row)
        ours = {
            each.station.number: (each.version, each.since, each.official, each.changed)
            for each in published.board(almere.row, now).public
        }
        if now.at is None or now.state != "released":
            assert ours == {}
            continue
        theirs = {
            number: (each.version, each.since, each.official, len(each.changes))
            for number, each in public(almere).items()
        }
        assert ours == theirs, (kind, moment)
