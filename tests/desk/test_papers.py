"""Paper at the desk: cards that work, forms of every station, and nothing for who has no business there."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from stemdag.capture import codes
from stemdag.capture.models import StationCode
from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.station import Counting
from stemdag.elections import values
from stemdag.elections.models import Station
from stemdag.journal.models import Entry
from stemdag.paper import fallback
from tests.desk.conftest import browser, official
from tests.factories import Made, MadeMunicipality, at, make_election
from tests.paper.reading import pages, text

pytestmark = [pytest.mark.store, pytest.mark.django_db]
PAPER = "/desk/GR2022_Almere/0034/paper/"
CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b")
ALL = {"stations": "", "each": "2", "per_page": "4", "phone": ""}


def test_cards_are_made_at_that_moment_and_let_devices_in(client: Client, user: User) -> None:
    response = client.post(f"{PAPER}cards/", ALL | {"stations": "1, 4", "phone": "0800 1234"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="stemdag-0034-cards-20220316-1200.pdf"'
    said = text(response.content)
    assert "Call 0800 1234" in said
    assert "testserver/station/app" in said
    found = CODE.findall(said)
    assert len(set(found)) == 4
    redeemed = [codes.redeem(code) for code in found]
    assert sorted(each.station.number for each in redeemed if each) == [1, 1, 4, 4]
    entry = Entry.objects.get(kind="codes.issued")
    assert entry.by == f"desk:{user.pk}"
    facts = json.loads(entry.facts)
    assert (facts["stations"], facts["each"]) == ([1, 4], 2)
    assert not any(code in repr(list(Entry.objects.values())) for code in found)


def test_new_cards_stop_those_that_nobody_used_and_only_if_that_was_meant(client: Client) -> None:
    """A second click stops nothing; who ticks the box does, and only what the page told of."""
    first = CODE.findall(text(client.post(f"{PAPER}cards/", ALL).content))
    assert len(first) == 8
    assert codes.redeem(first[0]) is not None
    asked = client.post(f"{PAPER}cards/", ALL | {"phone": "036 123"})
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "Nobody used 7 earlier cards of these stations yet." in page
    assert 'value="036 123"' in page
    told = {"seen": re.findall(r'name="seen" value="(\d+)"', page)[0]}
    assert client.post(f"{PAPER}cards/", ALL | told).status_code == 422, "not ticked"
    # A station that has none is not asked about; one of a colleague came meanwhile.
    one = ALL | {"stations": "1", "each": "1"}
    second = CODE.findall(text(client.post(f"{PAPER}cards/", ALL | told | {"replace": "yes"}).content))
    assert len(second) == 8
    assert codes.redeem(first[1]) is None
    again = client.post(f"{PAPER}cards/", one | told | {"replace": "yes"})
    assert again.status_code == 422
    assert "Nobody used 2 earlier cards" in again.content.decode()
    assert Entry.objects.filter(kind="codes.issued").count() == 2
    assert codes.redeem(second[0]) is not None
    for wrong in ("", "x", "-1", "9" * 30):
        assert client.post(f"{PAPER}cards/", one | {"replace": "yes", "seen": wrong}).status_code == 400


def test_a_card_that_was_used_or_is_over_asks_nothing(client: Client, almere: MadeMunicipality) -> None:
    one = ALL | {"stations": "1", "each": "1"}
    [code] = CODE.findall(text(client.post(f"{PAPER}cards/", one).content))
    assert codes.redeem(code)
    [code] = CODE.findall(text(client.post(f"{PAPER}cards/", one).content))
    StationCode.objects.update(expires_at=at("11:00"))
    assert client.post(f"{PAPER}cards/", one).status_code == 200
    assert client.post(f"{PAPER}cards/", one).status_code == 422


def test_cards_in_dutch_one_to_a_page(client: Client) -> None:
    answer = client.post(
        f"{PAPER}cards/", ALL | {"each": "1", "per_page": "1"}, headers={"accept-language": "nl"}
    )
    found = pages(answer.content)
    assert len(found) == 4
    assert all("Niet fotograferen" in page for page in found)
    assert "aanmeldkaarten" in answer["Content-Disposition"]


def test_a_rehearsal_says_so(db: None) -> None:
    made = make_election(rehearsal=True)
    client = browser(official("anna", made.first))
    assert text(client.post(f"{PAPER}cards/", ALL).content).count("REHEARSAL") == 8
    assert "REHEARSAL" in text(client.get(f"{PAPER}forms/").content)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"stations": "1, 99"}, "No station of this municipality: 99."),
        ({"stations": "<b>"}, "No station of this municipality: &lt;b&gt;."),
        ({"stations": "9" * 5_000}, "No station of this municipality"),
        ({"each": "0"}, "Choose how many"),
        ({"each": "5"}, "Choose how many"),
        ({"each": "٢"}, "Choose how many"),
        ({"each": ""}, "Choose how many"),
        ({"per_page": "2"}, "Choose how many"),
    ],
)
def test_a_malformed_form_is_said_and_stops_nothing(client: Client, given: dict[str, str], says: str) -> None:
    kept = CODE.findall(text(client.post(f"{PAPER}cards/", ALL).content))[0]
    response = client.post(f"{PAPER}cards/", ALL | given)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert Entry.objects.filter(kind="codes.issued").count() == 1
    assert codes.redeem(kept) is not None


def test_looking_makes_no_codes(client: Client) -> None:
    assert client.get(PAPER).status_code == 200
    assert client.get(f"{PAPER}cards/")["Location"] == PAPER
    assert client.get(f"{PAPER}forms/").status_code == 200
    assert client.get(f"{PAPER}guide/").status_code == 200
    assert not StationCode.objects.exists()


def test_forms_for_every_station_of_the_municipality_and_of_no_other(client: Client, made: Made) -> None:
    response = client.get(f"{PAPER}forms/", {"phone": "036 123"})
    assert response["Content-Disposition"] == 'attachment; filename="stemdag-0034-paper-forms.pdf"'
    said = text(response.content)
    for station in made.first.stations.values():
        assert f"Station {station.number} {station.name}" in said
    assert said.count("036 123") == 4
    assert "Lelystad" not in said


def test_the_guide_in_the_language_of_the_page(client: Client) -> None:
    with translation.override("nl"):
        dutch = client.get(f"{PAPER}guide/", {"phone": "036 123"}, headers={"accept-language": "nl"})
    assert dutch["Content-Disposition"] == 'attachment; filename="stemdag-handleiding-stembureau.pdf"'
    assert "Als er iets misgaat" in text(dutch.content)
    assert "036 123" in text(dutch.content)
    english = client.get(f"{PAPER}guide/")
    assert "When something goes wrong" in text(english.content)


def test_a_large_municipality_gets_its_forms_in_parts(
    client: Client, almere: MadeMunicipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How large a part may be is tried in tests/paper; here it is small, so that the press is quick."""
    lists = tuple(
        CandidateList(n, f"Partij {n}", tuple(Candidate(c, "Bos") for c in range(1, 6))) for n in (1, 2)
    )
    monkeypatch.setattr(fallback, "MOST_LINES", 6 * (fallback.FRAME + 10))
    almere.row.counting, almere.row.ballot = Counting.DECENTRAL, values.ballot_json(Ballot(lists))
    almere.row.save()
    Station.objects.bulk_create(
        Station(municipality=almere.row, number=n, name="Zaal", kind="regular") for n in range(5, 10)
    )
    assert "7 to 9" in client.get(PAPER).content.decode()
    second = client.get(f"{PAPER}forms/", {"part": "2"})
    assert {page.split()[1] for page in pages(second.content)} == {"7", "8", "9"}
    assert "paper-forms-2.pdf" in second["Content-Disposition"]


@pytest.mark.parametrize("part", ["0", "2", "-1", "x", "", "99999999999999999999", "²"])
def test_a_part_that_is_none_is_not_found(client: Client, part: str) -> None:
    assert client.get(f"{PAPER}forms/", {"part": part}).status_code == 404


def test_a_municipality_without_stations_has_nothing_to_print(
    client: Client, almere: MadeMunicipality
) -> None:
    almere.row.stations.all().delete()
    assert "no polling stations yet" in client.get(PAPER).content.decode()
    assert client.get(f"{PAPER}forms/").status_code == 404
    assert client.post(f"{PAPER}cards/", ALL).status_code == 422


def test_cards_that_could_not_be_stored_are_not_handed_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def full(*_: object, **__: object) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(codes, "write", full)
    response = client.post(f"{PAPER}cards/", ALL)
    assert response.status_code == 503
    assert not StationCode.objects.exists()
