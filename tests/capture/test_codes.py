"""A station code lets in once, until it expires, and is nowhere to be read."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from stemdag.capture import codes
from stemdag.capture.models import StationCode
from stemdag.domain.errors import Refused
from stemdag.journal.models import Entry
from tests.capture.conftest import SignIn, Wall
from tests.factories import Made, at, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]

MORNING = at("07:00") + timedelta(days=1)


def issue(made: Made, *numbers: int) -> dict[int, str]:
    return codes.issue(made.first.row, [made.first.stations[each] for each in numbers], MORNING)


def test_a_code_is_three_groups_of_letters_that_cannot_be_mistaken(made: Made) -> None:
    found = issue(made, 1, 2, 3, 4)
    assert list(found) == [1, 2, 3, 4]
    assert len(set(found.values())) == 4
    for code in found.values():
        assert [len(group) for group in code.split("-")] == [4, 4, 4]
        assert not set(code) & set("01ILOU")


def test_a_code_lets_in_once(made: Made) -> None:
    code = issue(made, 1)[1]
    first = codes.redeem(code)
    assert first is not None
    assert first.station == made.first.station
    assert codes.redeem(code) is None


def test_a_code_expires(made: Made, wall: Wall) -> None:
    code = issue(made, 1)[1]
    wall.moment = MORNING
    assert codes.redeem(code) is None
    wall.moment = MORNING - timedelta(seconds=1)
    assert codes.redeem(code) is not None


def test_a_new_code_replaces_the_one_that_nobody_used(made: Made) -> None:
    lost, other = issue(made, 1)[1], issue(made, 2)[2]
    fresh = issue(made, 1)[1]
    assert codes.redeem(lost) is None
    assert codes.redeem(fresh) is not None
    assert codes.redeem(other) is not None


def test_a_new_code_leaves_who_is_in(made: Made, chair: Client) -> None:
    issue(made, 1)
    assert chair.get("/station/").status_code == 200


def test_two_devices_get_two_codes_at_once(made: Made) -> None:
    lost = issue(made, 1)[1]
    found = codes.issue_several(made.first.row, [made.first.stations[each] for each in (1, 2)], MORNING, 2)
    assert {number: len(set(each)) for number, each in found.items()} == {1: 2, 2: 2}
    assert codes.redeem(lost) is None
    for number, each in found.items():
        for code in each:
            redeemed = codes.redeem(code)
            assert redeemed is not None
            assert redeemed.station.number == number


@pytest.mark.parametrize("each", [0, -1, codes.MOST_EACH + 1])
def test_so_many_codes_for_a_station_are_refused(made: Made, each: int) -> None:
    kept = issue(made, 1)[1]
    with pytest.raises(Refused) as refusal:
        codes.issue_several(made.first.row, [made.first.station], MORNING, each)
    assert refusal.value.code == "codes.each"
    assert codes.redeem(kept) is not None


def test_withdrawing_stops_codes_and_ends_sessions(made: Made, chair: Client, sign_in: SignIn) -> None:
    code, other = issue(made, 1)[1], sign_in(made.first.stations[2])
    assert codes.withdraw([made.first.station]) == 2
    assert codes.redeem(code) is None
    assert chair.get("/station/").status_code == 302
    assert other.get("/station/").status_code == 200


def test_codes_cannot_be_made_for_the_past(made: Made) -> None:
    with pytest.raises(Refused) as refusal:
        codes.issue(made.first.row, [made.first.station], at("22:30"))
    assert refusal.value.code == "codes.expired"
    assert not StationCode.objects.exists()


def test_codes_of_another_municipality_are_refused(made: Made) -> None:
    other = made.municipalities["0995"]
    with pytest.raises(Refused) as refusal:
        codes.issue(made.first.row, [other.station], MORNING)
    assert refusal.value.code == "codes.station"
    assert not Entry.objects.exists()


def test_the_journal_knows_for_whom_and_not_which(made: Made) -> None:
    found = issue(made, 1, 3)
    entry = Entry.objects.get(kind="codes.issued")
    assert json.loads(entry.facts) == {"stations": [1, 3], "each": 1, "expires": MORNING.isoformat()}
    stored = repr(list(Entry.objects.values())) + repr(list(StationCode.objects.values()))
    for code in found.values():
        assert code not in stored
        assert code.replace("-", "") not in stored


def test_the_store_cannot_be_searched_without_the_servers_secret(made: Made, settings: object) -> None:
    code = issue(made, 1)[1]
    settings.SECRET_KEY = "another secret, as whoever stole the database would have"  # type: ignore[attr-defined]
    assert codes.redeem(code) is None


def test_codes_work_in_their_own_election_only() -> None:
    one, other = make_election(eml_id="GR2022_Almere"), make_election(eml_id="RF2022_Almere")
    code = issue(one, 1)[1]
    found = codes.redeem(code)
    assert found is not None
    assert found.station.municipality.election == one.row != other.row


@given(
    st.sampled_from(
        ["k7qf2m9txw4p", " K7QF 2M9T XW4P ", "k7qf-2m9t-xw4p", "K7QF–2M9T–XW4P", "K7QF.2M9T.XW4P\n"]
    )
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert codes.tidy(typed) == "K7QF-2M9T-XW4P"


@given(st.text(max_size=200))
def test_anything_may_be_typed(typed: str) -> None:
    assert len(codes.tidy(typed)) <= 17
