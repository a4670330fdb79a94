"""To whom one message can go: all stations, a part of the board, a kind, a quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stemdag.desk.board.boards import board
from stemdag.desk.board.lines import Line
from stemdag.domain.station import Kind
from stemdag.elections.models import Municipality

#: Parts of the board, in order on the screen. `open`: opened, not past their closing time, not closed by the
#: office; `unreported`: opened, and no turnout reported yet.
PARTS = ("all", "hand", "expected", "open", "unreported")


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it is now. `name` is a quarter's own; a kind and a part of the board are said by `key`."""

    key: str
    numbers: frozenset[int]
    name: str = ""


def groups(row: Municipality, now: datetime) -> list[Group]:
    """Every group that a message can go to, also those in which nobody is now."""
    found = board(row, now).lines
    made = [Group(key, frozenset(line.number for line in found if _in_part(line, key, now))) for key in PARTS]
    kinds = sorted({line.kind for line in found}, key=list(Kind).index)
    if len(kinds) > 1:
        made += [
            Group(f"kind:{kind}", frozenset(line.number for line in found if line.kind is kind))
            for kind in kinds
        ]
    for name in sorted({line.place.quarter for line in found} - {""}, key=str.casefold):
        there = frozenset(line.number for line in found if line.place.quarter == name)
        made.append(Group(f"quarter:{name}", there, name))
    return made


def _in_part(line: Line, key: str, now: datetime) -> bool:
    if key == "open":
        return line.opened_at is not None and line.closed is None and not line.place.is_over(now)
    if key == "unreported":
        return line.opened_at is not None and line.turnout is None
    return line.belongs(key)
