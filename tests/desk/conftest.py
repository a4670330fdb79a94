"""An election with two municipalities, an official of each, and counts that are held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stemdag.desk.board import boards
from stemdag.desk.models import Membership, Operator
from stemdag.domain.checks import check
from stemdag.domain.count import Count
from stemdag.domain.role import Role
from stemdag.elections.sealing import seal_count
from stemdag.journal.append import Fact, append
from tests.factories import Made, MadeMunicipality, at, make_election, make_held_count

Held = Callable[..., None]
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Puts the clock of the process at a moment; it stands at noon of the election day."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr("stemdag.clock.now", lambda: moment)

    put(at("12:00"))
    return put


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A board that a test before kept is not of this one's database; and the clock stands still here."""
    monkeypatch.setattr(boards, "BEHIND", timedelta())
    monkeypatch.setattr(boards, "RECENT", timedelta())
    boards.forget()


@pytest.fixture
def made(db: None, clock: Callable[[datetime], None]) -> Made:
    return make_election()


@pytest.fixture
def almere(made: Made) -> MadeMunicipality:
    return made.municipalities["0034"]


def official(name: str, *rows: MadeMunicipality, role: Role = Role.COORDINATOR) -> User:
    """An official of these municipalities; an operator is one everywhere."""
    user = User.objects.create(username=name)
    if role is Role.OPERATOR:
        Operator.objects.create(user=user)
        return user
    for each in rows:
        Membership.objects.create(user=user, municipality=each.row, role=role)
    return user


@pytest.fixture
def user(almere: MadeMunicipality) -> User:
    return official("anna", almere)


def browser(user: User | None = None, **settings: bool) -> Client:
    """A browser that reads English; signed in where a user is given."""
    client = Client(headers=ENGLISH, **settings)  # type: ignore[arg-type]
    if user:
        client.force_login(user)
    return client


@pytest.fixture
def client(user: User) -> Client:
    return browser(user)


@pytest.fixture
def held(almere: MadeMunicipality) -> Held:
    """Lets a station of Almere send a count that is held."""

    def send(
        station: int = 1,
        count: Count | None = None,
        version: int = 1,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        sent = count or make_held_count()
        labels = [each.label for each in check(sent)]
        append(
            Fact(
                almere.row.election.eml_id,
                almere.row.code,
                "count.received",
                at=at("11:00"),
                by=f"station:{station}",
                client_id=uuid4(),
                station=station,
                facts=facts or {"held": True},
                sealed=seal_count(almere.row, station, "station", version, sent, labels),
                texts={"reason": "counted again"} if version > 1 else {},
            )
        )

    return send
