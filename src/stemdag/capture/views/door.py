"""In with a station code, and out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from stemdag.capture import access, codes
from stemdag.server.limits import limited, spent

#: Wrong codes within `WINDOW` seconds: from one address, and from all together. A code that lets in costs
#: nothing, so that a town hall with six hundred stations behind one address is not locked out by itself.
PER_ADDRESS, OVERALL, WINDOW = 20, 600, 600
#: While all together are over their limit, what is left to an address that comes new.
LEFT = 3


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@access.open_door
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form for the code, and what follows on it. A wrong, used and expired code get one answer."""
    if request.method != "POST":
        if access.place_of(request):
            return redirect("capture:home")
        return _form(request)
    address = f"station code from {request.META.get('REMOTE_ADDR', '')}"
    allowed = LEFT if spent("station code", OVERALL, WINDOW) else PER_ADDRESS
    if spent(address, allowed, WINDOW):
        return _form(request, "limited", 429)
    typed = request.POST.get("code", "")
    if not typed.strip():
        return _form(request, "empty", 422)
    code = codes.redeem(typed)
    if code is None:
        limited(address, PER_ADDRESS, WINDOW)
        limited("station code", OVERALL, WINDOW)
        return _form(request, "refused", 422)
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
        request, "capture/sign_in.html", {"problem": problem, "minutes": WINDOW // 60}, status=status
    )
