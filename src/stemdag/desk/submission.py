"""What a form of the desk carries beside its fields, read with a clear word where it is malformed."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest


def client_id(request: HttpRequest) -> UUID:
    """The form's own id: the same one again is the same submission."""
    try:
        return UUID(request.POST.get("client_id", ""))
    except ValueError:
        raise BadRequest("the form has no id") from None


def whole(request: HttpRequest, name: str) -> int:
    """A hidden whole number from 0: a version, a step, a place in the journal."""
    value = request.POST.get(name, "")
    # isdecimal knows other scripts too, and int reads them; a huge one is no number of ours.
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise BadRequest(f"{name} is no whole number")
    return int(value)


def amount(request: HttpRequest, name: str) -> int | None:
    """A number that somebody typed, or None where the field is empty; −1 where it is no number."""
    value = request.POST.get(name, "").strip()
    if not value:
        return None
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else -1


def text(request: HttpRequest, name: str) -> str:
    """A free text, without white space around it."""
    return request.POST.get(name, "").strip()
