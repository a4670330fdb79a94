"""Seats on a page: the half circle, and in words how each of them came about."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from stemdag.domain.ballot import Ballot
from stemdag.domain.seats import Step, StepKind
from stemdag.publish import half_circle, words
from stemdag.publish.language import Language
from stemdag.publish.result import Result, Status
from stemdag.publish.seats import Seats, sentence


@dataclass(frozen=True, slots=True)
class SeatView:
    """`note` says how many seats, or why none; `steps`: what happened, to whom, the figure that decided."""

    note: str
    number: str
    drawing: half_circle.HalfCircle | None
    steps: tuple[tuple[str, str, str], ...]


def view(
    lang: Language, ballot: Ballot, result: Result, found: Seats, number: int | None, status: Status
) -> SeatView | None:
    """None where there is nothing to say of seats."""
    note = sentence(lang, found, number, status)
    steps = found.apportionment.steps if found.apportionment else ()
    if not note and not steps:
        return None
    drawing = None
    if found.by_list is not None:
        order = sorted(found.by_list, key=lambda each: (-result.votes.get(each, 0), each))
        drawing = half_circle.draw([found.by_list[each] for each in order])
    names = {each.number: words.list_name(lang, ballot, each) for each in ballot}
    rows = tuple(_row(lang, names, each) for each in steps)
    return SeatView(note, lang.number(number or 0), drawing, rows)


def _row(lang: Language, names: dict[int, str], step: Step) -> tuple[str, str, str]:
    whose = step.loser if step.kind is StepKind.EXHAUSTED else step.list
    name = names.get(whose, "") if whose is not None else ""
    # What is left of a list's votes after its full seats decided nothing yet.
    shown = None if step.kind is StepKind.FULL else step.figure
    figure = "" if shown is None else _figure(lang, shown)
    return _what(lang, names, step), name, figure


def _what(lang: Language, names: dict[int, str], step: Step) -> str:
    """What a step did, with the article of the Kieswet that says so."""
    among = ", ".join(names.get(each, str(each)) for each in step.equals)
    said = {
        StepKind.QUOTA: lambda: lang.say("Electoral quota: votes for one seat"),
        StepKind.FULL: lambda: lang.say("Full seats: %(seats)s", seats=lang.number(step.seats)),
        StepKind.REMAINDER: lambda: lang.say("Residual seat %(turn)s, largest remainder", turn=step.residual),
        StepKind.AVERAGE: lambda: lang.say("Residual seat %(turn)s, highest average", turn=step.residual),
        StepKind.MAJORITY: lambda: lang.say(
            "Absolute majority: a seat moves from %(name)s", name=names.get(step.loser or 0, "")
        ),
        StepKind.EXHAUSTED: lambda: lang.say("No candidate left: gives a seat back"),
        StepKind.LOTS: lambda: lang.say("Lots must be drawn between %(names)s", names=among),
        StepKind.EMPTY: lambda: lang.say("A seat that no list may take"),
    }[step.kind]()
    if step.by_lot:
        said += ". " + lang.say("By lot between %(names)s", names=among)
    return f"{said} ({step.article})" if step.article else said


def _figure(lang: Language, figure: Fraction) -> str:
    """With two decimals, cut off: as it stands in the reports of the electoral committees."""
    hundredths = figure.numerator * 100 // figure.denominator
    if figure.denominator == 1:
        return lang.number(int(figure))
    return lang.decimal(hundredths, 2)
