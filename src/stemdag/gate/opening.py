"""Opening: from envelopes and a release key to `Released`, the only place where votes may be published."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from stemdag.domain.count import Count
from stemdag.domain.sealed import decode, nonce_of
from stemdag.gate.watch import PublicVersion, Reader
from stemdag.journal.models import Chain, Envelope
from stemdag.publish.day import Change, Released, ReleasedCount
from stemdag.seal import open as seal_open
from stemdag.seal.binding import Binding, Source


class Opener:
    """Opens the counts of one municipality with the key that its holder handed over at `at`."""

    def __init__(self, election: str, municipality: str, key: bytes, at: datetime) -> None:
        self.election = election
        self.municipality = municipality
        self.at = at
        self._opener = seal_open.Opener(key)
        self._opened: dict[tuple[int, Source, int], tuple[Count, bytes | None]] = {}

    def released(self, reader: Reader) -> Released:
        """All counts of the municipality that are public now."""
        self._open_missing([version for versions in reader.versions.values() for version in versions])
        public = {station: self._public(reader, known) for station, known in reader.versions.items()}
        return Released(
            self.at, {station: self._released_count(known) for station, known in public.items() if known}
        )

    def _public(self, reader: Reader, known: list[PublicVersion]) -> list[PublicVersion]:
        """The versions that are or were public; none of before the release where the office had the last one
        of them handed back. What was public stays until a better one comes."""
        before = [each for each in known if each.at <= self.at]
        if before and not before[-1].official:
            back = reader.returned.get((before[-1].station, before[-1].version))
            if back is not None and back <= self.at:
                return known[len(before) :]
        return known

    def _released_count(self, known: list[PublicVersion]) -> ReleasedCount:
        versions = self._told(known)
        last = versions[-1]
        changes = tuple(
            Change(
                version=before.version,
                at=after.at,
                reason=after.reason,
                before=count,
                nonce=nonce,
                since=max(before.at, self.at),
                official=before.official,
            )
            for before, after in pairwise(versions)
            # A version that was replaced before the release was never public, so it is no change either.
            if after.at > self.at
            for count, nonce in [self._count(before)]
        )
        count, nonce = self._count(last)
        since = max(last.at, self.at)
        return ReleasedCount(last.station, last.version, count, since, changes, nonce, last.official)

    def _told(self, versions: list[PublicVersion]) -> list[PublicVersion]:
        """Without what says an official count again: its file was loaded twice, and nothing changed."""
        found: list[PublicVersion] = []
        for each in versions:
            again = found and found[-1].official and each.official
            if not again or self._count(found[-1]) != self._count(each):
                found.append(each)
        return found

    def _count(self, of: PublicVersion) -> tuple[Count, bytes | None]:
        return self._opened[of.station, of.source, of.version]

    def _open_missing(self, versions: list[PublicVersion]) -> None:
        missing = {(v.station, v.source, v.version) for v in versions} - self._opened.keys()
        if not missing:
            return
        chain = Chain.objects.get(election=self.election, municipality=self.municipality)
        rows = Envelope.objects.filter(
            entry__chain=chain, entry__station__in={station for station, *_ in missing}
        ).values_list("entry__station", "source", "version", "release")
        for station, named, version, sealed in rows:
            source: Source = "official" if named == "official" else "station"
            if station is not None and (station, source, version) in missing:
                binding = Binding("release", self.election, self.municipality, station, source, version)
                plain = self._opener.open(bytes(sealed), binding)
                count, _codes = decode(plain)
                self._opened[station, source, version] = count, nonce_of(plain)
