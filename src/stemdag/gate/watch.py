"""What the gate has read of the journal: one reader per chain, which only ever reads on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from stemdag.domain.queue import Queue, QueueReport
from stemdag.domain.turnout import Standing, TurnoutReport
from stemdag.journal import aside, scans
from stemdag.journal.append import happened
from stemdag.journal.models import Chain, Entry
from stemdag.publish.curve import quarter
from stemdag.seal.binding import Source


@dataclass(frozen=True, slots=True)
class PublicVersion:
    """A version of a count from the moment on which it may be published (after the release)."""

    station: int
    version: int
    at: datetime
    reason: str
    official: bool = False

    @property
    def source(self) -> Source:
        return "official" if self.official else "station"


@dataclass
class Reader:
    """What one chain says so far. `read` is the number of entries taken in."""

    election: str
    municipality: str
    read: int = 0
    reports: list[TurnoutReport] = field(default_factory=list)
    #: The last queue of each station that said one.
    queues: dict[int, QueueReport] = field(default_factory=dict)
    versions: dict[int, list[PublicVersion]] = field(default_factory=dict)
    #: Versions that the office handed back, and when; one that is accepted after all is no longer.
    returned: dict[tuple[int, int], datetime] = field(default_factory=dict)
    _reasons: dict[tuple[int, int], str] = field(default_factory=dict)
    _standing: dict[int, Standing] = field(default_factory=dict)
    #: Where the last report of a station that scans stands among the reports.
    _scanned: dict[int, int] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """Take in the next entry of the chain."""
        self.read = entry.seq
        if entry.kind == "turnout.reported":
            self._said(entry, json.loads(entry.facts))
        elif entry.kind == scans.KIND:
            facts = json.loads(entry.facts)
            self._passes(entry, facts, sum(facts[name] for name in scans.FIELDS.values()))
        elif entry.kind == "passes.undone":
            self._passes(entry, json.loads(entry.facts), -1)
        elif entry.kind == "queue.reported":
            self._queued(entry, json.loads(entry.facts))
        elif entry.kind == "count.received":
            self._received(entry, json.loads(entry.facts))
        elif entry.kind == "count.accepted":
            self._public(entry, json.loads(entry.facts)["version"])
        elif entry.kind == "count.returned":
            self._returned(entry, json.loads(entry.facts)["version"])

    def _said(self, entry: Entry, facts: dict[str, object]) -> None:
        assert entry.station is not None
        admitted, at = int(str(facts["admitted"])), happened(facts, entry.at)
        before = self._standing.get(entry.station, Standing())
        after = self._standing[entry.station] = before.said(admitted, at)
        known = self._scanned.pop(entry.station, None)
        if after is not before and known is not None:
            # It stands from now on, also where passes were scanned between its moment and its arrival.
            at = max(at, self.reports[known].at)
        self.reports.append(TurnoutReport(at, entry.station, admitted))

    def _passes(self, entry: Entry, facts: dict[str, object], more: int) -> None:
        """Passes were counted: a report in each quarter of an hour, moved along until the next begins.

        The public sees no more of a turnout than that (`publish.curve`), and a country scans ten thousand
        passes a second.
        """
        assert entry.station is not None
        before = self._standing.get(entry.station, Standing())
        after = before.scanned(more, happened(facts, entry.at))
        if after == before:
            return
        self._standing[entry.station] = after
        report = TurnoutReport(entry.at, entry.station, after.admitted or 0)
        last = self._scanned.get(entry.station)
        if last is not None and quarter(self.reports[last].at) == quarter(entry.at):
            self.reports[last] = report
        else:
            self._scanned[entry.station] = len(self.reports)
            self.reports.append(report)

    def _queued(self, entry: Entry, facts: dict[str, object]) -> None:
        """What a device without a connection tells late does not replace what was said after it."""
        assert entry.station is not None
        said = QueueReport(happened(facts, entry.at), entry.station, Queue(str(facts["queue"])))
        last = self.queues.get(entry.station)
        if last is None or last.at <= said.at:
            self.queues[entry.station] = said

    def _received(self, entry: Entry, facts: dict[str, object]) -> None:
        version = int(str(facts["version"]))
        assert entry.station is not None
        if facts["source"] == "official":
            self._official(entry, version)
            return
        if version > 1 and (text := entry.asides.filter(name="reason").first()):
            self._reasons[entry.station, version] = aside.read(text) or ""
        if not facts["held"] and not facts.get("waits") and not facts.get("telephone"):
            self._public(entry, version)

    def _public(self, entry: Entry, version: int) -> None:
        assert entry.station is not None
        self.returned.pop((entry.station, version), None)
        versions = self.versions.setdefault(entry.station, [])
        # A tablet that comes back the next day does not take the place of what was established.
        if not any(each.official for each in versions):
            reason = self._reasons.get((entry.station, version), "")
            # Handed back and accepted after all: it counts from now on, and not twice.
            versions[:] = [each for each in versions if each.version != version]
            versions.append(PublicVersion(entry.station, version, entry.at, reason))

    def _returned(self, entry: Entry, version: int) -> None:
        assert entry.station is not None
        self.returned[entry.station, version] = entry.at

    def _official(self, entry: Entry, version: int) -> None:
        """An official count is shown as it is: what stands on it in error was established with it."""
        assert entry.station is not None
        text = entry.asides.filter(name="reason").first()
        reason = (aside.read(text) or "") if text else ""
        made = PublicVersion(entry.station, version, entry.at, reason, official=True)
        self.versions.setdefault(entry.station, []).append(made)


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
