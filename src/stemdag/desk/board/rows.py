"""The board as a browser has it, and what of it is not as the server has it: the changed rows alone.

A row has a mark of three characters that follows from what stands in it. A page that renews itself says which
marks it has, in the order of the numbers; so it gets what differs whichever process answers, and what was
left out one time comes the next. An answer stops at a size: the rest is asked for at once. What a definition
says of a station (name, quarter, kind) never comes again: where that is another one, the page begins anew.
"""

from __future__ import annotations

from datetime import date, datetime

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from stemdag.desk.access import Official
from stemdag.desk.board.asked import keys
from stemdag.desk.board.kept import Kept
from stemdag.desk.board.lines import Line
from stemdag.desk.board.mark import LENGTH, mark
from stemdag.desk.templatetags.desk import NIGHT

#: Bytes of rows after which an answer stops.
MOST = 12_000


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
        lines altogether. `had` are the marks of its places, and of its rows."""
        if had[:LENGTH] != self._kept.placed or len(had) != LENGTH * (1 + len(self._lines)):
            return None
        had = had[LENGTH:]
        there = "".join(self.mark(line) for line in self._lines.values())
        if there == had:
            return []
        found = [
            line
            for turn, line in zip(range(0, len(had), LENGTH), self._lines.values(), strict=True)
            if there[turn : turn + LENGTH] != had[turn : turn + LENGTH]
        ]
        return sorted(found, key=lambda line: (line.order, line.number))

    def parts(self, of: str, context: dict[str, object]) -> SafeString:
        """What stands beside the rows, as a renewal brings it; `of` is its mark."""
        may = tuple(self._official.may_read(each) for each in ("control", "passes"))
        known = self._kept.drawn.get(("parts", get_language(), *may))
        if known is None or known[0] != of:
            about = {"official": self._official, "address": self._official.address, "partial": True}
            known = (of, SafeString(render_to_string("desk/board_parts.html", context | about)))
            self._kept.drawn["parts", get_language(), *may] = known
        return known[1]

    def draw(self, line: Line, *, bare: bool = False) -> SafeString:
        """The row of a line in the language of the page; `bare` without what `board.js` has already."""
        way: tuple[int, str | None, bool, bool, date] = (
            line.number, get_language(), bare, self._count, self._day,
        )  # fmt: skip
        known = self._kept.drawn.get(way)
        if known is not None and known[0] is line:
            return known[1]
        waits = line.state.waits or line.returned
        context = {
            "line": line,
            "mark": self.mark(line),
            "keys": keys(line),
            "under": " ".join(line.under[1:]),
            "bare": bare,
            "station": "" if bare else self._official.page("station", number=line.number),
            "count": self._official.page("count", number=line.number) if self._count and waits else "",
        }
        text = render_to_string("desk/board_row.html", context).strip()
        drawn = SafeString(text.replace("\n", "") if bare else text)
        self._kept.drawn[way] = (line, drawn)
        return drawn
