"""Uploads stay in memory: no vote passes through a temporary file."""

from __future__ import annotations

import re
from typing import Any, Final

from django.core.files.uploadhandler import MemoryFileUploadHandler

#: Official counts of large municipalities, packed; every other file has Django's own limit (2.5 MB).
OFFICIAL_BYTES: Final = 16 << 20
_OFFICIAL: Final = re.compile(r"/desk/[^/]+/[^/]+/control/official/add/")


class InMemory(MemoryFileUploadHandler):
    """Django's handler in memory, with room for an official count at the one address that takes them.

    A file that is too large is left out, as if none was chosen.
    """

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        super().handle_raw_input(input_data, META, content_length, boundary, encoding)
        if _OFFICIAL.fullmatch(META.get("PATH_INFO", "")):
            self.activated = content_length <= OFFICIAL_BYTES
