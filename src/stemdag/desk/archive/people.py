"""Names of staff at the end of an election: roles go, and accounts that have no other work."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet

from stemdag.desk.models import Membership
from stemdag.elections import ending
from stemdag.elections.models import Municipality


def register() -> None:
    """Tell the end of an election what is here."""
    ending.register("roles", lambda row: row.officials.count(), _remove)
    ending.register("accounts", lambda row: _only_here(row).count(), lambda row, _: None)
    ending.register_stays("names", _named)


def _only_here(row: Municipality) -> QuerySet[User]:
    """Those whose only work this is."""
    here = User.objects.filter(memberships__municipality=row, operator=None)
    return here.exclude(memberships__in=Membership.objects.exclude(municipality=row)).distinct()


def _named(row: Municipality) -> int:
    """Accounts that stay, and stand in the journal of this election by their pseudonym."""
    said = ending.entries(row).filter(by__startswith="desk:").values_list("by", flat=True).distinct()
    keys = [each.removeprefix("desk:") for each in said]
    there = User.objects.filter(pk__in=[int(key) for key in keys if key.isdigit()])
    return there.exclude(pk__in=_only_here(row)).count()


def _remove(row: Municipality, _: datetime) -> None:
    gone = list(_only_here(row).values_list("pk", flat=True))
    row.officials.all().delete()
    User.objects.filter(pk__in=gone).delete()
