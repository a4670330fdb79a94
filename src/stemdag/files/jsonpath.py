"""JSON from strangers, walked with the place in hand, so that a refusal can say where."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NoReturn

from stemdag.domain.count import LARGEST
from stemdag.files.errors import Unreadable

_CORRECT = "Correct it there; docs/files.md has the format."


def parsed(source: str, data: bytes) -> object:
    """The value in some JSON; refused where it is damaged, not UTF-8, or has a key twice."""
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_none)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise Unreadable(source, f"line {line}", "This is not UTF-8.", "Save it as UTF-8.") from None
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise Unreadable(source, where, f"This is not JSON ({problem.msg}).", _CORRECT) from None
    except (RecursionError, ValueError) as problem:
        raise Unreadable(source, "", f"This JSON is not taken ({problem}).", _CORRECT) from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"a key stands twice among {', '.join(key for key, _ in pairs)}")
    return found


def _none(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number")


class Spot:
    """A value and its place in the file; every getter gives what it names or refuses."""

    def __init__(self, source: str, path: str, value: object) -> None:
        self._source = source
        self._path = path
        self._value = value

    def refuse(self, text: str) -> NoReturn:
        raise Unreadable(self._source, self._path or "top", text, _CORRECT)

    def _fields(self) -> dict[str, object]:
        if not isinstance(self._value, dict):
            self.refuse("An object belongs here.")
        return self._value

    def only(self, *known: str) -> None:
        """Refuse fields that nobody would read: a misspelt one must not pass as absent."""
        for key in self._fields():
            if key not in known:
                self.refuse(f"The field `{key}` is not known; known are {', '.join(known)}.")

    def has(self, key: str) -> bool:
        """Whether a field is there and not null."""
        return self._fields().get(key) is not None

    def at(self, key: str) -> Spot:
        if key not in self._fields():
            self.refuse(f"The field `{key}` is missing.")
        return Spot(self._source, f"{self._path}.{key}".lstrip("."), self._fields()[key])

    def each(self) -> Iterator[Spot]:
        if not isinstance(self._value, list):
            self.refuse("A list belongs here.")
        for place, value in enumerate(self._value):
            yield Spot(self._source, f"{self._path}[{place}]", value)

    def text(self) -> str:
        if not isinstance(self._value, str):
            self.refuse("Text belongs here.")
        return self._value

    def integer(self) -> int:
        if not isinstance(self._value, int) or isinstance(self._value, bool) or abs(self._value) > LARGEST:
            self.refuse(f"A whole number up to {LARGEST} belongs here.")
        return self._value

    def count(self) -> int:
        """A whole number from 0."""
        if (number := self.integer()) < 0:
            self.refuse("A number below 0 cannot be.")
        return number

    def number(self) -> float:
        """A number, whole or with decimals."""
        if not isinstance(self._value, int | float) or isinstance(self._value, bool):
            self.refuse("A number like 52.0894 belongs here.")
        if not abs(self._value) <= LARGEST:
            self.refuse(f"A number up to {LARGEST} belongs here.")
        return float(self._value)

    def truth(self) -> bool:
        if not isinstance(self._value, bool):
            self.refuse("`true` or `false` belongs here.")
        return self._value
