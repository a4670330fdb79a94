"""A JSON value with its place in hand, so that a refusal can say where. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from typing import NoReturn

from stemdag.domain.errors import Refused


class Spot:
    """A value at a path (`opening[2].nl`); every getter gives what it names or refuses.

    `Refused` has the code `<about>.<what>`, the path in `where` and in the text, and what to do.
    """

    def __init__(self, about: str, value: object, path: str = "") -> None:
        self._about = about
        self._value = value
        self.path = path

    def refuse(self, what: str, text: str, **params: object) -> NoReturn:
        raise Refused(f"{self._about}.{what}", f"{self.path or 'top'}: {text}", self.path or "top", **params)

    def is_text(self) -> bool:
        return isinstance(self._value, str)

    def is_list(self) -> bool:
        return isinstance(self._value, list)

    def is_null(self) -> bool:
        return self._value is None

    def _fields(self) -> dict[str, object]:
        if not isinstance(self._value, dict):
            self.refuse("kind", "an object belongs here; write { … }", wanted="object")
        return self._value

    def only(self, *known: str) -> None:
        """Refuse fields that nobody would read: a misspelt one must not pass as absent."""
        for key in self._fields():
            if key not in known:
                where = Spot(self._about, None, self._inner(str(key)))
                where.refuse("unknown", f"this field is not known; use {', '.join(known)}", known=list(known))

    def has(self, key: str) -> bool:
        return key in self._fields()

    def at(self, key: str) -> Spot:
        if key not in self._fields():
            self.refuse("missing", f"the field {key} is missing; add it", field=key)
        return Spot(self._about, self._fields()[key], self._inner(key))

    def _inner(self, key: str) -> str:
        return f"{self.path}.{key[:40]}".lstrip(".")

    def each(self, most: int) -> Iterator[Spot]:
        """The values of a list of at most so many."""
        if not isinstance(self._value, list):
            self.refuse("kind", "a list belongs here; write [ … ]", wanted="list")
        if len(self._value) > most:
            self.refuse("many", f"{len(self._value)} are too many; keep to {most}", most=most)
        for turn, value in enumerate(self._value):
            yield Spot(self._about, value, f"{self.path}[{turn}]")

    def text(self, longest: int) -> str:
        """One line of text that is not empty."""
        if not isinstance(self._value, str):
            self.refuse("kind", "text belongs here; write it between quotes", wanted="text")
        if not (text := self._value.strip()):
            self.refuse("empty", "there is no text; write one, or leave out what it belongs to")
        if len(text) > longest:
            self.refuse("long", f"{len(text)} signs are too many; keep to {longest}", most=longest)
        if any(unicodedata.category(each) in {"Cc", "Cs"} for each in text):
            self.refuse("signs", "there is a line end or another invisible sign in the text; take it out")
        return text

    def whole(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        if not isinstance(self._value, int) or isinstance(self._value, bool):
            self.refuse("kind", f"a whole number belongs here; write {least} to {most}", wanted="number")
        if not least <= self._value <= most:
            self.refuse("range", f"{self._value} cannot be; write {least} to {most}", least=least, most=most)
        return self._value

    def truth(self) -> bool:
        if not isinstance(self._value, bool):
            self.refuse("kind", "yes or no belongs here; write true or false", wanted="truth")
        return self._value

    def distinct(self, keys: Collection[str]) -> None:
        for key in keys:
            if list(keys).count(key) > 1:
                self.refuse("twice", f"{key} stands here more than once; give each its own", key=key)
