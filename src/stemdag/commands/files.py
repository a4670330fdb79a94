"""`check` and `seats`: what stands in count files, judged and added up without any database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from stemdag.commands.output import COULD_NOT, FOUND, could_not, err, out, write_json
from stemdag.commands.progress import progress
from stemdag.domain.ballot import Ballot
from stemdag.domain.checks import Finding, check_file
from stemdag.domain.election import same_election
from stemdag.domain.errors import Refused
from stemdag.domain.seat_rules import rule_for
from stemdag.domain.seats import Step, apportion, as_json
from stemdag.files import CountFile, DefinitionFile, ElectionFile, Skipped, UnitCount, Unreadable, read

Files = Annotated[list[Path], typer.Argument(help="EML, OSV4-3 CSV, or zips of them; told by content.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")]


def check(files: Files, json: Json = None) -> None:
    """Judge every count in the files. Exit 1 when an error (F) stands, 2 when a file cannot be read."""
    report = _Report(_voice(json))
    unreadable: list[dict[str, str]] = []
    with progress("checking") as step:
        for path in files:
            try:
                for file in read(path):
                    report.take(file)
                    step(file.source)
            except Unreadable as problem:
                err.print(str(problem), markup=False, style="red")
                unreadable.append(
                    {
                        "source": problem.source,
                        "where": problem.where,
                        "text": problem.text,
                        "remedy": problem.remedy,
                    }
                )
    report.summary()
    write_json(json, report.value() | {"unreadable": unreadable})
    if unreadable:
        raise typer.Exit(COULD_NOT)
    if report.errors:
        raise typer.Exit(FOUND)


def _voice(json: Path | None) -> Console:
    """Where to speak: on standard output, unless that is to hold the JSON alone."""
    return err if json == Path("-") else out


class _Report:
    """What `check` found, printed as it is found and summed up at the end."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._files: list[dict[str, object]] = []
        self._skipped: list[dict[str, str]] = []
        self._counts = 0
        self._units = 0
        self._places: dict[str, Counter[str]] = {}
        self._odd: dict[str, Counter[str]] = {}
        self.errors: set[tuple[str, str]] = set()

    def take(self, file: ElectionFile) -> None:
        if isinstance(file, Skipped):
            self._skipped.append({"source": file.source, "why": file.why})
            return
        findings: list[dict[str, object]] = []
        if isinstance(file, CountFile):
            self._counts += 1
            self._units += len(file.units)
            for where, unit, finding in _judged(file):
                findings.append(
                    {
                        "unit": unit.id,
                        "where": where,
                        "code": finding.code,
                        "marks": list(finding.marks),
                        "list": finding.list,
                    }
                )
                self._places.setdefault(finding.code, Counter())[file.source] += 1
                if finding.is_error and unit is not file.total:
                    self.errors.add((file.source, unit.id))
                elif finding.is_error:
                    self.errors.add((file.source, ""))
                marks = f" ({', '.join(finding.marks)})" if finding.marks else ""
                self._out.print(f"{file.source}: {where}: {finding.code}{marks}", markup=False)
        odd = Counter(each.code for each in file.oddities)
        for code, times in odd.items():
            self._odd.setdefault(code, Counter())[file.source] += times
        self._files.append(
            {
                "source": file.source,
                "form": file.form if isinstance(file, CountFile) else type(file).__name__,
                "election": file.election.id,
                "findings": findings,
                "oddities": [asdict(each) for each in file.oddities],
            }
        )

    def summary(self) -> None:
        self._out.print(
            f"{len(self._files)} election files, {self._counts} of them counts, with {self._units} units; "
            f"{len(self._skipped)} other files skipped."
        )
        for title, found in (("found", self._places), ("odd", self._odd)):
            for code in sorted(found):
                places = found[code]
                self._out.print(
                    f"{title} {code}: {places.total()} times in {len(places)} files", markup=False
                )
        stations = {each for each in self.errors if each[1]}
        totals = len(self.errors) - len(stations)
        self._out.print(
            f"{len(stations)} stations in {len({source for source, _ in stations})} files "
            f"and {totals} totals stand on an error."
        )

    def value(self) -> dict[str, object]:
        """The JSON value: every finding and oddity by file, and how often each code stands."""
        return {
            "files": self._files,
            "skipped": self._skipped,
            "codes": {
                code: {"times": places.total(), "files": len(places)} for code, places in self._places.items()
            },
            "oddities": {
                code: {"times": places.total(), "files": len(places)} for code, places in self._odd.items()
            },
        }


def _judged(file: CountFile) -> Iterator[tuple[str, UnitCount, Finding]]:
    category = file.election.category
    for finding in check_file(file.total.count, file.total.unexplained, category, is_total=True):
        yield "total", file.total, finding
    for unit in file.units:
        station = unit.number is not None
        where = f"station {unit.number} ({unit.name})" if station else f"{unit.id} ({unit.name})"
        for finding in check_file(unit.count, unit.unexplained, category, is_total=not station):
            yield where, unit, finding


def seats(
    files: Files,
    seats: Annotated[int | None, typer.Option("--seats", min=1, help="How many; else from a 110a.")] = None,
    lots: Annotated[
        list[int] | None, typer.Option("--lots", help="The list that a drawing of lots chose; in order.")
    ] = None,
    json: Json = None,
) -> None:
    """Turn votes into seats, with every step. Exit 1 while lots must still be drawn."""
    voice = _voice(json)
    found: list[ElectionFile] = []
    try:
        with progress("reading") as step:
            for path in files:
                for file in read(path):
                    # Only totals are needed; a national set of stations would fill the memory.
                    found.append(replace(file, units=()) if isinstance(file, CountFile) else file)
                    step(file.source)
    except Unreadable as problem:
        raise could_not(str(problem)) from None
    count = _whole([file for file in found if isinstance(file, CountFile)])
    number = seats or _number(count, found)
    if number is None:
        raise could_not(
            f"{count.source}: the number of seats is not known. Give --seats, or the definition (EML 110a) "
            "with the count."
        )
    votes = {list_: each.total for list_, each in count.total.count.lists.items()}
    election = count.election
    try:
        rule = rule_for(election.category, number, election.date)
        on = {each.number: len(each.candidates) for each in count.ballot if each.candidates}
        outcome = apportion(votes, number, rule, tuple(lots or ()), on)
    except Refused as refused:
        raise could_not(f"{count.source}: {refused.text}") from None
    voice.print(f"{election.name}: {number} seats, from {count.source}", markup=False)
    for step_ in outcome.steps:
        voice.print(f"  {_line(step_, count.ballot)}", markup=False)
    for list_, won in outcome.seats.items():
        label = count.ballot.by_number[list_].label
        voice.print(f"{list_:>4}  {label:<40} {votes[list_]:>11,} votes {won:>4} seats", markup=False)
    write_json(json, as_json(outcome))
    if outcome.open_lots:
        err.print(
            f"A lot must be drawn between lists {', '.join(map(str, outcome.open_lots))}. Draw it, and give "
            "the list it names with --lots (after those given before).",
            markup=False,
        )
        raise typer.Exit(FOUND)


def _whole(counts: Sequence[CountFile]) -> CountFile:
    """The count of the whole election: the 510d, or the only count there is."""
    if not counts:
        raise could_not("None of the files is a count. Give an EML 510d, a 510b, or an OSV4-3 CSV.")
    totals = [count for count in counts if count.form == "510d"] or list(counts)
    if len(totals) > 1:
        raise could_not(
            f"{len(totals)} counts were given, and one at a time is turned into seats: {totals[0].source}, "
            f"{totals[1].source}, … Give one of them, or the total count (510d)."
        )
    return totals[0]


def _number(count: CountFile, found: Sequence[ElectionFile]) -> int | None:
    for file in found:
        if isinstance(file, DefinitionFile) and _defines(file, count):
            return file.election.seats
    return count.election.seats


def _defines(definition: DefinitionFile, count: CountFile) -> bool:
    """Whether a definition is of this count's election; a CSV has no domain, so there its area decides."""
    if not same_election(definition.election, count.election):
        return False
    return count.form != "osv4-3" or count.area.code in {each.code for each in definition.municipalities}


def _line(step: Step, ballot: Ballot) -> str:
    """One step in words: what happened, by which article, and the figure that decided."""
    labels = {number: each.label for number, each in ballot.by_number.items()}
    equals = ", ".join(labels[number] for number in step.equals)
    text = f"{step.article}: {step.kind.value}"
    if step.residual is not None:
        text += f", residual seat {step.residual}"
    if step.list is not None:
        text += (
            f", {labels[step.list]}: {step.seats} seats"
            if step.seats != 1
            else f", {labels[step.list]}: 1 seat"
        )
    if step.loser is not None:
        text += f", from {labels[step.loser]}"
    if step.figure is not None:
        text += f" ({step.figure})"
    if equals:
        text += f"; equal: {equals}{', by lot' if step.by_lot else ''}"
    return text
