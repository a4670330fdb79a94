"""A tailoring as a file: JSON in UTF-8, read so that nothing in it goes by unseen. Pure."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from stemdag.domain.errors import Refused

#: All lists, words and pages at their longest in both languages stay below it.
LARGEST = 2_000_000


def parse(data: bytes) -> object:
    """The JSON value in a file. `Refused`: `tailoring.large`, `.json` (where: the line), `.twice`."""
    if len(data) > LARGEST:
        raise Refused(
            "tailoring.large", f"top: the file is too large; keep to {LARGEST:,} bytes", "top", most=LARGEST
        )
    try:
        return json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_constant, parse_float=_constant
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}"
        raise Refused(
            "tailoring.json",
            f"{place}: this is no JSON; look at the comma, quote or bracket there or just before",
            place,
            line=error.lineno,
        ) from None
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("tailoring.json", "top: this is no JSON in UTF-8; save it as that", "top") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON would let the last of two keys win without a word."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            name = key[:40]
            raise Refused("tailoring.twice", f"{name}: this stands here more than once", name, key=name)
        found[key] = value
    return found


def _constant(text: str) -> NoReturn:
    # Before anything compares it: no setting is a fraction, and NaN equals nothing.
    raise Refused(
        "tailoring.kind", f"{text[:20]}: only whole numbers belong here", text[:20], wanted="number"
    )
