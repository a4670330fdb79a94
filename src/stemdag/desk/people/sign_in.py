"""Signing in: name and password, then the second factor; or a passkey alone. And signing out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from stemdag.desk.access import everyone
from stemdag.desk.people import attempts, entry, factors, mfa


class _SignIn(LoginView):
    template_name = "desk/sign_in.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: str, **kwargs: object) -> HttpResponse:
        if attempts.are_spent(attempts.of_name(request)):
            form = AuthenticationForm(request, initial={"username": request.POST.get("username", "")})
            return self.render_to_response(self.get_context_data(form=form, limited=True), status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponseRedirect:
        user = form.get_user()
        assert isinstance(user, User)
        return entry.begin(self.request, user, self.get_success_url())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        attempts.count(attempts.of_name(self.request))
        return self.render_to_response(
            self.get_context_data(form=form, wrong=_("User name or password is not right.")), status=422
        )

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | _ways(self.request)


@everyone
def second(request: HttpRequest) -> HttpResponse:
    """The second factor, after the right password: a passkey, a code of an app, or a recovery code."""
    waiting = entry.pending(request)
    if waiting is None:
        return redirect("desk:sign-in")
    limits = attempts.of_account(request, waiting.user.pk)
    if request.method != "POST":
        return _second(request, waiting, 200)
    if attempts.are_spent(limits):
        return _second(request, waiting, 429, limited=True)
    if answer := request.POST.get("passkey", ""):
        right, factor = factors.by_passkey(answer, waiting.user) is not None, "passkey"
    else:
        right, factor = factors.by_code(waiting.user, request.POST.get("code", "")), "code"
    if right:
        return entry.come_in(request, waiting.user, waiting.target, factor)
    attempts.count(limits)
    return _second(request, waiting, 422, wrong=True)


@everyone
def passkey(request: HttpRequest) -> HttpResponse:
    """A passkey alone: GET is what the browser needs to ask for one, POST its answer.

    It is two factors by itself: what somebody has, and the finger, face or PIN that it was opened with.
    """
    if not settings.STEMDAG.second_factor:
        return redirect("desk:sign-in")
    limits = attempts.of_address(request)
    if request.method != "POST":
        return JsonResponse(factors.passkey_to_ask())
    status = 429
    if not attempts.are_spent(limits):
        if user := factors.by_passkey(request.POST.get("passkey", "")):
            return entry.come_in(request, user, _target(request), "passkey")
        attempts.count(limits)
        status = 422
    context = _ways(request) | {
        "form": AuthenticationForm(request),
        "next": _target(request),
        "limited": status == 429,
        "no_passkey": status == 422,
    }
    return render(request, "desk/sign_in.html", context, status=status)


def _second(request: HttpRequest, waiting: entry.Pending, status: int, **said: bool) -> HttpResponse:
    kinds = {each.kind for each in factors.of(waiting.user)}
    asks = factors.PASSKEY in kinds and mfa.relying(request)
    context = {
        "who": waiting.user,
        "has_app": factors.APP in kinds,
        "ask": factors.passkey_to_ask(waiting.user) if asks else None,
        "has_passkey": factors.PASSKEY in kinds,
    }
    return render(request, "desk/second_factor.html", context | said, status=status)


def _ways(request: HttpRequest) -> dict[str, object]:
    """By what else than a password one can come in here."""
    return {
        "by_passkey": settings.STEMDAG.second_factor and mfa.relying(request),
        "second_factor": settings.STEMDAG.second_factor,
        "office": settings.STEMDAG.oidc,
    }


def _target(request: HttpRequest) -> str:
    given = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure()):
        return given
    return settings.LOGIN_REDIRECT_URL


sign_in = everyone(_SignIn.as_view())
sign_out = everyone(LogoutView.as_view())
