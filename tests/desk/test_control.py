"""The control view: unlocking, opening in two steps, accepting; and what each leaves in the journal."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from stemdag.desk.control import opening as control
from stemdag.desk.control import views as control_views
from stemdag.journal import aside
from stemdag.journal.models import Entry, Envelope, StationDay
from tests.desk.conftest import Held, browser, official
from tests.factories import PASSPHRASE, Made, MadeMunicipality, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]
CONTROL = "/desk/GR2022_Almere/0034/control/"
COUNT = f"{CONTROL}1/"


@pytest.fixture
def unlocked(client: Client) -> Client:
    assert client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return client


def look(client: Client, step: int = 1, reason: str = "called by the chair", **more: object) -> Any:
    return client.post(f"{COUNT}open/", {"version": 1, "step": step, "reason": reason} | more)


def accept(client: Client, **more: object) -> Any:
    form = {"version": 1, "reason": "the record explains it", "client_id": str(uuid4())}
    return client.post(f"{COUNT}accept/", form | more)


def entries(kind: str) -> list[dict[str, Any]]:
    return [
        json.loads(each.facts) | {"by": each.by, "at": each.at}
        for each in Entry.objects.filter(kind=kind).order_by("seq")
    ]


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


# Unlocking


def test_locked_it_lists_and_opens_nothing(client: Client, held: Held) -> None:
    held()
    text = shown(client.get(CONTROL))
    assert "Buurthuis Het Oude Weeshuis" in text
    assert COUNT not in text
    assert client.get(COUNT)["Location"] == CONTROL
    assert look(client).status_code == 409
    assert accept(client).status_code == 409
    assert not entries("control.opened")


def test_the_passphrase_unlocks_and_the_journal_knows(unlocked: Client, user: Any, held: Held) -> None:
    held()
    assert COUNT in shown(unlocked.get(CONTROL))
    assert [each["by"] for each in entries("control.unlocked")] == [f"desk:{user.pk}"]


def test_capitals_and_hyphens_are_no_mistake(client: Client) -> None:
    typed = PASSPHRASE.title().replace(" ", " - ")
    assert client.post(f"{CONTROL}unlock/", {"passphrase": typed}).status_code == 302


@pytest.mark.parametrize("passphrase", ["", "six other words that are wrong", "x" * 5_000, "\0"])
def test_a_wrong_passphrase_is_said(client: Client, passphrase: str) -> None:
    response = client.post(f"{CONTROL}unlock/", {"passphrase": passphrase})
    assert response.status_code == 422
    assert "does not fit" in shown(response)
    assert "other words" not in shown(response)
    assert control.COOKIE not in response.cookies
    assert not entries("control.unlocked")


def test_wrong_passphrases_are_limited_per_municipality(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control_views, "TRIES", 2)
    for _ in range(2):
        assert client.post(f"{CONTROL}unlock/", {"passphrase": "wrong"}).status_code == 422
    response = client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    assert response.status_code == 429
    assert "quarter of an hour" in shown(response)


def test_without_keys_there_is_nothing_to_unlock(db: None) -> None:
    made = make_election(eml_id="GR2022_Urk", municipalities=[("0184", "Urk")], with_keys=False)
    client = browser(official("urk", made.first))
    assert "no keys yet" in shown(client.get("/desk/GR2022_Urk/0184/control/"))
    response = client.post("/desk/GR2022_Urk/0184/control/unlock/", {"passphrase": PASSPHRASE})
    assert response.status_code == 409


def test_the_cookie_goes_to_the_control_pages_alone(unlocked: Client) -> None:
    cookie = unlocked.cookies[control.COOKIE]
    assert cookie["path"] == CONTROL
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


def test_neither_session_nor_cookie_alone_is_the_key(
    unlocked: Client, almere: MadeMunicipality, held: Held
) -> None:
    held()
    kept = json.dumps(dict(unlocked.session.items()))
    assert almere.control_private.hex() not in kept
    stolen = browser()
    stolen.cookies["sessionid"] = unlocked.cookies["sessionid"].value
    assert look(stolen).status_code == 409
    other = uuid4().bytes * 2
    stolen.cookies[control.COOKIE] = __import__("base64").urlsafe_b64encode(other).decode()
    assert look(stolen).status_code == 409
    stolen.cookies[control.COOKIE] = "é no base64 !"
    assert look(stolen).status_code == 409
    stolen.cookies[control.COOKIE] = unlocked.cookies[control.COOKIE].value
    assert look(stolen).status_code == 200


def test_it_locks_itself_after_half_an_hour_without_use(
    unlocked: Client, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    held()
    start = control._second()
    for minutes, status in [(29, 200), (58, 200), (89, 409)]:
        monkeypatch.setattr(control, "_second", lambda passed=minutes: start + 60 * passed)
        assert look(unlocked).status_code == status
    assert "control" not in unlocked.session or not unlocked.session["control"]


def test_the_lock_button_locks(unlocked: Client, held: Held) -> None:
    held()
    unlocked.get(f"{CONTROL}lock/")
    assert unlocked.get(COUNT).status_code == 200
    assert unlocked.post(f"{CONTROL}lock/")["Location"] == CONTROL
    assert unlocked.get(COUNT).status_code == 302


def test_unlocking_one_municipality_unlocks_no_other(made: Made) -> None:
    both = browser(official("both", *made.municipalities.values()))
    both.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    assert "Lock</button>" in shown(both.get(CONTROL))
    assert "Lock</button>" not in shown(both.get(CONTROL.replace("0034", "0995")))


# Opening


def test_a_closed_count_tells_no_code(unlocked: Client, held: Held) -> None:
    held()
    text = shown(unlocked.get(COUNT))
    assert "Why do you open it?" in text
    assert "F.201" not in text


def test_step_one_is_differences_without_numbers(unlocked: Client, held: Held) -> None:
    held()
    response = look(unlocked)
    text = shown(response)
    assert response.status_code == 200
    assert "F.201" in text
    assert "difference 2" in text
    for number in ("98", "100", "92", "60", "30"):
        assert f">{number}<" not in text
    assert "Stadspartij" not in text


def test_step_two_is_the_form(unlocked: Client, held: Held) -> None:
    held()
    look(unlocked)
    text = shown(look(unlocked, step=2, reason=""))
    assert 'data-marked><th scope="row"><span class="mark">A</span>' in text
    assert ">92<" in text
    assert "Stadspartij" in text
    assert "Blanco lijst 5" in text
    assert ">60<" in text


def test_each_look_is_an_entry_and_the_reason_is_asked_once(unlocked: Client, held: Held, user: Any) -> None:
    held()
    look(unlocked, reason="the chair called")
    look(unlocked, step=2, reason="")
    look(unlocked, step=2, reason="again")
    found = entries("control.opened")
    assert [(each["station"], each["version"], each["step"]) for each in found] == [
        (1, 1, 1),
        (1, 1, 2),
        (1, 1, 2),
    ]
    assert {each["by"] for each in found} == {f"desk:{user.pk}"}
    texts = [
        [aside.read(text) for text in each.asides.all()]
        for each in Entry.objects.filter(kind="control.opened").order_by("seq")
    ]
    assert texts == [["the chair called"], [], []]
    assert "the chair called" in shown(unlocked.get(COUNT))


@pytest.mark.parametrize(("reason", "said"), [("", "A reason is needed"), ("é" * 600, "too long")])
def test_without_a_fitting_reason_nothing_opens(unlocked: Client, held: Held, reason: str, said: str) -> None:
    held()
    response = look(unlocked, reason=reason)
    assert response.status_code == 422
    assert said in shown(response)
    assert "F.201" not in shown(response)
    assert not entries("control.opened")


def test_the_numbers_do_not_come_first(unlocked: Client, held: Held) -> None:
    held()
    assert look(unlocked, step=2).status_code == 409
    assert not entries("control.opened")


def test_a_new_version_asks_anew(unlocked: Client, held: Held) -> None:
    held()
    look(unlocked)
    held(version=2)
    assert look(unlocked).status_code == 409
    assert look(unlocked, version=2, reason="").status_code == 422
    assert look(unlocked, version=2).status_code == 200
    assert accept(unlocked).status_code == 409


def test_a_count_that_was_not_sent_does_not_open(unlocked: Client, held: Held) -> None:
    assert unlocked.get(COUNT).status_code == 409
    assert look(unlocked).status_code == 409
    held()
    assert look(unlocked, version=2).status_code == 409


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"version": "1"},
        {"version": "1", "step": "3"},
        {"version": "x", "step": "1"},
        {"version": "²", "step": "1"},
    ],
)
def test_a_malformed_opening_is_said_to_be_so(unlocked: Client, held: Held, form: dict[str, str]) -> None:
    held()
    assert unlocked.post(f"{COUNT}open/", form).status_code == 400


def test_an_envelope_of_another_station_does_not_open(unlocked: Client, held: Held) -> None:
    held(1)
    held(2)
    other = Envelope.objects.get(entry__station=2)
    Envelope.objects.filter(entry__station=1).update(control=other.control)
    response = look(unlocked)
    assert response.status_code == 409
    assert "does not open" in shown(response)
    assert not entries("control.opened")


def test_going_back_to_an_opened_count_is_the_closed_one(unlocked: Client, held: Held) -> None:
    held()
    assert unlocked.get(f"{COUNT}open/")["Location"] == COUNT
    assert unlocked.get(f"{COUNT}accept/")["Location"] == COUNT


# Accepting


def test_accepting_is_an_entry_and_takes_the_hold_away(unlocked: Client, held: Held, user: Any) -> None:
    held()
    look(unlocked)
    response = accept(unlocked)
    assert response["Location"] == f"{CONTROL}?accepted=1"
    assert "version 1 is accepted" in shown(unlocked.get(response["Location"]))
    [entry] = entries("count.accepted")
    assert (entry["version"], entry["by"]) == (1, f"desk:{user.pk}")
    assert StationDay.objects.get(station=1).state == "accepted"


def test_sending_the_acceptance_twice_is_once(unlocked: Client, held: Held) -> None:
    held()
    look(unlocked)
    sent = str(uuid4())
    assert accept(unlocked, client_id=sent).status_code == 302
    assert accept(unlocked, client_id=sent).status_code == 302
    assert len(entries("count.accepted")) == 1
    assert accept(unlocked).status_code == 409


def test_only_who_looked_accepts(unlocked: Client, held: Held, almere: MadeMunicipality) -> None:
    held()
    look(unlocked)
    colleague = browser(official("bert", almere))
    colleague.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    response = accept(colleague)
    assert response.status_code == 409
    assert "differences first" in shown(response)
    assert not entries("count.accepted")


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_it_is_asked_again_and_nothing_opens(
    unlocked: Client, held: Held, reason: str
) -> None:
    held()
    look(unlocked)
    response = accept(unlocked, reason=reason, seen="held")
    assert response.status_code == 422
    assert 'name="seen" value="held"' in shown(response)
    assert "A reason is needed" in shown(response)
    assert "F.201" not in shown(response)
    assert len(entries("control.opened")) == 1
    assert not entries("count.accepted")


def test_a_long_reason_stays_in_the_form(unlocked: Client, held: Held) -> None:
    held()
    look(unlocked)
    response = accept(unlocked, reason="é" * 600)
    assert response.status_code == 422
    assert "é" * 600 in shown(response)


@pytest.mark.parametrize("form", [{"client_id": "x"}, {"client_id": ""}, {"version": "-1"}, {"version": ""}])
def test_a_malformed_acceptance_is_said_to_be_so(unlocked: Client, held: Held, form: dict[str, str]) -> None:
    held()
    look(unlocked)
    assert accept(unlocked, **form).status_code == 400


def test_a_made_up_acceptance_is_not_shown(unlocked: Client, held: Held) -> None:
    held()
    for number in ("1", "2", "x", "²", "-1", ""):
        assert "version 1 is accepted" not in shown(unlocked.get(CONTROL, {"accepted": number}))


# Handing back


def hand_back(client: Client, **more: object) -> Any:
    form = {"version": 1, "reason": "look at D once more", "client_id": str(uuid4())}
    return client.post(f"{COUNT}return/", form | more)


def test_handing_back_tells_the_station_and_stays_held(unlocked: Client, held: Held, user: Any) -> None:
    held()
    look(unlocked)
    sent = str(uuid4())
    for _ in range(2):
        response = hand_back(unlocked, client_id=sent)
        assert response["Location"] == f"{CONTROL}?returned=1"
    assert "version 1 is handed back" in shown(unlocked.get(response["Location"]))
    [entry] = entries("count.returned")
    assert (entry["version"], entry["by"]) == (1, f"desk:{user.pk}")
    day = StationDay.objects.get(station=1)
    assert (day.state, day.public, day.is_returned) == ("returned", 0, True)
    assert "handed this version back" in shown(look(unlocked))
    again = hand_back(unlocked)
    assert again.status_code == 409
    assert "handed back already" in shown(again)
    # The office can still accept it; a new version is a new question.
    held(version=2)
    assert not StationDay.objects.get(station=1).is_returned


def test_a_count_that_was_handed_back_can_be_accepted(unlocked: Client, held: Held) -> None:
    held()
    look(unlocked)
    hand_back(unlocked)
    board = shown(unlocked.get("/desk/GR2022_Almere/0034/"))
    assert "Handed back" in board
    assert accept(unlocked).status_code == 302
    assert StationDay.objects.get(station=1).state == "accepted"


def test_what_cannot_be_handed_back(unlocked: Client, held: Held, almere: MadeMunicipality) -> None:
    """Not held, another version, not looked at, locked, without a reason, too long."""
    assert hand_back(unlocked).status_code == 409
    held()
    assert "differences first" in shown(hand_back(unlocked))
    look(unlocked)
    assert hand_back(unlocked, version=2).status_code == 409
    missing = hand_back(unlocked, reason="  ")
    assert (missing.status_code, "A reason is needed" in shown(missing)) == (422, True)
    long = hand_back(unlocked, reason="é" * 600)
    assert (long.status_code, "é" * 600 in shown(long)) == (422, True)
    assert "F.201" not in shown(long)
    for form in ({"client_id": "x"}, {"version": "-1"}, {"version": ""}):
        assert hand_back(unlocked, **form).status_code == 400
    assert unlocked.get(f"{COUNT}return/").status_code == 302
    assert unlocked.post(f"{CONTROL}99/return/").status_code == 404
    colleague = browser(official("bert", almere))
    assert hand_back(colleague).status_code == 409
    assert not entries("count.returned")


@pytest.mark.parametrize("first", [accept, hand_back])
@pytest.mark.parametrize("second", [accept, hand_back])
def test_of_two_who_decide_at_once_the_second_reads_it(
    first: Any, second: Any, unlocked: Client, held: Held, almere: MadeMunicipality
) -> None:
    """Both have the count open; whatever the first does, the second undoes nothing unknowingly."""
    held()
    colleague = browser(official("bert", almere))
    colleague.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    pages = [look(client).content.decode() for client in (unlocked, colleague)]
    [seen] = {each for page in pages for each in re.findall(r'name="seen" value="(\w+)"', page)}
    sent = str(uuid4())
    assert first(unlocked, seen=seen, client_id=sent).status_code == 302
    state = StationDay.objects.get(station=1).state
    late = second(colleague, seen=seen)
    assert late.status_code == 409
    assert StationDay.objects.get(station=1).state == state
    assert len(entries("count.accepted") + entries("count.returned")) == 1
    # The same form again is still one.
    assert first(unlocked, seen=seen, client_id=sent).status_code == 302
    assert second(colleague, seen="made up").status_code == 409


def test_a_made_up_hand_back_is_not_shown(unlocked: Client, held: Held) -> None:
    held()
    for number in ("1", "2", "x", "²", "-1", ""):
        assert "is handed back" not in shown(unlocked.get(CONTROL, {"returned": number}))
