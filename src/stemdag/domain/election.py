"""The election: what is voted on, on which days, and from when results may be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from stemdag.domain.errors import Refused

#: A voting day (in `Election` the name `date` is a field).
Day: TypeAlias = date


class Category(StrEnum):
    """Type of election, by the abbreviations of EML_NL (`ElectionCategory`)."""

    EP = "EP"  # European Parliament
    EK = "EK"  # Senate
    TK = "TK"  # House of Representatives
    GR = "GR"  # municipal council
    BC = "BC"  # area committee
    GC = "GC"  # neighbourhood council
    ER = "ER"  # island council
    PS = "PS"  # provincial council
    AB = "AB"  # water authority
    NR = "NR"  # national referendum
    PR = "PR"  # provincial referendum
    LR = "LR"  # local referendum
    IR = "IR"  # island referendum
    KC = "KC"  # electoral college

    @property
    def is_referendum(self) -> bool:
        return self in {Category.NR, Category.PR, Category.LR, Category.IR}

    @property
    def has_voter_cards(self) -> bool:
        """Whether voter cards (kiezerspassen, field C) exist: not at municipal and island ones."""
        return self not in {Category.GR, Category.ER, Category.BC, Category.GC, Category.LR, Category.IR}


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """An area by its number in EML_NL: a municipality's CBS code (`0268`), a province, a water authority."""

    code: str
    name: str


#: Moments that the law or the decree sets, as local times (Kieswet J 1; European elections 23:00).
DEFAULT_RELEASE = time(21, 0)
EUROPEAN_RELEASE = time(23, 0)


@dataclass(frozen=True, slots=True)
class Election:
    """One election.

    `id` is the EML id (`TK2021`); for a CSV, which has none, `<category><year>_<code>`.
    `days` are the voting days in order; `date` is the last of them.
    `release` is the release moment (vrijgavemoment), aware; it is the election's, not a municipality's,
    may be put later, and never earlier.
    `seats` is None where the number is not known: then no seats are shown.
    `threshold` is the preference threshold in percent of the quota, where the definition states it.
    `rehearsal` marks an election that is only played: its keys, target and pages say so.
    """

    id: str
    category: Category
    name: str
    date: date
    days: tuple[Day, ...]
    release: datetime
    zone: str = "Europe/Amsterdam"
    subcategory: str | None = None
    domain: Area | None = None
    seats: int | None = None
    threshold: int | None = None
    rehearsal: bool = False

    def __post_init__(self) -> None:
        if self.release.tzinfo is None:
            raise Refused("election.release", f"{self.id}: the release moment has no time zone; give one")
        if not self.days or self.days[-1] != self.date or list(self.days) != sorted(set(self.days)):
            raise Refused("election.days", f"{self.id}: voting days must be in order and end on {self.date}")
        # Europe votes until Sunday; no member state may tell before (European electoral act, article 10).
        if self.category is Category.EP and self.release < (
            sunday := default_release(self.category, self.date)
        ):
            raise Refused(
                "election.release",
                f"{self.id}: a European result is secret until {sunday.isoformat()}, everywhere in Europe",
            )
        if self.seats is not None and self.seats < 1:
            raise Refused("election.seats", f"{self.id}: {self.seats} is not a number of seats")

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


def default_release(category: Category, day: date, zone: str = "Europe/Amsterdam") -> datetime:
    """The release moment where the definition names none: 21:00, or 23:00 on the Sunday of a European one."""
    clock = EUROPEAN_RELEASE if category is Category.EP else DEFAULT_RELEASE
    if category is Category.EP:
        day = date.fromordinal(day.toordinal() + (6 - day.weekday()) % 7)
    return datetime.combine(day, clock, ZoneInfo(zone))


def same_election(one: Election, other: Election) -> bool:
    """Whether two definitions are of one election: by category, date and domain, never by id.

    A file without a domain (OSV4-3 CSV) matches on category and date; its municipality decides the rest.
    """
    if (one.category, one.date) != (other.category, other.date):
        return False
    return one.domain is None or other.domain is None or one.domain.code == other.domain.code
