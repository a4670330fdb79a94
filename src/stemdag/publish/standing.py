"""What our own server knows of a withdrawal: whether the site is offline, by the tombstone in its folder."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish import notice, themes, tombstone
from stemdag.publish.target import MARKER, TOMBSTONE


class Offline:
    """The site in a folder: `act` is what took it offline, as of the last `look`; None while it is not."""

    def __init__(self, root: Path, languages: Sequence[str]) -> None:
        self._languages = tuple(languages)
        self._root = root.resolve()
        self._place = str(self._root / TOMBSTONE)
        self._stamp: tuple[int, int, int] | None = None
        self.act: Withdrawal | None = None
        self._rehearsal = False
        self._worn: themes.Dress | None = None

    def page(self, path: str) -> bytes:
        """The notice at an address of the tree."""
        assert self.act is not None
        return notice.page(
            notice.same_page(path, self._languages), self._languages, self.act, self._rehearsal, self._worn
        )

    def look(self) -> None:
        """Look at the tombstone, where it is another one than at the last look."""
        try:
            found = os.stat(self._place)  # noqa: PTH116 (the hot path: no Path objects)
        except OSError:
            self._stamp = self.act = None
            return
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            act = tombstone.from_bytes((self._root / TOMBSTONE).read_bytes())
            self._rehearsal = json.loads((self._root / MARKER).read_bytes())["rehearsal"] is True
        except (OSError, ValueError, KeyError, TypeError, tombstone.UnreadableTombstone):
            # Nobody can say what it withdraws: what lies here is served, as by any other web server.
            act = None
        self.act = act if act and act.what is What.ALL else None
        self._worn = themes.worn(self._front_door()) if self.act else None

    def _front_door(self) -> bytes:
        try:
            return (self._root / "index.html").read_bytes()
        except OSError:
            return b""
