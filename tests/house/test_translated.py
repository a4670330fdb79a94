"""Every text of the back office has its Dutch, and no Dutch stands there for a text that is gone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2] / "src/stemdag"
APPS = ("server", "capture", "desk")
#: What `templatize` makes of a text in a template: a call with the text as its first argument, or behind
#: its context.
_IN_TEMPLATE = re.compile(
    r"""\b(?:n?gettext\(|_\(|pgettext\(u?(?:'.*?(?<!\\)'|".*?(?<!\\)"),\s*)u?((['"]).*?(?<!\\)\2)"""
)
_CALLS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def _texts(app: str) -> Iterator[tuple[str, str]]:
    """Each English text with the file it stands in."""
    for path in sorted((SOURCE / app).rglob("*.html")):
        for literal, _ in _IN_TEMPLATE.findall(templatize(path.read_text(), origin=str(path))):
            yield ast.literal_eval(literal), path.name
    for path in sorted((SOURCE / app).rglob("*.py")):
        yield from ((text, path.name) for text in _in(path.read_text()))


def _in(code: str) -> Iterator[str]:
    for _, message, _, _ in extract(
        "python", BytesIO(code.encode()), keywords=_CALLS, options={"encoding": "utf-8"}
    ):
        yield message if isinstance(message, str) else message[0]


def _catalogue(app: str) -> dict[str, bool]:
    """The texts of an app's catalogue, and whether each has a translation to be trusted."""
    path = SOURCE / app / "locale/nl/LC_MESSAGES/django.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale="nl")
    found = {}
    for message in catalogue:
        if message.id:
            text = message.id if isinstance(message.id, str) else message.id[0]
            strings = [message.string] if isinstance(message.string, str) else message.string
            found[text] = all(strings) and not message.fuzzy
    return found


@pytest.mark.parametrize("app", APPS)
def test_each_text_has_its_dutch(app: str) -> None:
    # Django looks in the catalogues of all apps.
    known = {text for each in APPS for text, done in _catalogue(each).items() if done}
    assert not {(text, file) for text, file in _texts(app) if text not in known}


@pytest.mark.parametrize("app", APPS)
def test_no_translation_is_left_over(app: str) -> None:
    used = {text for each in APPS for text, _ in _texts(each)}
    assert not set(_catalogue(app)) - used
