"""The votes of one unit as they stand in a file, before short codes are resolved."""

from __future__ import annotations

from dataclasses import dataclass, field

#: A candidate as a group names it: by number, or by short code where the file gives no number.
Key = int | str


@dataclass(slots=True)
class Group:
    """The total or a unit as read: list totals, and per list the votes of its candidates."""

    id: str
    name: str
    totals: dict[int, int] = field(default_factory=dict)
    candidates: dict[int, dict[Key, int]] = field(default_factory=dict)
    #: Per list the number of each short code, where the group tells both.
    codes: dict[int, dict[str, int]] = field(default_factory=dict)
    #: The lists of which a candidate has a short code and no number.
    by_code: set[int] = field(default_factory=set)
    figures: dict[str, int] = field(default_factory=dict)
    #: Per list the votes by number: `candidates`, resolved.
    resolved: dict[int, dict[int, int]] = field(default_factory=dict)
