"""The official count beside the stations': opened for all at once, in two steps, and explained."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from stemdag.desk.control import gathered
from stemdag.domain.count import Count, ListCount
from stemdag.domain.role import Role
from stemdag.elections.sealing import seal_count
from stemdag.journal import aside
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Chain, Entry, ReleaseDay
from tests.desk.conftest import browser, official
from tests.factories import PASSPHRASE, MadeMunicipality, at, make_count

pytestmark = [pytest.mark.store, pytest.mark.django_db]
CONTROL = "/desk/GR2022_Almere/0034/control/"
COMPARE = f"{CONTROL}compare/"

#: Two ballots more are invalid, and three votes of list 1 went to list 2.
OTHER = replace(
    make_count(),
    lists={1: ListCount(57), 2: ListCount(33), 5: ListCount(8)},
    invalid=3,
    cast=102,
    admitted=102,
    poll_cards=92,
)
Send = Callable[..., None]


@pytest.fixture
def send(almere: MadeMunicipality) -> Send:
    """Lets a count of a station come in, from itself or from an official file."""

    def sent(station: int, count: Count, source: Any = "station", version: int = 1) -> None:
        append(
            Fact(
                almere.row.election.eml_id,
                almere.row.code,
                "count.received",
                at("11:00"),
                f"station:{station}",
                uuid4(),
                station,
                {"held": False},
                sealed=seal_count(almere.row, station, source, version, count, []),
                texts={"reason": "again"} if version > 1 else {},
            )
        )

    return sent


@pytest.fixture
def both(send: Send) -> None:
    """Station 1 differs, 2 does not, 3 has no official count, 4 only that; 99 is no station."""
    for number in (1, 2, 3):
        send(number, make_count())
    for number, count in ((1, OTHER), (2, make_count()), (4, make_count()), (99, make_count())):
        send(number, count, "official")


@pytest.fixture
def unlocked(client: Client) -> Client:
    assert client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return client


def look(client: Client, step: int = 1, reason: str = "the committee asked") -> Any:
    return client.post(f"{COMPARE}open/", {"step": step, "reason": reason})


def explain(client: Client, station: int = 1, **more: object) -> Any:
    form = {
        "client_id": str(uuid4()),
        "step": 1,
        "version": 1,
        "official": 1,
        "place": ["E.1", "E.2"],
        "reason": "a pile was found",
    }
    return client.post(f"{COMPARE}{station}/explain/", form | more)


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


def entries(kind: str) -> list[dict[str, Any]]:
    return [json.loads(each.facts) | {"by": each.by} for each in Entry.objects.filter(kind=kind)]


def release(row: MadeMunicipality) -> None:
    chain = Chain.objects.get(election=row.row.election.eml_id, municipality=row.row.code)
    ReleaseDay.objects.create(chain=chain, state="released", seq=1, at=at("21:00"))


def test_locked_nothing_is_set_beside_anything(client: Client, both: None) -> None:
    assert client.get(COMPARE)["Location"] == CONTROL
    assert look(client).status_code == 409
    assert explain(client).status_code == 409
    assert not entries(gathered.KIND)


def test_closed_it_says_how_many_there_are(unlocked: Client, both: None) -> None:
    text = shown(unlocked.get(COMPARE))
    assert 'Of both</span> <span class="tile__figure">2<' in text
    assert "Why do you open them?" in text
    assert not entries(gathered.KIND)


def test_without_an_official_count_there_is_nothing_to_open(unlocked: Client, send: Send) -> None:
    send(1, make_count())
    assert "There is no official count yet" in shown(unlocked.get(COMPARE))


def test_differences_come_first_and_without_numbers(unlocked: Client, both: None, user: Any) -> None:
    text = shown(look(unlocked))
    assert "At 1 of 2 stations something differs; at 1 it is still open." in text
    for said in ("Stadspartij", "−3", "Groen &amp; Rood", "+3", "Invalid votes", "+2"):
        assert said in text
    for number in ("57", "60", "33", "102", "100"):
        assert f">{number}<" not in text
    assert "3 Briefstembureau" in text
    assert "4 Stadhuis (vervroegd)" in text
    assert "No station of this municipality has this number" in text
    assert entries(gathered.KIND) == [
        {"what": "compare", "step": 1, "counts": 7, "by": f"desk:{user.pk}"} | _texts()
    ]


def _texts() -> dict[str, Any]:
    [entry] = Entry.objects.filter(kind=gathered.KIND)
    assert [aside.read(each) for each in entry.asides.all()] == ["the committee asked"]
    return {"texts": json.loads(entry.facts)["texts"]}


def test_the_numbers_come_behind_a_second_step(unlocked: Client, both: None) -> None:
    assert look(unlocked, step=2).status_code == 409
    look(unlocked)
    text = shown(look(unlocked, step=2, reason=""))
    assert '<td class="num">60</td><td class="num">57</td><td class="num">−3</td>' in text
    assert [each["step"] for each in entries(gathered.KIND)] == [1, 2]


@pytest.mark.parametrize(("reason", "said"), [("", "A reason is needed"), ("é" * 600, "too long")])
def test_without_a_fitting_reason_nothing_opens(unlocked: Client, both: None, reason: str, said: str) -> None:
    response = look(unlocked, reason=reason)
    assert response.status_code == 422
    assert said in shown(response)
    assert "Stadspartij" not in shown(response)
    assert not entries(gathered.KIND)


def test_a_count_that_came_in_asks_for_a_reason_anew(unlocked: Client, both: None, send: Send) -> None:
    look(unlocked)
    assert look(unlocked, reason="").status_code == 200
    send(2, OTHER, version=2)
    assert look(unlocked, reason="").status_code == 422
    assert look(unlocked, step=2, reason="").status_code == 409
    assert "At 2 of 2 stations" in shown(look(unlocked))


def test_a_large_difference_keeps_its_size(unlocked: Client, send: Send) -> None:
    send(1, make_count(votes={1: 600, 2: 30, 5: 8}))
    send(1, make_count(votes={1: 0, 2: 30, 5: 8}), "official")
    assert "−more than 99" in shown(look(unlocked))


def test_an_explanation_closes_what_it_explains(unlocked: Client, both: None, user: Any) -> None:
    look(unlocked)
    response = explain(unlocked)
    text = shown(response)
    assert response.status_code == 200
    assert "a pile was found" in text
    assert "at 1 it is still open" in text
    assert "4 open" in text
    text = shown(explain(unlocked, place=["A", "D", "G", "H"], reason="counted again"))
    assert "at 0 it is still open" in text
    said = entries("difference.explained")
    assert [each["versions"] for each in said] == [[1, 1], [1, 1]]
    # Where it differs stands in no table: only beside the entry, encrypted.
    assert "E.1" not in "".join(Entry.objects.values_list("facts", flat=True))


def test_the_same_form_again_is_one_explanation(unlocked: Client, both: None) -> None:
    look(unlocked)
    name = str(uuid4())
    assert explain(unlocked, client_id=name).status_code == 200
    assert explain(unlocked, client_id=name).status_code == 200
    assert len(entries("difference.explained")) == 1


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"reason": ""}, 422, "A reason is needed"),
        ({"reason": "é" * 600}, 422, "too long"),
        ({"place": []}, 422, "Choose what it explains"),
        ({"place": ["F"]}, 422, "Choose what it explains"),
        ({"version": 2}, 409, "Another count of this station came in"),
        ({"client_id": "x"}, 400, ""),
        ({"step": 3}, 400, ""),
    ],
)
def test_what_is_no_explanation_is_said(
    unlocked: Client, both: None, change: dict[str, Any], status: int, said: str
) -> None:
    look(unlocked)
    response = explain(unlocked, **{"place": ["E.1"]} | change)
    assert response.status_code == status
    assert said in shown(response)
    assert not entries("difference.explained")


def test_a_count_that_comes_in_meanwhile_loses_no_explanation(
    unlocked: Client, both: None, send: Send
) -> None:
    look(unlocked)
    look(unlocked, step=2, reason="")
    send(2, OTHER, version=2)
    text = shown(explain(unlocked, step=2))
    assert "a pile was found" in text
    assert ">57<" not in text
    assert [each["step"] for each in entries(gathered.KIND)] == [1, 2, 1]


def test_what_was_typed_stays(unlocked: Client, both: None) -> None:
    look(unlocked)
    text = shown(explain(unlocked, place=[], reason="a pile was found"))
    assert ">a pile was found</textarea>" in text


def test_another_version_leaves_an_explanation_behind(unlocked: Client, both: None, send: Send) -> None:
    look(unlocked)
    explain(unlocked, place=["E.1", "E.2", "A", "D", "G", "H"])
    send(1, OTHER, "official", version=2)
    assert "at 1 it is still open" in shown(look(unlocked))


def test_an_auditor_looks_after_the_release(made: Any, both: None, almere: MadeMunicipality) -> None:
    theirs = browser(official("rol", almere, role=Role.AUDITOR))
    assert theirs.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    response = look(theirs)
    assert response.status_code == 409
    assert "Before the release" in shown(response)
    release(almere)
    assert "At 1 of 2 stations" in shown(look(theirs, reason=""))
    assert look(theirs, step=2, reason="").status_code == 200
    assert explain(theirs).status_code == 403
