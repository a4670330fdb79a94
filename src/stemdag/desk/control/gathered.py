"""Many counts opened at once, for what is only seen across them: one entry `control.gathered` names it.

The entry says for what, how far and how many; which versions these were is what the journal held before it.
What was opened lives in memory until the answer is made.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal, get_args

from stemdag import clock
from stemdag.desk.access import Official
from stemdag.domain.count import Count
from stemdag.domain.errors import Refused
from stemdag.domain.release import ReleaseState
from stemdag.domain.role import WORKS
from stemdag.domain.sealed import decode
from stemdag.elections.models import Municipality
from stemdag.elections.writing import write
from stemdag.journal import aside
from stemdag.journal.models import Entry, Envelope, ReleaseDay
from stemdag.seal.binding import Binding, Source
from stemdag.seal.open import NotOpened, Opener

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: What counts are opened together for: set beside the official ones, looked at across stations, the report,
#: and taking in official counts beside those that are here. `control.records` has one kind more.
What = Literal["compare", "across", "report", "official"]

KIND: Final = "control.gathered"
#: The report says what the comparison shows: who looked at that gets it.
_ALIKE: Final[Mapping[str, frozenset[str]]] = {"report": frozenset({"compare", "report"})}
#: How far an opening goes: what differs; the numbers too.
DIFFERENCES, NUMBERS = 1, 2


@dataclass(frozen=True, slots=True)
class Sent:
    """The last version of a count of one source, opened."""

    version: int
    count: Count
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The counts of a municipality by station: the stations' own, and the official ones."""

    ours: Mapping[int, Sent]
    official: Mapping[int, Sent]

    def counts(self) -> dict[int, Count]:
        """The stations' own."""
        return {number: each.count for number, each in self.ours.items()}

    def official_counts(self) -> dict[int, Count]:
        return {number: each.count for number, each in self.official.items()}


@dataclass(frozen=True, slots=True)
class Opening:
    """One entry `control.gathered`: who opened how many counts for what, how far, when and why."""

    seq: int
    at: datetime
    by: str
    what: str
    step: int
    counts: int
    reason: str


def released(row: Municipality) -> bool:
    """Whether the results of the municipality are public: then nothing is asked of who may look."""
    return ReleaseDay.objects.filter(
        chain__election=row.election.eml_id,
        chain__municipality=row.code,
        state=ReleaseState.RELEASED,
    ).exists()


def versions(row: Municipality, source: Source) -> dict[int, int]:
    """The last version of each station's count from this source, without opening it."""
    rows = _envelopes(row, source).values_list("entry__station", "version").order_by("version")
    return {station: version for station, version in rows if station is not None}


def openings(row: Municipality, what: What) -> list[Opening]:
    """Who opened the counts for this before, in order."""
    entries = (
        Entry.objects.filter(chain__election=row.election.eml_id, chain__municipality=row.code, kind=KIND)
        .prefetch_related("asides__entry__chain")
        .order_by("seq")
    )
    found = []
    for entry in entries:
        facts = json.loads(entry.facts)
        if facts["what"] in _ALIKE.get(what, {what}):
            texts = [aside.read(each) or "" for each in entry.asides.all()]
            reason = texts[0] if texts else ""
            found.append(
                Opening(entry.seq, entry.at, entry.by, facts["what"], facts["step"], facts["counts"], reason)
            )
    return found


def looked(official: Official, what: What) -> bool:
    """Whether this official opened the same counts for this before: since then none came in."""
    row = official.municipality
    mine = [each.seq for each in openings(row, what) if each.by == official.by]
    return bool(mine) and not (
        Entry.objects.filter(
            chain__election=row.election.eml_id,
            chain__municipality=row.code,
            kind="count.received",
            seq__gt=mine[-1],
        ).exists()
    )


def gather(
    official: Official,
    private: bytes,
    what: What,
    step: int,
    reason: str,
    sources: Collection[Source] = ("station", "official"),
) -> Gathered:
    """The last counts of all stations and the official ones, once the journal has it who opened them.

    Before the release a reason is asked wherever a count came in since the same official last looked, and
    the numbers follow on the differences only. `Refused`: `control.role` (before the release it is the work
    of the office), `control.reason`, `control.step`, `control.not-opened`.
    """
    row = official.municipality
    before = looked(official, what)
    if not released(row):
        if not official.roles & WORKS:
            raise Refused("control.role", "before the release this is for who works at the office")
        if step == NUMBERS and not before:
            raise Refused("control.step", "look at the differences first")
        if not before and not reason:
            raise Refused("control.reason", "say why you open these counts", "reason")
    opener = Opener(private)
    ours, theirs = (_opened(row, opener, source) if source in sources else {} for source in get_args(Source))
    found = Gathered(ours, theirs)
    # Without an id of its own: looking twice is two entries.
    write(
        row,
        KIND,
        clock.now(),
        official.by,
        facts={"what": what, "step": step, "counts": len(found.ours) + len(found.official)},
        texts={"reason": "" if before else reason},
    )
    return found


def _opened(row: Municipality, opener: Opener, source: Source) -> dict[int, Sent]:
    last = versions(row, source)
    found = {}
    for station, version, sealed in _envelopes(row, source).values_list(
        "entry__station", "version", "control"
    ):
        if station is None or last[station] != version:
            continue
        binding = Binding("control", row.election.eml_id, row.code, station, source, version)
        try:
            found[station] = Sent(version, *decode(opener.open(bytes(sealed), binding)))
        except NotOpened as error:
            raise Refused("control.not-opened", str(error)) from error
    return dict(sorted(found.items()))


def _envelopes(row: Municipality, source: Source) -> QuerySet[Envelope]:
    return Envelope.objects.filter(
        entry__chain__election=row.election.eml_id, entry__chain__municipality=row.code, source=source
    )
