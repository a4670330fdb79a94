"""A municipality's theme on its pages: a style sheet of its own beside the site's, under its content hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from stemdag.domain.theme import DARK, LIGHT, Colours, Theme
from stemdag.publish.node import Node


@dataclass(frozen=True, slots=True)
class Dress:
    """What a page needs of a theme: its style sheet's address, "" where there is none, and the sender."""

    css: str
    sender: str


@lru_cache(maxsize=1024)
def dress(theme: Theme | None) -> Dress | None:
    if theme is None:
        return None
    return Dress("/" + _path(theme) if style(theme) else "", theme.sender)


def nodes(themes: Iterable[Theme | None]) -> Iterator[Node]:
    """Each style sheet once, whoever shares it."""
    bodies = {_path(each): style(each) for each in themes if each is not None}
    for path, body in bodies.items():
        if body:
            yield Node(path, body, partial(bytes, body))


@lru_cache(maxsize=1024)
def style(theme: Theme) -> bytes:
    """The style sheet: the tokens that are set, each for its own scheme; empty where none is.

    Only for screens: paper stays white.
    """
    return "".join(
        f"@media screen and (prefers-color-scheme: {scheme}) {{ :root {{ {_tokens(colours)} }} }}\n"
        for scheme, colours in ((LIGHT, theme.light), (DARK, theme.dark))
        if colours
    ).encode()


def _tokens(colours: Colours) -> str:
    return " ".join(f"--{token}: {colour};" for token, colour in colours)


def _path(theme: Theme) -> str:
    return f"assets/theme.{hashlib.sha256(style(theme)).hexdigest()[:12]}.css"
