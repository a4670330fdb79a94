"""Who is at a station, and whether enough members are (Kieswet J 12). Pure.

Twin on the device: `people.js`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

CHAIRS = frozenset({"chair", "deputy"})


@dataclass(frozen=True, slots=True)
class Noted:
    """What was last noted of one person: `role` is chair, deputy, member or counter, `at` voting or counting.

    `until` is None while somebody is there. One that ends as it begins was struck out.
    """

    role: str
    at: str
    since: datetime
    until: datetime | None = None

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Noted:
        """From the facts of an entry `presence.noted`."""
        until = datetime.fromisoformat(facts["to"]) if facts["to"] else None
        return cls(facts["role"], facts["at"], datetime.fromisoformat(facts["from"]), until)

    def is_here(self, now: datetime) -> bool:
        return self.since != self.until and self.since <= now and (self.until is None or self.until > now)


@dataclass(frozen=True, slots=True)
class Manned:
    """How many members are at the voting, of at least how many, and whether a chair or deputy is one."""

    here: int
    least: int
    chair: bool

    @property
    def is_short(self) -> bool:
        return self.here < self.least or not self.chair


def manned(noted: Iterable[Noted], least: int, now: datetime) -> Manned | None:
    """How a station is manned for the voting; None where nobody was ever noted. Counters are no members."""
    all_of_them = [each for each in noted if each.at == "voting" and each.role != "counter"]
    if not all_of_them:
        return None
    here = [each for each in all_of_them if each.is_here(now)]
    return Manned(len(here), least, any(each.role in CHAIRS for each in here))
