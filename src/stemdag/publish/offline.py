"""Carries a withdrawal out at the target, with nothing but the target.

Used by the command, which must work when nothing else does, and by the gate, for a button at the desk. The
tombstone comes first, so that whoever writes here next obeys it; then what most readers see. What it leaves
is what the tree of a site that is offline consists of, byte for byte; of a site without results the gate
brings turnout back.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import brotli  # type: ignore[import-untyped]

from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish import address, notice, themes, tombstone
from stemdag.publish.assets import assets
from stemdag.publish.language import LANGUAGES
from stemdag.publish.making import BROTLI, GZIP
from stemdag.publish.result import State
from stemdag.publish.target import AT_ONCE, MARKER, Target
from stemdag.publish.withdrawn import is_asset, is_page
from stemdag.publish.write import WrongTarget, check_marker, manifest

#: Pages of the country and of whole elections: up to so many folders deep.
_WIDE = 2
#: States in which a data file holds no result.
_WITHOUT = frozenset(set(State) - {State.RELEASED})


@dataclass(frozen=True, slots=True)
class Done:
    """What was done at the target: pages that became a notice, and files that were removed."""

    pages: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def changed(self) -> tuple[str, ...]:
        return (*self.pages, *self.removed, address.MANIFEST) if self.pages or self.removed else ()


def kind_of(target: Target, rehearsal: bool) -> None:
    """`WrongTarget` where there is no tree of ours here, or one of the other kind."""
    marker = target.get(MARKER)
    if marker is None:
        raise WrongTarget(f"{target.name} holds no public tree; give the target that the gate writes at")
    check_marker(target, marker, rehearsal)


def carry_out(target: Target, act: Withdrawal, rehearsal: bool, languages: Sequence[str] = LANGUAGES) -> Done:
    """Withdraw, or lift the withdrawal, at this target. The same act again repairs what was left undone."""
    kind_of(target, rehearsal)
    tombstone.write(target, act)
    if not act.hides:
        return Done()  # what is public is the gate's to say
    paths = sorted(target.paths(), key=lambda path: (path.count("/"), path))
    if act.what is What.RESULTS and not shows_results(target, paths):
        return Done()
    languages = tuple(languages)
    _put_assets(target, paths)
    pages = [path for path in paths if is_page(path)]
    # Nothing may be forgotten, whatever the tree comes to hold: all goes but pages and assets.
    others = [path for path in paths if not _stays(path)]
    wide = [path for path in pages if path.count("/") <= _WIDE]
    worn = _worn(target)
    target.put_all(list(_notices(wide, languages, act, rehearsal, worn)))
    target.delete_all(others)
    target.put_all([(address.MANIFEST, _manifest(target, act, rehearsal))])
    rest = [path for path in pages if path.count("/") > _WIDE]
    target.put_any(list(_notices(rest, languages, act, rehearsal, worn)))
    removed = tuple(path for path in others if not path.endswith((".br", ".gz")))
    return Done((*wide, *rest), removed)


def shows_results(target: Target, paths: Sequence[str]) -> bool:
    """Whether any election here shows results; where that cannot be told, yes.

    Before the moment nothing does. So nothing is written then but the tombstone, whatever was counted.
    """
    if not any(is_page(path) for path in paths):
        return False
    files = [path for path in paths if path.startswith("data/") and path.endswith(".json")]
    # Versions of a file tell nothing that it does not.
    data = [path for path in files if address.version_of(path) is None and "/schema/" not in path]
    if not data:
        return True
    # Of municipalities too: theirs comes before that of their election.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return any(pool.map(lambda path: _is_released(target.get(path)), data))


def _is_released(body: bytes | None) -> bool:
    try:
        told = json.loads(body or b"{}")
    except ValueError:
        return True
    return isinstance(told, dict) and told.get("state", State.BEFORE) not in _WITHOUT


def is_unfinished(
    target: Target, act: Withdrawal, rehearsal: bool, languages: Sequence[str] = LANGUAGES
) -> bool:
    """Whether an act stopped half way: by a power cut, a full disk, a line that broke."""
    paths = target.paths()
    if act.what is What.NOTHING or (act.what is What.RESULTS and not shows_results(target, paths)):
        return False
    if any(not _stays(path) for path in paths):
        return True
    pages = [path for path in paths if is_page(path)]
    worn = _worn(target)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = zip(pages, pool.map(target.get, pages), strict=True)
        return any(
            body != notice.page(notice.same_page(path, languages), tuple(languages), act, rehearsal, worn)
            for path, body in found
        )


def _worn(target: Target) -> themes.Dress | None:
    """The theme of the site as its front door wears it, be that still the page or the notice already."""
    return themes.worn(target.get("index.html") or b"")


def _stays(path: str) -> bool:
    plain = path.removesuffix(".br").removesuffix(".gz")
    return is_page(plain) or is_asset(plain) or plain == address.MANIFEST


def _notices(
    paths: Sequence[str],
    languages: tuple[str, ...],
    act: Withdrawal,
    rehearsal: bool,
    worn: themes.Dress | None,
) -> Iterator[tuple[str, bytes]]:
    """The notice at each of these addresses with its encodings, as the writer has them."""
    made: dict[str, list[tuple[str, bytes]]] = {}
    for path in paths:
        same = notice.same_page(path, languages)
        if same not in made:
            made[same] = _encoded(notice.page(same, languages, act, rehearsal, worn))
        yield from ((path + ending, body) for ending, body in made[same])


def _encoded(body: bytes) -> list[tuple[str, bytes]]:
    return [
        (".br", brotli.compress(body, quality=BROTLI)),
        (".gz", gzip.compress(body, compresslevel=GZIP, mtime=0)),
        ("", body),
    ]


def _put_assets(target: Target, paths: Sequence[str]) -> None:
    """Those of this version, which the notice is dressed in."""
    there = set(paths)
    missing = [(path, body) for path, body in assets().files if path not in there]
    files = [(path + ending, each) for path, body in missing for ending, each in _encoded(body)]
    if files:
        target.put_all(files)


def _manifest(target: Target, act: Withdrawal, rehearsal: bool) -> bytes:
    """As the last one, so that the beat stays a beat; its digest says that all is different now."""
    try:
        told = json.loads(target.get(address.MANIFEST) or b"")["as_of"]
        as_of = datetime.fromisoformat(told)
    except (ValueError, KeyError, TypeError):
        as_of = act.at
    digest = hashlib.sha256(tombstone.to_bytes(act)).hexdigest()
    return manifest(as_of.astimezone(UTC), digest, rehearsal, [""], act.what)
