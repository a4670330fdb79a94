"""The desk speaks Dutch: nothing on its pages is left in English, and nothing in its catalogue is unused."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation import templatize

import stemdag.desk

ROOM = Path(stemdag.desk.__file__).parent
_STRING = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(?:_|gettext|gettext_noop|ngettext)\(\s*u?({_STRING})(?:\s*,\s*u?({_STRING}))?")


def _written() -> set[str]:
    """Every text that a page or a module asks a translation of."""
    found: set[str] = set()
    for path in sorted([*ROOM.rglob("*.py"), *ROOM.rglob("*.html")]):
        source = path.read_text()
        for call in _CALL.finditer(templatize(source) if path.suffix == ".html" else source):
            found |= {ast.literal_eval(each) for each in call.groups() if each}
    return found


def _fields(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def test_the_catalogue_is_whole_and_nothing_in_it_is_left_over() -> None:
    with (ROOM / "locale/nl/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="nl")
    known: dict[str, str] = {}
    for message in catalogue:
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = message.string if isinstance(message.string, tuple) else (message.string,) * len(ids)
            known |= dict(zip(ids, texts, strict=True))
    assert {text for text in known if not known[text]} == set()
    assert set(known) == _written()
    assert {text for text, dutch in known.items() if _fields(text) != _fields(dutch)} == set()
