"""The mark of what a part of the board shows: two that show the same have the same one."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode
from typing import Final

#: Characters of a mark.
LENGTH: Final = 3


def mark(*of: object) -> str:
    """The mark of these values; others have another one, but for one time in 262,144."""
    digest = zlib.crc32(repr(of).encode()).to_bytes(4, "big")
    return urlsafe_b64encode(digest)[:LENGTH].decode()
