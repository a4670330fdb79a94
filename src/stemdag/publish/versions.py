"""The versions of data files that lie at a target under their content hash, for quoting.

A version is a copy of what was written, in all its encodings. It stays as long as the file it is of is in
the tree and kept, so a result that is withdrawn takes all of them along.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from stemdag.publish import address, caching
from stemdag.publish.node import Pace
from stemdag.publish.target import Target, Write

#: Copied in groups of about this many bytes, so that memory stays small.
GROUP = 4_000_000
#: The encodings before the file that they belong to.
ENDINGS = (".br", ".gz", "")


class Versions:
    """What lies there, and when of which file one was laid last."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._lying: dict[str, set[str]] = {}
        self._laid: dict[str, tuple[datetime, object]] = {}

    def take_over(self, there: dict[str, str]) -> None:
        """Know what an earlier writer laid, and take it out of `there`; encodings without their file stay."""
        for path in list(there):
            of = address.version_of(path)
            if of is not None and path == caching.plain_path(path)[0]:
                self._lying.setdefault(of, set()).add(path)
        for versions in self._lying.values():
            for path in versions:
                for ending in ENDINGS:
                    there.pop(path + ending, None)

    def lay(
        self, kept: Mapping[str, Pace], digests: Mapping[str, str], there: dict[str, str], at: datetime
    ) -> Iterator[Write]:
        """Copy each file that is kept and whose content does not lie there yet, once its time has come."""
        group: list[tuple[str, bytes]] = []
        laid: list[str] = []
        size = 0
        for path, pace in kept.items():
            version = address.version(path, digests[path])
            if version in self._lying.get(path, ()) or not self._is_due(path, pace, at):
                continue
            for ending in ENDINGS:
                body = self._target.get(path + ending)
                if body is not None:
                    group.append((version + ending, body))
                    there.pop(version + ending, None)
                    size += len(body)
            laid.append(path)
            if size > GROUP:
                yield from self._put(group, laid, kept, digests, at)
                group, laid, size = [], [], 0
        yield from self._put(group, laid, kept, digests, at)

    def _is_due(self, path: str, pace: Pace, at: datetime) -> bool:
        if path not in self._laid:
            return True
        last, urgent = self._laid[path]
        return urgent != pace.urgent or at - last >= timedelta(seconds=pace.seconds)

    def _put(
        self,
        group: list[tuple[str, bytes]],
        laid: list[str],
        kept: Mapping[str, Pace],
        digests: Mapping[str, str],
        at: datetime,
    ) -> Iterator[Write]:
        if group:
            self._target.put_all(group)
        for path in laid:
            self._lying.setdefault(path, set()).add(address.version(path, digests[path]))
            self._laid[path] = (at, kept[path].urgent)
        for path, body in group:
            yield Write(path, hashlib.sha256(body).hexdigest(), len(body), at)

    def drop(self, kept: Mapping[str, Pace]) -> list[str]:
        """The paths of what must go: versions of files that left the tree or are kept no more."""
        gone = sorted(self._lying.keys() - kept.keys())
        found = []
        for path in gone:
            self._laid.pop(path, None)
            found += [each + ending for each in sorted(self._lying.pop(path)) for ending in ENDINGS]
        return found
