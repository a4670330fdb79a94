"""Signing in through the municipality's own OpenID Connect provider, into an account that is there already.

allauth walks the protocol: authorization code with PKCE, the token and its signature. Who comes back is
looked up by user name; nobody gets an account this way. Unless the provider says that it asked a second
factor, ours follows.
"""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from requests import RequestException

from stemdag.desk.access import everyone
from stemdag.desk.people import entry, sessions
from stemdag.desk.people.provider import Oidc

_ID = "office"


class _Protocol(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Comes back to an address of the desk, and believes no token whose signature it did not check."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("desk:office-back"))

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return claims


class _Provider(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = _Protocol


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The one provider that the settings name, and what happens with who comes back from it."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> _Provider:
        given = _settings()
        app = SocialApp(provider="openid_connect", provider_id=_ID, name=given.name)
        app.client_id, app.secret = given.client, given.secret
        app.settings = {"server_url": given.issuer, "oauth_pkce_enabled": True, "fetch_userinfo": False}
        return _Provider(request, app=app)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        claims = sociallogin.account.extra_data.get("id_token") or {}
        raise ImmediateHttpResponse(_arrived(request, claims, str(sociallogin.state.get("next") or "")))

    def on_authentication_error(self, request: HttpRequest, provider: object, **_: object) -> None:
        raise ImmediateHttpResponse(_failed(request))


@everyone
def start(request: HttpRequest) -> HttpResponse:
    """On to the provider; `?again` asks it to ask its user anew, for a confirmation."""
    provider = Adapter(request).get_provider(request, _ID)
    params = {"max_age": "0"} if "again" in request.GET else {}
    try:
        return _is_response(
            provider.redirect(request, AuthProcess.LOGIN, next_url=_target(request), auth_params=params)
        )
    except (RequestException, ValueError, KeyError):
        return _failed(request)


@everyone
def back(request: HttpRequest) -> HttpResponse:
    """Back from the provider."""
    Adapter(request).get_provider(request, _ID)
    try:
        return _is_response(OAuth2CallbackView.adapter_view(_Protocol(request, _ID))(request))
    except (ValueError, KeyError):
        return _failed(request)


def _arrived(request: HttpRequest, claims: dict[str, Any], target: str) -> HttpResponse:
    given = _settings()
    name = claims.get(given.claim)
    unverified = given.claim == "email" and claims.get("email_verified") is False
    found = [] if unverified or not isinstance(name, str) else User.objects.filter(username__iexact=name)[:2]
    users = [user for user in found if user.is_active]
    if len(users) != 1:
        return render(request, "desk/office_unknown.html", {"name": name, "office": given.name}, status=403)
    [user] = users
    again = request.user == user and bool(request.session.get(sessions.FACTOR))
    if settings.STEMDAG.second_factor and not again and not _has_second(claims, given.mfa):
        return entry.begin(request, user, target or settings.LOGIN_REDIRECT_URL)
    factor = str(request.session.get(sessions.FACTOR)) if again else _ID
    response = entry.come_in(request, user, target or settings.LOGIN_REDIRECT_URL, factor)
    if not _is_recent(claims):
        # Signed in there this morning: that confirms nothing now.
        sessions.forget_confirmation(request.session)
    return response


def _has_second(claims: dict[str, Any], sign: str) -> bool:
    """Whether the provider says that it asked a second factor, by the setting's `claim=value`."""
    name, _, wanted = sign.partition("=")
    said = claims.get(name) if wanted else None
    return wanted in said if isinstance(said, list) else bool(wanted) and said == wanted


def _is_recent(claims: dict[str, Any]) -> bool:
    said = claims.get("auth_time")
    return isinstance(said, int) and timezone.now().timestamp() - said < sessions.FRESH


def _target(request: HttpRequest) -> str:
    given = request.GET.get("next", "")
    fits = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if fits else reverse("desk:home")


def _failed(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/office_failed.html", {"office": _settings().name}, status=502)


def _settings() -> Oidc:
    given: Oidc | None = settings.STEMDAG.oidc
    if given is None:
        raise Http404
    return given


def _is_response(made: object) -> HttpResponse:
    assert isinstance(made, HttpResponse)
    return made
