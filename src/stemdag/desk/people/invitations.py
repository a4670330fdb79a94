"""Invitations: an account without a password, and a code on paper that lets its owner choose one, once.

There is no mail in this system. The code is shown or printed at the moment it is made and is kept as a keyed
hash; who loses it gets another, and the one before stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.crypto import salted_hmac

from stemdag import clock
from stemdag.desk.access import Official
from stemdag.desk.models import Invitation, Membership
from stemdag.desk.people import sessions, staff
from stemdag.desk.people.accounts import new_password
from stemdag.domain.errors import Refused
from stemdag.domain.invited import Invited, Problem
from stemdag.domain.role import Role
from stemdag.journal.append import lock

#: How long an invitation waits for its owner.
LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Made:
    """An invitation at the only moment at which its code is readable."""

    name: str
    full_name: str
    roles: tuple[Role, ...]
    code: str
    expires: datetime


def taken(wanted: Iterable[Invited]) -> list[Problem]:
    """Which of these names an account has already."""
    names = {name.casefold() for name in User.objects.values_list("username", flat=True)}
    return [Problem(each.row, "taken", each.name) for each in wanted if each.name.casefold() in names]


def invite(official: Official, wanted: Sequence[Invited], client_id: UUID) -> list[Made]:
    """Make these accounts with their roles here, all or none.

    `Refused("people.taken")` where an account has one of the names, `people.repeated` where this form was
    taken in before: its codes were shown then.
    """
    row, made = official.municipality, []
    with transaction.atomic():
        chain = lock(row.election.eml_id, row.code)
        ids = [uuid5(client_id, each.name) for each in wanted]
        if chain.entries.filter(client_id__in=ids).exists():
            raise Refused("people.repeated", "these were invited already")
        if odd := taken(wanted):
            raise Refused("people.taken", f"there is an account {odd[0].value}", "name")
        for each, own in zip(wanted, ids, strict=True):
            roles = tuple(role for role in staff.GIVEN if role in each.roles)
            user = User(username=each.name)
            # Where a family name begins nobody tells from a line; the whole stands in one field.
            user.first_name = each.full_name
            user.set_unusable_password()
            user.save()
            Membership.objects.bulk_create(
                Membership(user=user, municipality=row, role=role) for role in roles
            )
            made.append(_made(user, roles))
            staff.record(official, user, own, {"given": sorted(roles), "invited": True})
    return made


def invite_again(official: Official, key: int, reason: str, client_id: UUID) -> Made:
    """Another invitation for somebody who works here: the password and the sessions of before end.

    `Refused` as `staff.managed`; `people.repeated` where this form was taken in before.
    """
    row = official.municipality
    with transaction.atomic():
        chain = lock(row.election.eml_id, row.code)
        if chain.entries.filter(client_id=client_id).exists():
            raise Refused("people.repeated", "this invitation was made already")
        user = staff.managed(official, key)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        held = {each.role for each in user.memberships.filter(municipality=row)}
        made = _made(user, tuple(role for role in Role if role in held))
        staff.record(official, user, client_id, {"invited": True}, reason)
    sessions.end(user)
    return made


def of_code(code: str) -> Invitation | None:
    """The invitation that this code opens now, or None."""
    found = Invitation.objects.filter(digest=_digest(code), expires__gt=clock.now(), user__is_active=True)
    return found.select_related("user").first()


def accept(invitation: Invitation, password: str) -> User | None:
    """Use it: the account has this password from now on. None where somebody else was first."""
    with transaction.atomic():
        gone, _ = Invitation.objects.filter(pk=invitation.pk, digest=invitation.digest).delete()
        if not gone:
            return None
        invitation.user.set_password(password)
        invitation.user.save(update_fields=["password"])
    return invitation.user


def _made(user: User, roles: tuple[Role, ...]) -> Made:
    code, expires = new_password(), clock.now() + LASTS
    Invitation.objects.update_or_create(user=user, defaults={"digest": _digest(code), "expires": expires})
    return Made(user.get_username(), user.get_full_name(), roles, code, expires)


def _digest(code: str) -> str:
    typed = "".join(code.split()).replace("-", "").casefold()
    return salted_hmac("stemdag.invitation", typed, algorithm="sha256").hexdigest()
