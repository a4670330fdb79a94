"""Who works for a municipality, and as what: looking, and changing it. Each change is an entry of its chain,
with pseudonyms and roles and without a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from stemdag import clock
from stemdag.desk.access import Official
from stemdag.desk.models import Invitation, Membership, Operator
from stemdag.desk.people import factors, sessions
from stemdag.domain.errors import Refused
from stemdag.domain.role import Role
from stemdag.elections.models import Municipality
from stemdag.elections.writing import write
from stemdag.journal.append import lock

#: The roles that can be given at the desk. An operator is made by whoever has the server's command line.
GIVEN = tuple(role for role in Role if role is not Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here.

    `managed`: whether who looks may give this account a new way in; not where it works elsewhere too.
    """

    id: int
    name: str
    full_name: str
    roles: tuple[Role, ...]
    last: datetime | None
    factor: bool
    invited_until: datetime | None
    managed: bool


def people(official: Official) -> list[Person]:
    """Who works for this municipality, by name; operators, who work for all, are not among them."""
    row = official.municipality
    found = User.objects.filter(memberships__municipality=row).distinct().order_by("username")
    return [_person(official, user) for user in found.prefetch_related("memberships")]


def person(official: Official, key: int) -> Person | None:
    """One of them; None where the account is not one of this municipality."""
    user = _user(official.municipality, key)
    return _person(official, user) if user else None


def set_roles(official: Official, key: int, roles: Iterable[Role], reason: str, client_id: UUID) -> None:
    """Give and take roles until these are left; none is leaving the office.

    `Refused("people.last")` where no coordinator would be left, `people.none` for an account from elsewhere.
    """
    wanted, row = set(roles) & set(GIVEN), official.municipality
    with transaction.atomic():
        lock(row.election.eml_id, row.code)
        user = _existing(row, key)
        had = {Role(each.role) for each in user.memberships.filter(municipality=row)}
        given, taken = sorted(wanted - had), sorted(had - wanted)
        if Role.COORDINATOR in taken and not _coordinators(row).exclude(user=user).exists():
            raise Refused("people.last", "nobody would be left who leads this office")
        if not given and not taken:
            return
        Membership.objects.bulk_create(Membership(user=user, municipality=row, role=role) for role in given)
        user.memberships.filter(municipality=row, role__in=taken).delete()
        record(official, user, client_id, {"given": given, "taken": taken}, reason)


def reset_factor(official: Official, key: int, reason: str, client_id: UUID) -> None:
    """Take all second factors of an account away and end its sessions; it sets one up at its next sign-in."""
    with transaction.atomic():
        user = managed(official, key)
        if factors.has(user):
            factors.reset(user)
            record(official, user, client_id, {"reset": "factor"}, reason)
    sessions.end(user)


def managed(official: Official, key: int) -> User:
    """An account of this municipality whose way in the official may change; else `Refused`."""
    user = _existing(official.municipality, key)
    if not may_manage(official, user):
        raise Refused("people.not-yours", "this account works for another office as well")
    return user


def may_manage(official: Official, user: User) -> bool:
    """Whether the official may give this account a new way in: nobody becomes an operator, or somebody of
    another office, that way."""
    if Role.OPERATOR in official.roles:
        return True
    if Operator.objects.filter(user=user).exists():
        return False
    mine = Membership.objects.filter(user=official.user, role=Role.COORDINATOR).values("municipality")
    return not user.memberships.exclude(municipality__in=mine).exists()


def record(
    official: Official, user: User, client_id: UUID, facts: dict[str, object], reason: str = ""
) -> None:
    """The entry of a change: who by pseudonym, and what."""
    said = {"who": f"desk:{user.pk}"} | facts
    row = official.municipality
    write(row, "people.changed", clock.now(), official.by, client_id, facts=said, texts={"reason": reason})


def _coordinators(row: Municipality) -> QuerySet[Membership]:
    return Membership.objects.filter(municipality=row, role=Role.COORDINATOR, user__is_active=True)


def _user(row: Municipality, key: int) -> User | None:
    return User.objects.filter(pk=key, memberships__municipality=row).distinct().first()


def _existing(row: Municipality, key: int) -> User:
    user = _user(row, key)
    if user is None:
        raise Refused("people.none", "there is no such account here")
    return user


def _person(official: Official, user: User) -> Person:
    here = official.municipality.pk
    held = {each.role for each in user.memberships.all() if each.municipality_id == here}
    invitation = Invitation.objects.filter(user=user, expires__gt=clock.now()).first()
    return Person(
        user.pk,
        user.get_username(),
        user.get_full_name(),
        tuple(role for role in Role if role in held),
        user.last_login,
        factors.has(user),
        invitation.expires if invitation else None,
        may_manage(official, user),
    )
