"""Style, script and mark of the public pages, under names that carry their content hash."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("assets")


@dataclass(frozen=True, slots=True)
class Assets:
    """Addresses for the pages' head, and the bytes by path."""

    css: str
    js: str
    mark: str
    files: tuple[tuple[str, bytes], ...]


@lru_cache
def assets() -> Assets:
    """Read the assets once; tokens and style become one file, so that a page needs one request for both."""
    made = {
        "site.css": _read("tokens.css") + _read("site.css") + chosen(_read("tokens.css").decode()).encode(),
        "site.js": _read("built/site.js"),
        "mark.svg": _read("mark.svg"),
    }
    paths = {}
    files = []
    for name, body in made.items():
        stem, _, ending = name.partition(".")
        path = f"assets/{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"
        paths[name] = "/" + path
        files.append((path, body))
    return Assets(paths["site.css"], paths["site.js"], paths["mark.svg"], tuple(files))


def chosen(tokens: str) -> str:
    """The light and the dark values of a tokens file once more, for an embed whose address names a theme."""
    light = re.search(r"^:root\s*\{(.*?)\}", tokens, re.DOTALL | re.MULTILINE)
    dark = re.search(r"prefers-color-scheme: dark\)\s*\{\s*:root\s*\{(.*?)\}", tokens, re.DOTALL)
    if not light:
        return ""
    values = {"light": light[1], "dark": light[1] + (dark[1] if dark else "")}
    rules = [
        f".embed:has(#{name}:target) {{{' '.join(said.split())} color-scheme: {name}; }}\n"
        for name, said in values.items()
    ]
    return "\n" + "".join(rules)


def _read(name: str) -> bytes:
    try:
        return (_FOLDER / name).read_bytes()
    except FileNotFoundError as missing:
        raise RuntimeError(f"publish/assets/{name} is missing; run `make setup`") from missing
