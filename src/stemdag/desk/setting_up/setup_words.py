"""How the set-up says things: fields and their values, what is wrong in a file, what is odd in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from stemdag.desk.refusals import UNKNOWN
from stemdag.desk.setting_up.setup_tables import FAULTS, ODDITIES, REFUSED
from stemdag.desk.templatetags.desk import hour, kind_name
from stemdag.domain.errors import Refused
from stemdag.domain.location import Location
from stemdag.domain.redefining import Change, Value
from stemdag.domain.station import Counting, Hours, Kind
from stemdag.elections.proposals import Fault, Oddity

FIELDS: Final[Mapping[str, str]] = {
    "name": _("Name"),
    "kind": _("Kind"),
    "postcode": _("Postcode"),
    "quarter": _("Quarter"),
    "electorate": _("Electorate"),
    "hours": _("Opening hours"),
    "counts_from": _("Counts from"),
    "location": _("Place"),
    "counting": _("Way of counting"),
}
#: Oddities of a whole file whose text names stations.
_WITH_NUMBERS: Final = frozenset({"some-postcodes-missing", "equal-names"})
_COUNTING: Final[Mapping[Counting, str]] = {
    Counting.CENTRAL: _("central"),
    Counting.DECENTRAL: _("at the station"),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something wrong, for a page: where, what, and what to do; `detail` is a reader's own English."""

    title: str
    advice: str
    where: str = ""
    detail: str = ""


def refusal(refused: Refused) -> tuple[Wrong, list[Wrong]]:
    """A refusal of files, with all that is wrong in a spreadsheet."""
    title, advice = REFUSED.get(refused.code.partition(".")[2], UNKNOWN)
    where = ", ".join(filter(None, (refused.where, str(refused.params.get("place", "")))))
    detail = str(refused.params.get("detail", ""))
    params = {"other": refused.params.get("other", "")}
    faults = refused.params.get("faults", ())
    assert isinstance(faults, tuple)
    return Wrong(gettext(title) % params, gettext(advice) % params, where, detail), [
        fault(each) for each in faults
    ]


def fault(found: Fault) -> Wrong:
    """One fault of a spreadsheet."""
    title, advice = FAULTS[found.code]
    said = {"said": found.said}
    parts = []
    if found.sheet:
        parts.append(gettext("sheet %(name)s") % {"name": found.sheet})
    if found.row:
        parts.append(gettext("row %(row)s") % {"row": found.row})
    if found.column:
        column = f"{found.column} ({found.heading})" if found.heading else found.column
        parts.append(gettext("column %(column)s") % {"column": column})
    return Wrong(gettext(title) % said, gettext(advice) % said, ", ".join(parts))


def oddities(found: Iterable[Oddity]) -> list[tuple[str, list[str]]]:
    """What is odd, each once, with the stations; what a reader says of the whole in English stays out."""
    places: dict[str, list[str]] = {}
    for each in found:
        where = each.where.partition(", ")[2].removeprefix("station ")
        if not where and each.code in _WITH_NUMBERS:
            where = each.text.replace("stations ", "").removesuffix(" have no postcode")
        places.setdefault(each.code, []).extend([_place(where)] if where else [])
    return [(gettext(ODDITIES[code]) if code in ODDITIES else code, where) for code, where in places.items()]


def _place(where: str) -> str:
    """A reader's place in words: "112 (Town hall)", whose name may have brackets of its own, or "line 4"."""
    if found := re.fullmatch(r"line (\d+)", where):
        return gettext("line %(lines)s") % {"lines": found[1]}
    return re.sub(r"^(\d+) \((.*)\)$", r"\1 \2", where)


def changes(found: Iterable[Change]) -> list[tuple[str, str, str]]:
    """Each field with its old and new value in words."""
    return [(gettext(FIELDS[each.field]), shown(each.old), shown(each.new)) for each in found]


def reason(refused: Refused) -> str:
    """What is said beside a reason that is missing or too long."""
    if refused.code == "setup.long":
        return gettext("At most 500 characters fit.")
    return gettext("Say in a line why.")


def number_is_there() -> str:
    """What is said beside a number that another station has."""
    return gettext("There is a station with this number. Give this one a number of its own.")


def shown(value: Value | Counting) -> str:
    """A value of a field in words; a dash where there is none."""
    if isinstance(value, Kind):
        return kind_name(value)
    if isinstance(value, Counting):
        return gettext(_COUNTING[value])
    if isinstance(value, int):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    if isinstance(value, datetime):
        return f"{_day(value)} {hour(value)}"
    if isinstance(value, Location):
        return f"{value.latitude:g}, {value.longitude:g}"
    if isinstance(value, tuple):
        return "; ".join(_hours(each) for each in value) or "–"
    return value or "–"


def _hours(value: Hours) -> str:
    return f"{_day(value.opens)} {hour(value.opens)}–{hour(value.closes)}"


def _day(moment: datetime) -> str:
    said = formats.date_format(timezone.localtime(moment), "D j M")
    return said.lower() if get_language() == "nl" else said
