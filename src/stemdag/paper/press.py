"""The press: a layout and its values become a PDF, the same bytes each time.

A layout is a file of Typst in `sheets/`; the values go in as JSON, so nothing of a name or an address is ever
read as layout. PDF/UA-1 is asked for: Typst refuses to make a document that it knows to be inaccessible.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import typst

HERE: Final = Path(__file__).resolve().parent
#: In place of the time of making, which would make two equal documents differ.
STILL: Final = datetime(2000, 1, 1, tzinfo=UTC)


def press(sheet: str, values: Mapping[str, object]) -> bytes:
    """The PDF of `sheets/<sheet>.typ` filled with `values`."""
    made = typst.compile(
        HERE / "sheets" / f"{sheet}.typ",
        root=HERE / "sheets",
        font_paths=_fonts(),
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=STILL,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Inter, as `make setup` laid it here, and the fonts inside Typst; none of the machine's own."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(HERE / "fonts")])
