"""Who works at an office: seeing it, changing it, inviting, and what a coordinator cannot do."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from stemdag.desk.models import Invitation, Membership
from stemdag.desk.people import attempts, factors, invitations
from stemdag.domain.role import Role
from stemdag.journal.models import Aside, Entry
from tests.desk.conftest import browser, official
from tests.desk.test_second_factor import with_app
from tests.factories import Made, MadeMunicipality
from tests.paper.reading import pages

pytestmark = [pytest.mark.store, pytest.mark.django_db]
PEOPLE = "/desk/GR2022_Almere/0034/people/"
NEW = "four words and a box"
LIST = "name;full name;role\njan;Jan Jansen;staff\nels;Els de Boer;key holder + auditor\n"


def form(**more: object) -> dict[str, object]:
    return {"client_id": str(uuid4()), "reason": "new on the team"} | more


def code_in(content: bytes) -> str:
    found = re.search(r"([a-z2-9]{4}-){4}[a-z2-9]{4}", content.decode())
    assert found
    return found[0]


def entries() -> list[dict[str, object]]:
    return [json.loads(each.facts) for each in Entry.objects.filter(kind="people.changed").order_by("seq")]


def invite(client: Client, **more: object) -> str:
    given = form(name="jan", full_name="Jan Jansen", role=["staff"], answer="page") | more
    response = client.post(f"{PEOPLE}invite/", given)
    assert response.status_code == 200, response.content
    return code_in(response.content)


def test_who_works_here_is_listed(client: Client, almere: MadeMunicipality) -> None:
    with_app(official("els", almere, role=Role.AUDITOR))
    page = client.get(PEOPLE).content.decode()
    for said in ("anna", "els", "auditor", "coordinator"):
        assert said in page


@pytest.mark.parametrize("required", [True, False])
def test_who_has_no_second_factor_stands_out_where_one_is_asked(
    client: Client, almere: MadeMunicipality, settings: Settings, required: bool
) -> None:
    settings.STEMDAG = replace(settings.STEMDAG, second_factor=required)
    session = client.session
    session["factor"] = "code"
    session.save()
    assert ('data-need="late"' in client.get(PEOPLE).content.decode()) is required


def test_an_invitation_opens_the_desk_once(client: Client) -> None:
    code = invite(client)
    jan = User.objects.get(username="jan")
    assert (jan.get_full_name(), jan.has_usable_password()) == ("Jan Jansen", False)
    assert code not in repr(list(Invitation.objects.values()))
    theirs, accepted = browser(), {"code": code.upper(), "new": NEW, "again": NEW}
    assert theirs.post("/desk/invited/", accepted)["Location"] == "/desk/"
    assert theirs.get("/desk/GR2022_Almere/0034/").status_code == 200
    again = browser().post("/desk/invited/", accepted)
    assert again.status_code == 422
    assert b"opens nothing" in again.content
    assert browser().post("/desk/sign-in/", {"username": "jan", "password": NEW}).status_code == 302


def test_the_record_knows_pseudonym_and_role_and_no_name(client: Client) -> None:
    invite(client)
    jan = User.objects.get(username="jan")
    assert entries() == [{"who": f"desk:{jan.pk}", "given": ["staff"], "invited": True}]
    assert "jan" not in repr(list(Entry.objects.values())).casefold()


def test_an_invitation_is_over_some_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "LASTS", timedelta(seconds=-1))
    code = invite(client)
    assert browser().post("/desk/invited/", {"code": code, "new": NEW, "again": NEW}).status_code == 422


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "opens nothing"),
        ({"code": "\0"}, "opens nothing"),
        ({"new": "short", "again": "short"}, "will not do"),
        ({"new": NEW, "again": "another one of them"}, "not the same"),
    ],
)
def test_a_bad_answer_keeps_the_code(client: Client, sent: dict[str, str], said: str) -> None:
    code = invite(client)
    given = {"code": code} | sent if "new" in sent else sent
    response = browser().post("/desk/invited/", given)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "new" not in sent or code in response.content.decode()
    assert Invitation.objects.count() == 1


def test_guessing_codes_is_limited(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "PER_ADDRESS", 3)
    for _ in range(3):
        assert browser().post("/desk/invited/", {"code": "x"}).status_code == 422
    assert browser().post("/desk/invited/", {"code": "x"}).status_code == 429


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "anna"}, "there is an account"),
        ({"name": "ANNA"}, "there is an account"),
        ({"name": "jan jansen"}, "is no user name"),
        ({"name": ""}, "is no user name"),
        ({"role": []}, "at least one role"),
        ({"role": ["operator"]}, "at least one role"),
        ({"name": "jan\ttab"}, "nobody in the list"),
    ],
)
def test_an_invitation_that_will_not_do_keeps_what_was_typed(
    client: Client, sent: dict[str, object], said: str
) -> None:
    given = form(name="jan", full_name="Jan Jansen", role=["staff"]) | sent
    response = client.post(f"{PEOPLE}invite/", given)
    assert response.status_code == 422
    text = response.content.decode()
    assert said in text
    assert 'value="Jan Jansen"' in text
    assert not Invitation.objects.exists()


def test_the_same_form_twice_invites_once_and_shows_no_code_again(client: Client) -> None:
    given = form(name="jan", full_name="", role=["staff"])
    client.post(f"{PEOPLE}invite/", given)
    again = client.post(f"{PEOPLE}invite/", given)
    assert again.status_code == 422
    assert User.objects.filter(username="jan").count() == 1


def test_a_letter_holds_the_code(client: Client) -> None:
    given = form(name="jan", full_name="Jan Jansen", role=["key_holder"], answer="letter")
    response = client.post(f"{PEOPLE}invite/", given)
    assert response["Content-Type"] == "application/pdf"
    [letter] = pages(response.content)
    for said in ("Jan Jansen", "key holder", "/desk/invited/"):
        assert said in letter
    assert invitations.of_code(code_in(letter.encode()))


@pytest.mark.parametrize("how", ["paste", "file", "windows"])
def test_a_list_is_shown_first_and_then_taken_whole(client: Client, how: str) -> None:
    text = LIST.replace("Jan Jansen", "Ján Jansen")
    if how == "paste":
        sent: dict[str, object] = {"rows": text}
    else:
        data = text.encode("cp1252" if how == "windows" else "utf-8-sig")
        sent = {"file": SimpleUploadedFile("p.csv", data)}
    shown = client.post(f"{PEOPLE}list/", sent)
    assert shown.status_code == 200
    assert "Ján Jansen" in shown.content.decode()
    assert not User.objects.filter(username="jan").exists()
    given = form(rows=text, answer="letter")
    assert len(pages(client.post(f"{PEOPLE}list/", given).content)) == 2
    assert set(Membership.objects.filter(user__username="els").values_list("role", flat=True)) == {
        "key_holder",
        "auditor",
    }
    repeated = client.post(f"{PEOPLE}list/", given)
    assert repeated.status_code == 422
    assert len(entries()) == 2


@pytest.mark.parametrize("odd", ["anna;Anna;staff", "jan;Jan;chief", "x y;X;staff"])
def test_a_list_with_one_odd_row_invites_nobody(client: Client, odd: str) -> None:
    response = client.post(f"{PEOPLE}list/", form(rows=LIST + odd, answer="letter"))
    assert response.status_code == 422
    assert "Row 4" in response.content.decode()
    assert "Jan Jansen" in response.content.decode()
    assert not User.objects.filter(username="els").exists()


def test_roles_are_given_and_taken(client: Client, almere: MadeMunicipality) -> None:
    els = official("els", almere, role=Role.AUDITOR)
    sent = form(role=["staff", "key_holder"])
    for _ in range(2):
        assert client.post(f"{PEOPLE}{els.pk}/roles/", sent).status_code == 302
    held = Membership.objects.filter(user=els).values_list("role", flat=True)
    assert set(held) == {"staff", "key_holder"}
    assert len(entries()) == 1
    assert entries()[0] | {"texts": 0} == {
        "who": f"desk:{els.pk}",
        "given": ["key_holder", "staff"],
        "taken": ["auditor"],
        "texts": 0,
    }
    assert Aside.objects.count() == 1


def test_without_a_role_somebody_has_left(client: Client, almere: MadeMunicipality) -> None:
    els = official("els", almere, role=Role.AUDITOR)
    assert client.post(f"{PEOPLE}{els.pk}/roles/", form())["Location"] == PEOPLE
    assert client.get(f"{PEOPLE}{els.pk}/").status_code == 404
    assert browser(els).get("/desk/GR2022_Almere/0034/").status_code == 404


def test_the_last_coordinator_stays(client: Client, user: User) -> None:
    response = client.post(f"{PEOPLE}{user.pk}/roles/", form(role=["staff"]))
    assert response.status_code == 409
    assert b"Nobody would be left" in response.content
    assert Membership.objects.get(user=user).role == "coordinator"


def test_a_coordinator_makes_no_operator(client: Client, almere: MadeMunicipality) -> None:
    els = official("els", almere, role=Role.STAFF)
    client.post(f"{PEOPLE}{els.pk}/roles/", form(role=["operator", "staff"]))
    assert not hasattr(User.objects.get(pk=els.pk), "operator")


def test_a_reason_left_empty_changes_nothing_and_keeps_the_ticks(
    client: Client, almere: MadeMunicipality
) -> None:
    els = official("els", almere, role=Role.STAFF)
    response = client.post(f"{PEOPLE}{els.pk}/roles/", form(role=["presenter"], reason=" "))
    assert response.status_code == 422
    assert 'value="presenter" checked' in response.content.decode()
    assert Membership.objects.get(user=els).role == "staff"


def test_a_lost_factor_is_taken_away_and_the_sessions_end(client: Client, almere: MadeMunicipality) -> None:
    els = official("els", almere)
    with_app(els)
    theirs = browser(els)
    assert theirs.get("/desk/GR2022_Almere/0034/").status_code == 200
    assert client.post(f"{PEOPLE}{els.pk}/factor/", form()).status_code == 302
    assert not factors.has(els)
    assert theirs.get("/desk/GR2022_Almere/0034/").status_code == 302
    assert entries()[-1]["reset"] == "factor"


def test_a_new_invitation_ends_the_password_the_sessions_and_the_one_before(
    client: Client, almere: MadeMunicipality
) -> None:
    code = invite(client)
    jan = User.objects.get(username="jan")
    browser().post("/desk/invited/", {"code": code, "new": NEW, "again": NEW})
    theirs = browser(jan)
    again = client.post(f"{PEOPLE}{jan.pk}/invite/", form(answer="page"))
    newer = code_in(again.content)
    assert theirs.get("/desk/").status_code == 302
    assert browser().post("/desk/sign-in/", {"username": "jan", "password": NEW}).status_code == 422
    assert invitations.of_code(code) is None
    assert invitations.of_code(newer)


@pytest.mark.parametrize("act", ["factor", "invite"])
@pytest.mark.parametrize("who", ["elsewhere", "operator"])
def test_nobody_becomes_somebody_of_another_office(client: Client, made: Made, act: str, who: str) -> None:
    """Who may set a way in may come in by it: so never into an account that opens more than one office."""
    els = official("els", *made.municipalities.values(), role=Role.STAFF)
    if who == "operator":
        els = official("kees", role=Role.OPERATOR)
        Membership.objects.create(user=els, municipality=made.first.row, role=Role.STAFF)
    els.set_password(NEW)
    els.save()
    with_app(els)
    response = client.post(f"{PEOPLE}{els.pk}/{act}/", form(answer="page"))
    assert response.status_code == 409
    assert b"not yours alone" in response.content
    assert factors.has(els)
    assert User.objects.get(pk=els.pk).check_password(NEW)
    operator = browser(official("opa", role=Role.OPERATOR))
    assert operator.post(f"{PEOPLE}{els.pk}/{act}/", form(answer="page")).status_code in (200, 302)


@pytest.mark.parametrize("act", ["", "roles/", "factor/", "invite/"])
def test_who_does_not_work_here_is_not_found(client: Client, made: Made, act: str) -> None:
    other = official("lel", made.municipalities["0995"])
    send = client.post if act else client.get
    assert send(f"{PEOPLE}{other.pk}/{act}", form()).status_code == 404
    assert send(f"{PEOPLE}999999/{act}", form()).status_code == 404


def test_a_malformed_form_changes_nothing(client: Client, almere: MadeMunicipality) -> None:
    els = official("els", almere)
    for act in ("roles", "factor", "invite"):
        assert client.post(f"{PEOPLE}{els.pk}/{act}/", form(client_id="x")).status_code == 400
    assert entries() == []
