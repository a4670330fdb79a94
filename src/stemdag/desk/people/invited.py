"""The page for who was invited: the code from the letter, and a password of one's own."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from stemdag.desk.access import everyone
from stemdag.desk.people import attempts, entry, invitations


@everyone
def invited(request: HttpRequest) -> HttpResponse:
    """GET asks for code and password; POST takes them, once, and goes on to the second factor."""
    if request.method != "POST":
        return _page(request)
    limits, code = attempts.of_address(request), request.POST.get("code", "").strip()[:100]
    if attempts.are_spent(limits):
        return _page(request, code, 429, limited=True)
    found = invitations.of_code(code)
    if found is None:
        attempts.count(limits)
        return _page(request, code, 422, unknown=True)
    new = request.POST.get("new", "")
    try:
        validate_password(new, found.user)
    except ValidationError as error:
        return _page(request, code, 422, password_wrong=" ".join(error.messages))
    if new != request.POST.get("again", ""):
        return _page(request, code, 422, password_wrong=_("The two are not the same."))
    user = invitations.accept(found, new)
    if user is None:
        return _page(request, code, 422, unknown=True)
    return entry.begin(request, user, settings.LOGIN_REDIRECT_URL)


def _page(request: HttpRequest, code: str = "", status: int = 200, **said: object) -> HttpResponse:
    return render(request, "desk/invited.html", {"code": code} | said, status=status)
