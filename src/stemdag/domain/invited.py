"""People to invite, from a list: rows with columns as a spreadsheet gives them, read whole or not at all."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from stemdag.domain.role import Role

#: More people than that work at no election office.
MOST: Final = 500
LONGEST_NAME: Final = 150
#: User names as Django takes them.
_NAME = re.compile(r"[\w.@+-]+")
_HEADS = {
    "name": ("name", "user name", "username", "gebruikersnaam", "inlognaam"),
    "full_name": ("full name", "volledige naam", "naam"),
    "role": ("role", "roles", "rol", "rollen"),
}
_ROLES = {
    Role.COORDINATOR: ("coordinator", "coördinator"),
    Role.STAFF: ("staff", "office staff", "medewerker"),
    Role.KEY_HOLDER: ("key holder", "sleutelhouder"),
    Role.AUDITOR: ("auditor", "controleur"),
    Role.PRESENTER: ("presenter", "presentator"),
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words}


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody to invite; `row` is the line of the list, from 1 with the heads."""

    row: int
    name: str
    full_name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is odd in a row: `heads`, `empty`, `name`, `long`, `twice`, `role`, `most` or `taken`."""

    row: int
    code: str
    value: str = ""


def read(text: str) -> tuple[list[Invited], list[Problem]]:
    """The people of a list, in its order, and what is wrong with it; where anything is, nobody is invited.

    Columns stand apart by a tab (cells copied from a spreadsheet), a semicolon or a comma; the first row says
    which column is what, in Dutch or English. Several roles stand apart by a plus or a slash. Empty rows are
    no rows.
    """
    rows = [(at, [cell.strip() for cell in row]) for at, row in _rows(text) if any(map(str.strip, row))]
    if not rows:
        return [], [Problem(1, "empty")]
    at, heads = rows[0]
    places = _places(heads)
    if missing := [name for name in _HEADS if name not in places]:
        return [], [Problem(at, "heads", ", ".join(missing))]
    if len(rows) == 1:
        return [], [Problem(at, "empty")]
    if len(rows) > MOST + 1:
        return [], [Problem(rows[MOST + 1][0], "most", str(MOST))]
    found, problems, seen = [], [], set()
    for at, row in rows[1:]:
        name, full_name, role = (row[place] if place < len(row) else "" for place in places.values())
        roles, strange = _roles(role)
        odd = [*_odd(at, name, full_name), *(Problem(at, "role", each) for each in strange)]
        if name.casefold() in seen:
            odd.append(Problem(at, "twice", name))
        seen.add(name.casefold())
        problems += odd
        if not odd:
            found.append(Invited(at, name, full_name, roles))
    return found, problems


def _rows(text: str) -> Iterable[tuple[int, list[str]]]:
    first = text.lstrip().partition("\n")[0]
    apart = next((each for each in "\t;" if each in first), ",")
    reader = csv.reader(text.splitlines(), delimiter=apart)
    return [(reader.line_num, row) for row in reader]


def _places(heads: Sequence[str]) -> dict[str, int]:
    given = [each.casefold() for each in heads]
    return {
        name: next(given.index(word) for word in words if word in given)
        for name, words in _HEADS.items()
        if any(word in given for word in words)
    }


def _odd(at: int, name: str, full_name: str) -> Iterable[Problem]:
    if not _NAME.fullmatch(name):
        yield Problem(at, "name", name[:60])
    if max(len(name), len(full_name)) > LONGEST_NAME:
        yield Problem(at, "long", name[:60])


def _roles(typed: str) -> tuple[frozenset[Role], list[str]]:
    words = [" ".join(each.replace("_", " ").split()) for each in re.split(r"[+/]", typed)]
    strange = [word[:60] for word in words if word.casefold() not in _ROLE_OF]
    return frozenset(_ROLE_OF[word.casefold()] for word in words if word.casefold() in _ROLE_OF), strange
