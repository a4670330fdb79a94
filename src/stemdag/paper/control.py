"""The report of the control, for the committee: the official count beside ours, and what is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from stemdag.domain.election import Election
from stemdag.domain.station import Municipality
from stemdag.paper import words as w
from stemdag.paper.press import press

MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Row:
    """A field that differs; `below` is a candidate, whose list says whether it is explained."""

    mark: str
    label: str
    ours: int
    official: int
    is_explained: bool
    below: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """An explanation: of which fields, by whom, when, and what it says."""

    fields: tuple[str, ...]
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Station:
    """A station at which something differs, with the versions that are set beside each other."""

    name: str
    version: int
    official_version: int
    rows: tuple[Row, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the office decided of a count, or a correction that came in. `what` is in words."""

    at: datetime
    station: str
    who: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that the report says. `rest`: the other stations in words, each with what is known of them."""

    stations: tuple[Station, ...]
    pairs: int
    open: int
    rest: tuple[tuple[str, str], ...]
    decisions: tuple[Decision, ...]


def control_report(
    election: Election,
    municipality: Municipality,
    report: Report,
    *,
    made_at: datetime,
    by: str,
    is_public: bool,
    language: str = "nl",
) -> bytes:
    """The report as a PDF. Before the results are public it says that it is secret until then."""
    words = w.words(language)

    def moment(at: datetime) -> str:
        return w.moment(at.astimezone(election.tz), language)

    differing = len(report.stations)
    return press(
        "control",
        {
            "language": language,
            "title": words["control.title"].format(municipality=municipality.name),
            "words": words,
            "rehearsal": election.rehearsal,
            "lead": words["control.lead"].format(election=election.name, at=moment(made_at), by=by),
            "footer": words["control.footer"].format(municipality=municipality.name, at=moment(made_at)),
            "secret": None if is_public else words["control.secret"].format(moment=moment(election.release)),
            "figures": [
                [words["control.pairs"], str(report.pairs)],
                [words["control.differing"], str(differing)],
                [words["control.explained"], str(differing - report.open)],
                [words["control.open"], str(report.open)],
            ],
            "stations": [_station(each, words, moment) for each in report.stations],
            "rest": [list(each) for each in report.rest],
            "decisions": [
                {
                    "at": moment(each.at),
                    "station": each.station,
                    "who": each.who,
                    "what": each.what,
                    "reason": each.reason,
                }
                for each in report.decisions
            ],
        },
    )


def _station(station: Station, words: w.Words, moment: Callable[[datetime], str]) -> dict[str, object]:
    return {
        "name": station.name,
        "versions": words["control.versions"].format(ours=station.version, official=station.official_version),
        "rows": [
            {
                "mark": each.mark,
                "label": each.label,
                "ours": str(each.ours),
                "official": str(each.official),
                "gap": _signed(each.official - each.ours),
                "below": each.below,
                "open": not each.is_explained,
                "state": None
                if each.below
                else words["control.is-explained" if each.is_explained else "control.is-open"],
            }
            for each in station.rows
        ],
        "said": [
            {"about": f"{', '.join(each.fields)} · {each.who} · {moment(each.at)}", "reason": each.reason}
            for each in station.said
        ],
    }


def _signed(number: int) -> str:
    """`+3`, `−12`, `0`."""
    return f"{'+' if number > 0 else MINUS if number else ''}{abs(number)}"
