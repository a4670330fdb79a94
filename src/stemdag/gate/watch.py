"""What the gate has read of the journal: one reader per chain, which only ever reads on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from stemdag.domain.turnout import TurnoutReport
from stemdag.journal import aside
from stemdag.journal.models import Chain, Entry


@dataclass(frozen=True, slots=True)
class PublicVersion:
    """A version of a count from the moment on which it may be published (after the release)."""

    station: int
    version: int
    at: datetime
    reason: str


@dataclass
class Reader:
    """What one chain says so far. `read` is the number of entries taken in."""

    election: str
    municipality: str
    read: int = 0
    reports: list[TurnoutReport] = field(default_factory=list)
    versions: dict[int, list[PublicVersion]] = field(default_factory=dict)
    _reasons: dict[tuple[int, int], str] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """Take in the next entry of the chain."""
        self.read = entry.seq
        if entry.kind == "turnout.reported":
            assert entry.station is not None
            admitted = json.loads(entry.facts)["admitted"]
            self.reports.append(TurnoutReport(entry.at, entry.station, admitted))
        elif entry.kind == "count.received":
            self._received(entry, json.loads(entry.facts))
        elif entry.kind == "count.accepted":
            self._public(entry, json.loads(entry.facts)["version"])

    def _received(self, entry: Entry, facts: dict[str, object]) -> None:
        if facts["source"] != "station":
            return
        version = int(str(facts["version"]))
        assert entry.station is not None
        if version > 1 and (text := entry.asides.filter(name="reason").first()):
            self._reasons[entry.station, version] = aside.read(text) or ""
        if not facts["held"]:
            self._public(entry, version)

    def _public(self, entry: Entry, version: int) -> None:
        assert entry.station is not None
        reason = self._reasons.get((entry.station, version), "")
        self.versions.setdefault(entry.station, []).append(
            PublicVersion(entry.station, version, entry.at, reason)
        )


class Watch:
    """The readers of all chains of municipalities."""

    def __init__(self) -> None:
        self.readers: dict[tuple[str, str], Reader] = {}

    def refresh(self, only: Iterable[tuple[str, str]] | None = None) -> set[tuple[str, str]]:
        """Read on in the chains of `only` (election and municipality), or in all; returns which had news."""
        wanted = None if only is None else set(only)
        news: set[tuple[str, str]] = set()
        chains = Chain.objects.exclude(municipality="")
        for key, *names, length in chains.values_list("id", "election", "municipality", "length"):
            place = (names[0], names[1])
            if wanted is not None and place not in wanted:
                continue
            reader = self.readers.setdefault(place, Reader(*place))
            if reader.read < length:
                news.add(place)
                for entry in Entry.objects.filter(chain_id=key, seq__gt=reader.read).order_by("seq"):
                    reader.take(entry)
        return news
