"""A municipality's theme as a file: TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path

from stemdag.domain import logo as logos
from stemdag.domain.errors import Refused
from stemdag.domain.theme import Theme, from_mapping
from stemdag.files import logo
from stemdag.files.errors import Unreadable

#: All that may be set takes less than a kilobyte.
LARGEST = 16_384


def read(path: Path) -> Theme:
    """The theme in a file, with the logo in the file beside it that it names.

    `Unreadable` where one of them is none, with what is wrong in it.
    """
    with path.open("rb") as file:
        body = file.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise Unreadable(str(path), "", f"the file is larger than {LARGEST:,} bytes.", "")
    try:
        given = tomllib.loads(body.decode("utf-8-sig"))
        return from_mapping(given | _logo(path, given["logo"]) if "logo" in given else given)
    except UnicodeDecodeError:
        raise Unreadable(str(path), "", "this is no text in UTF-8.", "Save it as that.") from None
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(str(path), "", f"this is no TOML: {error}.", "") from None
    except Refused as refusal:
        raise Unreadable(str(path), "", f"{refusal.text}.", "") from refusal


def _logo(path: Path, name: object) -> dict[str, object]:
    if not isinstance(name, str) or not name or Path(name).name != name:
        raise logos.refused("the name of a file, SVG or PNG, in the same folder as this one")
    try:
        return {"logo": logos.to_json(logo.read(path.parent / name))}
    except OSError as error:
        raise logos.refused(f"{name} cannot be read: {error.strerror or error}") from error
