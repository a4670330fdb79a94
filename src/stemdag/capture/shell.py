"""The app's shell: explicit lists of files with their hashes, and the version that follows from them.

A device keeps these files and starts from them without a connection. The lists are made from the files
themselves, so a changed file is another version. What the first screens need comes first and whole; what is
large or seldom needed is kept after it, so that a first start on a poor line is short.
"""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

#: Parts of the shell besides the modules of the app.
LOOK = (
    "stemdag/office.css",
    "stemdag/fonts/inter-latin.woff2",
    "stemdag/icon.svg",
    "stemdag/vendor/idb.js",
    "capture/capture.css",
    "capture/app.css",
)
FOLDER = "capture/app"
#: Where the app begins: what it imports at its start is of the shell, all else is kept after it.
START = f"{FOLDER}/main.js"
#: Libraries that are loaded late, by `import(…)`.
LIBRARIES = (
    "capture/lib/hpke.js",
    "capture/lib/qr.js",
    "capture/lib/zxing.js",
    "capture/lib/zxing_reader.wasm",
)
_IMPORT = re.compile(r"""^(?:import|export)\b[^;]*?\bfrom "(\.[^"]+)";|^import "(\.[^"]+)";""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class File:
    """One file of the shell: its address, and its SHA-256 as a browser checks it (Subresource Integrity)."""

    address: str
    integrity: str


@cache
def files() -> tuple[File, ...]:
    """Every file of the shell but its page. Raises where one is missing: `make setup` makes them."""
    return _files((*LOOK, *_at_start()))


@cache
def later() -> tuple[File, ...]:
    """Every file that is kept after the shell, for use without a connection as well."""
    first = _at_start()
    return _files((*(each for each in modules() if each not in first), *LIBRARIES))


def _at_start() -> list[str]:
    """The modules that the app imports at its start, and what those import."""
    found, asked = {START}, [START]
    while asked:
        name = asked.pop()
        path = finders.find(name)
        if path is None:
            raise RuntimeError(f"{name} of the station's app is missing from the package")
        for pair in _IMPORT.findall(Path(path).read_text(encoding="utf-8")):
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), "".join(pair)))
            if imported.startswith(FOLDER) and imported not in found:
                found.add(imported)
                asked.append(imported)
    return sorted(found)


def _files(names: Iterable[str]) -> tuple[File, ...]:
    found = []
    for name in names:
        path = finders.find(name)
        if path is None:
            raise RuntimeError(f"{name} of the station's app is missing; run `make setup`")
        found.append(File(static(name), _integrity(Path(path).read_bytes())))
    return tuple(found)


@cache
def modules() -> tuple[str, ...]:
    """The modules of the app, by their names among the static files."""
    folder = finders.find(FOLDER)
    if folder is None:
        raise RuntimeError("the station's app is missing from the package")
    root = Path(folder)
    return tuple(sorted(f"{FOLDER}/{each.relative_to(root)}" for each in root.rglob("*.js")))


@cache
def page() -> str:
    """The shell's page: the same for everybody."""
    return render_to_string("capture/app.html", {"version": version()})


def public_origin() -> str:
    """The public site's scheme, host and port: the one other place that the app reads."""
    parts = urlsplit(settings.STEMDAG.public_url)
    return f"{parts.scheme}://{parts.netloc}"


@cache
def version() -> str:
    """Twelve characters that stand for these files, the page with where it reads, and the worker."""
    names = "".join(f"{each.address} {each.integrity}\n" for each in (*files(), *later()))
    # The page is kept with the header that says where it may read.
    texts = render_to_string("capture/app.html", {"version": ""}) + _worker("") + public_origin()
    return hashlib.sha256((names + texts).encode()).hexdigest()[:12]


@cache
def worker() -> str:
    """The service worker with its lists."""
    return _worker(version())


def _worker(version: str) -> str:
    listed = {
        "version": version,
        "page": reverse("capture:app"),
        "files": [[each.address, each.integrity] for each in files()],
        "later": [[each.address, each.integrity] for each in later()],
    }
    return render_to_string("capture/sw.js", {"shell": json.dumps(listed)})


def _integrity(data: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode()
