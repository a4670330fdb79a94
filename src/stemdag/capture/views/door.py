"""In with a station code, and out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from stemdag.capture import access, entrance
from stemdag.domain.errors import Refused

STATUS = {"code.limited": 429, "code.empty": 422, "code.refused": 422}


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@access.open_door
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form for the code, and what follows on it. A wrong, used and expired code get one answer."""
    if request.method != "POST":
        if access.place_of(request):
            return redirect("capture:home")
        return _form(request)
    try:
        code = entrance.enter(request, request.POST.get("code", ""))
    except Refused as refusal:
        return _form(request, refusal.code.removeprefix("code."), STATUS[refusal.code])
    access.begin(request, code)
    return redirect("capture:home")


@require_POST
@access.open_door
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget the station on this device."""
    request.session.flush()
    return redirect("capture:sign-in")


def _form(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    return render(
        request, "capture/sign_in.html", {"problem": problem, "minutes": entrance.WINDOW // 60}, status=status
    )
