"""Accounts of officials: who may sign in at the desk, and for which municipalities."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from stemdag import clock
from stemdag.desk.models import Membership, Operator
from stemdag.desk.people import factors, sessions
from stemdag.domain.errors import Refused
from stemdag.domain.role import Role
from stemdag.elections.models import Municipality
from stemdag.elections.writing import write

#: Letters and figures that nobody mistakes for one another when a password is read from paper.
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it now is: election, municipality and role of each place.

    `password` only where it was set now; it is stored nowhere readable.
    """

    name: str
    password: str | None
    places: tuple[tuple[str, str, str], ...]
    created: bool
    operator: bool = False


def new_password() -> str:
    """Twenty characters in five groups: 99 bits."""
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(5))


def add(
    name: str,
    municipalities: Iterable[Municipality],
    password: str | None,
    roles: Iterable[Role] = (Role.COORDINATOR,),
) -> Account:
    """Make an account, or give an existing one more municipalities and, where `password` is given, that one.

    It gets each of `roles` there; an operator is one for the whole system.

    A new account without `password` gets a generated one. `Refused` for a name or password that will not do.
    """
    rows, wanted = list(municipalities), set(roles)
    try:
        User.username_validator(name)
    except ValidationError:
        raise Refused(
            "account.name", f"{name!r} is no user name: use letters, figures and @ . + - _", "name"
        ) from None
    with transaction.atomic():
        user = User.objects.filter(username=name).first()
        created = user is None
        user = user or User(username=name)
        if created and password is None:
            password = new_password()
        if password is not None:
            _refuse_weak(password, user)
            user.set_password(password)
        user.save()
        for row in rows:
            for role in wanted - {Role.OPERATOR}:
                Membership.objects.get_or_create(user=user, municipality=row, role=role)
        if Role.OPERATOR in wanted:
            Operator.objects.get_or_create(user=user)
    places = Membership.objects.filter(user=user).values_list(
        "municipality__election__eml_id", "municipality__code", "role"
    )
    operator = Operator.objects.filter(user=user).exists()
    return Account(name, password, tuple(sorted(places)), created, operator)


def reset_factor_of(name: str) -> None:
    """Take the second factors of an account away and end its sessions; recorded where it works."""
    user = User.objects.get(username=name)
    with transaction.atomic():
        factors.reset(user)
        for row in Municipality.objects.filter(officials__user=user).select_related("election").distinct():
            write(
                row, "people.changed", clock.now(), "cli", facts={"who": f"desk:{user.pk}", "reset": "factor"}
            )
    sessions.end(user)


def _refuse_weak(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("account.password", " ".join(error.messages), "password") from None
