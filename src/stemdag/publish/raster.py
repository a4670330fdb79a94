"""From SVG to PNG, in our own letter: the same drawing gives the same bytes, on any machine."""

from __future__ import annotations

from pathlib import Path

import resvg_py

_FONTS = Path(__file__).with_name("fonts")


def to_png(svg: bytes) -> bytes:
    """The picture at the size that the drawing says. About 60 ms of the processor for 1200 by 630."""
    files = sorted(str(path) for path in _FONTS.glob("*.ttf"))
    if not files:
        raise RuntimeError(f"{_FONTS.name}/ of the public pages is empty; run `make setup`")
    found: bytes = resvg_py.svg_to_bytes(
        svg_string=svg.decode(), skip_system_fonts=True, font_family="Inter", font_files=files
    )
    return found
