"""Opening: from envelopes and a release key to `Released`, the only place where votes may be published."""

from __future__ import annotations

from datetime import datetime

from stemdag.domain.count import Count
from stemdag.domain.sealed import decode, nonce_of
from stemdag.gate.watch import PublicVersion, Reader
from stemdag.journal.models import Chain, Envelope
from stemdag.publish.day import Change, Released, ReleasedCount
from stemdag.seal import open as seal_open
from stemdag.seal.binding import Binding


class Opener:
    """Opens the counts of one municipality with the key that its holder handed over at `at`."""

    def __init__(self, election: str, municipality: str, key: bytes, at: datetime) -> None:
        self.election = election
        self.municipality = municipality
        self.at = at
        self._opener = seal_open.Opener(key)
        self._opened: dict[tuple[int, int], tuple[Count, bytes | None]] = {}

    def released(self, reader: Reader) -> Released:
        """All counts of the municipality that are public now."""
        self._open_missing([version for versions in reader.versions.values() for version in versions])
        counts = {station: self._released_count(versions) for station, versions in reader.versions.items()}
        return Released(self.at, counts)

    def _released_count(self, versions: list[PublicVersion]) -> ReleasedCount:
        last = versions[-1]
        # A version that was replaced before the release was never public, so it is no change either.
        shown = [version for version in versions[:-1] if self._ended(versions, version) > self.at]
        changes = tuple(
            Change(
                version=earlier.version,
                at=self._ended(versions, earlier),
                reason=versions[versions.index(earlier) + 1].reason,
                before=count,
                nonce=nonce,
                since=max(earlier.at, self.at),
            )
            for earlier in shown
            for count, nonce in [self._opened[earlier.station, earlier.version]]
        )
        count, nonce = self._opened[last.station, last.version]
        return ReleasedCount(last.station, last.version, count, max(last.at, self.at), changes, nonce)

    @staticmethod
    def _ended(versions: list[PublicVersion], version: PublicVersion) -> datetime:
        return versions[versions.index(version) + 1].at

    def _open_missing(self, versions: list[PublicVersion]) -> None:
        missing = {(v.station, v.version) for v in versions} - self._opened.keys()
        if not missing:
            return
        chain = Chain.objects.get(election=self.election, municipality=self.municipality)
        rows = Envelope.objects.filter(
            entry__chain=chain, source="station", entry__station__in={station for station, _ in missing}
        ).values_list("entry__station", "version", "release")
        for station, version, sealed in rows:
            if station is not None and (station, version) in missing:
                binding = Binding("release", self.election, self.municipality, station, "station", version)
                plain = self._opener.open(bytes(sealed), binding)
                count, _codes = decode(plain)
                self._opened[station, version] = count, nonce_of(plain)
