"""What passes between a station and the office at the app's door: stock, deliveries, hand back, closing."""

from __future__ import annotations

from typing import Any

import pytest

from stemdag import clock
from stemdag.elections.writing import write
from stemdag.journal.models import StockReport
from tests.capture.tablet import ELECTION, Tablet
from tests.factories import Made, make_held_count

pytestmark = [pytest.mark.store, pytest.mark.django_db]


@pytest.fixture
def tablet(made: Made) -> Tablet:
    return Tablet(made)


def office(made: Made, kind: str, facts: dict[str, Any], **texts: str) -> None:
    write(made.first.row, kind, clock.now(), "desk:1", station=1, facts=facts, texts=texts)


def heard(tablet: Tablet) -> list[tuple[str, dict[str, Any], dict[str, str]]]:
    facts = tablet.post().json()["news"][ELECTION]["facts"]
    return [(each["kind"], each["facts"], each["texts"]) for each in facts]


def test_stock_and_deliveries(made: Made, tablet: Tablet) -> None:
    """Taken, kept, and heard by the station's other device; the office's answer by both."""
    asked = tablet.fact("delivery.asked", {"what": "ballots", "amount": 300}, texts={"note": "back door"})
    sent = [
        tablet.fact("stock.reported", {"ballots": 0}),
        asked,
        tablet.fact("delivery.asked", {"what": "pencils", "amount": None}),
        tablet.fact("delivery.received", {"what": "ballots", "amount": 300}),
    ]
    for state in ("taken", "known"):
        assert {each["state"] for each in tablet.send(*sent)} == {state}
    assert [(each.kind, each.what, each.amount) for each in StockReport.objects.order_by("seq")] == [
        ("left", "ballots", 0),
        ("asked", "ballots", 300),
        ("asked", "pencils", None),
        ("received", "ballots", 300),
    ]
    office(made, "delivery.sent", {"what": "pencils", "amount": None}, note="in the blue van")
    news = heard(Tablet(made))
    assert news[1] == ("delivery.asked", {"what": "ballots", "amount": 300}, {"note": "back door"})
    assert heard(tablet) == [news[-1]]
    assert news[-1] == ("delivery.sent", {"what": "pencils", "amount": None}, {"note": "in the blue van"})
    assert heard(Tablet(made, 2)) == []


@pytest.mark.parametrize(
    ("kind", "facts", "where"),
    [
        ("stock.reported", {"ballots": -1}, "facts.ballots"),
        ("stock.reported", {"ballots": 100_001}, "facts.ballots"),
        ("stock.reported", {"ballots": None}, "facts.ballots"),
        ("stock.reported", {}, "facts.ballots"),
        ("delivery.asked", {"what": "ballots", "amount": 0}, "facts.amount"),
        ("delivery.asked", {"what": "ballots", "amount": "3"}, "facts.amount"),
        ("delivery.asked", {"what": "Ballots!", "amount": 3}, "facts.what"),
        ("delivery.received", {"what": "ballots"}, "facts.amount"),
        ("delivery.received", {"what": "ballots", "amount": 3, "votes": 4}, "facts"),
    ],
)
def test_malformed(tablet: Tablet, kind: str, facts: dict[str, Any], where: str) -> None:
    [answer] = tablet.send(tablet.fact(kind, facts))
    assert (answer["state"], answer["code"], answer["where"]) == ("refused", "fact.form", where)
    assert not StockReport.objects.exists()


@pytest.mark.parametrize(
    "kind",
    [
        "delivery.sent",
        "count.returned",
        "station.closed_by_office",
        "station.reopened_by_office",
        "message.seen",
    ],
)
def test_what_the_office_says_no_device_can_say(tablet: Tablet, kind: str) -> None:
    [answer] = tablet.send(tablet.fact(kind, {"what": "ballots", "amount": 3}))
    assert (answer["state"], answer["code"]) == ("refused", "fact.kind")


def test_a_count_that_is_handed_back_is_heard_with_its_reason_by_its_station_alone(
    made: Made, tablet: Tablet
) -> None:
    tablet.send(tablet.fact("station.opened"), tablet.count(make_held_count()))
    office(made, "count.returned", {"version": 1}, reason="D is two short")
    word = ("count.returned", {"version": 1}, {"reason": "D is two short"})
    assert heard(tablet) == [word]
    other = heard(Tablet(made))
    assert other[-1] == word
    assert [kind for kind, _, _ in other] == ["station.opened", "count.received", "count.returned"]
    assert heard(Tablet(made, 2)) == []
