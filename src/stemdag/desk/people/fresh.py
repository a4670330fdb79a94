"""Fresh confirmation: what cannot be undone asks once more who sits there.

An act that is marked with `confirmed` is done where its official confirmed within the last quarter of an
hour; signing in is a confirmation. Else the answer to its form is a page with 401 that asks for it and
carries the form's fields along, those alone that the mark names: ids, versions, a reason. The page goes to
the act's own address, so a right answer does the act at once and a wrong one loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from stemdag.desk.access import ASKS, Official, Page
from stemdag.desk.people import attempts, factors, mfa, sessions

#: What a confirmation may carry along, of all forms. Nothing of a count is among them.
CARRIED = frozenset(
    {"client_id", "version", "official", "step", "seen", "device", "reason", "factor", "day", "time"}
    | {"station", "why", "form"}
    # Of people.
    | {"name", "full_name", "role", "rows", "answer"}
)
#: The fields of the page's own, with which somebody answers it.
PASSWORD, CODE, PASSKEY = "confirm_password", "confirm_code", "confirm_passkey"
_OWN = {PASSWORD, CODE, PASSKEY, "csrfmiddlewaretoken"}


def confirmed(*carries: str, then: str = "") -> Callable[[Page], Page]:
    """Below `open_to` and its like: POSTs of this view ask for a fresh confirmation.

    `carries` are the fields that go along. A form with others (a passphrase, a file) names in `then` the page
    to go back to: once confirmed, it is filled in there.
    """
    if strange := set(carries) - CARRIED:
        raise ValueError(f"a confirmation does not carry {', '.join(sorted(strange))}")

    def mark(view: Page) -> Page:
        @wraps(view)
        def handle(
            request: HttpRequest, who: Official | User, *args: object, **kwargs: object
        ) -> HttpResponse:
            if request.method in ASKS or sessions.is_fresh(request.session):
                return view(request, who, *args, **kwargs)
            user = who.user if isinstance(who, Official) else who
            if missing := unconfirmed(request, user):
                return _ask(request, who, user, carries, missing)
            if then and set(request.POST) <= _OWN:
                return redirect(who.page(then) if isinstance(who, Official) else f"desk:{then}")
            return view(request, who, *args, **kwargs)

        handle.confirmed = True  # type: ignore[attr-defined]
        return handle

    return mark


def confirmed_inside(view: Page) -> Page:
    """Marks a view that asks in its own form, as that holds what no confirmation carries: `unconfirmed`."""
    view.confirmed = True  # type: ignore[attr-defined]
    return view


def unconfirmed(request: HttpRequest, user: User) -> int:
    """0 where somebody confirmed just now, or did with this form; else the status of what is missing.

    401 no answer, 422 a wrong one, 429 too many wrong ones.
    """
    if sessions.is_fresh(request.session):
        return 0
    limits = attempts.of_account(request, user.pk)
    if not _answers(request):
        return 401
    if attempts.are_spent(limits):
        return 429
    if not _right(request, user):
        attempts.count(limits)
        return 422
    sessions.confirm(request.session)
    return 0


def inside(request: HttpRequest, user: User, status: int = 0) -> dict[str, object] | None:
    """What `desk/confirm_inside.html` shows in such a form; None where somebody confirmed just now."""
    return None if sessions.is_fresh(request.session) else _fields(request, user, status)


def _fields(request: HttpRequest, user: User, status: int) -> dict[str, object]:
    kinds = {each.kind for each in factors.of(user)}
    return {
        "has_password": user.has_usable_password(),
        "has_app": factors.APP in kinds,
        "ask": factors.passkey_to_ask(user) if factors.PASSKEY in kinds and mfa.relying(request) else None,
        "office": settings.STEMDAG.oidc,
        "wrong": status == 422,
        "limited": status == 429,
    }


def _answers(request: HttpRequest) -> bool:
    return any(request.POST.get(name) for name in (PASSWORD, CODE, PASSKEY))


def _right(request: HttpRequest, user: User) -> bool:
    if answer := request.POST.get(PASSKEY):
        return factors.by_passkey(answer, user) is not None
    if code := request.POST.get(CODE):
        return factors.by_code(user, code)
    return user.check_password(request.POST.get(PASSWORD, ""))


def _ask(
    request: HttpRequest,
    who: Official | User,
    user: User,
    carries: tuple[str, ...],
    status: int,
) -> HttpResponse:
    context = _fields(request, user, status)
    context["carried"] = [(name, value) for name in carries for value in request.POST.getlist(name)]
    if isinstance(who, Official):
        context |= {"official": who, "municipality": who.municipality, "address": who.address}
    response = render(request, "desk/confirm.html", context, status=status)
    if status == 401:
        # The standard wants a word on how; no browser asks for this one by itself.
        response["WWW-Authenticate"] = 'Form realm="desk"'
    return response
