"""How often something may be tried: a counter per fixed window, shared by all instances through the cache.

Each attempt takes a place of its own with `cache.add`, which only one of two concurrent writers wins; a
counter that is read and written back would lose attempts that come at once. What is limited (an address, an
account) is stored as a keyed hash only.
"""

from __future__ import annotations

import time

from django.core.cache import cache
from django.utils.crypto import salted_hmac


def limited(key: str, limit: int, seconds: int) -> bool:
    """Count one attempt of `key`; true when `limit` were made before it in this window of `seconds`."""
    name, left = _window(key, seconds)
    # A hint where the free places start; a stale one only costs a look at places that are taken.
    start = cache.get(name, 0)
    for place in range(start, limit):
        if cache.add(f"{name}.{place}", 1, timeout=left):
            cache.set(name, place + 1, timeout=left)
            return False
    cache.set(name, limit, timeout=left)
    return True


def spent(key: str, limit: int, seconds: int) -> bool:
    """Whether the attempts of this window are used up; counts nothing.

    For who counts failures only: look with `spent` first, count with `limited` after a failure.
    """
    name, _ = _window(key, seconds)
    return bool(cache.get(name, 0) >= limit)


def _window(key: str, seconds: int) -> tuple[str, int]:
    """The name of the window that runs now, and how many seconds it still has (the machine's clock)."""
    number, passed = divmod(int(time.time()), seconds)
    digest = salted_hmac("stemdag.limits", f"{key} {seconds} {number}", algorithm="sha256").hexdigest()
    return f"limit.{digest[:32]}", seconds - passed + 1
