"""Who may use a page of the desk. Each view says so; no server starts with one that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from stemdag.desk.models import Membership, Operator
from stemdag.desk.people import factors
from stemdag.desk.people.sessions import FACTOR
from stemdag.domain.role import PUBLISHES, Role, Roles
from stemdag.elections.models import Municipality, Station

View = Callable[..., HttpResponseBase]
Page = Callable[..., HttpResponse]
#: What asks and changes nothing.
ASKS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a view is for: anybody, whoever is signed in, or roles that read it and roles that act in it."""

    name: str
    reads: Roles = frozenset()
    acts: Roles = frozenset()


#: The audiences without roles; `audience` is an attribute of the view.
EVERYONE, SIGNED_IN = Audience("everyone"), Audience("signed in")
#: Who runs the system, where a page is about no municipality.
OPERATORS = Audience("operators")


@dataclass(frozen=True, slots=True)
class Official:
    """The official who asks, what that official is there, and the municipality that the page is about."""

    user: User
    municipality: Municipality
    roles: Roles = frozenset()

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

    def station(self, number: int) -> Station:
        """A station of the official's municipality; `Http404` where it has none with this number."""
        found = self.municipality.stations.filter(number=number).first()
        if found is None:
            raise Http404
        return found

    def may_read(self, name: str) -> bool:
        """Whether a page of the desk is for this official."""
        return bool(self.roles & audience(name).reads)

    def may_act(self, name: str) -> bool:
        """Whether what that page offers to do is for this official."""
        return bool(self.roles & audience(name).acts)


def audience(name: str) -> Audience:
    """Whom the view of the desk with this name is for; `KeyError` where there is none."""
    found = _audiences()[name]
    if not isinstance(found, Audience):
        raise KeyError(name)
    return found


@cache
def _audiences() -> dict[str, object]:
    desk: URLResolver = get_resolver().namespace_dict["desk"][1]
    return {
        str(each.name): getattr(each.callback, "audience", None)
        for each in desk.url_patterns
        if isinstance(each, URLPattern)
    }


def everyone(view: View) -> View:
    """For who is not signed in as well."""
    view.audience = EVERYONE  # type: ignore[attr-defined]
    return view


def signed_in_required(view: Page) -> Page:
    """For every official, whatever the municipality; the view gets the user as its second argument."""

    @wraps(view)
    def handle(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        user = _who(request)
        return view(request, user, *args, **kwargs) if isinstance(user, User) else user

    handle.audience = SIGNED_IN  # type: ignore[attr-defined]
    return handle


def operators_only(view: Page) -> Page:
    """For who runs the system; to others it is not there. The view gets the user as its second argument."""

    @wraps(view)
    def handle(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        user = _who(request)
        if not isinstance(user, User):
            return user
        if not Operator.objects.filter(user=user).exists():
            raise Http404
        return view(request, user, *args, **kwargs)

    handle.audience = OPERATORS  # type: ignore[attr-defined]
    return handle


def own_account(view: Page) -> Page:
    """As `signed_in_required`, and open as well to who has to set up a second factor first."""

    @wraps(view)
    def handle(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        user = _who(request, before_factor=True)
        return view(request, user, *args, **kwargs) if isinstance(user, User) else user

    handle.audience = SIGNED_IN  # type: ignore[attr-defined]
    return handle


def open_to(reads: Roles, acts: Roles | None = None) -> Callable[[Page], Page]:
    """For these roles in the municipality of the address; the view gets an `Official` as its second argument.

    `acts` may also POST; without it all who read do. An official of another municipality gets 404: not even
    that it exists is told. Who works there in another role gets 403 and reads whom to ask. Times on the page
    are in the election's zone.
    """
    whom = Audience("roles", reads, reads if acts is None else acts)

    def mark(view: Page) -> Page:
        @wraps(view)
        def handle(
            request: HttpRequest, *args: object, election: str, code: str, **kwargs: object
        ) -> HttpResponse:
            user = _who(request)
            if not isinstance(user, User):
                return user
            official = find(user, election, code)
            if official is None:
                raise Http404
            row = official.municipality
            with timezone.override(ZoneInfo(row.election.zone)):
                wanted = whom.reads if request.method in ASKS else whom.acts
                if not official.roles & wanted:
                    return _not_theirs(request, official, wanted)
                return view(request, official, *args, **kwargs)

        handle.audience = whom  # type: ignore[attr-defined]
        return handle

    return mark


def find(user: User, election: str, code: str) -> Official | None:
    """What a user is to a municipality; None where nothing, or where it is not there."""
    rows = list(
        Membership.objects.filter(
            user=user, municipality__election__eml_id=election, municipality__code=code
        ).select_related("municipality__election", "user__operator")
    )
    roles = {Role(each.role) for each in rows}
    if rows:
        if hasattr(rows[0].user, "operator"):
            roles.add(Role.OPERATOR)
        return Official(user, rows[0].municipality, frozenset(roles))
    if not Operator.objects.filter(user=user).exists():
        return None
    row = Municipality.objects.filter(election__eml_id=election, code=code).select_related("election").first()
    return Official(user, row, frozenset({Role.OPERATOR})) if row else None


def _who(request: HttpRequest, *, before_factor: bool = False) -> User | HttpResponse:
    """Who asks; or the way to signing in, or to the second factor that the account still has to set up."""
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(request.get_full_path())
    if not settings.STEMDAG.second_factor or request.session.get(FACTOR):
        return user
    if factors.has(user):
        # Signed in by the password alone, and the account got a second factor since: elsewhere, so not by us.
        logout(request)
        return redirect_to_login(request.get_full_path())
    return user if before_factor else redirect("desk:account")


def publishes_all(user: User, rows: QuerySet[Municipality]) -> bool:
    """Whether somebody may act on what is public for every one of these municipalities."""
    if Operator.objects.filter(user=user).exists():
        return True
    theirs = Membership.objects.filter(user=user, role__in=PUBLISHES).values("municipality")
    return not rows.exclude(pk__in=theirs).exists()


def _not_theirs(request: HttpRequest, official: Official, wanted: Roles) -> HttpResponse:
    row = official.municipality
    whom = User.objects.filter(
        is_active=True, memberships__municipality=row, memberships__role__in=wanted
    ).distinct()
    context = {
        "official": official,
        "municipality": row,
        "address": official.address,
        "roles": sorted(wanted),
        "whom": [each.get_full_name() or each.get_username() for each in whom.order_by("username")[:10]],
    }
    return render(request, "desk/not_theirs.html", context, status=403)
