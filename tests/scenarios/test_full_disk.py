"""A full disk under the back office: a clear page that keeps what was typed, and later it is taken once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django.fixtures import Settings

from stemdag import clock
from stemdag.capture import codes
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Entry, StationDay
from tests.capture.conftest import form
from tests.desk.conftest import browser, official
from tests.factories import at, make_count, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db(transaction=True)]

PLACE = ("GR2022_Almere", "0034")
#: The trigger stands for PostgreSQL's own error, which comes when it cannot make a file longer.
NO_ROOM = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION no_room();
"""
ROOM_AGAIN = "DROP TRIGGER no_room ON journal_entry; DROP FUNCTION no_room();"
MOST_PAGES = 1_073_741_823


@contextmanager
def full_disk() -> Iterator[None]:
    """The database cannot grow: SQLite for want of a page, PostgreSQL by the error that it then has."""
    lite = connection.vendor == "sqlite"
    if lite:
        execute("VACUUM")  # the rows of earlier tests left room for thousands of entries
    execute("PRAGMA max_page_count = 1" if lite else NO_ROOM)
    try:
        with pytest.raises(DatabaseError):
            fill()
        yield
    finally:
        execute(f"PRAGMA max_page_count = {MOST_PAGES}" if lite else ROOM_AGAIN)


def fill() -> None:
    """Write to the journal until nothing fits any more: entries that are smaller than those of the tests.

    One that does not fit is not enough: by its id it may need a page of an index, and the next one none.
    """
    refused = 0
    while True:
        try:
            append(Fact(*PLACE, "keys.made", at=clock.now(), by="station:1", client_id=uuid4(), station=1))
            refused = 0
        except DatabaseError:
            refused += 1
            if refused == 100:
                raise


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def chair(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Callable[[datetime], Client]:
    """The browser of station 1, signed in at a moment of the day."""
    settings.SECURE_SSL_REDIRECT = False

    def enter(moment: datetime) -> Client:
        monkeypatch.setattr(clock, "now", lambda: moment)
        station = make_election().first.station
        code = codes.issue(station.municipality, [station], moment + timedelta(days=1))[1]
        client = Client(headers={"accept-language": "en"})
        assert client.post("/station/sign-in", {"code": code}).status_code == 302
        return client

    return enter


def refused(client: Client, path: str, posted: dict[str, object]) -> str:
    """The page that says that nothing was stored."""
    before = Entry.objects.exclude(kind="keys.made").count()
    response = client.post(path, posted)
    page = str(response.content.decode())
    assert response.status_code == 503, page
    assert "could not be stored just now" in page
    assert value_of(page, "client_id") == posted["client_id"]
    assert Entry.objects.exclude(kind="keys.made").count() == before
    return page


def taken_once(client: Client, path: str, posted: dict[str, object], kind: str) -> None:
    """The same form again, now that there is room; and once more, as an impatient chair does."""
    for _ in range(2):
        assert client.post(path, posted).status_code == 302
    assert Entry.objects.filter(kind=kind).count() == 1


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"[^>]*? value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_an_opening_on_a_full_disk(chair: Callable[[datetime], Client]) -> None:
    client = chair(at("07:30"))
    posted: dict[str, object] = {"client_id": str(uuid4())}
    with full_disk():
        refused(client, "/station/open", posted)
        assert not StationDay.objects.filter(opened_at__isnull=False).exists()
        refused(client, "/station/open", posted)
    taken_once(client, "/station/open", posted, "station.opened")


def test_a_turnout_on_a_full_disk(chair: Callable[[datetime], Client]) -> None:
    client = chair(at("10:30"))
    assert client.post("/station/open", {"client_id": str(uuid4())}).status_code == 302
    posted: dict[str, object] = {"client_id": str(uuid4()), "admitted": "123"}
    with full_disk():
        for _ in range(2):
            page = refused(client, "/station/turnout", posted)
            assert value_of(page, "admitted") == "123"
            assert "Nothing was received" in page
    taken_once(client, "/station/turnout", posted, "turnout.reported")
    assert StationDay.objects.get(station=1).admitted == 123


def test_a_count_on_a_full_disk(chair: Callable[[datetime], Client]) -> None:
    client = chair(at("22:30"))
    assert client.post("/station/open", {"client_id": str(uuid4())}).status_code == 302
    posted = form(make_count())
    with full_disk():
        for _ in range(2):
            page = refused(client, "/station/count", posted)
            assert value_of(page, "A") == "90"
            assert value_of(page, "E.1") == "60"
    taken_once(client, "/station/count", posted, "count.received")
    assert StationDay.objects.get(station=1).state == "accepted"


def test_an_office_on_a_full_disk(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Arming and holding: nothing half done, a page that says so, and the same form works afterwards."""
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setattr(clock, "now", lambda: at("19:00"))
    office = browser(official("anna", make_election().first))
    here = f"/desk/{PLACE[0]}/{PLACE[1]}/release"
    for act, kind in (("arm", "release.armed"), ("hold", "release.held")):
        posted = {"client_id": str(uuid4()), "reason": "as agreed"}
        with full_disk():
            response = office.post(f"{here}/{act}/", posted)
            assert response.status_code == 503
            assert "Nothing was changed" in response.content.decode()
            assert not Entry.objects.filter(kind=kind).exists()
        taken_once(office, f"{here}/{act}/", posted, kind)
