"""Signing in with a password, with a limit on wrong ones; and signing out."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from stemdag.desk.access import everyone
from stemdag.server.limits import limited, spent

#: Wrong passwords in a quarter of an hour: for one user name, and for one address (an office shares one).
PER_NAME, PER_ADDRESS, WINDOW = 10, 50, 900


class _SignIn(LoginView):
    template_name = "desk/sign_in.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: str, **kwargs: object) -> HttpResponse:
        if any(spent(key, limit, WINDOW) for key, limit in _limits(request)):
            form = AuthenticationForm(request, initial={"username": request.POST.get("username", "")})
            return self.render_to_response(self.get_context_data(form=form, limited=True), status=429)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        for key, limit in _limits(self.request):
            limited(key, limit, WINDOW)
        return self.render_to_response(
            self.get_context_data(form=form, wrong=_("User name or password is not right.")), status=422
        )


def _limits(request: HttpRequest) -> list[tuple[str, int]]:
    name = request.POST.get("username", "").strip().casefold()
    return [
        (f"desk name {name}", PER_NAME),
        (f"desk address {request.META.get('REMOTE_ADDR', '')}", PER_ADDRESS),
    ]


sign_in = everyone(_SignIn.as_view())
sign_out = everyone(LogoutView.as_view())
