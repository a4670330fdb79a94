"""A municipality's logo on its public pages, as it was cleaned and measured when it was taken in. Pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from stemdag.domain.errors import Refused

SVG, PNG = "svg", "png"
#: Bytes, of what is published.
LARGEST = 20_000
#: In CSS pixels, how large it is shown at most; and how wide for its height it may be.
HIGH, WIDE = 32, 160
NARROWEST, WIDEST = 0.5, 8.0


@dataclass(frozen=True, slots=True)
class Logo:
    """`kind` is how its bytes end, `svg` or `png`; `width` and `height` are those that it is shown at."""

    kind: str
    body: bytes
    width: int
    height: int


def fitted(kind: str, body: bytes, ratio: float) -> Logo:
    """A logo of so much width for its height, in the room that a page has. `Refused`: `theme.logo`."""
    if len(body) > LARGEST:
        raise refused(f"it is {len(body):,} bytes, and may be {LARGEST:,}; draw it simpler")
    if not NARROWEST <= ratio <= WIDEST:
        raise refused(f"its width is {ratio:.1f} times its height; from {NARROWEST} to {WIDEST:.0f} has room")
    height = min(HIGH, WIDE / ratio)
    return Logo(kind, body, round(height * ratio), round(height))


def from_mapping(given: object) -> Logo:
    """As `to_json` has it. `Refused`: `theme.logo`."""
    if isinstance(given, Mapping) and set(given) == {"kind", "base64", "width", "height"}:
        kind, width, height = given["kind"], given["width"], given["height"]
        known = kind in (SVG, PNG) and isinstance(width, int) and isinstance(height, int)
        if known and 0 < width <= WIDE and 0 < height <= HIGH:
            try:
                body = base64.b64decode(given["base64"], validate=True)
            except (binascii.Error, TypeError, ValueError):
                body = b""
            if 0 < len(body) <= LARGEST:
                return Logo(kind, body, width, height)
    raise refused("it is named in a theme's file, and read from there")


def to_json(logo: Logo) -> dict[str, object]:
    """As it is kept."""
    body = base64.b64encode(logo.body).decode()
    return {"kind": logo.kind, "base64": body, "width": logo.width, "height": logo.height}


def refused(why: str) -> Refused:
    return Refused("theme.logo", f"logo: {why}", "logo")
