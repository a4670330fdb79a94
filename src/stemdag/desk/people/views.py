"""The pages on which an office says who works there: the list, one person, inviting one or many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.pages import page, refused
from stemdag.desk.people import invitations, staff
from stemdag.desk.people.fresh import confirmed
from stemdag.desk.people.invitations import Made
from stemdag.desk.submission import client_id, text
from stemdag.domain.errors import Refused
from stemdag.domain.invited import read
from stemdag.domain.role import PREPARES, Role
from stemdag.elections import values
from stemdag.paper import letters

#: A list of 500 people is some 30 KB.
LONGEST_LIST = 100_000


@open_to(PREPARES)
def people(request: HttpRequest, official: Official) -> HttpResponse:
    """Who works here and as what, and the form that invites one more."""
    return _people(request, official)


@open_to(PREPARES)
@confirmed("client_id", "name", "full_name", "role", "answer")
def invite(request: HttpRequest, official: Official) -> HttpResponse:
    """Invite one. The answer to the form is the only page, or letter, with the code."""
    if request.method != "POST":
        return redirect(official.page("people"))
    name, full_name = text(request, "name"), text(request, "full_name")
    roles = _roles(request)
    line = f"name\tfull name\trole\n{name}\t{full_name}\t{'+'.join(sorted(roles)) or '?'}"
    found, problems = read(line if not set("\n\r\t") & set(name + full_name) else "")
    problems = problems or invitations.taken(found)
    if problems or not roles:
        typed = {"name": name, "full_name": full_name, "role": roles, "problems": problems}
        return _people(request, official, typed, status=422)
    try:
        made = invitations.invite(official, found, client_id(request))
    except Refused as refusal:
        return refused(request, official, refusal, official.page("people"))
    return _handed_over(request, official, made)


@open_to(PREPARES)
@confirmed("client_id", "rows", "answer")
def bulk(request: HttpRequest, official: Official) -> HttpResponse:
    """Invite many from a list: first shown as it was read, with what is odd where, then taken whole."""
    if request.method != "POST":
        return page(request, official, "desk/people_bulk.html", {"section": "people"})
    given = _list(request)
    found, problems = read(given)
    problems = problems or invitations.taken(found)
    context = {"rows": given, "found": found, "problems": problems, "client_id": uuid4(), "section": "people"}
    if problems or not text(request, "answer"):
        status = 422 if problems else 200
        return page(request, official, "desk/people_bulk.html", context, status=status)
    try:
        made = invitations.invite(official, found, client_id(request))
    except Refused as refusal:
        return refused(request, official, refusal, official.page("people"))
    return _handed_over(request, official, made)


@open_to(PREPARES)
def one(request: HttpRequest, official: Official, person: int) -> HttpResponse:
    """One person, and what can be done."""
    return _one(request, official, person)


@open_to(PREPARES)
@confirmed("client_id", "role", "reason")
def roles(request: HttpRequest, official: Official, person: int) -> HttpResponse:
    """Give and take roles; none is leaving."""
    return _do(request, official, person, lambda: _set_roles(request, official, person))


@open_to(PREPARES)
@confirmed("client_id", "reason")
def factor(request: HttpRequest, official: Official, person: int) -> HttpResponse:
    """Take a colleague's lost second factor away."""
    return _do(request, official, person, lambda: _reset(request, official, person))


@open_to(PREPARES)
@confirmed("client_id", "reason", "answer")
def again(request: HttpRequest, official: Official, person: int) -> HttpResponse:
    """Another invitation, for a lost one or a forgotten password."""
    return _do(request, official, person, lambda: _again(request, official, person))


def _set_roles(request: HttpRequest, official: Official, person: int) -> HttpResponse:
    staff.set_roles(official, person, _roles(request), text(request, "reason"), client_id(request))
    left = staff.person(official, person) is None
    return redirect(official.page("people") if left else official.page("person", person=person))


def _reset(request: HttpRequest, official: Official, person: int) -> HttpResponse:
    staff.reset_factor(official, person, text(request, "reason"), client_id(request))
    return redirect(official.page("person", person=person))


def _again(request: HttpRequest, official: Official, person: int) -> HttpResponse:
    made = invitations.invite_again(official, person, text(request, "reason"), client_id(request))
    return _handed_over(request, official, [made])


def _do(
    request: HttpRequest, official: Official, person: int, act: Callable[[], HttpResponse]
) -> HttpResponse:
    if request.method != "POST":
        return redirect(official.page("person", person=person))
    if staff.person(official, person) is None:
        raise Http404
    if not text(request, "reason"):
        return _one(request, official, person, no_reason=request.path, status=422)
    try:
        return act()
    except Refused as refusal:
        return refused(request, official, refusal, official.page("person", person=person))


def _people(
    request: HttpRequest, official: Official, typed: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {
        "people": staff.people(official),
        "required": settings.STEMDAG.second_factor,
        "given": staff.GIVEN,
        "typed": typed or {"role": {Role.STAFF}},
        "client_id": uuid4(),
        "section": "people",
    }
    return page(request, official, "desk/people.html", context, status=status)


def _one(
    request: HttpRequest, official: Official, key: int, *, no_reason: str = "", status: int = 200
) -> HttpResponse:
    found = staff.person(official, key)
    if found is None:
        raise Http404
    context: dict[str, object] = {
        "person": found,
        "given": staff.GIVEN,
        "ticked": _roles(request) if no_reason.endswith("/roles/") else found.roles,
        "ids": [uuid4() for _ in range(3)],
        "no_reason": no_reason,
        "section": "people",
    }
    return page(request, official, "desk/person.html", context, status=status)


def _handed_over(request: HttpRequest, official: Official, made: Sequence[Made]) -> HttpResponse:
    """The codes, on the page or as letters; nothing of this answer is kept."""
    row = official.municipality
    if text(request, "answer") != "letter":
        address = letters.link(request.build_absolute_uri("/"), "")
        context: dict[str, object] = {"made": made, "invited_at": address.rstrip("#")}
        return page(request, official, "desk/people_invited.html", context)
    zone = values.election(row.election).tz
    written = [
        letters.Letter(
            row.name,
            row.election.name,
            each.name,
            each.full_name,
            each.roles,
            each.code,
            each.expires.astimezone(zone),
            row.election.rehearsal,
        )
        for each in made
    ]
    language = "en" if get_language() == "en" else "nl"
    body = letters.letters(written, address=request.build_absolute_uri("/"), language=language)
    response = HttpResponse(body, content_type="application/pdf")
    what, at = _("invitations"), clock.now().astimezone(zone)
    response["Content-Disposition"] = f'attachment; filename="stemdag-{row.code}-{what}-{at:%Y%m%d-%H%M}.pdf"'
    return response


def _roles(request: HttpRequest) -> frozenset[Role]:
    return frozenset(role for role in staff.GIVEN if role in request.POST.getlist("role"))


def _list(request: HttpRequest) -> str:
    """The list as text: what was pasted, else the file, in UTF-8 or as Windows writes it."""
    upload = request.FILES.get("file")
    if upload is None or text(request, "rows"):
        return request.POST.get("rows", "")[:LONGEST_LIST]
    data: bytes = upload.read(LONGEST_LIST)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
