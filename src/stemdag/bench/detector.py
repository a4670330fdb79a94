"""`detector`: the checks across stations, on real stations with errors put into them that pass every F rule.

Thresholds come from one half of the municipalities of an election, errors and false alarms from the other.
Beside each stand the F and W rules and the control protocol's own criteria, on the same errors. The draw is
fixed: the same files give the same figures. `python -m stemdag.bench.detector` writes them as the table of
`docs/detector.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from stemdag.bench.detector_data import COUNCILS, NATION, OTHERS, Place, by_list, places
from stemdag.bench.detector_errors import KINDS, Kind
from stemdag.bench.detector_judge import (
    LARGE,
    ONE_IN,
    SMALL,
    Recall,
    Station,
    calibrated,
    recall,
    stations_of,
    told,
    warned,
)
from stemdag.bench.detector_types import types_missing
from stemdag.bench.measure import Measure

SEED = 20_220_316
#: Errors of each kind, large and small; of ballots with a thousand candidates fewer, and no small ones.
ERRORS, FEWER = (100, 100), (25, 0)

#: The error on a municipality, S.301.
TYPES = "type-missing"

_SETS = ("gr2022", "gr2022-lists", "tk2021", "others")
NAMES = (
    *(f"{each}-{name}" for each in _SETS for name in ("false-alarms", *(kind.name for kind in KINDS))),
    f"gr2022-{TYPES}",
)


@dataclass(frozen=True, slots=True)
class Result:
    """What was found in one set of stations: false alarms, and recall by kind for large and small errors."""

    name: str
    thresholds: dict[str, float]
    calibrated_on: int
    judged: int
    told: int
    warned: int
    by_protocol: int
    kinds: tuple[tuple[Kind, Recall, Recall], ...]
    types: tuple[int, Recall] | None = None


def results() -> Iterator[Result]:
    """Each set in turn: councils of 2022 by candidate, the same by list, the House of 2021, three others."""
    first, rest = _halves(list(places(COUNCILS)), Random(SEED))  # noqa: S311 - a fixed draw
    by_candidate = stations_of(first)
    thresholds = calibrated(by_candidate)
    types = types_missing(rest, Random(SEED))  # noqa: S311
    by_name = _result("gr2022", thresholds, by_candidate, stations_of(rest), ERRORS)
    yield replace(by_name, types=types)
    centrally = stations_of(by_list(each) for each in first)
    yield _result(
        "gr2022-lists",
        calibrated(centrally),
        centrally,
        stations_of(by_list(each) for each in rest),
        ERRORS,
    )
    first, rest = _halves(list(places(NATION)), Random(SEED))  # noqa: S311
    nation = stations_of(first)
    yield _result("tk2021", calibrated(nation), nation, stations_of(rest), FEWER)
    yield _result("others", thresholds, by_candidate, stations_of(places(OTHERS)), FEWER)


def _halves(found: list[Place], random: Random) -> tuple[list[Place], list[Place]]:
    """Two halves, drawn at random, that have large and small ones alike."""
    random.shuffle(found)
    found.sort(key=lambda each: len(each.counts))
    return found[::2], found[1::2]


def _result(
    name: str,
    thresholds: dict[str, float],
    calibration: list[Station],
    judged: list[Station],
    errors: tuple[int, int],
) -> Result:
    random = Random(f"{SEED} {name}")  # noqa: S311 - the same in each run, whatever the other sets do
    by_candidate = any(each.columns.candidates and any(each.columns.candidates) for each in judged)
    return Result(
        name,
        thresholds,
        len(calibration),
        len(judged),
        told(judged, thresholds),
        warned(judged),
        sum(each.by_protocol for each in judged),
        tuple(
            (
                kind,
                recall(judged, thresholds, kind, LARGE, errors[0], random),
                recall(judged, thresholds, kind, SMALL, errors[1], random),
            )
            for kind in KINDS
            if by_candidate or not kind.by_candidate
        ),
    )


def measures() -> Iterator[Measure]:
    """Of each set the false alarms, and by kind the errors of 15 votes or more that were found."""
    for result in results():
        yield Measure(
            f"{result.name}-false-alarms",
            100 * result.told / result.judged,
            "%",
            f"F and W {100 * result.warned / result.judged:.1f} %, control protocol "
            f"{100 * result.by_protocol / result.judged:.1f} %; {result.judged} stations as they are",
            None,
            f"{100 // ONE_IN} % of the {result.calibrated_on} that set the thresholds",
            None,
        )
        for kind, large, small in result.kinds:
            if large.errors:
                yield _measure(f"{result.name}-{kind.name}", large, small)
        if result.types is not None:
            yield _measure(f"{result.name}-{TYPES}", result.types[1], Recall())


def _measure(name: str, large: Recall, small: Recall) -> Measure:
    found, named, rules, protocol, together = large.percent
    return Measure(
        name,
        found,
        "%",
        f"F and W {rules:.0f} %, control protocol {protocol:.0f} %, F, W and S {together:.0f} %; "
        f"named {named:.0f} %; of 5 to 14 votes {small.percent[0]:.0f} % "
        f"({large.errors} and {small.errors} errors)",
        None,
        "F, W and S above both, or all",
        together > max(rules, protocol) or together == 100,
    )


def table(result: Result) -> Iterator[str]:
    """The lines of a set in `docs/detector.md`."""
    yield "| error | rule | S | named | F, W | protocol | F, W and S | small: S | small: F, W |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|"
    for kind, large, small in result.kinds:
        if large.errors:
            less = (small.percent[0], small.percent[2]) if small.errors else ()
            cells = [f"{each:.0f} %" for each in (*large.percent, *less)] + ["–"] * (2 - len(less))
            yield f"| {kind.words} | {kind.code} | {' | '.join(cells)} |"
    if result.types is not None:
        cells = [f"{each:.0f} %" for each in result.types[1].percent] + ["–", "–"]
        yield f"| a ballot type missing | S.301 | {' | '.join(cells)} |"


def heading(result: Result) -> str:
    """What the table of a set stands on."""
    thresholds = ", ".join(f"{code} {least}" for code, least in result.thresholds.items())
    return (
        f"{result.calibrated_on} stations set the thresholds ({thresholds}). Of {result.judged} others "
        f"{result.told} are told as they are ({100 * result.told / result.judged:.2f} %); an F or W rule "
        f"stands on {result.warned} ({100 * result.warned / result.judged:.2f} %), a criterion of the "
        f"control protocol on {result.by_protocol} ({100 * result.by_protocol / result.judged:.2f} %)."
    )


def main() -> None:
    """Writes the tables of `docs/detector.md` to standard output."""
    for result in results():
        print(f"### {result.name}\n\n{heading(result)}\n")  # noqa: T201
        print("\n".join(table(result)), "\n", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
