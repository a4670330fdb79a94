"""The count page: checked, sent, received once, corrected, refused."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client

from stemdag.capture import intake
from stemdag.domain.count import Explained
from stemdag.domain.election import Category
from stemdag.domain.sealed import decode
from stemdag.domain.station import Counting
from stemdag.journal import aside
from stemdag.journal.models import Aside, Entry, Envelope, StationDay
from stemdag.seal.binding import Binding, Purpose
from stemdag.seal.open import open_sealed
from tests.capture.conftest import SignIn, Wall, form
from tests.factories import Made, MadeMunicipality, make_count, make_election, make_held_count

pytestmark = [pytest.mark.store, pytest.mark.django_db]

GOOD, HELD = make_count(), make_held_count()


def main(response: object) -> str:
    """The page's own part, entities read."""
    body = response.content.decode()  # type: ignore[attr-defined]
    return html.unescape(body.partition("<main")[2].partition("</main>")[0])


def send(client: Client, fields: dict[str, object]) -> object:
    return client.post("/station/count", fields)


def sent(client: Client, fields: dict[str, object]) -> int:
    """The receipt's number of a count that is taken in."""
    response = client.post("/station/count", fields)
    assert response.status_code == 302, main(response)
    match = re.fullmatch(r"/station/receipt/(\d+)", response["Location"])
    assert match, response["Location"]
    return int(match[1])


def counts() -> int:
    return Entry.objects.filter(kind="count.received").count()


def opened(made: MadeMunicipality, purpose: Purpose, version: int = 1) -> tuple[object, tuple[str, ...]]:
    envelope = Envelope.objects.get(version=version)
    binding = Binding(purpose, made.row.election.eml_id, made.row.code, 1, "station", version)
    sealed, key = {
        "release": (envelope.release, made.release_private),
        "control": (envelope.control, made.control_private),
    }[purpose]
    return decode(open_sealed(bytes(sealed), key, binding))


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"[^>]*? value="([^"]*)"', page)
    assert found, name
    return found[1]


# The form


def test_the_form_has_a_field_for_everything_on_paper(chair: Client) -> None:
    page = main(chair.get("/station/count"))
    names = set(re.findall(r'\sname="([^"]+)"', page))
    assert names == {
        *("A", "B", "D", "E", "F", "G", "H", "I", "J", "E.1", "E.2", "E.5", "boxes", "explained"),
        *("client_id", "nonce", "version", "seen", "csrfmiddlewaretoken", "action"),
    }
    assert re.findall(r'name="boxes" value="([^"]+)"', page) == ["D=H", "H>D", "H<D"]
    assert re.findall(r'name="explained" value="([^"]+)"', page) == ["yes", "no"]
    assert re.findall(r'name="action" value="([^"]+)"', page) == ["check"]
    assert len(value_of(page, "nonce")) == 64
    assert value_of(page, "version") == "1"


def test_every_field_has_a_label_and_a_numeric_keyboard(chair: Client) -> None:
    page = main(chair.get("/station/count"))
    inputs = re.findall(r'<input id="(v-[^"]+)"[^>]*type="text"([^>]*)>', page)
    assert len(inputs) == 12
    for each, rest in inputs:
        assert f'<label for="{each}">' in page
        assert 'inputmode="numeric"' in rest
        assert 'autocomplete="off"' in rest


def test_a_decentral_form_goes_on_to_candidates(sign_in: SignIn) -> None:
    made = make_election(counting=Counting.DECENTRAL)
    client = sign_in(made.first.station)
    client.post("/station/open")
    page = main(client.get("/station/count"))
    for mark in ("L.1", "L.2", "L.5", "c.1.1", "c.1.2", "c.1.4", "c.2.1", "c.2.3", "c.5.1"):
        assert f'name="{mark}"' in page
    assert 'name="c.1.3"' not in page
    assert "Évrard, F." in page


def test_voter_cards_are_asked_for_where_they_exist(sign_in: SignIn) -> None:
    made = make_election(category=Category.TK)
    client = sign_in(made.first.station)
    client.post("/station/open")
    assert 'name="C"' in main(client.get("/station/count"))
    assert sent(client, form(replace(GOOD, voter_cards=0)))


def test_each_form_is_a_submission_of_its_own(chair: Client) -> None:
    one, other = main(chair.get("/station/count")), main(chair.get("/station/count"))
    assert value_of(one, "client_id") != value_of(other, "client_id")
    assert value_of(one, "nonce") != value_of(other, "nonce")


# Checking


def test_checking_shows_and_stores_nothing(chair: Client) -> None:
    before = Entry.objects.count()
    response = send(chair, form(HELD, action="check"))
    assert response.status_code == 200  # type: ignore[attr-defined]
    page = main(response)
    assert "F.201" in page
    assert 'href="#v-D"' in page
    assert Entry.objects.count() == before
    assert not Envelope.objects.exists()


def test_a_finding_stands_at_the_fields_it_marks(chair: Client) -> None:
    page = main(send(chair, form(HELD, action="check")))
    note = re.search(
        r'<div class="message" data-kind="error" id="(note-\d+)"><p class="message__code">F\.201', page
    )
    assert note
    for mark in ("A", "B", "D"):
        field = re.search(rf'<input id="v-{mark}"[^>]*>', page)
        assert field
        assert 'aria-invalid="true"' in field[0]
        assert note[1] in field[0].partition('aria-describedby="')[2]
    other = re.search(r'<input id="v-H"[^>]*>', page)
    assert other
    assert "aria-invalid" not in other[0]
    assert page.index('id="v-D"') < page.index(note[0]) < page.index('id="v-E"')


def test_what_was_typed_and_ticked_is_kept(chair: Client) -> None:
    fields = form(replace(HELD, explained=frozenset({Explained.NO})), action="check", I="", A=" 0092 ")
    page = main(send(chair, fields))
    assert value_of(page, "A") == " 0092 "
    assert value_of(page, "I") == ""
    assert value_of(page, "E.2") == "30"
    assert 'value="D=H" checked' in page
    assert 'value="no" checked' in page
    assert 'value="yes" checked' not in page
    assert value_of(page, "client_id") == fields["client_id"]
    assert value_of(page, "nonce") == fields["nonce"]


def test_a_clean_check_offers_to_send(chair: Client) -> None:
    page = main(send(chair, form(GOOD, action="check")))
    assert "The numbers agree." in page
    assert re.findall(r'name="action" value="([^"]+)"', page) == ["check", "send"]
    assert "Send the count" in page
    assert value_of(page, "seen") == ""


def test_a_warning_is_shown_and_stops_nothing(chair: Client) -> None:
    unusual = replace(
        GOOD, blank=10, cast=GOOD.cast + 9, admitted=GOOD.cast + 9, poll_cards=GOOD.poll_cards + 9
    )
    page = main(send(chair, form(unusual, action="check")))
    assert "W.201" in page
    assert 'data-kind="warning"' in page
    assert 'aria-invalid="true"' not in page
    sent(chair, form(unusual))
    assert StationDay.objects.get().state == "accepted"


def test_an_error_is_shown_before_it_is_sent(chair: Client) -> None:
    response = send(chair, form(HELD))
    assert response.status_code == 200  # type: ignore[attr-defined]
    page = main(response)
    assert "Not sent yet" in page
    assert "Send anyway" in page
    assert value_of(page, "seen") == "F.201"
    assert counts() == 0


def test_an_error_not_shown_yet_is_shown_also_when_another_was(chair: Client) -> None:
    both = replace(HELD, boxes=frozenset())
    assert send(chair, form(both, seen="F.201")).status_code == 200  # type: ignore[attr-defined]
    assert counts() == 0
    sent(chair, form(both, seen="F.201 F.304"))


def test_decentral_findings_stand_on_the_page_of_their_list(sign_in: SignIn) -> None:
    made = make_election(counting=Counting.DECENTRAL)
    client = sign_in(made.first.station)
    client.post("/station/open")
    page = main(send(client, form(make_count(Counting.DECENTRAL), action="check", L__2="31")))
    assert "F.402" in page
    assert "F.403" in page
    assert page.index('id="v-L-2"') < page.index("F.402</p>") < page.index('id="list-5"')
    assert re.search(r'<a href="#list-2" data-hand>', page)


# Sending


def test_a_clean_count_is_taken_in_and_opens_with_both_keys(made: Made, chair: Client) -> None:
    seq = sent(chair, form(GOOD))
    entry = Entry.objects.get(seq=seq, chain__municipality="0034")
    facts = json.loads(entry.facts)
    assert (entry.kind, entry.station, entry.by) == ("count.received", 1, "station:1")
    assert set(facts) == {"held", "receipt", "source", "version", "envelope"}
    assert (facts["held"], facts["source"], facts["version"]) == (False, "station", 1)
    assert opened(made.first, "release") == opened(made.first, "control") == (GOOD, ())
    assert StationDay.objects.get(station=1).state == "accepted"


def test_a_held_count_goes_with_its_codes(made: Made, chair: Client) -> None:
    seq = sent(chair, form(HELD, seen="F.201"))
    assert opened(made.first, "control") == (HELD, ("F.201",))
    assert StationDay.objects.get(station=1).state == "held"
    assert "F.201" not in Entry.objects.get(seq=seq, chain__municipality="0034").facts
    page = main(chair.get(f"/station/receipt/{seq}"))
    assert "The election office looks at them" in page
    assert "F.201" not in page


def test_a_clean_count_waits_where_the_office_looks_at_each_first(made: Made, chair: Client) -> None:
    made.first.row.accepts_clean = False
    made.first.row.save()
    sent(chair, form(GOOD))
    assert StationDay.objects.values_list("state", "public").get(station=1) == ("received", 0)
    made.first.row.accepts_clean = True
    made.first.row.save()
    sent(chair, form(GOOD, version="2", reason="counted again"))
    assert StationDay.objects.values_list("state", "public").get(station=1) == ("accepted", 2)


def test_the_count_is_set_beside_the_day_and_never_held_for_it(made: Made, chair: Client, wall: Wall) -> None:
    """What was scanned, and the last turnout after closing; an earlier one is lawfully lower."""
    wall.set("20:30")
    chair.post("/station/turnout", {"admitted": "60", "client_id": str(uuid4())})
    StationDay.objects.filter(station=1).update(poll_cards=89, proxies=10)
    wall.set("22:30")
    page = main(chair.post("/station/count", form(GOOD, action="check")))
    assert "A says 90, scanned were 89." in page
    assert "S.102" not in page
    chair.post("/station/turnout", {"admitted": "101", "confirm": "101", "client_id": str(uuid4())})
    page = main(chair.post("/station/count", form(GOOD, action="check")))
    assert "D says 100, but after closing a turnout of 101 was reported." in page
    # Nothing that the chair has to look at first, nothing held; the office finds the codes with the count.
    sent(chair, form(GOOD))
    assert opened(made.first, "control") == (GOOD, ("S.101", "S.102"))
    assert StationDay.objects.get(station=1).state == "accepted"


def test_a_station_that_scans_nothing_is_not_asked_for_scans(chair: Client) -> None:
    page = main(chair.post("/station/count", form(GOOD, action="check")))
    assert "S.10" not in page


def test_a_decentral_count_is_taken_in(sign_in: SignIn) -> None:
    made, count = make_election(counting=Counting.DECENTRAL), make_count(Counting.DECENTRAL)
    client = sign_in(made.first.station)
    client.post("/station/open")
    sent(client, form(count))
    assert opened(made.first, "release") == (count, ())


def test_a_second_sending_of_the_same_is_the_same(chair: Client, wall: Wall) -> None:
    same = form(GOOD)
    first = sent(chair, same)
    wall.set("23:10")
    assert sent(chair, {**same, "I": "0", "J": " "}) == first
    assert sent(chair, {**same, "seen": "F.201"}) == first
    assert counts() == 1
    assert "22:30" in main(chair.get(f"/station/receipt/{first}"))


def test_other_numbers_under_the_same_id_are_a_conflict(chair: Client) -> None:
    same = form(GOOD)
    sent(chair, same)
    other = {**same, "A": "80", "B": "20"}
    response = send(chair, other)
    assert response.status_code == 409  # type: ignore[attr-defined]
    page = main(response)
    assert "sent before, with other numbers" in page
    assert (value_of(page, "A"), value_of(page, "B")) == ("80", "20")
    assert value_of(page, "client_id") != same["client_id"]
    assert value_of(page, "version") == "2"
    assert 'name="reason"' in page
    assert counts() == 1


def test_another_nonce_under_the_same_id_is_a_conflict(chair: Client) -> None:
    same = form(GOOD)
    sent(chair, same)
    assert send(chair, {**same, "nonce": "ab" * 32}).status_code == 409  # type: ignore[attr-defined]
    assert counts() == 1


# Correcting


def test_a_correction_is_a_new_version_with_a_reason(made: Made, chair: Client) -> None:
    sent(chair, form(HELD, seen="F.201"))
    page = main(chair.get("/station/count"))
    assert "Version 1 of this count was received." in page
    assert value_of(page, "version") == "2"
    for mark in "ABDEFGHIJ":
        assert value_of(page, mark) == ""
    seq = sent(chair, form(GOOD, version="2", reason="Twee stempassen dubbel geteld"))
    assert counts() == 2
    assert opened(made.first, "release", 2) == (GOOD, ())
    assert StationDay.objects.get(station=1).state == "accepted"
    entry = Entry.objects.get(seq=seq, chain__municipality="0034")
    assert "dubbel" not in entry.facts
    assert aside.read(Aside.objects.get(entry=entry, name="reason")) == "Twee stempassen dubbel geteld"


def test_a_correction_without_a_reason_is_refused_and_kept(chair: Client) -> None:
    sent(chair, form(GOOD))
    response = send(chair, form(GOOD, version="2", F="7"))
    assert response.status_code == 422  # type: ignore[attr-defined]
    page = main(response)
    assert "why the count is corrected" in page
    assert 'href="#v-reason"' in page
    assert value_of(page, "F") == "7"
    assert counts() == 1


def test_a_reason_comes_back_as_it_was_typed_and_harmless(chair: Client) -> None:
    sent(chair, form(GOOD))
    reason = '</textarea><script>alert("1")</script>'
    response = send(chair, form(GOOD, version="2", action="check", reason=reason))
    body = response.content.decode()  # type: ignore[attr-defined]
    assert "<script>alert" not in body
    assert html.escape(reason) in body


@pytest.mark.parametrize("version", ["1", "3", "7"])
def test_two_devices_at_once_are_a_race_that_nobody_loses(chair: Client, version: str) -> None:
    sent(chair, form(GOOD))
    response = send(chair, form(GOOD, version=version, reason="Nageteld", F="0", E="99"))
    assert response.status_code in {200, 409}  # type: ignore[attr-defined]
    response = send(chair, form(GOOD, version=version, reason="Nageteld", F="0", E="99", seen="F.202"))
    assert response.status_code == 409  # type: ignore[attr-defined]
    page = main(response)
    assert "came in while you were typing" in page
    assert value_of(page, "E") == "99"
    assert "Nageteld" in page
    assert value_of(page, "version") == "2"
    assert counts() == 1


# Refusing


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"A": "-3"}, "less than 0"),
        ({"A": "drie"}, "digits only"),
        ({"E.2": "1000000000"}, "nine digits"),
        ({"E.3": "4"}, "List 3 is not on this ballot"),
        ({"E.2": None}, "List 2 is missing"),
        ({"H": None}, "H is missing"),
        ({"Z": "4"}, "“Z” does not belong"),
        ({"<b>x": "4"}, "“<b>x” does not belong"),
        ({"A": ["90", "91"]}, "A was sent twice"),
        ({"L.1": "60"}, "another way of counting"),
        ({"boxes": "D<>H"}, "does not exist"),
        ({"client_id": "1"}, "did not come over whole"),
        ({"nonce": ""}, "did not come over whole"),
    ],
)
@pytest.mark.parametrize("action", ["check", "send"])
def test_a_foreign_form_is_refused_explained_and_kept(
    chair: Client, changes: dict[str, object], says: str, action: str
) -> None:
    response = send(chair, form(GOOD, action=action, **changes))
    assert response.status_code == 422  # type: ignore[attr-defined]
    page = main(response)
    assert says in page
    assert "could not be read" in page
    assert "<b>x" not in response.content.decode()  # type: ignore[attr-defined]
    for mark in ("B", "D", "E.1", "G"):
        assert value_of(page, mark) == str({"B": 10, "D": 100, "E.1": 60, "G": 1}[mark])
    assert counts() == 0


def test_what_cannot_be_read_is_marked_where_it_stands(chair: Client) -> None:
    page = main(send(chair, form(GOOD, F="vier")))
    field = re.search(r'<input id="v-F"[^>]*>', page)
    assert field
    assert 'value="vier"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert 'href="#v-F"' in page


def test_an_empty_form_is_a_count_of_nothing_and_asked_about(chair: Client) -> None:
    response = send(chair, form(GOOD, **dict.fromkeys([*"ABDEFGHIJ", "E.1", "E.2", "E.5"], ""), boxes=None))
    page = main(response)
    assert response.status_code == 200  # type: ignore[attr-defined]
    assert "F.304" in page
    assert "W.204" in page


def test_too_early(chair: Client, wall: Wall) -> None:
    wall.set("20:59")
    assert 'name="A"' not in main(chair.get("/station/count"))
    for action in ("check", "send"):
        response = send(chair, form(GOOD, action=action))
        assert response.status_code == 409  # type: ignore[attr-defined]
        page = main(response)
        assert "Wednesday 16 March, 21:00" in page
        assert value_of(page, "A") == "90"
    assert counts() == 0
    wall.set("21:00")
    assert sent(chair, form(GOOD))


def test_the_earliest_moment_is_the_stations_own(made: Made, sign_in: SignIn, wall: Wall) -> None:
    wall.set("07:29")
    postal = sign_in(made.first.stations[3])
    assert send(postal, form(GOOD)).status_code == 409  # type: ignore[attr-defined]
    wall.set("07:30")
    assert sent(postal, form(GOOD))


def test_without_hours_it_is_nine_in_the_evening(made: Made, sign_in: SignIn, wall: Wall) -> None:
    made.first.station.hours = []
    made.first.station.save()
    client = sign_in(made.first.station)
    client.post("/station/open")
    wall.set("20:59")
    assert send(client, form(GOOD)).status_code == 409  # type: ignore[attr-defined]
    wall.set("21:00")
    assert sent(client, form(GOOD))


def test_a_station_that_was_not_opened_has_no_count(made: Made, sign_in: SignIn) -> None:
    client = sign_in(made.first.station)
    assert "/station/open" in main(client.get("/station/count"))
    response = send(client, form(GOOD))
    assert response.status_code == 409  # type: ignore[attr-defined]
    page = main(response)
    assert "Open it first" in page
    assert value_of(page, "A") == "90"
    assert counts() == 0


def test_without_keys_nothing_is_taken_in(sign_in: SignIn) -> None:
    made = make_election(with_keys=False)
    client = sign_in(made.first.station)
    client.post("/station/open")
    response = send(client, form(GOOD))
    assert response.status_code == 409  # type: ignore[attr-defined]
    assert "has not made the keys" in main(response)
    assert counts() == 0


def test_a_full_disk_loses_nothing_that_was_typed(
    chair: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_: object) -> None:
        raise DatabaseError("database or disk is full: 90 10 100")

    posted = form(GOOD)
    with monkeypatch.context() as patched:
        patched.setattr(intake, "append", full)
        response = send(chair, posted)
    assert response.status_code == 503  # type: ignore[attr-defined]
    page = main(response)
    assert "Nothing was received" in page
    assert value_of(page, "A") == "90"
    assert value_of(page, "client_id") == posted["client_id"]
    assert "count not stored" in caplog.text
    assert sent(chair, posted)


def test_only_a_form_is_a_count(chair: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    as_json = chair.post("/station/count", json.dumps(form(GOOD)), content_type="application/json")
    assert as_json.status_code == 400
    with_file = chair.post("/station/count", {**form(GOOD), "photo": SimpleUploadedFile("a.jpg", b"x")})
    assert with_file.status_code == 400
    assert counts() == 0


def test_too_much_is_refused(chair: Client) -> None:
    assert chair.post("/station/count", form(GOOD, reason="x" * 1_000_001)).status_code == 400
    many = {f"E.{number}": "1" for number in range(10, 5_010)}
    assert chair.post("/station/count", {**form(GOOD), **many}).status_code == 400
    assert counts() == 0


def test_a_count_needs_its_token(made: Made, sign_in: SignIn) -> None:
    client = sign_in(made.first.station)
    client.post("/station/open")
    client.handler.enforce_csrf_checks = True
    assert client.post("/station/count", form(GOOD)).status_code == 403
    assert counts() == 0


# Receipts


def test_the_receipt_says_what_was_received(chair: Client) -> None:
    seq = sent(chair, form(GOOD))
    page = main(chair.get(f"/station/receipt/{seq}"))
    facts = json.loads(Entry.objects.get(seq=seq, chain__municipality="0034").facts)
    assert re.fullmatch(r"([2-9A-HJKMNP-TV-Z]{4}-){4}[2-9A-HJKMNP-TV-Z]{4}", facts["receipt"])
    assert facts["receipt"] in page
    assert "Wednesday 16 March, 22:30" in page
    assert "The numbers agree." in page
    assert "the official record on paper leads" in page


def test_an_older_receipt_says_that_a_later_one_counts(chair: Client) -> None:
    first = sent(chair, form(GOOD))
    sent(chair, form(GOOD, version="2", reason="Nageteld"))
    assert "A later version of this count was received" in main(chair.get(f"/station/receipt/{first}"))


def test_receipts_are_the_stations_own(made: Made, chair: Client, sign_in: SignIn) -> None:
    seq = sent(chair, form(GOOD))
    opening = Entry.objects.get(kind="station.opened").seq
    for other in (made.first.stations[2], made.municipalities["0995"].station):
        assert sign_in(other).get(f"/station/receipt/{seq}").status_code == 404
    for number in (opening, 0, 999, 10**30):
        assert chair.get(f"/station/receipt/{number}").status_code == 404
    for odd in ("x", "-1", "1.0", ""):
        assert chair.get(f"/station/receipt/{odd}").status_code == 404


def test_an_official_count_is_no_receipt_of_the_station(made: Made, chair: Client) -> None:
    from stemdag.elections.sealing import seal_count
    from stemdag.journal.append import Fact, append

    receipt = append(
        Fact(
            made.row.eml_id,
            "0034",
            "count.received",
            at=Entry.objects.first().at,  # type: ignore[union-attr]
            by="cli",
            client_id=uuid4(),
            station=1,
            facts={"held": False},
            sealed=seal_count(made.first.row, 1, "official", 1, GOOD, []),
        )
    )
    assert chair.get(f"/station/receipt/{receipt.seq}").status_code == 404
    assert value_of(main(chair.get("/station/count")), "version") == "1"


def test_two_elections_on_one_day_are_two_counts(sign_in: SignIn) -> None:
    for eml_id in ("GR2022_Almere", "RF2022_Almere"):
        made = make_election(eml_id=eml_id)
        client = sign_in(made.first.station)
        client.post("/station/open")
        sent(client, form(GOOD))
    assert {each.chain.election for each in Entry.objects.filter(kind="count.received")} == {
        "GR2022_Almere",
        "RF2022_Almere",
    }
