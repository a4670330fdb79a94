"""The way in: a password opens no desk yet where a second factor has to follow it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone

from stemdag.desk.people import factors, sessions

_PENDING = "pending"
#: For how many seconds a right password waits for the second factor.
PATIENCE = 10 * 60
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Pending:
    """Who gave the right password and still has to give a second factor; `target` is where to go then."""

    user: User
    target: str


def begin(request: HttpRequest, user: User, target: str) -> HttpResponseRedirect:
    """After the right password: on to the second factor, or in where there is none to ask for."""
    if settings.STEMDAG.second_factor and factors.has(user):
        request.session.cycle_key()
        request.session[_PENDING] = {
            "user": user.pk,
            "password": user.get_session_auth_hash(),
            "at": _second(),
            "target": target,
        }
        return redirect("desk:second-factor")
    return come_in(request, user, target, "")


def pending(request: HttpRequest) -> Pending | None:
    """Whom this browser still has to give a second factor for; None where nobody, or too long ago."""
    said = request.session.get(_PENDING)
    if not said or not 0 <= _second() - said["at"] < PATIENCE:
        return None
    user = User.objects.filter(pk=said["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != said["password"]:
        return None
    return Pending(user, said["target"])


def come_in(request: HttpRequest, user: User, target: str, factor: str) -> HttpResponseRedirect:
    """In, with a session of its own; `factor` is what followed the password, "" where nothing did."""
    request.session.pop(_PENDING, None)
    login(request, user, backend=_BACKEND)
    request.session[sessions.FACTOR] = factor
    return redirect(target)


def _second() -> int:
    return int(timezone.now().timestamp())
