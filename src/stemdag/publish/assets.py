"""Style, script, letter and mark of the public pages, under names that carry their content hash."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("assets")


@dataclass(frozen=True, slots=True)
class Assets:
    """Addresses for the pages' head, and the bytes by path. `plots` is fetched by who explores a picture."""

    css: str
    js: str
    mark: str
    font: str
    plots: str
    files: tuple[tuple[str, bytes], ...]


@lru_cache
def assets() -> Assets:
    """Read the assets once; tokens and style become one file, so that a page needs one request for both."""
    made = ("built/inter.woff2", "mark.svg", "built/site.js", "built/plots.js")
    font, mark, js, plots = (_hashed(name) for name in made)
    tokens = _read("tokens.css")
    # The letter lies beside the style sheet that names it.
    sheet = (tokens + _read("site.css")).replace(b"inter.woff2", Path(font[0]).name.encode())
    css = _named("site.css", sheet + chosen(tokens.decode()).encode())
    return Assets(
        f"/{css[0]}", f"/{js[0]}", f"/{mark[0]}", f"/{font[0]}", f"/{plots[0]}", (font, css, plots, js, mark)
    )


def _hashed(name: str) -> tuple[str, bytes]:
    return _named(Path(name).name, _read(name))


def _named(name: str, body: bytes) -> tuple[str, bytes]:
    stem, _, ending = name.partition(".")
    return f"assets/{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}", body


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
