"""Arm, hold, go: at the desk and on the command line, and what is refused is recorded."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from stemdag.desk.release import acts as release
from stemdag.domain.errors import Refused
from stemdag.domain.release import ReleaseState
from stemdag.elections.moment import in_force, postpone
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Entry
from tests.desk.conftest import browser, official
from tests.factories import MadeMunicipality, at, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]
RELEASE = "/desk/GR2022_Almere/0034/release/"
BEFORE, AFTER = at("12:00"), at("21:01")


def kinds() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("kind", flat=True))


def refusals() -> list[tuple[str, str]]:
    found = Entry.objects.filter(kind="release.refused").order_by("seq")
    return [(json.loads(each.facts)["act"], json.loads(each.facts)["code"]) for each in found]


def state(almere: MadeMunicipality) -> ReleaseState:
    return release.standing(almere.row).state


def released(almere: MadeMunicipality) -> None:
    """What the gate writes once it has the key."""
    append(
        Fact(
            "GR2022_Almere",
            "0034",
            "release.released",
            at=AFTER,
            by="gate",
            client_id=uuid4(),
            facts={"moment": at("21:00").isoformat()},
        )
    )


def post(client: Client, act: str, seen: int | str = 0, **more: object) -> Any:
    return client.post(
        f"{RELEASE}{act}/", {"client_id": str(uuid4()), "seen": seen, "reason": "as agreed"} | more
    )


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


# The three acts


def test_arm_hold_and_arm_again(almere: MadeMunicipality) -> None:
    assert state(almere) is ReleaseState.SEALED
    assert release.arm(almere.row, "cli", BEFORE, uuid4()).state is ReleaseState.ARMED
    assert release.hold(almere.row, "cli", BEFORE, uuid4()).state is ReleaseState.HELD
    assert release.arm(almere.row, "cli", BEFORE, uuid4()).state is ReleaseState.ARMED
    assert kinds() == ["release.armed", "release.held", "release.armed"]


def test_doing_what_is_done_writes_nothing(almere: MadeMunicipality) -> None:
    for act in (release.arm, release.arm, release.hold, release.hold):
        act(almere.row, "cli", BEFORE, uuid4())
    assert kinds() == ["release.armed", "release.held"]


def test_the_same_submission_is_one(almere: MadeMunicipality) -> None:
    sent = uuid4()
    release.arm(almere.row, "cli", BEFORE, sent)
    release.hold(almere.row, "cli", BEFORE, uuid4())
    assert release.arm(almere.row, "cli", BEFORE, sent).state is ReleaseState.HELD
    assert kinds() == ["release.armed", "release.held"]


@pytest.mark.parametrize("armed", [True, False])
def test_go_before_the_moment_is_refused_and_recorded(almere: MadeMunicipality, armed: bool) -> None:
    if armed:
        release.arm(almere.row, "cli", BEFORE, uuid4())
    with pytest.raises(Refused) as refusal:
        release.go(almere.row, "cli", at("21:00") - timedelta(microseconds=1), uuid4())
    assert refusal.value.code == "release.early"
    assert refusals() == [("release", "release.early")]
    assert state(almere) is (ReleaseState.ARMED if armed else ReleaseState.SEALED)


def test_go_while_held_is_refused_and_recorded(almere: MadeMunicipality) -> None:
    release.hold(almere.row, "cli", BEFORE, uuid4())
    with pytest.raises(Refused) as refusal:
        release.go(almere.row, "cli", AFTER, uuid4())
    assert refusal.value.code == "release.held"
    assert refusals() == [("release", "release.held")]


def test_after_the_release_everything_is_refused_and_recorded(almere: MadeMunicipality) -> None:
    release.arm(almere.row, "cli", BEFORE, uuid4())
    released(almere)
    for act in (release.go, release.hold, release.arm):
        with pytest.raises(Refused) as refusal:
            act(almere.row, "cli", AFTER, uuid4())
        assert refusal.value.code == "release.twice"
    assert refusals() == [
        ("release", "release.twice"),
        ("hold", "release.twice"),
        ("arm", "release.twice"),
    ]
    assert state(almere) is ReleaseState.RELEASED


def test_go_after_the_moment_arms_what_nobody_armed(almere: MadeMunicipality) -> None:
    assert release.go(almere.row, "cli", at("21:00"), uuid4()).state is ReleaseState.ARMED
    assert kinds() == ["release.armed"]


def test_the_button_that_was_too_early_works_at_the_moment(almere: MadeMunicipality) -> None:
    sent = uuid4()
    with pytest.raises(Refused):
        release.go(almere.row, "cli", BEFORE, sent)
    with pytest.raises(Refused):
        release.go(almere.row, "cli", BEFORE, sent)
    release.go(almere.row, "cli", AFTER, sent)
    assert kinds() == ["release.refused", "release.armed"]


def test_a_moment_that_was_put_later_counts(almere: MadeMunicipality) -> None:
    later = at("22:30")
    name = uuid4()
    for _ in range(2):  # the second time is a repeat
        postpone(almere.row.election, later, "een rij", "cli", BEFORE, name)
    assert release.standing(almere.row).moment == later
    with pytest.raises(Refused) as refusal:
        release.go(almere.row, "cli", AFTER, uuid4())
    assert refusal.value.code == "release.early"
    # From the later moment on it is as it was with the first one: too late.
    assert in_force(almere.row.election) == later
    for now, wanted, code in ((later, at("23:00"), "passed"), (AFTER, later, "earlier")):
        with pytest.raises(Refused) as refusal:
            postpone(almere.row.election, wanted, "een rij", "cli", now, uuid4())
        assert refusal.value.code == f"release.{code}"
    assert kinds().count("release.postponed") == 1


def test_nothing_is_armed_without_keys(db: None) -> None:
    made = make_election(eml_id="GR2022_Urk", municipalities=[("0184", "Urk")], with_keys=False)
    with pytest.raises(Refused) as refusal:
        release.arm(made.first.row, "cli", BEFORE, uuid4())
    assert refusal.value.code == "keys.none"
    client = browser(official("urk", made.first))
    assert "no keys yet" in shown(client.get("/desk/GR2022_Urk/0184/release/"))


def test_one_municipality_holds_nobody_else(almere: MadeMunicipality, made: Any) -> None:
    release.hold(almere.row, "cli", BEFORE, uuid4())
    assert release.standing(made.municipalities["0995"].row).state is ReleaseState.SEALED


# The pages


def test_the_page_says_where_it_stands_and_who_did_it(almere: MadeMunicipality, client: Client) -> None:
    text = shown(client.get(RELEASE))
    assert "Not armed yet" in text
    assert "21:00" in text
    assert "Wednesday 16 March 2022" in text
    assert post(client, "arm")["Location"] == RELEASE
    assert "Armed by anna at 12:00" in shown(client.get(RELEASE))
    assert post(client, "hold", reason="power cut at the town hall")["Location"] == RELEASE
    text = shown(client.get(RELEASE))
    assert "Held by anna at 12:00" in text
    assert "power cut at the town hall" in text


@pytest.mark.parametrize("reason", ["", "  "])
def test_arming_without_a_reason_asks_again(almere: MadeMunicipality, client: Client, reason: str) -> None:
    for act in ("arm", "go"):
        response = post(client, act, reason=reason)
        assert response.status_code == 422
        assert "Say in a line why" in shown(response)
    assert not kinds()
    # Nothing may stand in the way of a hold.
    assert post(client, "hold", reason=reason).status_code == 302


def test_nobody_lifts_a_hold_unseen(almere: MadeMunicipality, client: Client) -> None:
    release.hold(almere.row, "cli", BEFORE, uuid4())
    response = post(client, "arm", seen=0)
    assert response.status_code == 409
    assert "Somebody else acted" in shown(response)
    assert state(almere) is ReleaseState.HELD
    assert refusals() == [("arm", "release.changed")]
    post(client, "arm", seen=release.standing(almere.row).seq)
    assert state(almere) is ReleaseState.ARMED


def test_a_hold_is_taken_whatever_the_page_knew(almere: MadeMunicipality, client: Client) -> None:
    release.arm(almere.row, "cli", BEFORE, uuid4())
    assert post(client, "hold", seen="nonsense", reason="é" * 600).status_code == 302
    assert state(almere) is ReleaseState.HELD


def test_too_early_is_a_clear_page_and_in_the_history(almere: MadeMunicipality, client: Client) -> None:
    response = post(client, "go")
    assert response.status_code == 409
    assert "too early to release" in shown(response)
    text = shown(client.get(RELEASE))
    assert "An attempt of <strong>anna</strong> was refused: it was before the moment" in text


def test_holding_and_releasing_ask_first(
    almere: MadeMunicipality, client: Client, clock: Callable[[datetime], None]
) -> None:
    assert "Hold the release?" in shown(client.get(f"{RELEASE}confirm/hold/"))
    assert client.get(f"{RELEASE}confirm/go/")["Location"] == RELEASE
    clock(AFTER)
    assert "That cannot be undone" in shown(client.get(f"{RELEASE}confirm/go/"))
    assert not kinds()
    post(client, "go")
    assert "as soon as the holder of the key" in shown(client.get(RELEASE))
    released(almere)
    assert "Released at 21:01" in shown(client.get(RELEASE))
    assert client.get(f"{RELEASE}confirm/hold/")["Location"] == RELEASE


def test_after_a_hold_arming_asks_first_once_the_moment_has_passed(
    almere: MadeMunicipality, client: Client, clock: Callable[[datetime], None]
) -> None:
    release.hold(almere.row, "cli", BEFORE, uuid4())
    assert "Arm again" in shown(client.get(RELEASE))
    clock(AFTER)
    assert "confirm/arm/" in shown(client.get(RELEASE))
    assert "That cannot be undone" in shown(client.get(f"{RELEASE}confirm/arm/"))


@pytest.mark.parametrize("act", ["release", "x", "ARM"])
def test_an_unknown_act_is_not_found(client: Client, act: str) -> None:
    assert post(client, act).status_code == 404
    assert client.get(f"{RELEASE}confirm/{act}/").status_code == 404


@pytest.mark.parametrize("form", [{"client_id": ""}, {"client_id": "1"}, {"seen": "x"}, {"seen": "-1"}])
def test_a_malformed_form_changes_nothing(
    almere: MadeMunicipality, client: Client, form: dict[str, str]
) -> None:
    assert post(client, "arm", **form).status_code == 400
    assert not kinds()


def test_reading_an_act_does_nothing(client: Client) -> None:
    assert client.get(f"{RELEASE}arm/")["Location"] == RELEASE
    assert not kinds()


def test_the_part_that_renews_itself(client: Client) -> None:
    part = client.get(RELEASE, headers={"HX-Request": "true"}).content.decode()
    assert 'id="standing"' in part
    assert "<html" not in part
