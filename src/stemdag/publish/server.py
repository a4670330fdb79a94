"""Serves a tree from memory, for places without a web server or CDN of their own.

Files only: no listing, no hidden files, no way out of the folder, no cookies, no log of readers. A file is
read when it is first asked for and again when it changed on disk; both encodings stay in memory.
What a look at the disk said holds for `HOLD`, but never past a manifest that is new: who has seen that one
is not given an older page.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
from granian import Granian
from granian.constants import Interfaces

from stemdag.publish import address, caching
from stemdag.publish.language import LANGUAGES, of_environment
from stemdag.publish.standing import Offline

Headers = list[tuple[str, str]]
ROOT_SETTING = "STEMDAG_PUBLIC_ROOT"
#: Seconds. Looking for each request costs a quarter of what the server can do.
HOLD = 0.01

#: No inline script or style, nothing from elsewhere, no frames around it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: But around the page that is made for it, from anywhere.
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
SECURITY: Headers = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
]
_FRAMED: Headers = [("content-security-policy", FRAMED), *SECURITY[1:]]
_STATUS = {code: f"{code} {HTTPStatus(code).phrase}" for code in (200, 304, 308, 404, 405)}
_TEXT = ("content-type", "text/plain; charset=utf-8")
_ANYBODY = ("access-control-allow-origin", "*")
_NEVER = ("cache-control", caching.NEVER)
NOT_FOUND = b"Not found. Niet gevonden.\n"
NOT_ALLOWED = b"Only GET and HEAD. Alleen GET en HEAD.\n"


@dataclass(frozen=True, slots=True)
class _Body:
    """One encoding of a file, with all its headers."""

    tag: str
    body: bytes
    headers: Headers
    unchanged: Headers


@dataclass(frozen=True, slots=True)
class _File:
    stamp: tuple[int, int, int]
    plain: _Body
    gzip: _Body
    brotli: _Body


class Files:
    """The files of a folder by address, held in memory while they are as on disk.

    `hold` is for how many seconds a file is taken to be so without looking; `again` is called as it ends.
    """

    def __init__(self, root: Path, hold: float = 0.0, again: Callable[[], None] = lambda: None) -> None:
        self._root = str(root.resolve())
        self._known: dict[str, _File] = {}
        self._hold, self._until, self._again = hold, 0.0, again
        self._seen: dict[str, _File] = {}  # looked at since `_until` was set

    def find(self, path: str) -> _File | None:
        """The file at an address path (`/nl/`), or None: not there, hidden, outside, not of a known type."""
        now = time.monotonic()
        if now >= self._until:
            self._seen.clear()
            self._until = now + self._hold
            self._again()
        found = self._seen.get(path)
        if found is None:
            found = self._look(path[1:] + "index.html" if path.endswith("/") else path[1:])
            if found is not None and self._hold:
                self._seen[path] = found
        return found

    def _look(self, name: str) -> _File | None:
        known = self._known.get(name)
        if known is None and not _is_public(name):
            return None
        try:
            found = os.stat(f"{self._root}/{name}")  # noqa: PTH116 (the hot path: no Path objects)
        except (OSError, ValueError):
            self._known.pop(name, None)
            return None
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        if known is not None and known.stamp == stamp:
            return known
        if name == address.MANIFEST:
            self._seen.clear()
        return self._read(name, stamp)

    def is_folder(self, path: str) -> bool:
        """Whether a path without its last slash is a page's address."""
        return self.find(path + "/") is not None

    def _read(self, name: str, stamp: tuple[int, int, int]) -> _File | None:
        place = Path(self._root, name)
        if not place.is_file() or not place.resolve().is_relative_to(self._root):
            return None
        body = place.read_bytes()
        zipped = _beside(place, ".gz", body, gzip.decompress)
        squeezed = _beside(place, ".br", body, brotli.decompress)
        found = self._known[name] = _prepared(name, body, stamp, zipped, squeezed)
        return found


def _prepared(
    name: str,
    body: bytes,
    stamp: tuple[int, int, int] = (0, 0, 0),
    zipped: bytes | None = None,
    squeezed: bytes | None = None,
) -> _File:
    """A file with all its headers; it is compressed here where it was not already."""
    digest = hashlib.sha256(body).hexdigest()[:24]
    common: Headers = [
        ("cache-control", caching.cache_control(name)),
        ("vary", "accept-encoding"),
        *(_FRAMED if address.is_embed(name) else SECURITY),
    ]
    if name.startswith("data/") or name == address.MANIFEST:
        common.append(_ANYBODY)
    content_type = caching.content_type(name)

    def made(encoding: str | None, body: bytes) -> _Body:
        tag = f'"{digest}-{encoding}"' if encoding else f'"{digest}"'
        unchanged = [*common, ("etag", tag)]
        headers = [*unchanged, ("content-type", content_type), ("content-length", str(len(body)))]
        if encoding:
            headers.append(("content-encoding", encoding))
        return _Body(tag, body, headers, unchanged)

    plain = made(None, body)
    if name.endswith(caching.PACKED):
        return _File(stamp, plain, plain, plain)
    zipped = zipped or gzip.compress(body, 6, mtime=0)
    squeezed = squeezed or brotli.compress(body, quality=5)
    return _File(stamp, plain, made("gzip", zipped), made("br", squeezed))


def _beside(place: Path, ending: str, body: bytes, decompress: Callable[[bytes], bytes]) -> bytes | None:
    """The encoding that lies beside a file; None where it is missing or of another version of the file."""
    try:
        found = place.with_name(place.name + ending).read_bytes()
        return found if decompress(found) == body else None
    except (OSError, EOFError, brotli.error):
        return None


def _is_public(name: str) -> bool:
    parts = name.split("/")
    if "\\" in name or "\0" in name or any(not part or part.startswith(".") for part in parts):
        return False
    return caching.content_type(name) != "application/octet-stream" and not name.endswith((".br", ".gz"))


def encoding_of(accepted: str | None) -> str:
    """The best encoding that a client takes: `br`, `gzip` or `` (none)."""
    if not accepted:
        return ""
    taken = set()
    for each in accepted.lower().split(","):
        name, _, weight = each.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            taken.add(name.strip())
    return "br" if "br" in taken else "gzip" if "gzip" in taken else ""


class App:
    """The application. It waits for nothing but the disk, once for each version of a file.

    `languages` are those of the notice that it shows while the site is offline.
    """

    def __init__(self, root: Path, hold: float = 0.0, languages: Sequence[str] = LANGUAGES) -> None:
        self._offline = Offline(root, languages)
        self._files = Files(root, hold, self._offline.look)
        self._notices: dict[tuple[str, bytes], _File] = {}
        self._encodings: dict[str, str] = {}

    def __call__(self, environ: dict[str, Any], start: Callable[[str, Headers], Any]) -> list[bytes]:
        """As WSGI: through granian a third less of the processor for a request than RSGI with its loop."""
        status, headers, body = self.answer(
            environ["REQUEST_METHOD"],
            environ["PATH_INFO"],
            environ.get("HTTP_ACCEPT_ENCODING"),
            environ.get("HTTP_IF_NONE_MATCH"),
        )
        start(_STATUS[status], headers)
        return [body]

    def answer(
        self, method: str, path: str, accepted: str | None = None, known: str | None = None
    ) -> tuple[int, Headers, bytes]:
        """Status, headers and body; `accepted` and `known` are Accept-Encoding and If-None-Match."""
        if method not in {"GET", "HEAD"}:
            return 405, [_TEXT, _NEVER, ("allow", "GET, HEAD"), *SECURITY], NOT_ALLOWED
        found = self._files.find(path)
        if self._offline.act is not None and not _stays(path):
            return self._told(path, found is not None, method, accepted, known)
        if found is None:
            return self._missing(path, method)
        return self._found(found, method, accepted, known)

    def _found(
        self, found: _File, method: str, accepted: str | None, known: str | None
    ) -> tuple[int, Headers, bytes]:
        encoding = self._encoding(accepted)
        body = found.brotli if encoding == "br" else found.gzip if encoding else found.plain
        if known is not None and _matches(known, body.tag):
            return 304, body.unchanged, b""
        return 200, body.headers, b"" if method == "HEAD" else body.body

    def _told(
        self, path: str, there: bool, method: str, accepted: str | None, known: str | None
    ) -> tuple[int, Headers, bytes]:
        """While the site is offline: the notice at every address of a page, and no data.

        Said by the tombstone, so at once, whatever still lies here; a page that never was stays a 404.
        """
        last = path.rpartition("/")[2]
        if "." in last and not last.endswith(".html"):
            return self._missing(path, method)
        if not there and not path.endswith("/") and self._files.is_folder(path):
            return self._missing(path, method)
        body = self._offline.page(path[1:])
        name = f"/{address.EMBED}/index.html" if there and address.is_embed(path) else "index.html"
        notice = (name, body)
        if notice not in self._notices:
            if len(self._notices) > 8:  # of earlier acts
                self._notices.clear()
            self._notices[notice] = _prepared(name, body)
        status, headers, sent = self._found(self._notices[notice], method, accepted, known if there else None)
        if there:
            return status, headers, sent
        return 404, [_NEVER, *(each for each in headers if each[0] not in {"cache-control", "etag"})], sent

    def _encoding(self, accepted: str | None) -> str:
        """`encoding_of`, remembered for the few values that browsers send."""
        if not accepted:
            return ""
        known = self._encodings.get(accepted)
        if known is None:
            known = encoding_of(accepted)
            if len(self._encodings) < 256:
                self._encodings[accepted] = known
        return known

    def _missing(self, path: str, method: str) -> tuple[int, Headers, bytes]:
        if not path.endswith("/") and self._files.is_folder(path):
            return 308, [("location", path + "/"), ("cache-control", caching.PAGES), *SECURITY], b""
        # Who reads data from another site must be able to tell what is not there from what is out of reach.
        anybody = [_ANYBODY] if path.startswith("/data/") else []
        return 404, [_TEXT, _NEVER, *anybody, *SECURITY], b"" if method == "HEAD" else NOT_FOUND


def _stays(path: str) -> bool:
    """What is served of a site that is offline: its looks, and what scripts poll."""
    return path.startswith("/assets/") or path == f"/{address.MANIFEST}"


def _matches(asked: str, tag: str) -> bool:
    """`If-None-Match`: a list of tags, weak ones count (a proxy may have weakened ours)."""
    if asked.strip() == "*":
        return True
    return any(each.strip().removeprefix("W/") == tag for each in asked.split(","))


def app() -> Any:
    """The application for the folder in `STEMDAG_PUBLIC_ROOT`; granian calls this in each worker."""
    return App(Path(os.environ[ROOT_SETTING]), HOLD, of_environment())


def serve(root: str | Path, host: str, port: int, workers: int = 1) -> None:
    """Serve a tree until the process is told to stop."""
    os.environ[ROOT_SETTING] = str(Path(root).resolve())
    run("stemdag.publish.server:app", host, port, workers)


def run(factory: str, host: str, port: int, workers: int = 1) -> None:
    """Serve what a factory (`module:name`) makes, as the tree is served; the bench sets a bare one beside."""
    Granian(
        factory,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        # Nothing waits, so one thread does all the work, and `Files` needs no lock.
        blocking_threads=1,
        workers=workers,
        factory=True,
        websockets=False,
        log_access=False,
    ).serve()
