"""Accounts of officials: who may sign in at the desk, and for which municipalities."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from stemdag.desk.models import Membership
from stemdag.domain.errors import Refused
from stemdag.elections.models import Municipality

#: Letters and figures that nobody mistakes for one another when a password is read from paper.
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it now is. `password` only where it was set now; it is stored nowhere readable."""

    name: str
    password: str | None
    municipalities: tuple[tuple[str, str], ...]
    created: bool


def new_password() -> str:
    """Twenty characters in five groups: 99 bits."""
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(5))


def add(name: str, municipalities: Iterable[Municipality], password: str | None) -> Account:
    """Make an account, or give an existing one more municipalities and, where `password` is given, that one.

    A new account without `password` gets a generated one. `Refused` for a name or password that will not do.
    """
    rows = list(municipalities)
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
            Membership.objects.get_or_create(user=user, municipality=row)
    places = Membership.objects.filter(user=user).values_list(
        "municipality__election__eml_id", "municipality__code"
    )
    return Account(name, password, tuple(sorted(places)), created)


def _refuse_weak(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("account.password", " ".join(error.messages), "password") from None
