"""No server starts with an address that does not say who may use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver

View = TypeVar("View", bound=Callable[..., object])


def audience(whom: str) -> Callable[[View], View]:
    """Marks a view of no room with whom it is for, in words."""

    def mark(view: View) -> View:
        view.audience = whom  # type: ignore[attr-defined]
        return view

    return mark


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the back office as it is written in the code, with its pattern."""
    for each in (resolver or get_resolver()).url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each, route)
        else:
            yield route, each


def refuse_undeclared() -> None:
    """`ImproperlyConfigured`, naming each address whose view does not declare its audience."""
    without = [f"/{route}" for route, each in addresses() if not getattr(each.callback, "audience", None)]
    if without:
        raise ImproperlyConfigured(
            f"no view may be without a word on who may use it: {', '.join(without)}. Mark it with "
            "`desk.access.open_to`, `capture.access.station_required` or what fits; nothing was started"
        )
