"""`desk-user` and `release` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
import typer
from django.contrib.auth.models import User
from typer.testing import CliRunner, Result

from stemdag.commands.desk_users import desk_user_add
from stemdag.commands.release import release
from stemdag.commands.setting_up import keys
from stemdag.desk.models import Membership
from stemdag.desk.people import factors
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Entry
from tests.desk.conftest import browser
from tests.desk.test_second_factor import with_app
from tests.factories import MadeMunicipality, at

pytestmark = [pytest.mark.store, pytest.mark.django_db]
app = typer.Typer()
app.command("desk-user")(desk_user_add)
app.add_typer(release, name="release")
app.add_typer(keys, name="keys")


def run(*words: str, given: str | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, words, input=given, env=env)


def answer(*words: str, **more: Any) -> Any:
    result = run(*words, "--json", "-", **more)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_an_account_gets_a_password_that_works(almere: MadeMunicipality) -> None:
    made = answer("desk-user", "anna", "--municipality", "0034", "--municipality", "0995")
    assert made["created"]
    assert {each["municipality"] for each in made["municipalities"]} == {"0034", "0995"}
    form = {"username": "anna", "password": made["password"]}
    assert browser().post("/desk/sign-in/", form).status_code == 302


def test_it_is_printed_once_where_nobody_gave_it(almere: MadeMunicipality) -> None:
    first = run("desk-user", "anna", "--municipality", "0034")
    assert "shown once" in first.stdout
    assert "shown once" not in run("desk-user", "anna", "--municipality", "0995").stdout


def test_a_lost_factor_is_taken_away_and_recorded(almere: MadeMunicipality) -> None:
    answer("desk-user", "anna", "--municipality", "0034")
    anna = User.objects.get(username="anna")
    with_app(anna)
    theirs = browser(anna)
    again = answer("desk-user", "anna", "--municipality", "0034", "--reset-factor")
    assert again["password"] is None
    assert not factors.has(anna)
    assert theirs.get("/desk/").status_code == 302
    said = json.loads(Entry.objects.get(kind="people.changed").facts)
    assert said == {"who": f"desk:{anna.pk}", "reset": "factor"}


def test_a_given_password_is_not_repeated(almere: MadeMunicipality) -> None:
    given = "words of a good length"
    piped = answer("desk-user", "a", "--municipality", "0034", "--password-stdin", given=f"{given}\n")
    named = answer("desk-user", "b", "--municipality", "0034", env={"STEMDAG_DESK_PASSWORD": given})
    assert piped["password"] is None
    assert named["password"] is None
    assert all(user.check_password(given) for user in User.objects.all())


def test_more_municipalities_leave_the_password(almere: MadeMunicipality) -> None:
    first = answer("desk-user", "anna", "--municipality", "0034", "--election", "GR2022_Almere")
    again = answer("desk-user", "anna", "--municipality", "0995")
    assert again["password"] is None
    assert not again["created"]
    assert User.objects.get().check_password(first["password"])
    assert Membership.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "given"),
    [
        (["anna", "--municipality", "9999"], None),
        (["anna", "--municipality", "0034", "--election", "TK2021"], None),
        (["an na", "--municipality", "0034"], None),
        (["anna", "--municipality", "0034", "--password-stdin"], "short\n"),
        (["anna", "--municipality", "0034", "--password-stdin"], ""),
    ],
)
def test_what_cannot_be_makes_no_account(
    almere: MadeMunicipality, words: list[str], given: str | None
) -> None:
    assert run("desk-user", *words, given=given).exit_code == 2
    assert not User.objects.exists()


def test_release_goes_through_its_states(almere: MadeMunicipality, clock: Callable[[datetime], None]) -> None:
    place = ("GR2022_Almere", "0034")
    assert [each["state"] for each in answer("release", "status", "GR2022_Almere")] == ["sealed", "sealed"]
    assert answer("release", "arm", *place)["state"] == "armed"
    assert answer("release", "hold", *place, "--why", "power cut")["state"] == "held"
    clock(at("21:05"))
    assert run("release", "go", *place).exit_code == 2
    assert answer("release", "arm", *place)["state"] == "armed"
    append(
        Fact(
            *place,
            "release.released",
            at=at("21:05"),
            by="gate",
            client_id=uuid4(),
            facts={"moment": at("21:00").isoformat()},
        )
    )
    [found] = answer("release", "status", *place)
    assert found["state"] == "released"
    assert found["moment"] == "2022-03-16T21:00:00+01:00"
    assert found["since"] == "2022-03-16T21:05:00+01:00"
    assert run("release", "hold", *place).exit_code == 2


@pytest.mark.parametrize("words", [("status", "X"), ("arm", "X", "0034"), ("go", "GR2022_Almere", "9999")])
def test_an_unknown_place_is_said(almere: MadeMunicipality, words: tuple[str, ...]) -> None:
    assert run("release", *words).exit_code == 2


def test_go_before_the_moment_ends_with_two_and_is_recorded(almere: MadeMunicipality) -> None:
    assert run("release", "go", "GR2022_Almere", "0034").exit_code == 2
    assert [each["state"] for each in answer("release", "status")] == ["sealed", "sealed"]


def test_the_first_operator_needs_no_municipality() -> None:
    made = answer("desk-user", "kees", "--role", "operator")
    assert made["operator"]
    assert made["municipalities"] == []
    assert "the whole system (operator)" in run("desk-user", "kees", "--role", "operator").stdout


@pytest.mark.parametrize("roles", [(), ("--role", "staff"), ("--role", "operator", "--role", "staff")])
def test_anybody_else_does(roles: tuple[str, ...]) -> None:
    refused = run("desk-user", "anna", *roles)
    assert refused.exit_code == 2
    assert "--municipality CODE" in refused.output
    assert not User.objects.exists()


@pytest.mark.parametrize("where", [("--election", "GR2022_Nowhere"), ("--municipality", "9999")])
def test_keys_for_what_is_not_there(almere: MadeMunicipality, where: tuple[str, str]) -> None:
    refused = run("keys", "make", *where)
    assert refused.exit_code == 2
    assert "no such election or municipality here" in refused.output
    assert "Nothing to do" in run("keys", "make", "--election", "GR2022_Almere").output
