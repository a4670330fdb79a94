"""The inbox: what waits, who has it, incidents resolved, texts that are kept, groups to write to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils.html import strip_tags

from stemdag.desk.board.boards import board
from stemdag.desk.talk import inbox
from stemdag.desk.talk.groups import groups
from stemdag.elections import ending
from stemdag.elections.writing import write
from stemdag.journal.models import Entry
from tests.desk.conftest import browser, official
from tests.factories import Made, MadeMunicipality, at

pytestmark = [pytest.mark.store, pytest.mark.django_db]

DESK = "/desk/GR2022_Almere/0034/"
PAGE = f"{DESK}messages/"
SECRET = "Wolkmuis op tafel 4"
Clock = Callable[[datetime], None]


def text(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def says(of: MadeMunicipality, moment: str, station: int = 1, **facts: object) -> int:
    kind = "incident.reported" if facts else "message.sent"
    said = facts or {"to": "office"}
    return write(
        of.row, kind, at(moment), f"station:{station}", station=station, facts=said, texts={"text": SECRET}
    ).seq


def sent(**fields: object) -> dict[str, str]:
    return {"client_id": str(uuid4())} | {name: str(each) for name, each in fields.items()}


@pytest.fixture
def bea(almere: MadeMunicipality) -> User:
    return official("bea", almere)


def names(response: Any) -> list[str]:
    return re.findall(r'inbox__name"><a href="[^"]*">(\d+) ', response.content.decode())


def test_the_longest_waits_on_top_and_no_text_is_quoted(
    client: Client, almere: MadeMunicipality, clock: Clock
) -> None:
    says(almere, "11:40", 2)
    says(almere, "11:20", 3)
    says(almere, "11:55", 4, category="fraud", urgent=True)
    response = client.get(PAGE)
    assert names(response) == ["4", "3", "2"]
    shown = text(response)
    assert "3 messages unanswered, the first one for 40" in shown
    assert "Suspected fraud" in shown
    assert SECRET not in shown
    found = inbox.waiting(almere.row)
    assert (found.messages, found.stations, found.since) == (3, 3, at("11:20"))
    assert str(found.lasting(at("12:00"))) == "0:40:00"


def test_an_open_inbox_says_that_there_is_news_and_loses_nothing(
    client: Client, almere: MadeMunicipality, clock: Clock
) -> None:
    says(almere, "11:00")
    page = client.get(PAGE, {"whose": "nobody"}).content.decode()
    (asks,) = re.findall(r'id="inbox-news"[^>]* hx-get="([^"]*)"', page)

    def look() -> Any:
        return client.get(PAGE + asks.replace("&amp;", "&"), headers={"HX-Request": "true"})

    assert (look().status_code, look().content) == (204, b"")
    says(almere, "11:30", 2)
    answer = look()
    # At that status the page asks no more.
    assert answer.status_code == 286
    assert 'href="?whose=nobody"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_taking_handing_over_and_whose_they_are(
    client: Client, user: User, bea: User, almere: MadeMunicipality
) -> None:
    says(almere, "11:40")
    assert client.post(f"{DESK}stations/1/take/", sent(after=0)).status_code == 302
    [talk] = inbox.talks(almere.row)
    assert talk.holder == f"desk:{user.pk}"
    assert names(client.get(f"{PAGE}?whose=mine")) == ["1"]
    assert names(client.get(f"{PAGE}?whose=nobody")) == []
    note = "Vraag naar de sleutel van zaal B"
    form = sent(after=talk.turn, to=f"desk:{bea.pk}", note=note)
    for _ in range(2):
        assert client.post(f"{DESK}stations/1/hand/", form).status_code == 302
    theirs = browser(bea).get(f"{PAGE}?whose=mine")
    assert "You have it · handed over by anna" in text(theirs)
    assert note in text(theirs)
    assert names(client.get(f"{PAGE}?whose=mine")) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM journal_entry")
        assert note not in repr(cursor.fetchall())
    [talk] = inbox.talks(almere.row)
    assert browser(bea).post(f"{DESK}stations/1/hand/", sent(after=talk.turn, to="")).status_code == 302
    assert names(client.get(f"{PAGE}?whose=nobody")) == ["1"]


def test_two_at_once_and_who_is_no_colleague(
    client: Client, bea: User, almere: MadeMunicipality, made: Made
) -> None:
    says(almere, "11:40")
    assert client.post(f"{DESK}stations/1/take/", sent(after=0)).status_code == 302
    late = browser(bea).post(f"{DESK}stations/1/take/", sent(after=0))
    assert late.status_code == 409
    assert "A colleague took this conversation" in text(late)
    lel = official("lel", made.municipalities["0995"])
    [talk] = inbox.talks(almere.row)
    wrong = client.post(f"{DESK}stations/1/hand/", sent(after=talk.turn, to=f"desk:{lel.pk}"))
    assert wrong.status_code == 409
    assert client.post(f"{DESK}stations/1/take/", sent(after="x")).status_code == 400
    assert client.post(f"{DESK}stations/99/take/", sent(after=0)).status_code == 404
    assert client.get(f"{DESK}stations/1/take/").status_code == 302
    assert Entry.objects.filter(kind__startswith="talk.").count() == 1


def test_an_incident_is_resolved_with_a_note(client: Client, almere: MadeMunicipality, clock: Clock) -> None:
    seq = says(almere, "11:40", category="fraud", urgent=True)
    assert board(almere.row, at("12:00")).lines[0].hand == "urgent"
    there = f"{DESK}stations/1/incidents/{seq}/resolve/"
    assert client.post(there, sent(note=" ")).status_code == 409
    assert client.post(f"{DESK}stations/2/incidents/{seq}/resolve/", sent(note="x")).status_code == 409
    form = sent(note="De politie is geweest")
    for _ in range(2):
        assert client.post(there, form).status_code == 302
    assert names(client.get(PAGE)) == []
    line = next(each for each in board(almere.row, at("12:00")).lines if each.number == 1)
    assert (line.hand, line.unanswered) == ("late", 0)
    again = client.post(there, sent(note="nog eens"))
    assert (again.status_code, "resolved already" in text(again)) == (409, True)


def test_one_that_was_answered_is_resolved_without_a_trace_in_what_waits(
    client: Client, almere: MadeMunicipality
) -> None:
    seq = says(almere, "11:40", category="fraud", urgent=True)
    client.post(f"{DESK}stations/1/write/", sent(text="We komen"))
    says(almere, "11:50")
    client.post(f"{DESK}stations/1/incidents/{seq}/resolve/", sent(note="klaar"))
    line = next(each for each in board(almere.row, at("12:00")).lines if each.number == 1)
    assert line.unanswered == 1


def test_a_kept_text_fills_the_field_and_loses_nothing(client: Client, almere: MadeMunicipality) -> None:
    form = sent(name="Regen", text="Zet de paraplubak binnen")
    for _ in range(2):
        assert client.post(f"{PAGE}texts/", form).status_code == 302
    entry = Entry.objects.get(kind="phrase.kept")
    chosen = sent(group="kind:postal", text="Beste voorzitter,", phrase=entry.seq)
    shown = client.post(PAGE, chosen).content.decode()
    assert "Beste voorzitter,\nZet de paraplubak binnen</textarea>" in shown
    assert re.search(r'value="kind:postal" selected', shown)
    there = client.post(f"{DESK}stations/1/write/", sent(text="", phrase=entry.seq)).content.decode()
    assert "Zet de paraplubak binnen</textarea>" in there
    assert not Entry.objects.filter(kind="message.sent").exists()
    client.post(f"{PAGE}texts/", sent(name="regen", text="Zet de bak binnen"))
    assert "paraplubak" not in client.get(PAGE).content.decode()
    last = Entry.objects.filter(kind="phrase.kept").latest("seq")
    for _ in range(2):
        assert client.post(f"{PAGE}texts/{last.seq}/drop/", sent()).status_code == 302
    assert "Zet de bak binnen" not in client.get(PAGE).content.decode()
    assert Entry.objects.filter(kind="phrase.dropped").count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"name": "", "text": "x"},
        {"name": "x" * 61, "text": "x"},
        {"name": "x", "text": " "},
        {"name": "x", "text": "x" * 1001},
    ],
)
def test_a_text_that_cannot_be_kept(client: Client, almere: MadeMunicipality, given: dict[str, str]) -> None:
    assert client.post(f"{PAGE}texts/", sent(**given)).status_code == 409
    assert not Entry.objects.filter(kind="phrase.kept").exists()


def test_kept_texts_lie_encrypted_and_go_with_the_election(client: Client, almere: MadeMunicipality) -> None:
    client.post(f"{PAGE}texts/", sent(name="Regen", text=SECRET))
    with connection.cursor() as cursor:
        for table in ("journal_entry", "journal_aside"):
            cursor.execute(f"SELECT * FROM {table}")
            assert SECRET.encode() not in repr(cursor.fetchall()).encode()
    ending.end(almere.row, "klaar", "cli", at("12:00").replace(year=2023))
    assert SECRET not in text(browser(official("nieuw", almere)).get(PAGE))


def test_groups(client: Client, almere: MadeMunicipality, clock: Clock) -> None:
    row = almere.row
    row.stations.filter(number__in=[1, 4]).update(quarter="Haven")
    for number in (1, 2):
        write(row, "station.opened", at("07:20"), f"station:{number}", station=number)
    write(
        row,
        "turnout.reported",
        at("11:00"),
        "station:1",
        station=1,
        facts={"admitted": 40, "source": "typed"},
    )
    found = {each.key: set(each.numbers) for each in groups(row, at("12:00"))}
    assert found["all"] == {1, 2, 3, 4}
    assert found["open"] == {1, 2}
    assert found["unreported"] == {2}
    assert found["kind:regular"] == {1, 2}
    assert found["kind:postal"] == {3}
    assert found["quarter:Haven"] == {1, 4}
    assert {each.key: each.numbers for each in groups(row, at("21:00"))}["open"] == frozenset()
    assert client.post(PAGE, sent(group="quarter:Haven", text="Hallo")).status_code == 302
    assert list(Entry.objects.filter(kind="message.sent").values_list("station", flat=True)) == [1, 4]
    assert client.post(PAGE, sent(group="quarter:Elders", text="Hallo")).status_code == 400
