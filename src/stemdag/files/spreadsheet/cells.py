"""What stands in a cell: numbers that are text, times that are fractions of a day, dates in words."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from stemdag.domain.count import LARGEST
from stemdag.domain.station import Kind
from stemdag.files.names import postcode as _postcode
from stemdag.files.spreadsheet.grid import Cell

#: Signs that people write where there is nothing.
NOTHING: Final = frozenset(
    ("", "-", "–", "—", "?", "n.v.t.", "nvt", "n.b.", "nb", "n/a", "onbekend", "unknown", "geen", "none")
)
CLOSED: Final = NOTHING | {"gesloten", "dicht", "closed", "x", "nee", "no"}
_KINDS: Final = {
    Kind.REGULAR: "regulier, regular, gewoon, normaal, vast, vaste locatie, fixed, fixedlocation, "
    "stembureau, stemlokaal, standaard",
    Kind.POSTAL: "postal, post, brief, briefstem, briefstemmen, briefstembureau, per brief, poststembureau, "
    "postal votes",
    Kind.EARLY: "early, vervroegd, vervroegd stemmen, vroegstemmen, vroeg, early voting",
    Kind.MOBILE: "mobile, mobiel, mobiel stembureau, bus, stembus",
    Kind.SPECIAL: "special, bijzonder, bijzonder stembureau",
}
KINDS: Final = {name: kind for kind, names in _KINDS.items() for name in names.split(", ")}
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("januari jan january", "februari feb february", "maart mrt mar march", "april apr", "mei may",
         "juni jun june", "juli jul july", "augustus aug august", "september sep sept",
         "oktober okt october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
_WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        ("maandag monday", "dinsdag tuesday", "woensdag wednesday", "donderdag thursday",
         "vrijdag friday", "zaterdag saturday", "zondag sunday"))
    for name in names.split()
}  # fmt: skip
_NUMBER = re.compile(r"(?:.*::)?(?:SB|nr\.?|no\.?|#)?\s*(-?[0-9]{1,6})", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[., \u00a0\u202f'][0-9]{3})+|[0-9]+")
_DUTCH_POSTCODE = re.compile(r"[1-9][0-9]{3} [A-Z]{2}")
_ISO = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}")
_NUMERIC_DAY = re.compile(r"(?<![0-9])([0-3]?[0-9])[-/.]([01]?[0-9])(?:[-/.]((?:20)?[0-9]{2}))?(?![0-9:])")
_WORDED_DAY = re.compile(r"(?<![0-9])([0-3]?[0-9])\s+([a-z]{3,9})\.?(?:\s+(20[0-9]{2}))?")
#: A day inside a cell that holds a moment: with a year, or in words; 7.30 and 10-10 are none.
_WHOLE_DAY = re.compile(
    r"(?P<iso>(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2})t?"
    r"|(?<![0-9])(?P<day>[0-3]?[0-9])"
    r"(?:[-/.](?P<month>[01]?[0-9])[-/.](?P<year>20[0-9]{2})"
    rf"|\s+(?P<word>{'|'.join(_MONTHS)})\b\.?(?:\s+(?P<its>20[0-9]{{2}}))?)"
)
_CLOCK = re.compile(r"(?<![0-9])([0-2]?[0-9])(?:[:.uh]([0-5][0-9]))?(?::[0-5][0-9](?:\.0+)?)?(?![0-9])")
_UNTIL = re.compile(r"\s*(?:[-–—]+|\btot en met\b|\bt/m\b|\btot\b|\bto\b|\buntil\b)\s*")


def text(cell: Cell) -> str:
    """A cell as text with tidy spaces; a whole number without the point that a program keeps it with."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).replace("\u00a0", " ").split())


def is_error(cell: Cell) -> bool:
    """Whether a formula went wrong here (#N/A, #REF!, #VERW!)."""
    return isinstance(cell, str) and re.fullmatch(r"#[A-Z0-9/]+[!?]?", cell.strip()) is not None


def station_number(cell: Cell) -> int | None:
    """The number of a station: 12, "012", "SB12", "0268::SB12"; None where it is none."""
    found = _NUMBER.fullmatch(text(cell))
    return int(found[1]) if found else None


def amount(cell: Cell) -> int | None:
    """A number of people: 1450, "1.450", "1 450"; None where it is none."""
    said = text(cell)
    if not _GROUPED.fullmatch(said):
        return None
    number = int(re.sub(r"\D", "", said))
    return number if number <= LARGEST else None


def kind(cell: Cell) -> Kind | None:
    """A kind of station by any of its names; None where it is none."""
    return KINDS.get(text(cell).casefold().rstrip("."))


def postcode(cell: Cell) -> str | None:
    """A Dutch postcode in one spelling; None where it is none."""
    found = _postcode(text(cell)) or ""
    return found if _DUTCH_POSTCODE.fullmatch(found) else None


def degrees(cell: Cell) -> float | None:
    """Degrees, with a decimal comma or point; None where they are none."""
    said = text(cell).replace(",", ".")
    return float(said) if re.fullmatch(r"-?[0-9]{1,6}(?:\.[0-9]+)?", said) else None


def day(cell: Cell, of: date) -> date | None:
    """The day that a heading names, with or without a year; a weekday is the last one until `of`."""
    if isinstance(cell, datetime):
        return cell.date() if cell.year > 1999 else None
    if isinstance(cell, date):
        return cell
    said = text(cell).casefold()
    if found := _ISO.search(said):
        return _date(*map(int, found[0].split("-")))
    if found := _NUMERIC_DAY.search(said):
        return _date(_year(found[3], of), int(found[2]), int(found[1]))
    if (found := _WORDED_DAY.search(said)) and found[2] in _MONTHS:
        return _date(_year(found[3], of), _MONTHS[found[2]], int(found[1]))
    word = next((word for word in re.findall(r"[a-z]+", said) if word in _WEEKDAYS), None)
    return of - timedelta((of.weekday() - _WEEKDAYS[word]) % 7) if word else None


def _year(said: str | None, of: date) -> int:
    return int(said) + (2000 if len(said) == 2 else 0) if said else of.year


def _date(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def clock(cell: Cell) -> timedelta | None:
    """A time of day from midnight on: 7:30, "7.30 uur", "0730", a fraction of a day; at most 24:00."""
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute)
    if isinstance(cell, timedelta):
        return _whole(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if not 0 <= cell <= 24:
            return None
        if cell < 1:
            return _whole(timedelta(days=float(cell)))
        # 7.3 is what is left of 7.30.
        return _clock(int(cell), round((cell - int(cell)) * 100))
    said = re.sub(r"\s*(?:uur|hours?|h)\.?$", "", text(cell).casefold())
    if found := re.fullmatch(r"([0-2]?[0-9])([0-5][0-9])", said):
        return _clock(int(found[1]), int(found[2]))
    said_at = _CLOCK.fullmatch(said)
    return _clock(int(said_at[1]), int(said_at[2] or 0)) if said_at else None


def moment(cell: Cell, of: date) -> tuple[date | None, Cell]:
    """The day that a cell with a moment names, or None, and the rest of it: a time, or hours."""
    if isinstance(cell, datetime):
        return (cell.date() if cell.year > 1999 else None), cell.time()
    if not isinstance(cell, str):
        return None, cell
    said = text(cell).casefold()
    found: date | None = None
    for match in _WHOLE_DAY.finditer(said):
        parts = match.groupdict()
        if parts["iso"]:
            given = _date(*map(int, parts["iso"].split("-")))
        else:
            number = _MONTHS[parts["word"]] if parts["word"] else int(parts["month"])
            given = _date(_year(parts["year"] or parts["its"], of), number, int(parts["day"]))
        found = found or given
        said = said.replace(match[0], " ", 1)
    words = [word for word in said.split() if not is_day_word(word) and word not in {"om", "vanaf", "at"}]
    return found, " ".join(words).strip(" ,")


def _whole(length: timedelta) -> timedelta | None:
    minutes = round(length.total_seconds() / 60)
    return _clock(*divmod(minutes, 60))


def _clock(hours: int, minutes: int) -> timedelta | None:
    if not (0 <= hours < 24 and 0 <= minutes < 60) and (hours, minutes) != (24, 0):
        return None
    return timedelta(hours=hours, minutes=minutes)


def span(cell: Cell) -> tuple[timedelta, timedelta] | None:
    """Hours in one cell: "7.30 - 21.00 uur", "van 7:30 tot 21:00"; None where they are none."""
    said = re.sub(r"^\s*(?:van|from|open)\s+", "", text(cell).casefold())
    parts = [each for each in _UNTIL.split(said.strip()) if each]
    times = [clock(each) for each in parts]
    if len(times) != 2 or times[0] is None or times[1] is None:
        return None
    return times[0], times[1]


def is_day_word(word: str) -> bool:
    """Whether a word is a month or weekday, whole or cut short (ma, wo)."""
    return word in _MONTHS or word in _WEEKDAYS or word in {"ma", "di", "wo", "do", "vr", "za", "zo", "op"}
