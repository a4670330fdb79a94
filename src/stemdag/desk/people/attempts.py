"""How often an official may be wrong: with a password, with a second factor, with a confirmation."""

from __future__ import annotations

from django.http import HttpRequest

from stemdag.server.limits import limited, spent

#: Wrong ones in a quarter of an hour: for one account, and for one address (an office shares one).
PER_NAME, PER_ADDRESS, WINDOW = 10, 50, 900

Limits = list[tuple[str, int]]


def of_name(request: HttpRequest) -> Limits:
    """The limits of the user name that was typed."""
    name = request.POST.get("username", "").strip().casefold()
    return [(f"desk name {name}", PER_NAME), _address(request)]


def of_account(request: HttpRequest, account: int) -> Limits:
    """The limits of an account whose password was right; apart from those of its name, so that who guesses
    passwords shuts nobody out of a second factor."""
    return [(f"desk second factor {account}", PER_NAME), _address(request)]


def of_address(request: HttpRequest) -> Limits:
    """The limit where no account is known yet."""
    return [_address(request)]


def are_spent(limits: Limits) -> bool:
    """Whether one of them is used up; counts nothing."""
    return any(spent(key, limit, WINDOW) for key, limit in limits)


def count(limits: Limits) -> None:
    """Count a wrong one."""
    for key, limit in limits:
        limited(key, limit, WINDOW)


def _address(request: HttpRequest) -> tuple[str, int]:
    return f"desk address {request.META.get('REMOTE_ADDR', '')}", PER_ADDRESS
