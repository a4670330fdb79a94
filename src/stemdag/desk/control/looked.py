"""Who saw what and when: every entry by which the control view was unlocked or anything opened in it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from stemdag.desk.pages import names
from stemdag.elections.models import Municipality
from stemdag.journal import aside
from stemdag.journal.models import Entry

#: What is listed, by kind of entry, in words.
KINDS: Final[Mapping[str, str]] = {
    "control.unlocked": gettext_noop("Control view unlocked"),
    "control.opened": gettext_noop("Count opened"),
    "control.gathered": gettext_noop("Counts opened together"),
    "intake.opened": gettext_noop("Photo or export opened"),
}
_TOGETHER: Final[Mapping[str, str]] = {
    "compare": gettext_noop("beside the official counts"),
    "across": gettext_noop("across stations"),
    "report": gettext_noop("for the report"),
    "typed": gettext_noop("a record typed by a colleague"),
    "official": gettext_noop("official counts, beside a file or record on its way in"),
}
_FILES: Final[Mapping[str, str]] = {
    "photo": gettext_noop("photo of the record"),
    "export": gettext_noop("export of a device"),
}
_STEPS: Final[Mapping[int, str]] = {
    1: gettext_noop("without numbers"),
    2: gettext_noop("with the numbers"),
    3: gettext_noop("taken in"),
}
#: What a spreadsheet would take for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Look:
    """One entry in words: when, who, what kind, of which station, what exactly, and why."""

    at: datetime
    by: str
    who: str
    kind: str
    title: str
    station: int | None
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; empty is everything."""

    who: str = ""
    kind: str = ""
    station: str = ""

    def is_met(self, look: Look) -> bool:
        return (
            self.who in ("", look.by)
            and self.kind in ("", look.kind)
            and self.station in ("", str(look.station))
        )


def looks(row: Municipality) -> list[Look]:
    """All of a municipality, the newest first."""
    entries = list(
        Entry.objects.filter(
            chain__election=row.election.eml_id, chain__municipality=row.code, kind__in=KINDS
        )
        .prefetch_related("asides__entry__chain")
        .order_by("-seq")
    )
    known = names(each.by for each in entries)
    return [_look(each, known[each.by]) for each in entries]


def table(found: Iterable[Look]) -> str:
    """The same as CSV, for a spreadsheet; times in UTC."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(["at", "who", "what", "station", "detail", "reason"])
    for each in found:
        station = "" if each.station is None else str(each.station)
        row = [each.at.isoformat(), each.who, each.title, station, each.what, each.reason]
        writer.writerow([plain(cell) for cell in row])
    return made.getvalue()


def plain(cell: str) -> str:
    """A text that no spreadsheet takes for a formula; a number below zero is none."""
    is_formula = cell.startswith(_FORMULA) and not cell.removeprefix("-").isdigit()
    return f"'{cell}" if is_formula else cell


def _look(entry: Entry, who: str) -> Look:
    facts = json.loads(entry.facts)
    texts = {each.name: aside.read(each) or "" for each in entry.asides.all()}
    return Look(
        entry.at,
        entry.by,
        who,
        entry.kind,
        _(KINDS[entry.kind]),
        entry.station,
        _detail(entry.kind, facts),
        texts.get("reason", ""),
    )


def _detail(kind: str, facts: Mapping[str, object]) -> str:
    step = _STEPS.get(int(str(facts.get("step", 0))))
    told = _(step) if step else ""
    if kind == "control.opened":
        what = _("version %(version)s") % {"version": facts["version"]}
    elif kind == "control.gathered":
        named = _TOGETHER.get(str(facts["what"]))
        what = f"{facts['counts']} · {_(named) if named else facts['what']}"
    elif kind == "intake.opened":
        named = _FILES.get(str(facts["what"]))
        what = _(named) if named else str(facts["what"])
    else:
        return ""
    return f"{what} · {told}" if told else what
