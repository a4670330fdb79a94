"""The board: what it shows, in which order, and with how many queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from stemdag.desk.board import boards, kept
from stemdag.desk.board.asked import SORTS, Asked
from stemdag.desk.board.boards import board
from stemdag.desk.board.lines import Line
from stemdag.domain.presence import Manned
from stemdag.domain.role import Role
from stemdag.elections.models import Station
from stemdag.elections.writing import write
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Chain, DeviceDay
from tests.desk.conftest import Held, browser, official
from tests.factories import MadeMunicipality, at

pytestmark = [pytest.mark.store, pytest.mark.django_db]
BOARD = "/desk/GR2022_Almere/0034/"
NOON = at("12:00")


def ordered(almere: MadeMunicipality, when: datetime = NOON, **asked: Any) -> list[Line]:
    """The lines that are asked for, in order."""
    wanted = Asked(**asked)
    return [line for line in wanted.ordered(board(almere.row, when).lines) if wanted.shows(line)]


def report(almere: MadeMunicipality, station: int, admitted: int, when: datetime = NOON) -> None:
    for kind, facts in [("station.opened", {}), ("turnout.reported", {"admitted": admitted})]:
        append(
            Fact(
                almere.row.election.eml_id,
                almere.row.code,
                kind,
                at=when,
                by=f"station:{station}",
                client_id=uuid4(),
                station=station,
                facts=facts,
            )
        )


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("message.sent", {"to": "office"}),
        ("incident.reported", {"category": "queue", "urgent": True}),
        ("stock.reported", {"ballots": 400}),
        ("event.logged", {"kind": "other"}),
        ("queue.reported", {"queue": "long"}),
    ],
)
@pytest.mark.parametrize("by", ["station:1", "desk:1"])
def test_a_station_was_seen_when_it_said_something_whatever(
    almere: MadeMunicipality, kind: str, facts: dict[str, object], by: str
) -> None:
    report(almere, 1, 200, at("10:00"))
    said = {"at": at("11:30"), "by": by, "client_id": uuid4(), "station": 1, "texts": {"text": "Er is iets"}}
    append(Fact(almere.row.election.eml_id, almere.row.code, kind, facts=facts, **said))
    [line] = [each for each in board(almere.row, NOON).lines if each.number == 1]
    assert line.last_seen == (at("11:30") if by == "station:1" else at("10:00"))


def test_each_station_has_a_line(almere: MadeMunicipality, client: Client) -> None:
    report(almere, 1, 750, at("10:30"))
    text = " ".join(strip_tags(client.get(BOARD).content.decode()).split())
    assert "1 Buurthuis Het Oude Weeshuis 10:30 750 50% 0 Expected 10:30" in text
    assert "3 Briefstembureau Postal votes" in text


def test_turnout_where_the_electorate_is_known(almere: MadeMunicipality) -> None:
    report(almere, 1, 1_755)
    report(almere, 2, 10)
    found = board(almere.row, NOON)
    lines = {line.number: line for line in found.lines}
    assert lines[1].turnout is not None
    assert lines[1].turnout.share == Fraction(117, 100)
    assert lines[2].turnout is not None
    assert lines[2].turnout.share is None
    assert lines[3].turnout is None
    assert found.turnout.share == Fraction(1_765, 4_000)


def test_what_needs_a_hand_floats_up(almere: MadeMunicipality, held: Held) -> None:
    report(almere, 1, 5)
    report(almere, 4, 5)
    held(4)
    order = [(line.number, line.hand) for line in ordered(almere)]
    assert order == [(4, "held"), (2, "late"), (1, ""), (3, "")]
    assert not any(line.hand == "late" for line in board(almere.row, at("07:44")).lines if line.number < 3)


def test_the_figures_are_of_all_stations_whatever_is_filtered(almere: MadeMunicipality, held: Held) -> None:
    held(1)
    assert [line.number for line in ordered(almere, at("07:00"), show="held")] == [1]
    found = board(almere.row, at("07:00"))
    assert found.stations == 4
    assert found.received == 1
    assert found.per_filter == {
        "all": 4, "hand": 1 + 1, "silent": 0, "expected": 3, "counting": 0, "held": 1, "accepted": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("1", {1}),
        ("sporthal", {2}),
        ("STADHUIS", {4}),
        ("1315xa", {1}),
        ("zzz", set()),
        ("-1", set()),
        ("²", set()),
    ],
)
def test_search(almere: MadeMunicipality, query: str, found: set[int]) -> None:
    Station.objects.filter(municipality=almere.row, number=2).update(name="Buurthuis Het Oude Weeshuis")
    Station.objects.filter(municipality=almere.row, number=3).update(name="Sporthal Zuid")
    expected = {3 if number == 2 else number for number in found}
    assert {line.number for line in ordered(almere, query=query)} == expected


def test_the_postcode_stands_where_a_name_does_twice(almere: MadeMunicipality) -> None:
    assert not any(line.postcode for line in board(almere.row, NOON).lines)
    Station.objects.filter(municipality=almere.row, number=2).update(
        name="Buurthuis Het Oude Weeshuis", postcode="1316 AB"
    )
    boards.forget()
    shown = {line.number: line.postcode for line in board(almere.row, NOON).lines}
    assert shown == {1: "1315 XA", 2: "1316 AB", 3: "", 4: ""}


def shown(text: str) -> list[int]:
    """The numbers of the rows that are not hidden, in the order of the page."""
    return [int(each) for each in re.findall(r'<tr id="s(-?[0-9]+)"', text)]


def test_a_search_without_script_is_an_address(client: Client) -> None:
    text = client.get(BOARD, {"q": "sporthal", "show": "expected"}).content.decode()
    assert shown(text) == [2]
    assert text.count("<tr hidden ") == 3
    assert 'href="?show=held&amp;q=sporthal"' in text
    assert "1 of 4 stations" in text


def test_what_nobody_answers_to_is_said(client: Client) -> None:
    text = client.get(BOARD, {"q": "zzz"}).content.decode()
    assert shown(text) == []
    assert 'id="none">' in text
    assert 'id="none" hidden' in client.get(BOARD).content.decode()


def test_a_definition_that_changes_is_seen(almere: MadeMunicipality, client: Client) -> None:
    client.get(BOARD)
    Station.objects.filter(municipality=almere.row, number=1).update(name="Het Nieuwe Huis")
    write(almere.row, "app.tailored", NOON, "desk:1", facts={"version": "x"})
    assert "Het Nieuwe Huis" in client.get(BOARD).content.decode()
    Station.objects.filter(municipality=almere.row, number=1).update(name="Toch Niet")
    assert board(almere.row, NOON).lines[0].name == "Het Nieuwe Huis"
    assert board(almere.row, NOON + kept.OUTSIDE).lines[0].name == "Toch Niet"


def test_quarter_and_kind(almere: MadeMunicipality, client: Client) -> None:
    Station.objects.filter(municipality=almere.row, number__in=[1, 4]).update(quarter="Haven")
    assert shown(client.get(BOARD, {"quarter": "Haven"}).content.decode()) == [1, 4]
    assert shown(client.get(BOARD, {"kind": "postal"}).content.decode()) == [3]
    assert shown(client.get(BOARD, {"q": "haven"}).content.decode()) == [1, 4]
    text = client.get(BOARD, {"by": "quarter"}).content.decode()
    groups = re.findall(r'rowgroup" role="rowheader">([^<]*) <small>([^<]*)<', text)
    assert groups == [("Haven", "2 stations"), ("No quarter", "2 stations")]


def test_every_column_puts_in_order_and_back(almere: MadeMunicipality, client: Client) -> None:
    for number, admitted in ((1, 30), (2, 500), (4, 200)):
        report(almere, number, admitted, at("10:30"))

    def heads(text: str) -> dict[str, tuple[str, str]]:
        found = re.findall(
            r'<th[^>]*?scope="col"[^>]*?(?:aria-sort="(\w+)")?><a href="([^"]*)" data-sort="(\w+)"', text
        )
        return {name: (aria, href.replace("&amp;", "&")) for aria, href, name in found}

    assert list(heads(client.get(BOARD).content.decode())) == list(SORTS)
    one = client.get(BOARD + heads(client.get(BOARD).content.decode())["admitted"][1]).content.decode()
    assert shown(one) == [2, 4, 1, 3]
    assert heads(one)["admitted"] == ("descending", "?sort=admitted")
    two = client.get(f"{BOARD}?sort=admitted").content.decode()
    assert shown(two) == [1, 4, 2, 3]
    assert heads(two)["admitted"] == ("ascending", "?")
    for name in SORTS:
        for way in (name, f"-{name}"):
            assert sorted(shown(client.get(BOARD, {"sort": way}).content.decode())) == [1, 2, 3, 4]
    assert shown(client.get(BOARD, {"sort": "-number"}).content.decode()) == [4, 3, 2, 1]


@pytest.mark.parametrize(
    "query",
    [
        {"show": "nothing"},
        {"sort": "votes"},
        {"kind": "x", "by": "y", "quarter": "?" * 500},
        {"q": "x" * 5000},
        {"q": "<script>"},
        {"show": ["a", "b"]},
    ],
)
def test_a_malformed_search_is_a_board(client: Client, query: dict[str, str]) -> None:
    response = client.get(BOARD, query)
    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b"<script src", b"")


def test_before_the_release_only_held_is_said(held: Held, client: Client) -> None:
    held(1)
    text = client.get(BOARD).content.decode()
    assert "Held" in text
    assert "F.201" not in text


def test_times_are_those_of_the_elections_zone(almere: MadeMunicipality, client: Client) -> None:
    almere.row.election.zone = "America/Kralendijk"
    almere.row.election.save()
    report(almere, 1, 5, at("13:00"))
    assert "08:00" in client.get(BOARD).content.decode()


def test_a_day_that_is_not_today_is_named(
    almere: MadeMunicipality, client: Client, clock: Callable[[datetime], None]
) -> None:
    report(almere, 4, 5, at("10:00") - timedelta(days=2))
    assert "14 Mar 10:00" in client.get(BOARD).content.decode()


def had(text: str) -> str:
    """The marks that the page's script says it has."""
    rows = sorted(
        (int(number), mark) for number, mark in re.findall(r'id="s(-?[0-9]+)" data-h="(.{3})"', text)
    )
    (tiles,) = re.findall(r'id="tiles" data-h="(.{3})"', text)
    (places,) = re.findall(r'id="board" data-h="(.{3})"', text)
    return tiles + places + "".join(mark for _, mark in rows)


def again(client: Client, have: str) -> HttpResponse:
    return client.get(BOARD, {"have": have}, headers={"HX-Request": "true"})  # type: ignore[return-value]


def test_where_nothing_changed_nothing_comes(client: Client) -> None:
    have = had(client.get(BOARD).content.decode())
    answer = again(client, have)
    assert (answer.status_code, answer.content) == (204, b"")


def test_only_what_changed_comes(almere: MadeMunicipality, client: Client, held: Held) -> None:
    have = had(client.get(BOARD).content.decode())
    held(2)
    text = again(client, have).content.decode()
    assert shown(text) == [2]
    assert "Held" in text
    assert re.findall(r'id="n-held" hx-swap-oob="true">(\d)<', text) == ["1"]
    assert 'id="tiles"' in text
    assert "<html" not in text
    assert "csrf" not in text.lower()
    # What the page has then is what a page that is opened now has.
    fresh = had(client.get(BOARD).content.decode())
    (new,) = re.findall(r'id="s2" data-h="(.{3})"', text)
    turn = 3 + 3 + 3 * 1
    assert have[3:turn] + new + have[turn + 3 :] == fresh[3:]
    assert again(client, fresh).status_code == 204


def test_desks_that_look_within_a_second_cost_one_reading(
    client: Client, held: Held, clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "RECENT", timedelta(seconds=1))
    have = had(client.get(BOARD).content.decode())
    held(2)
    with CaptureQueriesContext(connection) as asked:
        assert again(client, have).status_code == 204
    assert not [each for each in asked if "journal_entry" in each["sql"] or "stationday" in each["sql"]]
    clock(at("12:00") + timedelta(seconds=1))
    assert shown(again(client, have).content.decode()) == [2]
    # Who opens the page, or comes back to it from an act, sees what is now.
    held(3)
    assert had(client.get(BOARD).content.decode())[12:15] != have[12:15]


def test_desks_that_look_together_are_read_for_behind_their_backs(
    client: Client,
    held: Held,
    clock: Callable[[datetime], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody waits for what somebody else needs as well; who looks alone reads, and is told of faults."""
    asked: list[Callable[[], None]] = []
    later = SimpleNamespace(submit=lambda act, *given: asked.append(partial(act, *given)))
    monkeypatch.setattr(boards, "_reader", later)
    monkeypatch.setattr(boards, "close_old_connections", lambda: None)
    monkeypatch.setattr(boards, "RECENT", timedelta(seconds=1))
    monkeypatch.setattr(boards, "BEHIND", timedelta(seconds=5))
    have = had(client.get(BOARD).content.decode())
    held(2)
    clock(at("12:00") + timedelta(seconds=2))
    assert again(client, have).status_code == 204
    assert again(client, have).status_code == 204
    assert len(asked) == 1, "it is being read already"
    asked.pop()()
    assert shown(again(client, have).content.decode()) == [2]
    assert not asked, "as new as can be"
    # Alone, and so late that nobody read for it.
    held(3)
    clock(at("12:00") + timedelta(seconds=7))
    assert shown(again(client, have).content.decode()) == [2, 3]
    assert not asked

    def broken(*_: object) -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr(kept.Kept, "renew", broken)
    clock(at("12:00") + timedelta(seconds=9))
    assert shown(again(client, have).content.decode()) == [2, 3]
    asked.pop()()
    assert "board not read" in caplog.text
    clock(at("12:00") + timedelta(seconds=12))
    with pytest.raises(OperationalError):
        again(client, have)


def test_another_process_answers_the_same(almere: MadeMunicipality, client: Client, held: Held) -> None:
    have = had(client.get(BOARD).content.decode())
    boards.forget()
    assert again(client, have).status_code == 204
    held(2)
    boards.forget()
    assert shown(again(client, have).content.decode()) == [2]


def test_an_answer_stops_at_its_size_and_the_rest_is_asked_for(
    almere: MadeMunicipality, client: Client, held: Held
) -> None:
    """Nothing is lost: what did not fit differs the next time as well; what needs a hand comes first."""
    Station.objects.bulk_create(
        Station(municipality=almere.row, number=number, name=f"Stembureau {number}", kind="regular")
        for number in range(5, 101)
    )
    held(50)
    have = had(client.get(BOARD).content.decode())
    answer = again(client, have[:6] + "???" * 100)
    assert shown(answer.content.decode())[0] == 50
    assert answer["HX-Trigger"] == "more"
    assert len(answer.content) < 15_000
    small = again(client, have[:-3] + "???")
    assert shown(small.content.decode()) == [100]
    assert "HX-Trigger" not in small


@pytest.mark.parametrize("have", ["", "x", "abc" * 5, "abc" * 6, "abc" * 7, "é" * 18, "\x00" * 18])
def test_a_page_with_other_stations_begins_anew(client: Client, have: str) -> None:
    answer = again(client, have)
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


@pytest.mark.parametrize("had_of_rows", ["abc" * 4, "é" * 12, "\x00" * 12])
def test_marks_that_never_were_get_all_rows(client: Client, had_of_rows: str) -> None:
    answer = again(client, had(client.get(BOARD).content.decode())[:6] + had_of_rows)
    assert sorted(shown(answer.content.decode())) == [1, 2, 3, 4]


def test_where_a_station_is_called_otherwise_the_page_begins_anew(
    almere: MadeMunicipality, client: Client, clock: Callable[[datetime], None]
) -> None:
    have = had(client.get(BOARD).content.decode())
    almere.row.stations.filter(number=2).update(name="De Nieuwe Bibliotheek")
    clock(at("23:00"))
    answer = again(client, have)
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_a_row_may_be_without_a_link_to_control(almere: MadeMunicipality, held: Held) -> None:
    held(1)
    text = browser(official("sleutel", almere, role=Role.KEY_HOLDER)).get(BOARD).content.decode()
    assert 'href="/desk/GR2022_Almere/0034/control/' not in text
    assert "Held" in text


def test_what_one_role_was_shown_is_not_kept_for_another(
    almere: MadeMunicipality, client: Client, held: Held
) -> None:
    holder = browser(official("sleutel", almere, role=Role.KEY_HOLDER))
    have = had(client.get(BOARD).content.decode())
    held(1)
    link = 'id="tile-held" href="/desk/GR2022_Almere/0034/control/"'
    for each, leads in ((client, True), (holder, False), (client, True)):
        assert (link in again(each, have).content.decode()) is leads


def device(almere: MadeMunicipality, station: int, seen: datetime) -> None:
    chain = Chain.objects.get(election=almere.row.election.eml_id, municipality=almere.row.code)
    DeviceDay.objects.create(
        chain=chain, station=station, device=station, enrolled_at=at("07:00"), last_seen=seen
    )


def test_no_contact_is_a_state_with_its_beginning(almere: MadeMunicipality, client: Client) -> None:
    report(almere, 1, 20, at("08:00"))
    report(almere, 2, 20, at("08:00"))
    device(almere, 1, at("11:56"))
    device(almere, 2, at("11:58"))
    silent = {line.number: line.silent for line in board(almere.row, NOON).lines}
    assert silent == {1: at("11:56"), 2: None, 3: None, 4: None}
    assert [line.number for line in ordered(almere, show="silent")] == [1]
    assert "No contact since 11:56" in " ".join(strip_tags(client.get(BOARD).content.decode()).split())
    # Devices are no entries of the journal, and are looked at all the same.
    assert [line.number for line in ordered(almere, at("12:02"), show="silent")] == [1, 2]


def test_a_station_that_is_through_or_not_at_work_may_be_silent(almere: MadeMunicipality, held: Held) -> None:
    report(almere, 1, 20, at("08:00"))
    report(almere, 4, 20, at("08:00") - timedelta(days=2))
    device(almere, 1, at("08:00"))
    device(almere, 4, at("08:00") - timedelta(days=2))
    Station.objects.filter(municipality=almere.row, number=4).update(counts_from=at("20:00"))
    assert [line.number for line in ordered(almere, show="silent")] == [1]
    Station.objects.filter(municipality=almere.row, number=1).update(hours=[])
    boards.forget()
    assert not ordered(almere, show="silent")


def note_present(almere: MadeMunicipality, station: int, role: str, until: str | None = None) -> None:
    append(
        Fact(
            almere.row.election.eml_id,
            almere.row.code,
            "presence.noted",
            at=NOON,
            by=f"station:{station}",
            client_id=uuid4(),
            station=station,
            facts={
                "person": str(uuid4()),
                "role": role,
                "from": at("07:00").isoformat(),
                "to": until and at(until).isoformat(),
                "at": "voting",
            },
        )
    )


def test_too_few_members_is_seen(almere: MadeMunicipality, client: Client) -> None:
    report(almere, 1, 20, at("08:00"))
    for role in ("chair", "member", "member"):
        note_present(almere, 1, role)
    (line,) = [each for each in board(almere.row, NOON).lines if each.number == 1]
    assert line.manned == Manned(3, 3, chair=True)
    assert not line.hand
    note_present(almere, 1, "counter")
    note_present(almere, 2, "deputy", "11:00")
    report(almere, 2, 20, at("08:00"))
    hands = {each.number: (each.hand, each.manned) for each in board(almere.row, NOON).lines}
    assert hands[1] == ("", Manned(3, 3, chair=True))
    assert hands[2] == ("short", Manned(0, 3, chair=False))
    assert "Too few members" in client.get(BOARD).content.decode()


def test_turnout_against_what_was_expected(almere: MadeMunicipality) -> None:
    """Against the earlier election's end where that is known, by the hour of the report."""
    almere.row.earlier = {
        "name": "Toen", "date": "2018-03-21", "votes": {}, "admitted": 600, "electorate": 1_000,
        "curve": [[450, 0], [780, 3_000], [1_260, 6_000]],
    }  # fmt: skip
    almere.row.save()
    report(almere, 1, 525, at("13:00"))
    ahead = {line.number: line.ahead for line in board(almere.row, at("13:00")).lines}
    # 35 % where 30 % was usual; station 2 has no electorate.
    assert ahead == {1: 5, 2: None, 3: None, 4: None}


def test_the_map_shows_each_station_where_it_stands(
    almere: MadeMunicipality, client: Client, held: Held
) -> None:
    assert "It is not known where the stations are" in client.get(f"{BOARD}map/").content.decode()
    for number, east in ((1, 5.20), (2, 5.25)):
        Station.objects.filter(municipality=almere.row, number=number).update(latitude=52.37, longitude=east)
    boards.forget()
    held(1)
    text = client.get(f"{BOARD}map/").content.decode()
    assert re.findall(r"<title>(\d) [^<]*: ([^<]*)</title>", text) == [
        ("2", "Needs a hand"),
        ("1", "Needs a hand now"),
    ]
    assert "2 stations have no place" in text
    (again,) = re.findall(r'hx-get="([^"]*)"', text.split("<main")[1])
    assert client.get(again, headers={"HX-Request": "true"}).status_code == 204
    report(almere, 2, 5)
    assert "</svg>" in client.get(again, headers={"HX-Request": "true"}).content.decode()


def test_six_hundred_stations_take_as_many_queries_as_four(
    almere: MadeMunicipality, client: Client, held: Held, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    held(1)
    report(almere, 2, 40)
    client.get(BOARD)
    first, then = 14, 6
    boards.forget()
    with django_assert_num_queries(first):
        client.get(BOARD)
    with django_assert_num_queries(then):
        client.get(BOARD)
    Station.objects.bulk_create(
        Station(municipality=almere.row, number=number, name=f"Stembureau {number}", kind="regular")
        for number in range(5, 601)
    )
    for number in range(5, 40):
        report(almere, number, number)
    boards.forget()
    with django_assert_num_queries(first):
        response = client.get(BOARD)
    with django_assert_num_queries(then):
        client.get(BOARD)
    assert response.content.decode().count("board__nr") == 600
