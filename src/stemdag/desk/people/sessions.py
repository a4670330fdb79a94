"""The sessions of an account: where it is signed in, since when; and ending them.

A session says so itself, so there is no table of sessions beside the sessions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from stemdag import clock

#: By what it was confirmed after the password: `passkey`, `code`, or "" where by nothing yet.
FACTOR = "factor"
_SINCE, _CONFIRMED, _AGENT = "since", "confirmed", "agent"
#: For how many seconds a confirmation holds.
FRESH = 15 * 60
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One place where an account is signed in; `agent` as Firefox, Windows."""

    since: datetime
    agent: str
    here: bool


@receiver(user_logged_in)
def _begin(request: HttpRequest, user: User, **_: object) -> None:
    """Whatever the way in: signing in is a confirmation. Said by our clock, which a rehearsal has at will."""
    user.last_login = clock.now()
    user.save(update_fields=["last_login"])
    request.session[_SINCE] = request.session[_CONFIRMED] = _second()
    request.session[_AGENT] = _agent(request.META.get("HTTP_USER_AGENT", ""))


def confirm(session: SessionBase) -> None:
    """Somebody confirmed just now who they are."""
    session[_CONFIRMED] = _second()


def forget_confirmation(session: SessionBase) -> None:
    """Whatever this session was confirmed by does not count any more."""
    session[_CONFIRMED] = 0


def is_fresh(session: SessionBase) -> bool:
    """Whether the last confirmation still holds."""
    return 0 <= _second() - int(session.get(_CONFIRMED, -FRESH)) < FRESH


def of(user: User, here: str | None) -> list[SignedIn]:
    """Where the account is signed in, the newest first; `here` is the key of the session that asks."""
    found = [
        SignedIn(
            datetime.fromtimestamp(int(said.get(_SINCE, 0)), UTC), str(said.get(_AGENT, "")), key == here
        )
        for key, said in _sessions(user)
    ]
    return sorted(found, key=lambda each: (each.here, each.since), reverse=True)


def end(user: User, but: str | None = None) -> int:
    """End the account's sessions, `but` one; how many ended."""
    keys = [key for key, _ in _sessions(user) if key != but]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _sessions(user: User) -> list[tuple[str, dict[str, Any]]]:
    rows = Session.objects.filter(expire_date__gt=timezone.now())
    read = ((row.session_key, row.get_decoded()) for row in rows.iterator())
    return [(key, said) for key, said in read if said.get(SESSION_KEY) == str(user.pk)]


def _agent(header: str) -> str:
    """Browser and system in two words; nothing that tells one person's browser from another's."""
    names = [next((name for sign, name in known if sign in header), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, names))


def _second() -> int:
    return int(timezone.now().timestamp())
