"""The report of the control: what differs, what was said of it, and what the office decided."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

from django.utils.translation import gettext as _

from stemdag import clock
from stemdag.desk.access import Official
from stemdag.desk.control import notes
from stemdag.desk.control.compared import Compared, Line, StationLines, compared, name
from stemdag.desk.control.gathered import Gathered
from stemdag.desk.control.looked import plain
from stemdag.desk.pages import names
from stemdag.elections import values
from stemdag.elections.models import Municipality, Station
from stemdag.journal import aside
from stemdag.journal.models import Entry
from stemdag.paper import control as paper

HEADS = (
    "kind",
    "station",
    "name",
    "field",
    "label",
    "ours",
    "official",
    "difference",
    "explained",
    "at",
    "who",
    "reason",
)


def pdf(official: Official, opened: Gathered, *, is_public: bool, language: str) -> bytes:
    """The report as PDF, in the language of the page."""
    row = official.municipality
    made = compared(row, opened, numbers=True)
    known = _names(made)
    report = paper.Report(
        tuple(_station(each, known) for each in made.stations),
        len(made.found.pairs),
        made.open,
        tuple(_rest(made)),
        decisions(row),
    )
    return paper.control_report(
        values.election(row.election),
        values.municipality(row),
        report,
        made_at=clock.now(),
        by=official.user.get_full_name() or official.user.get_username(),
        is_public=is_public,
        language=language,
    )


def table(official: Official, opened: Gathered) -> str:
    """The report as CSV: a row for each station, each field that differs, each explanation and decision.

    `kind` is `same`, `ours-alone`, `official-alone`, `unknown`, `differs`, `explanation` or `decision`. Times
    are in UTC.
    """
    row = official.municipality
    made = compared(row, opened, numbers=True)
    known = _names(made)
    stations = {each.number: each for each in row.stations.all()}
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADS, restval="", lineterminator="\r\n")
    writer.writeheader()

    def write(kind: str, number: int, **cells: object) -> None:
        of = stations[number].name if number in stations else ""
        given = {"kind": kind, "station": number, "name": of} | cells
        writer.writerow({key: plain(str(each)) for key, each in given.items()})

    others = {
        "same": made.found.same,
        "ours-alone": made.found.ours_alone,
        "official-alone": made.found.official_alone,
        "unknown": made.found.unknown,
    }
    for kind, numbers in others.items():
        for number in numbers:
            write(kind, number)
    for each in made.stations:
        for line in each.lines:
            for one in (line, *line.candidates):
                write("differs", each.number, **_cells(one, line))
        for said in each.explanations:
            write(
                "explanation",
                each.number,
                field=" ".join(said.places),
                at=said.at.isoformat(),
                who=known[said.by],
                reason=said.reason,
            )
    for number, decision in _decisions(row, stations):
        write(
            "decision",
            number,
            label=decision.what,
            at=decision.at.isoformat(),
            who=decision.who,
            reason=decision.reason,
        )
    return text.getvalue()


def decisions(row: Municipality) -> tuple[paper.Decision, ...]:
    """What the office accepted, handed back and explained, and the corrections that came in, in order."""
    stations = {each.number: each for each in row.stations.all()}
    return tuple(each for _number, each in _decisions(row, stations))


def _decisions(row: Municipality, stations: dict[int, Station]) -> list[tuple[int, paper.Decision]]:
    entries = list(
        Entry.objects.filter(
            chain__election=row.election.eml_id,
            chain__municipality=row.code,
            kind__in=("count.accepted", "count.returned", "count.received", notes.KIND),
            station__isnull=False,
        )
        .prefetch_related("asides__entry__chain")
        .order_by("seq")
    )
    known = names(each.by for each in entries)
    found = []
    for entry in entries:
        facts = json.loads(entry.facts)
        if entry.kind == "count.received" and facts["version"] < 2 and not facts.get("telephone"):
            continue
        reason = next((aside.read(each) or "" for each in entry.asides.all() if each.name == "reason"), "")
        number = entry.station or 0
        decision = paper.Decision(
            entry.at, name(stations, number), known[entry.by], _what(entry.kind, facts), reason
        )
        found.append((number, decision))
    return found


def _what(kind: str, facts: dict[str, object]) -> str:
    version = {"version": facts["version"]}
    if kind == "count.accepted":
        return _("Version %(version)s accepted") % version
    if kind == "count.returned":
        return _("Version %(version)s handed back") % version
    if kind == notes.KIND:
        return _("Version %(version)s explained") % version
    if facts.get("telephone"):
        return _("Version %(version)s typed by telephone") % version
    if facts["source"] == "official":
        return _("Official count replaced by version %(version)s") % version
    return _("Corrected by version %(version)s") % version


def _names(made: Compared) -> dict[str, str]:
    return names(said.by for each in made.stations for said in each.explanations)


def _station(each: StationLines, known: dict[str, str]) -> paper.Station:
    rows = []
    for line in each.lines:
        rows.append(_row(line, line))
        rows += [_row(one, line) for one in line.candidates]
    said = tuple(paper.Said(one.places, known[one.by], one.at, one.reason) for one in each.explanations)
    return paper.Station(f"{each.number} {each.name}", each.version, each.official_version, tuple(rows), said)


def _row(one: Line, line: Line) -> paper.Row:
    below = one is not line
    mark = "" if below else one.place
    return paper.Row(mark, one.label, one.ours or 0, one.official or 0, line.is_explained, below)


def _cells(one: Line, line: Line) -> dict[str, object]:
    ours, official = one.ours or 0, one.official or 0
    return {
        "field": one.place,
        "label": one.label,
        "ours": ours,
        "official": official,
        "difference": official - ours,
        "explained": "yes" if line.is_explained else "no",
    }


def _rest(made: Compared) -> list[tuple[str, str]]:
    every = (
        (_("The same in both"), made.same),
        (_("No official count yet"), " · ".join(made.ours_alone)),
        (_("No count of the station itself"), " · ".join(made.official_alone)),
        (_("No station of this municipality has this number"), " · ".join(made.unknown)),
    )
    return [(title, said) for title, said in every if said]


def file_name(row: Municipality, at: datetime, form: str) -> str:
    """`stemdag-0268-control-20220317-0915.pdf`, by the election's clock."""
    local = at.astimezone(values.election(row.election).tz)
    what = _("control")
    return f"stemdag-{row.code}-{what}-{local:%Y%m%d-%H%M}.{form}"
