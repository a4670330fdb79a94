"""A municipality's theme as a file: TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path

from stemdag.domain.errors import Refused
from stemdag.domain.theme import Theme, from_mapping
from stemdag.files.errors import Unreadable

#: All that may be set takes less than a kilobyte.
LARGEST = 16_384


def read(path: Path) -> Theme:
    """The theme in a file; `Unreadable` where it is none, with what is wrong in it."""
    with path.open("rb") as file:
        body = file.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise Unreadable(str(path), "", f"the file is larger than {LARGEST:,} bytes.", "")
    try:
        return from_mapping(tomllib.loads(body.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise Unreadable(str(path), "", "this is no text in UTF-8.", "Save it as that.") from None
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(str(path), "", f"this is no TOML: {error}.", "") from None
    except Refused as refusal:
        raise Unreadable(str(path), "", f"{refusal.text}.", "") from refusal
