"""Turnout through the day of an earlier election, as CSV: by hand from a spreadsheet, or from an export."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from stemdag.files.errors import Unreadable

#: A day's turnout of every municipality, by the quarter of an hour, has less.
MOST_BYTES = 4 << 20
_COLUMNS = "the columns time and share or number, and municipality where there are several"


@dataclass(frozen=True, slots=True)
class Known:
    """Turnout at a minute of the day: a share of the electorate, or voters where a share is not given."""

    minute: int
    share: Fraction | None
    number: int | None


def read_turnout(path: Path) -> dict[str, tuple[Known, ...]]:
    """By the code of the municipality, "" where the file names none; in order of time, never falling.

    `Unreadable` says which line is wrong and how to write it.
    """
    source = path.name
    try:
        body = path.read_bytes()
    except OSError as problem:
        raise Unreadable(
            str(path), "", f"It cannot be opened ({problem.strerror}).", "Check the name and your rights."
        ) from None
    if len(body) > MOST_BYTES:
        raise Unreadable(source, "", "It is too large for a table of turnout.", f"Give {_COLUMNS}.")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(source, "", "It is not UTF-8.", "Save it as CSV in UTF-8.") from None
    lines = text.splitlines()
    between = ";" if lines and ";" in lines[0] else ","
    rows = list(csv.reader(lines, delimiter=between))
    names = [each.strip().lower() for each in rows[0]] if rows else []
    figure = next((each for each in ("share", "number") if each in names), "")
    if "time" not in names or not figure or len(set(names)) < len(names):
        raise Unreadable(source, "line 1", "The first line does not name the columns.", f"Give {_COLUMNS}.")
    found: dict[str, list[Known]] = {}
    for line, row in enumerate(rows[1:], 2):
        if not any(each.strip() for each in row):
            continue
        where = f"line {line}"
        if len(row) != len(names):
            raise Unreadable(
                source,
                where,
                f"It has {len(row)} fields instead of {len(names)}.",
                "Write one for each column.",
            )
        given = dict(zip(names, (each.strip() for each in row), strict=True))
        known = _known(source, where, given["time"], figure, given[figure])
        earlier = found.setdefault(_code(source, where, given.get("municipality")), [])
        if earlier and (known.minute <= earlier[-1].minute or _size(known) < _size(earlier[-1])):
            raise Unreadable(
                source,
                where,
                "Time or turnout goes back.",
                "Write each time once, in order, with turnout so far.",
            )
        earlier.append(known)
    if not found:
        raise Unreadable(source, "", "It has no turnout.", f"Give {_COLUMNS}.")
    return {code: tuple(each) for code, each in found.items()}


def _known(source: str, where: str, time: str, figure: str, given: str) -> Known:
    clock = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", time)
    if not clock:
        raise Unreadable(source, where, f"{time!r} is no time of the day.", "Write it as 14:30.")
    minute = 60 * int(clock[1]) + int(clock[2])
    if figure == "number":
        if not re.fullmatch(r"\d{1,9}", given):
            raise Unreadable(source, where, f"{given!r} is no number of voters.", "Write digits alone.")
        return Known(minute, None, int(given))
    share = re.fullmatch(r"(\d{1,3})(?:[.,](\d{1,4}))?\s*%?", given)
    if not share:
        raise Unreadable(source, where, f"{given!r} is no percentage.", "Write it as 43.2 or 43,2.")
    decimals = share[2] or ""
    return Known(minute, Fraction(int(share[1] + decimals), 100 * 10 ** len(decimals)), None)


def _code(source: str, where: str, given: str | None) -> str:
    if given is None:
        return ""
    if not re.fullmatch(r"\d{1,4}", given):
        raise Unreadable(source, where, f"{given!r} is no CBS code.", "Write four digits: 0268.")
    return given.zfill(4)


def _size(of: Known) -> Fraction:
    return of.share if of.share is not None else Fraction(of.number or 0)
