"""What may be known of a day: the only input of the public tree.

Before the release a municipality's `released` is None: there is no place in these values where a vote could
stand. `Released` is made by the gate, by opening envelopes (and by verify afterwards), and by nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Count
from stemdag.domain.earlier import Earlier
from stemdag.domain.election import Election
from stemdag.domain.outline import Outline
from stemdag.domain.queue import QueueReport
from stemdag.domain.station import Municipality, Station
from stemdag.domain.theme import Theme
from stemdag.domain.turnout import TurnoutReport
from stemdag.domain.withdrawal import Withdrawal

#: What stations say of their queues, by number.
Queues = Mapping[int, QueueReport]


@dataclass(frozen=True, slots=True)
class Change:
    """A published version that was replaced: which, when it was replaced, why, and what it said.

    `reason` is what the office entered for the public. `before` is the replaced count; None where it is only
    known that it was replaced. A version replaced before the release was never public and is no change.
    `nonce` are the random bytes that prove its receipt's code, where it had one. `since` is when it had
    become public. `official`: it was an official count that was replaced, by another one then.
    """

    version: int
    at: datetime
    reason: str
    before: Count | None = None
    nonce: bytes | None = None
    since: datetime | None = None
    official: bool = False


@dataclass(frozen=True, slots=True)
class ReleasedCount:
    """The count of one station that the public may see.

    `since` is when it became known to the public: its entry time, or the release where that was later.
    `changes` are the earlier published versions, in order. `nonce` are the random bytes of the device
    that sent it, by which the code on its receipt can be made anew (`domain.receipt`); None without a device.
    `official`: it is the official count, from the file of the electoral committee; `version` counts these
    apart from what the station sent. Nothing that a station sends replaces it any more.
    """

    station: int
    version: int
    count: Count
    since: datetime
    changes: tuple[Change, ...] = ()
    nonce: bytes | None = None
    official: bool = False


@dataclass(frozen=True, slots=True)
class Released:
    """A municipality's results: released at `at`, counts by station number; more arrive as they come in."""

    at: datetime
    counts: Mapping[int, ReleasedCount]


@dataclass(frozen=True, slots=True)
class PublicMunicipality:
    """One municipality in one election, as far as it is public.

    `reports` are all turnout reports of the day so far; `moment` is the release moment as it stands now;
    `earlier` its official result at an earlier election. `withdrawn`: its results are not
    shown, whether there are any or not; `released` is None then. `outline` are its borders, for maps;
    `theme` is how its pages are dressed.
    """

    municipality: Municipality
    ballot: Ballot
    stations: tuple[Station, ...]
    reports: tuple[TurnoutReport, ...]
    moment: datetime
    released: Released | None = None
    earlier: Earlier | None = None
    withdrawn: Withdrawal | None = None
    outline: Outline | None = None
    theme: Theme | None = None


@dataclass(frozen=True, slots=True)
class PublicElection:
    """One election and its municipalities in this system.

    `complete` says that these are all municipalities of the election: only then can seats follow.
    None leaves it to what can be known: an election of one municipality is complete with that municipality.
    """

    election: Election
    municipalities: tuple[PublicMunicipality, ...]
    complete: bool | None = None


@dataclass(frozen=True, slots=True)
class PublicDay:
    """All elections of one system.

    `as_of` is the beat at which the gate looked, aware. Only one thing follows from it: whether a
    municipality's moment has passed, so that one that is not released can be named as such. It is never
    shown, so two beats with the same facts give the same bytes. None means: before every moment.
    `withdrawn` is what stands for the whole site: offline, or without results. `site` is the address at
    which readers find it (`https://uitslagen.example.nl`), for those who fetch its pictures; "" if unknown.
    `queues` are those that hold at that beat, by election and municipality: beside the municipalities, so
    that one who says it has a queue changes its own pages alone.
    """

    elections: tuple[PublicElection, ...]
    rehearsal: bool = False
    as_of: datetime | None = None
    withdrawn: Withdrawal | None = None
    site: str = ""
    queues: Mapping[tuple[str, str], Queues] = field(default_factory=dict)
