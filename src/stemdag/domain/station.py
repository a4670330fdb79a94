"""Municipality and polling station."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stemdag.domain.election import Area
from stemdag.domain.location import Location


class Kind(StrEnum):
    """Kind of polling station; each is also a ballot type that a total can miss (S.301)."""

    REGULAR = "regular"
    POSTAL = "postal"  # briefstembureau
    EARLY = "early"  # vervroegd stemmen
    MOBILE = "mobile"  # mobiel stembureau
    SPECIAL = "special"  # bijzonder stembureau


class Counting(StrEnum):
    """Where candidates are counted."""

    CENTRAL = "central"  # centrale stemopneming: paper form N 10-2, stops at list totals
    DECENTRAL = "decentral"  # decentrale stemopneming: paper form N 10-1, goes on to candidates


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of one day, aware (Kieswet J 1: 7:30 to 21:00 at the latest)."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Station:
    """A polling station (stembureau), told apart by its number; names and postcodes repeat in real files.

    `number` may be any whole number that official files hold, −1 included.
    `electorate` is the number of eligible voters (kiesgerechtigden); None or 0 where it is not known.
    `hours` holds one entry a day.
    `counts_from` is the earliest moment at which it may count; None is its closing time.
    `quarter` is the quarter or village (wijk, dorp, kern) that it lies in, by the office's own names.
    `location` is where it is, for the map; None where that is not known.
    """

    number: int
    name: str
    kind: Kind = Kind.REGULAR
    postcode: str | None = None
    electorate: int | None = None
    hours: tuple[Hours, ...] = ()
    counts_from: datetime | None = None
    quarter: str | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality in one election: its CBS code (four digits), name, electorate and way of counting.

    `electorate` is None or 0 where the file does not say: turnout is then a number without a percentage.
    `district` is the electoral district (kieskring) that it lies in, where the definition says.
    """

    code: str
    name: str
    electorate: int | None = None
    counting: Counting = Counting.DECENTRAL
    district: Area | None = None
