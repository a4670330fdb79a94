"""The own account: second factors, recovery codes, password, and where one is signed in."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from stemdag.desk.access import own_account
from stemdag.desk.people import attempts, factors, mfa, sessions
from stemdag.desk.people.fresh import confirmed

#: Where a session keeps the key of an app that is being set up, until its first code.
_SETTING_UP = "app"


@own_account
def account(request: HttpRequest, user: User) -> HttpResponse:
    """What the account has, and what can be done; before the first second factor the way to one."""
    return _account(request, user)


@own_account
@confirmed(then="account-app")
def app(request: HttpRequest, user: User) -> HttpResponse:
    """An app with one-time codes: GET shows what it scans, POST takes its first code."""
    if request.method != "POST":
        secret = _kept(request) or factors.new_app_secret()
        request.session[_SETTING_UP] = get_adapter().encrypt(secret)
        return _app(request, user, secret, 200)
    limits = attempts.of_account(request, user.pk)
    secret = _kept(request)
    if not secret:
        return redirect("desk:account-app")
    if attempts.are_spent(limits):
        return _app(request, user, secret, 429, limited=True)
    if not factors.add_app(user, secret, request.POST.get("code", "")):
        attempts.count(limits)
        return _app(request, user, secret, 422, wrong=True)
    del request.session[_SETTING_UP]
    return _added(request, user, "code")


@own_account
@confirmed(then="account-passkey")
def passkey(request: HttpRequest, user: User) -> HttpResponse:
    """A passkey: GET is the page on which the browser makes one, POST takes it."""
    if not mfa.relying(request):
        return redirect("desk:account")
    if request.method != "POST":
        return _passkey(request, user, 200)
    name = request.POST.get("name", "").strip() or _("Passkey")
    if not factors.add_passkey(user, name, request.POST.get("passkey", "")):
        return _passkey(request, user, 422, wrong=True)
    return _added(request, user, "passkey")


@own_account
@confirmed()
def codes(request: HttpRequest, user: User) -> HttpResponse:
    """New recovery codes in the place of the old ones; the answer to the POST is the only page with them."""
    if request.method != "POST" or not factors.has(user):
        return redirect("desk:account")
    sessions.end(user, request.session.session_key)
    return _codes(request, user, factors.new_codes(user))


@own_account
@confirmed("factor")
def remove(request: HttpRequest, user: User) -> HttpResponse:
    """Take a passkey or the app away; the last one only where none is asked for."""
    if request.method == "POST":
        found = factors.of(user)
        if settings.STEMDAG.second_factor and len(found) < 2:
            return _account(request, user, 409, last=True)
        given = request.POST.get("factor", "")
        if given.isascii() and given.isdigit() and factors.remove(user, int(given)):
            sessions.end(user, request.session.session_key)
    return redirect("desk:account")


@own_account
@confirmed(then="account")
def password(request: HttpRequest, user: User) -> HttpResponse:
    """Another password; every other session of the account ends."""
    if request.method != "POST":
        return redirect("desk:account")
    given = request.POST.get("new", "")
    try:
        validate_password(given, user)
    except ValidationError as error:
        return _account(request, user, 422, password_wrong=" ".join(error.messages))
    if given != request.POST.get("again", ""):
        return _account(request, user, 422, password_wrong=_("The two are not the same."))
    user.set_password(given)
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    sessions.end(user, request.session.session_key)
    return redirect("desk:account")


@own_account
def elsewhere(request: HttpRequest, user: User) -> HttpResponse:
    """Sign out everywhere but here."""
    if request.method == "POST":
        sessions.end(user, request.session.session_key)
    return redirect("desk:account")


def _kept(request: HttpRequest) -> str:
    return str(get_adapter().decrypt(held)) if (held := request.session.get(_SETTING_UP)) else ""


def _added(request: HttpRequest, user: User, factor: str) -> HttpResponse:
    """The account has one more factor: its other sessions end, and the first one brings recovery codes."""
    sessions.end(user, request.session.session_key)
    request.session[sessions.FACTOR] = factor
    if factors.codes_left(user):
        return redirect("desk:account")
    return _codes(request, user, factors.new_codes(user))


def _account(request: HttpRequest, user: User, status: int = 200, **said: object) -> HttpResponse:
    theirs = factors.of(user)
    context = {
        "required": settings.STEMDAG.second_factor,
        "factors": theirs,
        "has_app": any(each.kind == factors.APP for each in theirs),
        "codes_left": factors.codes_left(user),
        "relying": mfa.relying(request),
        "signed_in": sessions.of(user, request.session.session_key),
        "changes_password": user.has_usable_password(),
    }
    return render(request, "desk/account.html", context | said, status=status)


def _app(request: HttpRequest, user: User, secret: str, status: int, **said: bool) -> HttpResponse:
    address = factors.app_address(user, secret)
    # In fours, as it is typed over.
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    context = {"picture": factors.app_picture(address), "app_address": address, "secret": spaced}
    return render(request, "desk/account_app.html", context | said, status=status)


def _passkey(request: HttpRequest, user: User, status: int, **said: bool) -> HttpResponse:
    context = {"ask": factors.passkey_to_add(user)}
    return render(request, "desk/account_passkey.html", context | said, status=status)


def _codes(request: HttpRequest, user: User, made: list[str]) -> HttpResponse:
    return render(request, "desk/account_codes.html", {"codes": made})
