"""Brings a target up to a day: writes what changed, the manifest last, and repairs what a crash left."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from stemdag.domain.withdrawal import What
from stemdag.publish import address
from stemdag.publish.archive import zipped
from stemdag.publish.making import Made, make
from stemdag.publish.node import Node, Pace
from stemdag.publish.target import MARKER, Target
from stemdag.publish.target import Write as Write
from stemdag.publish.versions import Versions

#: Files are written in groups of about this many bytes, so that memory stays small and results appear early.
GROUP = 4_000_000
MANIFEST_LIMIT = 500
#: Spare files are made so many at a time, so far apart: about half a second of the processor each time.
SPARE, SPARE_APART = 8, timedelta(seconds=20)
#: Of the files that are merely due so many are made at a time, or this part of them where that is more.
DUE, DUE_PART = 24, 8
#: How many files are read at once for an archive: in a bucket each takes its time.
READERS = 8


class WrongTarget(RuntimeError):
    """The target belongs to something else: a real tree, a rehearsal, or files that are not ours."""


class Overtaken(RuntimeError):
    """What is withdrawn changed while this was being written: the rest of it must not be."""


class Writer:
    """Writes one tree at one target. Two writers at one target are not meant to be; the last one wins."""

    def __init__(self, target: Target, *, rehearsal: bool) -> None:
        self._target = target
        self._rehearsal = rehearsal
        self._keys: dict[str, object] = {}
        self._digests: dict[str, str] = {}
        self._paced: dict[str, tuple[datetime, object]] = {}  # when what is urgent was last written
        self._versions = Versions(target)
        self._kept: dict[str, Pace] = {}
        self._archives: list[Node] = []
        self._spare: list[Node] = []
        self._spared: datetime | None = None
        self._there: dict[str, str] | None = None  # what lay at the target when this writer began
        self._changed: list[str] = []
        self._manifest = b""

    def write(
        self,
        nodes: Iterable[Node],
        at: datetime,
        withdrawn: What = What.NOTHING,
        stands: Callable[[], bool] = lambda: True,
    ) -> list[Write]:
        """Write what changed and return it in the order of writing; the manifest last, but for what is spare.

        Raises `WrongTarget` before anything is written. When the target fails, what was under way counts
        as unknown: the error goes up, the manifest stays as it was, and the next call writes it again.
        `stands` says before each group whether what is withdrawn is still what the nodes were made for;
        where it is not, `Overtaken`, and this writer forgets what it knew of the target.
        """
        there = self.begin()
        writes: list[Write] = []
        seen: set[str] = set()
        self._kept, self._archives, self._spare = {}, [], []
        with closing(make(self._unlike(nodes, seen, at))) as made:
            for group in self._groups(made):
                if not stands():
                    self.forget()
                    raise Overtaken
                writes += self._put(group, there, at)
        writes += self._versions.lay(self._kept, self._digests, there, at)
        for node in self._archives:
            writes += self._put_archive(node, there, at)
        gone = sorted(self._digests.keys() - seen)
        for path in gone:
            self._digests.pop(path)
            self._keys.pop(path, None)
            self._paced.pop(path, None)
        if writes or gone:
            self._changed = _shortened([each.path for each in writes] + gone)
        if not stands():
            self.forget()
            raise Overtaken
        writes += self._put_manifest(at, withdrawn)
        writes += self._remove(gone, seen, there, at)
        if stands():
            writes += self._put_spare(there, at)
        return writes

    def forget(self) -> None:
        """Somebody else wrote at the target: look at what lies there before the next write."""
        self._keys.clear()
        self._digests.clear()
        self._paced.clear()
        self._spared = None
        self._versions = Versions(self._target)
        self._there = None

    @property
    def digest(self) -> str:
        """The digest of the tree: of every path but the spare, with the digest of its content, in order."""
        whole = hashlib.sha256()
        spare = {node.path for node in self._spare}
        for path in sorted(self._digests.keys() - spare):
            whole.update(f"{path} {self._digests[path]}\n".encode())
        return whole.hexdigest()

    def begin(self) -> dict[str, str]:
        """Whose target this is, and what lies there; once, until it is forgotten."""
        if self._there is not None:
            return self._there
        marker = self._target.get(MARKER)
        if marker is None:
            if not self._target.is_empty():
                raise WrongTarget(
                    f"{self._target.name} holds files that are not of a public tree; give an empty place"
                )
            self._target.put_all([(MARKER, json.dumps({"rehearsal": self._rehearsal}).encode() + b"\n")])
            self._there = {}
            return self._there
        check_marker(self._target, marker, self._rehearsal)
        there = self._target.fingerprints()
        self._versions.take_over(there)
        self._manifest = self._target.get(address.MANIFEST) or b""
        self._changed = _changes(self._manifest)
        self._there = there
        return there

    def _unlike(self, nodes: Iterable[Node], seen: set[str], at: datetime) -> Iterator[Node]:
        """The nodes that show other facts than what was written, but those that may wait.

        Of those whose time has come and that nothing makes urgent only some, the oldest first: in a country
        a hundred of them come due at once, and a count that comes in must not wait for all.
        """
        due: list[Node] = []
        for node in nodes:
            seen.add(node.path)
            if node.kept is not None:
                self._kept[node.path] = node.kept
            if node.parts or node.spare:
                (self._archives if node.parts else self._spare).append(node)
                continue
            if self._may_wait(node, at):
                continue
            if self._is_urgent(node):
                yield node
            else:
                due.append(node)
        due.sort(key=lambda node: self._paced[node.path][0])
        yield from due[: max(DUE, len(due) // DUE_PART)]

    def _is_urgent(self, node: Node) -> bool:
        """Whether it has no pace, was not written yet, or shows what nobody should wait for."""
        before = self._paced.get(node.path)
        return node.pace is None or before is None or before[1] != node.pace.urgent

    def _may_wait(self, node: Node, at: datetime) -> bool:
        """Whether it shows the same facts as what was written, or need not show others yet."""
        if node.path in self._keys and self._keys[node.path] == node.key:
            return True
        if node.pace is None or self._is_urgent(node):
            return False
        return at - self._paced[node.path][0] < timedelta(seconds=node.pace.seconds)

    def _groups(self, made: Iterable[tuple[Node, Made]]) -> Iterator[list[tuple[Node, Made]]]:
        """What has other bytes than what was written, in groups."""
        group: list[tuple[Node, Made]] = []
        size = 0
        for node, found in made:
            if self._digests.get(node.path) == found.digest:
                self._keys[node.path] = node.key
                continue
            group.append((node, found))
            size += found.size
            if size > GROUP:
                yield group
                group, size = [], 0
        if group:
            yield group

    def _put(self, group: list[tuple[Node, Made]], there: dict[str, str], at: datetime) -> list[Write]:
        """Write the files of a group that are not there yet; encodings before the file they belong to."""
        files = []
        for node, made in group:
            self._digests.pop(node.path, None)
            self._keys.pop(node.path, None)
            self._paced.pop(node.path, None)
            for path, body in made.files:
                if there.get(path) != self._target.fingerprint(body):
                    files.append((path, body))
                there.pop(path, None)
        if files:
            self._target.put_all(files)
        for node, made in group:
            self._digests[node.path] = made.digest
            self._keys[node.path] = node.key
            if node.pace is not None:
                self._paced[node.path] = (at, node.pace.urgent)
        return [Write(path, hashlib.sha256(body).hexdigest(), len(body), at) for path, body in files]

    def _put_archive(self, node: Node, there: dict[str, str], at: datetime) -> list[Write]:
        """Put an archive together from the compressed files at the target."""
        # What it shows are those files, of which some follow later than what they are made of.
        node = replace(node, key=tuple(self._digests.get(part) for part in node.parts))
        if self._may_wait(node, at):
            return []
        with ThreadPoolExecutor(READERS) as readers:
            found = readers.map(self._target.get, [f"{part}.gz" for part in node.parts])
            # What somebody removed by hand is missing in it, and must not keep the rest from being published.
            members = [(part, body) for part, body in zip(node.parts, found, strict=True) if body]
        body = zipped((part.removeprefix(f"{address.DATA}/"), each) for part, each in members)
        digest = hashlib.sha256(body).hexdigest()
        written = []
        if self._digests.get(node.path) != digest and there.pop(node.path, "") != digest:
            self._digests.pop(node.path, None)
            self._target.put_all([(node.path, body)])
            written = [Write(node.path, digest, len(body), at)]
        self._digests[node.path] = digest
        self._keys[node.path] = node.key
        if node.pace is not None:
            self._paced[node.path] = (at, node.pace.urgent)
        return written

    def _put_spare(self, there: dict[str, str], at: datetime) -> list[Write]:
        """A few of what may wait for a quiet moment: first what was never made, then what is oldest."""
        if self._spared is not None and at - self._spared < SPARE_APART:
            return []
        due = [node for node in self._spare if not self._may_wait(node, at)]
        made = [node for node in due if node.path in self._paced]
        chosen = [node for node in due if node.path not in self._paced]
        chosen += sorted(made, key=lambda node: self._paced[node.path][0])
        if chosen:
            self._spared = at
        writes = []
        for group in self._groups(make(chosen[:SPARE])):
            writes += self._put(group, there, at)
        return writes

    def _put_manifest(self, at: datetime, withdrawn: What) -> list[Write]:
        body = manifest(at, self.digest, self._rehearsal, self._changed, withdrawn)
        if body == self._manifest:
            return []
        self._manifest = b""
        self._target.put_all([(address.MANIFEST, body)])
        self._manifest = body
        return [Write(address.MANIFEST, hashlib.sha256(body).hexdigest(), len(body), at)]

    def _remove(self, gone: list[str], seen: set[str], there: dict[str, str], at: datetime) -> list[Write]:
        """Remove what is no longer in the tree, but assets: a page in somebody's cache still needs them."""
        paths = [each for path in gone for each in (path, f"{path}.gz", f"{path}.br")]
        paths += [path for path in sorted(there) if _plain(path) not in seen and path != address.MANIFEST]
        paths = [path for path in paths if not path.startswith("assets/")] + self._versions.drop(self._kept)
        self._target.delete_all(paths)
        waiting = {node.path for node in self._spare}
        for path in there.keys() - waiting:
            del there[path]
        return [Write(path, "", 0, at) for path in paths]


def check_marker(target: Target, marker: bytes, rehearsal: bool) -> None:
    """`WrongTarget` where a target is of the other kind: a rehearsal's, or a real day's."""
    try:
        theirs = json.loads(marker)["rehearsal"]
    except (ValueError, KeyError, TypeError):
        raise WrongTarget(f"{target.name}/{MARKER} cannot be read; give an empty place") from None
    if theirs is not rehearsal:
        mine, other = ("a rehearsal", "a real day") if rehearsal else ("a real day", "a rehearsal")
        raise WrongTarget(f"{target.name} is the address of {other}; {mine} needs another one")


def manifest(
    at: datetime, digest: str, rehearsal: bool, changed: list[str], withdrawn: What = What.NOTHING
) -> bytes:
    """The manifest, under 500 bytes: the beat, the digest of the tree, and what changed last, if it fits.

    `more` counts the changes that did not fit. `withdrawn` is there while something is.
    """
    hides = {"withdrawn": withdrawn.value} if withdrawn is not What.NOTHING else {}
    for shown in range(min(len(changed), MANIFEST_LIMIT // 4), -1, -1):
        body = hides | {
            "as_of": at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "changed": changed[:shown],
            "digest": digest[:32],
            "more": len(changed) - shown,
            "rehearsal": rehearsal,
        }
        found = json.dumps(body, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        if len(found) < MANIFEST_LIMIT:
            return found
    raise AssertionError("a manifest without changes is shorter than its limit")


def _changes(body: bytes) -> list[str]:
    """What the last manifest said had changed; nothing where there is none that can be read."""
    try:
        found = json.loads(body)["changed"]
    except (ValueError, KeyError, TypeError):
        return []
    return [str(each) for each in found] if isinstance(found, list) else []


def _shortened(paths: Iterable[str]) -> list[str]:
    """What changed by short path, each once; wider areas first."""
    found = {short for path in paths if (short := address.short(_plain(path))) is not None}
    return sorted(found, key=lambda short: (short.count("/") if short else -1, short))


def _plain(path: str) -> str:
    return path.removesuffix(".gz").removesuffix(".br")
