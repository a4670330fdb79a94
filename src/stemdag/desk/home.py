"""The door of the desk: the municipalities of an official."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from stemdag.desk.access import find, signed_in_required
from stemdag.desk.models import Operator
from stemdag.elections.models import Municipality

#: Where an official begins: the first of these pages that is for the role.
FIRST = ("board", "presenter")


@signed_in_required
def home(request: HttpRequest, user: User) -> HttpResponse:
    """The municipalities of an official; with one, straight to its board."""
    operator = Operator.objects.filter(user=user).exists()
    whose = Q() if operator else Q(officials__user=user)
    rows = list(
        Municipality.objects.filter(whose)
        .select_related("election")
        .defer("ballot", "outline", "earlier", "tailoring")
        .order_by("-election__date", "election__eml_id", "name")
        .distinct()
    )
    doors = [(row, _first(user, row)) for row in rows]
    if len(doors) == 1:
        return redirect(doors[0][1])
    return render(request, "desk/home.html", {"doors": doors, "operator": operator})


def _first(user: User, row: Municipality) -> str:
    official = find(user, row.election.eml_id, row.code)
    assert official is not None
    return next(official.page(name) for name in FIRST if official.may_read(name))
