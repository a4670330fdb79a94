"""Incident 3 (15 March 2021): the app did not start at many stations, because the server did not answer.

That all stations of a large city start within minutes is measured (`stemdag bench starts`), and tried in
small in `tests/bench`; that the app's page itself starts without a server is a browser's test
(`tests/capture/test_app_browser.py`).
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from stemdag.capture import facts
from stemdag.journal.models import DeviceDay, Entry
from tests.factories import DAY, at
from tests.scenarios.stations import Guard, Stations, goes_wrong, ids_are_not_kept, passes, say_again

pytestmark = [pytest.mark.store, pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]
ITEMS = ("booths", "ballots", "seal", "pencils", "law")
KINDS = ("station.opened", "checklist.ticked", "presence.noted", "passes.scanned", "turnout.reported")


def a_morning_without_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enrolled the evening before; at half past seven nothing answers, and the station opens all the same."""
    stations = Stations(monkeypatch)
    stations.set("19:00", DAY - timedelta(days=1))
    chair, deputy = stations.device(), stations.device()
    for each in (chair, deputy):
        each.offline = True

    opens = stations.set("07:25")
    for item in ITEMS:
        chair.tell("checklist.ticked", {"list": "opening", "item": item, "ticked": True}, opens)
    person = {"person": "0b5b7ea2-6a0b-4d5e-9e0c-3e5b1f6d2a11", "role": "chair", "at": "voting"}
    chair.tell("presence.noted", person | {"from": opens.isoformat(), "to": None}, opens, name="M. de Vries")
    chair.open(stations.set("07:30"))
    chair.scan(passes(*range(1000, 1060)), stations.set("07:50"))
    deputy.scan(passes(*range(2000, 2025)), stations.set("08:40"))
    chair.turnout(85, stations.set("09:00"))
    assert not Entry.objects.filter(kind__in=KINDS).exists()
    assert (chair.waiting, deputy.waiting) == (len(ITEMS) + 5, 1)

    # The server is back. The first answer is lost, so all of it is said twice.
    now = stations.set("09:30")
    for each in (deputy, chair):
        say_again(each, now)
        each.send(now)
        assert each.waiting == 0
        assert {answer["state"] for answer in each.answers.values()} == {"known"}
    day = stations.day()
    assert day.opened_at == at("07:30")
    assert (day.poll_cards, day.admitted) == (85, 85)
    assert Entry.objects.filter(kind__in=KINDS).count() == len(ITEMS) + 6
    assert not any(each.missing for each in DeviceDay.objects.all())


def test_a_station_opens_without_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    a_morning_without_the_server(monkeypatch)


def happened_when_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server for which what is told late happens late."""
    monkeypatch.setattr(facts, "_happened", lambda device, at, offset, now: now)


@pytest.mark.parametrize("guard", [happened_when_it_came, ids_are_not_kept], ids=lambda each: each.__name__)
def test_it_takes_this_guard(monkeypatch: pytest.MonkeyPatch, guard: Guard) -> None:
    guard(monkeypatch)
    with goes_wrong():
        a_morning_without_the_server(monkeypatch)
