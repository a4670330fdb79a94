"""How a municipality dresses its public pages: its name as the sender, its logo, and some colours. Pure.

Colours are checked by the contrast of WCAG 2.2: text at 4.5 to 1, what is drawn at 3 to 1, in light and dark
alike, also against what a municipality cannot change. Warnings, badges and focus are among that, so that
they mean and look the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from stemdag.domain import logo as logos
from stemdag.domain.errors import Refused
from stemdag.domain.logo import Logo

LONGEST_SENDER = 60
TEXT, DRAWN = 4.5, 3.0
LIGHT, DARK = "light", "dark"
SCHEMES = (LIGHT, DARK)
#: What may be set, as it is where nothing is (`publish/assets/tokens.css`).
USUAL: Mapping[str, Mapping[str, str]] = {
    LIGHT: {
        "paper": "#fcfbf8",
        "card": "#ffffff",
        "ink": "#17212b",
        "ink-soft": "#4d5965",
        "link": "#17486a",
        "data": "#1f4e6e",
        "brand": "#ffffff",
        "brand-ink": "#17212b",
    },
    DARK: {
        "paper": "#12181e",
        "card": "#1a222a",
        "ink": "#eef1f3",
        "ink-soft": "#aeb9c2",
        "link": "#9ecbe8",
        "data": "#7fb2d3",
        "brand": "#1a222a",
        "brand-ink": "#eef1f3",
    },
}
#: What stays as it is, and has to be seen on what is set.
FIXED: Mapping[str, Mapping[str, str]] = {
    LIGHT: {"accent": "#b3261e", "field": "#6f7a84", "data-faint": "#e3ebf0"},
    DARK: {"accent": "#ff8a80", "field": "#8b98a3", "data-faint": "#25323d"},
}
#: What stands on what, and how well it must be seen there.
PAIRS = (
    *((front, back, TEXT) for front in ("ink", "ink-soft", "link") for back in ("paper", "card")),
    ("brand-ink", "brand", TEXT),
    *(("data", back, DRAWN) for back in ("paper", "card", "data-faint")),
    *(("accent", back, DRAWN) for back in ("paper", "card")),
    ("field", "card", DRAWN),
)
Colours = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """`sender` is who the pages are of; "" where that is not said. Colours by token, those that are set.

    `plate`: on a dark bar the logo stands on a white plate.
    """

    sender: str = ""
    light: Colours = ()
    dark: Colours = ()
    logo: Logo | None = None
    plate: bool = True


def from_mapping(given: Mapping[str, object]) -> Theme:
    """A theme from `sender`, `light`, `dark`, `logo` (as `domain.logo` keeps it) and `plate`.

    `Refused`: `theme.key`, `theme.sender`, `theme.colour`, `theme.logo`, `theme.plate`, `theme.empty`,
    `theme.contrast` (which names all pairs).
    """
    _only(given, ("sender", "logo", "plate", *SCHEMES), "top")
    sender = given.get("sender", "")
    if not isinstance(sender, str) or not sender.isprintable() or len(sender) > LONGEST_SENDER:
        raise Refused(
            "theme.sender", f"sender: a name on one line, of at most {LONGEST_SENDER} signs", "sender"
        )
    theme = Theme(" ".join(sender.split()), _colours(given, LIGHT), _colours(given, DARK), *_logo(given))
    if theme == Theme():
        raise Refused("theme.empty", "nothing is set; write sender, [light] or [dark]", "top")
    if theme.logo and not theme.sender:
        raise logos.refused("write a sender too, for who does not see the logo")
    if found := faint(theme):
        raise Refused("theme.contrast", "; ".join(found), "colours")
    return theme


def _logo(given: Mapping[str, object]) -> tuple[Logo | None, bool]:
    logo = logos.from_mapping(given["logo"]) if given.get("logo") is not None else None
    plate = given.get("plate", True)
    if not isinstance(plate, bool) or (not plate and logo is None):
        raise Refused("theme.plate", "plate: false, beside a logo that is made for a dark bar", "plate")
    return logo, plate


def on_plate(theme: Theme, scheme: str) -> bool:
    """Whether the logo needs its plate in this scheme: where white letters would be read on the bar."""
    colours = {**USUAL[scheme], **dict(theme.light if scheme == LIGHT else theme.dark)}
    return theme.logo is not None and theme.plate and contrast(colours["brand"], "#ffffff") >= TEXT


def faint(theme: Theme) -> list[str]:
    """The pairs that are not seen well enough, a sentence each."""
    return list(chain.from_iterable(_faint(scheme, dict(of)) for scheme, of in _schemes(theme)))


def _schemes(theme: Theme) -> tuple[tuple[str, Colours], ...]:
    return (LIGHT, theme.light), (DARK, theme.dark)


def _faint(scheme: str, of: Mapping[str, str]) -> list[str]:
    shown = {**USUAL[scheme], **FIXED[scheme], **of}
    found = []
    for front, back, least in PAIRS:
        ratio = contrast(shown[front], shown[back])
        if ratio < least:
            # Rounded down: 4.499 is not 4.5.
            said = f"{int(ratio * 100) / 100:.2f}"
            found.append(
                f"{scheme}: {front} {shown[front]} on {back} {shown[back]} has a contrast of {said}, "
                f"and needs {least}"
            )
    return found


def contrast(one: str, other: str) -> float:
    """Between two colours `#rrggbb`, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of sRGB, as WCAG 2.2 defines it."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _colours(given: Mapping[str, object], scheme: str) -> Colours:
    found = given.get(scheme, {})
    if not isinstance(found, Mapping):
        raise Refused("theme.key", f"{scheme}: a table of colours, [{scheme}]", scheme)
    _only(found, tuple(USUAL[scheme]), scheme)
    for token, colour in found.items():
        if not isinstance(colour, str) or not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
            raise Refused(
                "theme.colour", f'{scheme}.{token}: a colour is written as "#17486a"', f"{scheme}.{token}"
            )
    return tuple((token, str(found[token]).lower()) for token in USUAL[scheme] if token in found)


def _only(given: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    for key in given:
        if key not in known:
            raise Refused(
                "theme.key", f"{where}: {str(key)[:40]!r} cannot be set; known are {', '.join(known)}", where
            )


def to_json(theme: Theme) -> dict[str, object]:
    """As it is kept, and as `from_mapping` takes it."""
    kept: dict[str, object] = {"sender": theme.sender, LIGHT: dict(theme.light), DARK: dict(theme.dark)}
    return kept | ({"logo": logos.to_json(theme.logo), "plate": theme.plate} if theme.logo else {})
