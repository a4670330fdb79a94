"""A municipality's theme on its pages: a style sheet of its own beside the site's, and its logo.

Each lies under its content hash.

A site of one municipality wears its theme everywhere. A notice of a withdrawal, which is written with
nothing but the target at hand, finds it on the front door there (`worn`).
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from stemdag.domain.logo import Logo
from stemdag.domain.theme import DARK, LIGHT, Colours, Theme, on_plate
from stemdag.publish.day import PublicDay
from stemdag.publish.node import Node

#: As `base.html` has them.
_SHEET = re.compile(r'<link rel="stylesheet" href="(/assets/theme\.[0-9a-f]{12}\.css)">')
_SENDER = re.compile(r'<span class="sender">([^<]+)</span>')
_LOGO = re.compile(
    r'<img class="logo" src="(/assets/logo\.[0-9a-f]{12}\.(?:svg|png))" alt="([^"]+)" '
    r'width="(\d+)" height="(\d+)">'
)
_PLATE: Colours = (("plate", "#ffffff"),)


@dataclass(frozen=True, slots=True)
class Shown:
    """A logo's address, and its size in CSS pixels."""

    link: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Dress:
    """What a page needs of a theme: its style sheet's address, "" where there is none, sender and logo."""

    css: str
    sender: str
    logo: Shown | None = None


@lru_cache(maxsize=1024)
def dress(theme: Theme | None) -> Dress | None:
    if theme is None:
        return None
    of = theme.logo
    logo = Shown("/" + _logo_path(of), of.width, of.height) if of else None
    return Dress("/" + _path(theme) if style(theme) else "", theme.sender, logo)


def of_site(day: PublicDay) -> Dress | None:
    """The theme of the one municipality that all elections of a site are of; None where there are several."""
    towns = {one.municipality.code: one.theme for each in day.elections for one in each.municipalities}
    return dress(next(iter(towns.values()))) if len(towns) == 1 else None


def worn(page: bytes) -> Dress | None:
    """The theme that a page of ours is dressed in; None where it has none."""
    text = page.decode(errors="replace")
    sheet, sender, logo = _SHEET.search(text), _SENDER.search(text), _LOGO.search(text)
    if not sheet and not sender and not logo:
        return None
    name = logo[2] if logo else sender[1] if sender else ""
    shown = Shown(logo[1], int(logo[3]), int(logo[4])) if logo else None
    return Dress(sheet[1] if sheet else "", html.unescape(name), shown)


def nodes(themes: Iterable[Theme | None]) -> Iterator[Node]:
    """Each style sheet and each logo once, whoever shares it."""
    known = [each for each in themes if each is not None]
    bodies = {_path(each): style(each) for each in known}
    bodies |= {_logo_path(each.logo): each.logo.body for each in known if each.logo}
    for path, body in bodies.items():
        if body:
            yield Node(path, body, partial(bytes, body))


@lru_cache(maxsize=1024)
def style(theme: Theme) -> bytes:
    """The style sheet: the tokens that are set, each for its own scheme; empty where none is.

    Only for screens: paper stays white. In a frame the address may choose the scheme (`assets.chosen`).
    """
    return "".join(
        f"@media screen and (prefers-color-scheme: {scheme}) {{ :root {{ {_tokens(colours)} }} }}\n"
        f"@media screen {{ .embed:has(#{scheme}:target) {{ {_tokens(colours)} }} }}\n"
        for scheme, given in ((LIGHT, theme.light), (DARK, theme.dark))
        if (colours := given + _PLATE * on_plate(theme, scheme))
    ).encode()


def _tokens(colours: Colours) -> str:
    return " ".join(f"--{token}: {colour};" for token, colour in colours)


def _logo_path(logo: Logo) -> str:
    return f"assets/logo.{hashlib.sha256(logo.body).hexdigest()[:12]}.{logo.kind}"


def _path(theme: Theme) -> str:
    return f"assets/theme.{hashlib.sha256(style(theme)).hexdigest()[:12]}.css"
