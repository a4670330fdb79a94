"""The colours of the site's tokens file, for pictures that no style sheet reaches. Always the light ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

_TOKENS = Path(__file__).with_name("assets") / "tokens.css"
#: Where a tokens file says none, or says it in another way than by six digits.
_ELSE = {
    "paper": "#fcfbf8",
    "ink": "#17212b",
    "ink-soft": "#4d5965",
    "line": "#dcdfe0",
    "data": "#1f4e6e",
    "data-faint": "#e3ebf0",
    "accent": "#b3261e",
    "badge": "#fdf0d2",
    "badge-ink": "#6d4700",
}


@lru_cache
def palette() -> Mapping[str, str]:
    """Colours by the name of their token, with an underscore for a hyphen."""
    return read(_TOKENS.read_text())


def read(css: str) -> Mapping[str, str]:
    """What a tokens file says first of each colour."""
    first = css.partition("}")[0]
    said = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-fA-F]{6})\s*;", first))
    return {name.replace("-", "_"): said.get(name, known) for name, known in _ELSE.items()}


def mix(one: str, other: str, percent: int) -> str:
    """So many percent of one colour, the rest of the other."""
    pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{(a * percent + b * (100 - percent) + 50) // 100:02x}" for a, b in pairs)
