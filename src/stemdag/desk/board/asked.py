"""What of the board is asked for: filter, search, quarter, kind, order. All of it is in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from stemdag.desk.board.lines import FILTERS, Board, Line
from stemdag.domain.count_state import CountState
from stemdag.domain.station import Kind

_MINUTE = 60
#: What counts first, then what waits, and what is expected last.
_STATES = {state: 2 if state is CountState.EXPECTED else 0 if state.counts else 1 for state in CountState}


def _minute(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp()) // _MINUTE


def _share(line: Line) -> int | None:
    share = line.turnout.share if line.turnout else None
    return None if share is None else round(share * 10_000)


#: By what the board can be put in order, in the order of its columns; each gives a whole number, or None for
#: a line that has none: that one stands last, whichever way. `name` goes by the name itself.
SORTS: Mapping[str, Callable[[Line], int | None]] = {
    "number": lambda line: line.number,
    "name": lambda line: None,
    "opened": lambda line: _minute(line.opened_at),
    "manned": lambda line: line.manned.here if line.manned else None,
    "admitted": lambda line: line.turnout.admitted if line.turnout else None,
    "turnout": _share,
    "ahead": lambda line: line.ahead,
    "left": lambda line: line.stock.left,
    "messages": lambda line: line.unanswered or None,
    "count": lambda line: 2 * _STATES[line.state] - line.counting,
    "seen": lambda line: _minute(line.last_seen),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """`show` is one of `FILTERS`; `sort` one of `SORTS`, with a minus before it from high to low, or empty
    for what needs a hand first. `quarter` and `kind` are empty for all of them."""

    show: str = "all"
    query: str = ""
    quarter: str = ""
    kind: str = ""
    sort: str = ""
    grouped: bool = False

    @classmethod
    def read(cls, given: QueryDict) -> Asked:
        """From an address; what is no such thing is as if it were not there."""
        show, kind, sort = (given.get(name, "") for name in ("show", "kind", "sort"))
        return cls(
            show if show in FILTERS else "all",
            given.get("q", "").strip()[:80],
            given.get("quarter", "")[:120],
            kind if kind in set(Kind) else "",
            sort if sort.removeprefix("-") in SORTS else "",
            given.get("by") == "quarter",
        )

    def address(self, **changes: Any) -> str:
        """The query of an address that asks for this, but for the changes."""
        of = replace(self, **changes)
        parts = {"show": of.show if of.show != "all" else "", "q": of.query, "quarter": of.quarter}
        parts |= {"kind": of.kind, "sort": of.sort, "by": "quarter" if of.grouped else ""}
        return "?" + urlencode({name: value for name, value in parts.items() if value})

    def shows(self, line: Line) -> bool:
        """Whether a line is asked for."""
        return (
            line.belongs(self.show)
            and (not self.query or line.answers(self.query))
            and (not self.quarter or line.place.quarter == self.quarter)
            and (not self.kind or line.kind == self.kind)
        )

    def ordered(self, lines: Iterable[Line]) -> list[Line]:
        """Lines in the order that is asked for, those by number that are alike in it."""
        name = self.sort.removeprefix("-")
        if not name:
            return sorted(lines, key=lambda line: (line.order, line.number))
        down = self.sort.startswith("-")
        if name == "name":
            return sorted(lines, key=lambda line: (line.name.casefold(), line.number), reverse=down)
        with_key = [(SORTS[name](line), line) for line in lines]
        known = [(key, line) for key, line in with_key if key is not None]
        known.sort(key=lambda one: (-one[0] if down else one[0], one[1].number))
        rest = sorted((line for key, line in with_key if key is None), key=lambda line: line.number)
        return [line for _, line in known] + rest

    def groups(self, board: Board) -> list[tuple[str, list[Line]]]:
        """All lines in order: in one group without a name, or by quarter, those without one last."""
        if not self.grouped:
            return [("", self.ordered(board.lines))]
        found: dict[str, list[Line]] = {}
        for line in self.ordered(board.lines):
            found.setdefault(line.place.quarter, []).append(line)
        return sorted(found.items(), key=lambda one: (not one[0], one[0].casefold()))


def keys(line: Line) -> str:
    """What a browser puts lines in order by: how pressing it is, then `SORTS`, apart by commas."""
    values = (line.order, *(key(line) for key in SORTS.values()))
    return ",".join("" if each is None else str(each) for each in values)
