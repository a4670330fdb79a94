"""One measured figure, beside what it is compared with in the same run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """`value` in `unit`; `beside` names the peer or floor of the same run, `ratio` is value over that.

    `goal` is the goal in words, `met` whether it was reached; None where this run could not tell.
    """

    name: str
    value: float
    unit: str
    beside: str
    ratio: float | None
    goal: str
    met: bool | None
