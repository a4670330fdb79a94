"""The door of the desk: the municipalities of an official."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from stemdag.desk.access import signed_in_required
from stemdag.desk.models import Membership


@signed_in_required
def home(request: HttpRequest, user: User) -> HttpResponse:
    """The municipalities of an official; with one, straight to its board."""
    rows = [
        each.municipality
        for each in Membership.objects.filter(user=user)
        .select_related("municipality__election")
        .order_by("-municipality__election__date", "municipality__election__eml_id", "municipality__name")
    ]
    if len(rows) == 1:
        return redirect("desk:board", election=rows[0].election.eml_id, code=rows[0].code)
    return render(request, "desk/home.html", {"rows": rows})
