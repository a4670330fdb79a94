"""What every page knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from stemdag import clock


def common(request: HttpRequest) -> dict[str, object]:
    """Whether this is a rehearsal, the time on the wall, and the address of the public site."""
    return {
        "rehearsal": settings.STEMDAG.rehearsal,
        "wall_clock": clock.now(),
        "public_url": settings.STEMDAG.public_url,
    }
