"""The app's shell: explicit lists of files with their hashes, and the version that follows from them.

A device keeps these files and starts from them without a connection. The lists are made from the files
themselves, so a changed file is another version. The app comes first and whole; libraries that are large and
seldom needed are kept after it, so that a first start on a poor line is short.
"""

from __future__ import annotations

import base64
import hashlib
import json
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

#: Parts of the shell that are the back office's as well.
LOOK = ("stemdag/office.css", "stemdag/fonts/inter-latin.woff2", "stemdag/icon.svg")
#: The app itself, in the two files that `scripts/app.py` makes of its sources.
APP = "capture/built"
#: Libraries that are loaded late, by `import(…)`: what reads codes, what draws them, and what seals.
LIBRARIES = "capture/lib"
#: What of a folder is for the browser; the rest are licences and the same again, compressed.
KINDS = (".js", ".css", ".wasm")


@dataclass(frozen=True, slots=True)
class File:
    """One file of the shell: its address, and its SHA-256 as a browser checks it (Subresource Integrity)."""

    address: str
    integrity: str


@cache
def files() -> tuple[File, ...]:
    """Every file of the shell but its page: all of the app. Raises where one is missing."""
    return _files((*LOOK, *_inside(APP)))


@cache
def later() -> tuple[File, ...]:
    """Every file that is kept after the shell, for use without a connection as well."""
    return _files(_inside(LIBRARIES))


def _inside(folder: str) -> list[str]:
    """The files that a build left in a folder of the static files, by name."""
    names = sorted(each.name for each in _path(folder).iterdir() if each.suffix in KINDS)
    return [f"{folder}/{each}" for each in names]


def _files(names: Iterable[str]) -> tuple[File, ...]:
    return tuple(File(static(each), _integrity(_path(each).read_bytes())) for each in names)


def _path(name: str) -> Path:
    found = finders.find(name)
    if found is None:
        raise RuntimeError(f"{name} of the station's app is missing; run `make setup`")
    return Path(found)


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
