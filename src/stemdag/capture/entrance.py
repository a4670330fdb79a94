"""A station code at the door, by the page or by the app: used once, and not guessed."""

from __future__ import annotations

from django.http import HttpRequest

from stemdag.capture import codes
from stemdag.capture.models import StationCode
from stemdag.domain.errors import Refused
from stemdag.server.limits import limited, spent

#: Wrong codes within `WINDOW` seconds: from one address, and from all together. A code that lets in costs
#: nothing, so that a town hall with six hundred stations behind one address is not locked out by itself.
PER_ADDRESS, OVERALL, WINDOW = 20, 600, 600
#: While all together are over their limit, what is left to an address that comes new.
LEFT = 3


def enter(request: HttpRequest, typed: str) -> StationCode:
    """The code that was typed, now used.

    `Refused`: `code.limited`, `code.empty`, and `code.refused` for a wrong, used, expired and withdrawn one
    alike, so that an answer tells nothing.
    """
    address = f"station code from {request.META.get('REMOTE_ADDR', '')}"
    allowed = LEFT if spent("station code", OVERALL, WINDOW) else PER_ADDRESS
    if spent(address, allowed, WINDOW):
        raise Refused("code.limited", "too many wrong codes; wait")
    if not typed.strip():
        raise Refused("code.empty", "no code was typed")
    code = codes.redeem(typed)
    if code is None:
        limited(address, PER_ADDRESS, WINDOW)
        limited("station code", OVERALL, WINDOW)
        raise Refused("code.refused", "this code does not let in")
    return code
