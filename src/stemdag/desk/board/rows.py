"""The board as a browser has it, and what of it is not as the server has it: the changed rows alone.

A row has a mark of three characters that follows from what stands in it. A page that renews itself says which
marks it has, in the order of the numbers; so it gets what differs whichever process answers, and what was
left out one time comes the next. An answer stops at a size: the rest is asked for at once.
"""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode
from datetime import date, datetime

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from stemdag.desk.access import Official
from stemdag.desk.board.asked import keys
from stemdag.desk.board.kept import Kept
from stemdag.desk.board.lines import Line
from stemdag.desk.templatetags.desk import NIGHT

#: Characters of a mark, and bytes of rows after which an answer stops.
LENGTH, MOST = 3, 10_000


def mark(*of: object) -> str:
    """The mark of what a part of the board shows."""
    digest = zlib.crc32(repr(of).encode()).to_bytes(4, "big")
    return urlsafe_b64encode(digest)[:LENGTH].decode()


class Rows:
    """The rows of one board for one official at a moment; what was drawn is kept with the board."""

    def __init__(self, official: Official, of: Kept, now: datetime) -> None:
        self._official, self._kept = official, of
        self._lines = of.lines
        #: Times are written with their day when another one is worked on.
        self._day = (timezone.localtime(now) - NIGHT).date()
        self._count = official.may_read("count")

    def mark(self, line: Line) -> str:
        """The mark of a line."""
        known = self._kept.marks.get(line.number)
        if known is None or known[0] is not line or known[1] != self._day:
            known = (line, self._day, mark(line, self._day))
            self._kept.marks[line.number] = known
        return known[2]

    def differing(self, had: str) -> list[Line] | None:
        """The lines of which a browser had another mark, the most pressing first; None where it has other
        lines altogether."""
        if len(had) != LENGTH * len(self._lines):
            return None
        there = "".join(self.mark(line) for line in self._lines.values())
        if there == had:
            return []
        found = [
            line
            for turn, line in zip(range(0, len(had), LENGTH), self._lines.values(), strict=True)
            if there[turn : turn + LENGTH] != had[turn : turn + LENGTH]
        ]
        return sorted(found, key=lambda line: (line.order, line.number))

    def draw(self, line: Line, *, bare: bool = False) -> SafeString:
        """The row of a line in the language of the page; `bare` without what a script fills in by itself."""
        way: tuple[int, str | None, bool, bool, date] = (
            line.number, get_language(), bare, self._count, self._day,
        )  # fmt: skip
        known = self._kept.drawn.get(way)
        if known is not None and known[0] is line:
            return known[1]
        context = {
            "line": line,
            "mark": self.mark(line),
            "keys": keys(line),
            "under": " ".join(line.under[1:]),
            "bare": bare,
            "station": self._official.page("station", number=line.number),
            "count": self._official.page("count", number=line.number) if self._count else "",
        }
        drawn = SafeString(render_to_string("desk/board_row.html", context).strip())
        self._kept.drawn[way] = (line, drawn)
        return drawn
