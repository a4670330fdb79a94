"""Who may use a page of the desk. Each view says so; a test walks them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from stemdag.desk.models import Membership
from stemdag.elections.models import Municipality

View = Callable[..., HttpResponseBase]
Page = Callable[..., HttpResponse]
#: The audiences that a view can declare; `audience` is an attribute of the view.
EVERYONE, SIGNED_IN, OFFICIAL = "everyone", "signed in", "official"


@dataclass(frozen=True, slots=True)
class Official:
    """The official who asks, and the municipality that the page is about."""

    user: User
    municipality: Municipality

    @property
    def by(self) -> str:
        """The pseudonym under which the journal knows the official."""
        return f"desk:{self.user.pk}"

    @property
    def address(self) -> dict[str, str]:
        """The part of an address that names election and municipality."""
        return {"election": self.municipality.election.eml_id, "code": self.municipality.code}

    def page(self, name: str, **more: str | int) -> str:
        """The address of a page of the official's municipality."""
        return reverse(f"desk:{name}", kwargs=self.address | more)


def everyone(view: View) -> View:
    """For who is not signed in as well."""
    view.audience = EVERYONE  # type: ignore[attr-defined]
    return view


def signed_in_required(view: Page) -> Page:
    """For every official, whatever the municipality; the view gets the user as its second argument."""

    @wraps(view)
    def handle(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        return view(request, request.user, *args, **kwargs)

    handle.audience = SIGNED_IN  # type: ignore[attr-defined]
    return handle


def official_required(view: Page) -> Page:
    """For officials of the municipality in the address; the view gets an `Official` as its second argument.

    An official of another municipality gets 404: not even that it exists is told. Times on the page are in
    the election's zone.
    """

    @wraps(view)
    def handle(
        request: HttpRequest, *args: object, election: str, code: str, **kwargs: object
    ) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        membership = (
            Membership.objects.filter(
                user=request.user, municipality__election__eml_id=election, municipality__code=code
            )
            .select_related("municipality__election")
            .first()
        )
        if membership is None:
            raise Http404
        row = membership.municipality
        with timezone.override(ZoneInfo(row.election.zone)):
            return view(request, Official(request.user, row), *args, **kwargs)

    handle.audience = OFFICIAL  # type: ignore[attr-defined]
    return handle
